"""Text as people write it in, text as rules compare it out, with the way back to the original.

Comes in: any string. Goes out: `Folded`, whose `text` is lower case, without accents, with hyphens of
every kind and runs of white space as one space, and whose `span` gives the place of a match in the
original. `variants` does the same for a phrase and adds its other spellings. Raises nothing.

Folding the whole of Unicode costs several times what matching costs, so ASCII is lowered in one call
and only the odd characters are replaced one at a time, from a cache.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

FIELD_END = "\x1e"  # stands between two fields of one text; no phrase holds it

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_SPACES = " \t\n\r\u00a0\u2000-\u200a\u202f\u3000"  # not all white space: FIELD_END is some
_APOSTROPHES = "\u2018\u2019\u02bc\u2032\u0060\u00b4\uff07"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
_ODD = re.compile(rf"[{_SPACES}{re.escape(_HYPHENS)}]{{2,}}|[^\x00-\x7f]|[\t\n\r]")
_FIRST_CJK = "\u3040"  # from here on words are not set apart by spaces


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts` and `shifts` say how far the original runs ahead from each place on."""

    text: str
    original: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def place(self, index: int) -> int:
        """The offset in the original of the character at `index` of the folded text."""
        if not self.starts:
            return index
        at = bisect_right(self.starts, index) - 1
        return index + self.shifts[at] if at >= 0 else index

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded [start, end) stands in the original."""
        if not self.starts:
            return start, end
        return self.place(start), self.place(end - 1) + 1

    def words(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.original[first:last]


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """One odd character (or a run of spaces and hyphens) as rules compare it."""
    if len(character) > 1 or character in _HYPHENS or character.isspace():
        return " "
    if character in _INVISIBLE:
        return ""
    if character in _APOSTROPHES:
        return "'"
    if not character.isalnum() or unicodedata.category(character) == "No":  # ², “, ≥: no part of a word
        return "" if unicodedata.combining(character) else " "
    return _without_accents(character)


def _without_accents(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in decomposed if not unicodedata.combining(part)).casefold()
    return "".join(_LETTERS.get(part, part) for part in plain)


def fold(text: str) -> Folded:
    """The text as rules compare it. `FIELD_END` stays."""
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    last = length = 0
    for odd in _ODD.finditer(text):
        new = fold_character(odd.group())
        pieces += (text[last : odd.start()].lower().replace("-", " "), new)
        length += odd.start() - last
        for inner in range(1, len(new)):  # the second letter of a ligature stands where the first does
            starts.append(length + inner)
            shifts.append(odd.start() - length - inner)
        length += len(new)
        last = odd.end()
        if len(new) != last - odd.start():
            starts.append(length)
            shifts.append(last - length)
    pieces.append(text[last:].lower().replace("-", " "))
    return Folded("".join(pieces), text, tuple(starts), tuple(shifts))


@lru_cache(
    maxsize=1 << 15
)  # each phrase of a rulebook is folded when it is checked, and when it is made ready
def fold_phrase(phrase: str) -> str:
    return " ".join(fold(phrase).text.split())


# British and American spellings. A pair makes patterns that nobody writes too; those match nothing.
_SPELLINGS = (
    ("tumour", "tumor"),
    ("behaviour", "behavior"),
    ("isation", "ization"),
    ("ised", "ized"),
    ("ising", "izing"),
    ("ise ", "ize "),
    ("haem", "hem"),
    ("aemi", "emi"),
    ("oedem", "edem"),
    ("oesoph", "esoph"),
    ("foet", "fet"),
    ("paed", "ped"),
    ("fibre", "fiber"),
    ("centre", "center"),
    ("rrhoe", "rrhe"),
    ("oestr", "estr"),
    ("anaes", "anes"),
    ("gynae", "gyne"),
    ("coeli", "celi"),
    ("leuca", "leuka"),
)


_SPELT_TWO_WAYS = re.compile("|".join(part for pair in _SPELLINGS for part in pair))


def variants(phrase: str) -> frozenset[str]:
    """A phrase folded, with its British and American spellings and without its apostrophes."""
    found = {fold_phrase(phrase)}
    for one, other in _SPELLINGS if _SPELT_TWO_WAYS.search(fold_phrase(phrase)) else ():
        found |= {text.replace(one, other) for text in found if one in text}
        found |= {text.replace(other, one) for text in found if other in text}
    for text in tuple(found):
        if "'s " in text or text.endswith("'s"):
            found.add(re.sub(r"'s\b", "s", text))
            found.add(re.sub(r"'s\b", "", text))
    return frozenset(filter(None, found))


def weight(phrase: str) -> int:
    """How many letters a phrase is worth; one of a script without spaces is a syllable or a word: two."""
    letters = [character for character in phrase if character.isalnum()]
    return len(letters) + sum(character >= _FIRST_CJK for character in letters)


PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~\x1e]")  # what fold leaves of it
WORD = re.compile(rf"[^\W_{_FIRST_CJK}-\U0010ffff]+")


def is_word(character: str) -> bool:
    """True for what may not stand beside a phrase: a letter or a digit of a script with spaces."""
    return character.isalnum() and character < _FIRST_CJK


_SENTENCE_END = re.compile(
    r"[.?!;](?<!\bal\.)(?<!\bvs\.)(?<!\bcf\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bNo\.)(?<!\bno\.)[)\]\"']?\s+(?=[A-Z0-9(\[\"'])|\x1e"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of an original (unfolded) text stand, whole, in order."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if end > start]


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of these phrases as whole words of a folded text."""
    words = "|".join(re.escape(fold_phrase(phrase)) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?!\w)")
