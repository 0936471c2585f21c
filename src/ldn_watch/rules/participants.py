"""How many people a study tells of.

Comes in: a `Scan` and the study type. Goes out: one `Detail` with the number, or none. Raises nothing.

The number is the first that the text says took part ("60 women were randomised"); without such words
the title's, else the first number of people at all. Study types without people are left out, and so are
people who were only asked, screened or counted (study.toml, `[participants]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ldn_watch.model import Detail
from ldn_watch.rules.knowledge import ParticipantRules
from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.scan import Scan

_UNITS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: number for number, word in enumerate(_UNITS, 1)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_HUNDRED = 100
_BELOW_HUNDRED = rf"(?:{'|'.join(_TENS)})(?: (?:{'|'.join(_UNITS[:9])}))?|(?:{'|'.join(reversed(_UNITS))})"
_SPELT = rf"(?:(?:{'|'.join(_UNITS[:9])}|a) hundred(?: and)?(?: (?:{_BELOW_HUNDRED}))?|{_BELOW_HUNDRED})"
_NUMBER = rf"(?P<number>\d{{1,3}}(?:[, ]\d{{3}})+|\d{{1,9}}|{_SPELT})\b"
_DIGITS = re.compile(r"(?<![\w.,=/<>%])\d+")
_IN_BRACKETS = re.compile(r"\(n ?= ?(\d{1,3}(?:,\d{3})+|\d+)\b")
_AGE = re.compile(r"(?<!\w)\d{1,2} (?:year|month|week|day)s? old(?!\w)")
_YEAR = re.compile(
    r"\b(?:in|since|from|to|until|till|during|between|before|after|through|early|late|by|year) (?:19|20)\d\d$"
)
_NEAR = 80  # characters between a number of people and the words that say what became of them
_RIGHT_BEHIND = 20  # characters from "screened" to the number that it speaks of
_BRACKET_AFTER = 60  # characters between people and their number in brackets
_HYPHENS = ("-", "\u2010", "\u2011")
NUMBER_WORDS = (*_UNITS, *_TENS, "a hundred")


def number_before(people: Iterable[str], breaks: Iterable[str]) -> re.Pattern[str]:
    """A number before a word for those who take part, or before what became of them ("60 were randomised"),
    with none of `breaks` between.
    """
    stop = rf"(?:{_any(breaks)})\b"
    between = rf"(?:(?!{stop}|\d)[\w'/+]+ (?:\([^()]{{1,20}}\) )?){{0,6}}?"
    return re.compile(rf"{_NUMBER} (?:{between}(?:{_any(people)})s?|(?:were|completed|participated))\b")


def people_before(people: Iterable[str]) -> re.Pattern[str]:
    """A word for those who take part at the end of a text, of which the number follows in brackets."""
    return re.compile(rf"\b(?:{_any(people)})s?\b[^.;:\x1e]*$")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"


def participants(scan: Scan, study_type: str) -> Iterator[Detail]:
    """The number of people, with the words that tell it."""
    rules = scan.rules.study.participants
    if study_type not in rules.types:
        return
    chosen = _chosen(scan, _counts(scan, rules))
    if not chosen and study_type in rules.single and (age := _AGE.search(scan.text)):
        chosen = (*age.span(), 1)
    if chosen:
        start, end, number = chosen
        span = scan.folded.span(start, end)
        yield Detail("participants", str(number), (scan.evidence_at("participants", *span),))


_Count = tuple[int, int, int]  # start and end in the folded text, and the number


def _counts(scan: Scan, rules: ParticipantRules) -> list[_Count]:
    """Every number of people, but of those who were only asked or counted."""
    found = sorted((*_numbers_before(scan, rules), *_numbers_after(scan, rules)))
    only = {_asked(scan, found, cue) for cue in scan.of("participants-not")}
    return [(start, end, _value(number)) for start, end, number in found if (start, end, number) not in only]


def _asked(scan: Scan, found: list[tuple[int, int, str]], cue: Hit) -> tuple[int, int, str] | None:
    """The number that a word such as "screened" speaks of: the one before it, else that right behind it."""
    before = [one for one in found if one[1] <= cue.start and _are_near(scan, one[0], one[1], cue)]
    behind = [one for one in found if 0 <= one[0] - cue.end <= _RIGHT_BEHIND]
    around = [one for one in found if one[0] < cue.end and cue.start < one[1]]
    return next(iter((*around, *reversed(before), *behind)), None)


def _numbers_before(scan: Scan, rules: ParticipantRules) -> Iterator[tuple[int, int, str]]:
    """`60 women with fibromyalgia`; not the 19 of "COVID-19 patients"."""
    digits = (found.start() for found in _DIGITS.finditer(scan.text))
    for start in (*digits, *(hit.start for hit in scan.of("number"))):
        found = rules.number_before.match(scan.text, start)
        if (
            found
            and not _is_tied(scan, start)
            and not _YEAR.search(scan.text[: found.end("number")][-_NEAR:])
        ):
            yield start, found.end(), found["number"]


def _numbers_after(scan: Scan, rules: ParticipantRules) -> Iterator[tuple[int, int, str]]:
    """`women with fibromyalgia (n = 60)`."""
    for found in _IN_BRACKETS.finditer(scan.text):
        people = rules.people_before.search(scan.text, max(0, found.start() - _BRACKET_AFTER), found.start())
        if people:
            yield people.start(), found.end(), found[1]


def _is_year(text: str, end: int) -> bool:
    """True for the number of "in 1999 patients were few"."""
    return _YEAR.search(text[max(0, end - _NEAR) : end]) is not None


def _is_tied(scan: Scan, index: int) -> bool:
    """True for the number of "COVID-19" and of "SF-36", which a hyphen ties to letters."""
    text, place = scan.folded.original, scan.folded.place(index)
    return text[place - 1 : place] in _HYPHENS and text[max(0, place - 2) : place - 1].isalpha()


def _chosen(scan: Scan, counts: list[_Count]) -> _Count | None:
    """The first that took part; else the title's, which comes first; else the first."""
    taken = scan.of("participants")
    for start, end, number in counts:
        if any(_are_near(scan, start, end, cue) for cue in taken):
            return start, end, number
    return counts[0] if counts else None


def _are_near(scan: Scan, start: int, end: int, cue: Hit) -> bool:
    gap = max(cue.start - end, start - cue.end)
    if gap > _NEAR:
        return False
    return scan.sentence_at(scan.folded.place(start)) == scan.sentence(cue)


def _value(written: str) -> int:
    plain = written.replace(",", "")
    if plain.replace(" ", "").isdigit():
        return int(plain.replace(" ", ""))
    hundreds, said, rest = plain.rpartition("hundred")
    small = sum(_VALUES.get(word, 0) for word in rest.split())
    return small + (_HUNDRED * _VALUES.get(hundreds.strip(), 1) if said else 0)
