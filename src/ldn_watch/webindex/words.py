"""Text as it is searched: folded words, and in which file of the index each stands.

Comes in: any string. Goes out: words in lower case, without accents, ligatures and signs, Greek letters
spelled out. Raises nothing. `render/pages/assets/search-index.js` does the same with what a reader types,
by the same lists: they travel in the table (`RULES`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th", "ß": "ss", "ς": "σ",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "ω": "omega",
}  # fmt: skip
_STOP = (
    "an and are as at be been both but by can did do for from had has have in into is it its may more not "
    "of on or our than that the their there these they this those to was we were when which who with without"
)
STOP = frozenset(_STOP.split())
# Words that begin with one of these pairs fill a file too large to load; they are parted by three letters.
_HEAVY = "an ca ch co de di ex in ma me mo na pa po pr re se st su tr"
HEAVY = frozenset(_HEAVY.split())
# British and American, tried both ways where a word is looked up; plurals as well.
SPELLINGS = (
    ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"),
    ("haem", "hem"), ("aemi", "emi"), ("oed", "ed"), ("oes", "es"), ("foet", "fet"), ("paed", "ped"),
    ("gynaec", "gynec"), ("centre", "center"), ("fibre", "fiber"), ("aesth", "esth"), ("leuk", "leuc"),
    ("coel", "cel"), ("diarrhoe", "diarrhe"), ("orrh", "orh"),
)  # fmt: skip
RULES = {
    "letters": LETTERS,
    "stop": sorted(STOP),
    "heavy": sorted(HEAVY),
    "spellings": [list(pair) for pair in SPELLINGS],
}
SHORTEST_NUMBER = 4  # of fewer digits: ages, doses and P values, which are everywhere
LONGEST = 40  # a longer run of letters is a sequence or a mishap, nothing that a person would type
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z0-9]+")
_NCT = re.compile(r"nct[0-9]+")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def fold(text: str) -> str:
    """Lower case, without accents; `β-Endorphin` -> `beta-endorphin`."""
    lowered = text.lower()
    return lowered if lowered.isascii() else "".join(map(_folded, lowered))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character.isascii():
        return character
    parts = unicodedata.normalize("NFKD", character).lower()
    return "".join(
        LETTERS.get(part, part) for part in parts if not unicodedata.category(part).startswith("M")
    )


def words_of(text: str) -> list[str]:
    """The words that are searched for, in order; none of one letter, no short number, no stop word."""
    return [word for word in _parted(text) if is_searched(word)]


def count_words(text: str) -> dict[str, int]:
    """How often each of them is said."""
    return {word: times for word, times in Counter(_parted(text)).items() if is_searched(word)}


def _parted(text: str) -> list[str]:
    folded = fold(text)
    return (_PLAIN if folded.isascii() else _WORD).findall(folded)


def is_searched(word: str) -> bool:
    """True for a word that says something."""
    size = len(word)
    return 1 < size <= LONGEST and word not in STOP and not (size < SHORTEST_NUMBER and word.isdecimal())


def doi_word(doi: str) -> str:
    """A DOI is searched as one word, in lower case (ISO 26324: case does not count); "" where it is none."""
    folded = doi.lower().strip()
    return folded if folded.isascii() and _DOI.fullmatch(folded) else ""


def shelf_of(word: str) -> str:
    """The name of the file that the word stands in: its first two letters, or three where two hold much;
    of numbers that all begin alike (DOI, NCT) the last letter.

    >>> shelf_of("crohn"), shelf_of("pain"), shelf_of("10.1000/x-7"), shelf_of("ωmega")
    ('cr', 'pai', 'doi-7', 'other')
    """
    if word.startswith("10."):
        last = word.rstrip("_-.;()/:<>[]")[-1:]
        return f"doi-{last}" if _PLAIN.fullmatch(last) else "doi-other"
    if _NCT.fullmatch(word):
        return f"nct-{word[-1]}"
    key = word[: 3 if word[:2] in HEAVY else 2]
    return key if _PLAIN.fullmatch(key) else "other"
