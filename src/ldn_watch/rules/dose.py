"""Doses as people write them, read as numbers, and whose dose each is.

Comes in: a text, or a `Scan` with the places of naltrexone in it. Goes out: `Dose`s in milligrams.
Raises nothing.

"4.5 mg", "4,5 mg", "1.5 to 4.5 mg", "0.5–6 mg/day", "1.5mg-4.5mg", "100 µg": a range counts by its upper
end. A dose by weight or volume (mg/kg, mg/dl) is no daily dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.scan import Scan

# Repetitions have bounds: a text from outside may hold a million hyphens.
_NUMBER = r"\d{1,7}(?:[.,·]\d{1,7})?"
_UNIT = r"(?:mg|milligrams?|milligrammes?|µg|μg|ug|mcg|micrograms?|microgrammes?|мг|мкг)"
_TO = r"(?:-|–|—|‐|‑|−|up to|to|and|or|bis|à){1,2}"
_BY_WEIGHT_OR_VOLUME = r"(?!\s*(?:/|per|·)?\s*(?:kg|dl|ml|l|m2|m²|g|body)\b)"
_DOSE = re.compile(
    rf"(?<![\w.,])(?P<low>{_NUMBER})(?:[\s-]{{0,3}}(?P<first_unit>{_UNIT})?\s{{0,3}}{_TO}\s{{0,3}}(?P<high>{_NUMBER}))?"
    rf"[\s-]{{0,3}}(?P<unit>{_UNIT})(?!\w){_BY_WEIGHT_OR_VOLUME}",
    re.IGNORECASE,
)
_UNITS = re.compile(r"mg|m(?:illi|icro)gr|[µμu]g|mcg|мк?г", re.IGNORECASE)
_LONGEST_AMOUNT = 48  # characters up to the unit: "0.5 mg up to 4.5 mg"
_BEHIND = 24  # characters behind it that tell a dose by weight or volume
_LONGEST_NAME = 40
_WORD_BEFORE = re.compile(r"([A-Za-z]{6,})[ (]{1,2}$")
_WORD_AFTER = re.compile(r"(?:/d| daily| per day| a day| of| oral)* ([A-Za-z]{6,})")
_SMALLEST_IN_MG = 0.1
_THOUSANDS = re.compile(r",(?=\d{3}$)")
_OF_THE_NEXT = re.compile(r"\W*(?:(?:of|daily|oral|per|day|a)\W+){0,4}(?:\w+[- ]){0,2}$", re.IGNORECASE)
_BREAK = re.compile(r"[,;]|\b(?:and|or|with|plus|versus|vs|than)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount at [start, end) of the original text; `least` and `most` in milligrams."""

    start: int
    end: int
    least: float
    most: float


def read_doses(text: str, offset: int = 0) -> list[Dose]:
    """Every dose in the text, in order, looked for where units stand; `offset` is added to its place."""
    doses: list[Dose] = []
    read = 0  # so far
    for unit in _UNITS.finditer(text):
        if unit.end() > read:
            found = _DOSE.search(text, max(read, unit.start() - _LONGEST_AMOUNT), unit.end() + _BEHIND)
            if found:
                doses.append(_to_dose(found, offset))
                read = found.end()
    return doses


def _to_dose(found: re.Match[str], offset: int) -> Dose:
    unit = found["unit"]
    most = _milligrams(found["high"] or found["low"], unit)
    least = _milligrams(found["low"], found["first_unit"] or unit)
    return Dose(found.start() + offset, found.end() + offset, least, max(least, most))


def _milligrams(number: str, unit: str) -> float:
    amount = float(_THOUSANDS.sub("", number).replace(",", ".").replace("·", "."))
    return amount if unit.lower().startswith(("mg", "milli", "мг")) else amount / 1000


def to_range(doses: Iterable[Dose]) -> str:
    """`4.5 mg`, `1.5–4.5 mg`, `1 µg`: the least and the most of them; "" for none."""
    found = tuple(doses)
    if not found:
        return ""
    least, most = min(dose.least for dose in found), max(dose.most for dose in found)
    unit, size = ("mg", 1) if most >= _SMALLEST_IN_MG else ("µg", 1000)
    amounts = dict.fromkeys(f"{amount * size:g}" for amount in (least, most))
    return f"{'–'.join(amounts)} {unit}"


def naltrexone_doses(scan: Scan, naltrexone: Iterable[Hit]) -> list[Dose]:
    """The doses that are naltrexone's: in its sentence and nearest to it, or in a sentence without any
    drug's name that follows one in which naltrexone was the last drug named, or that speaks of "the dose"
    where naltrexone is the title's one drug.
    """
    names = sorted(
        [(*scan.folded.span(hit.start, hit.end), True) for hit in naltrexone]
        + [(*scan.folded.span(hit.start, hit.end), False) for hit in scan.of("other_drugs")]
    )
    text = scan.folded.original
    endings = scan.rules.relevance.drug_endings
    found: list[Dose] = []
    every = [dose for dose in read_doses(text) if not _is_beside(text, dose, endings)]
    if not every:
        return []
    dosing = {scan.sentence(hit) for hit in scan.of("dosing")} if _is_subject(scan, names) else set()
    last_is_naltrexone = False
    for start, end in scan.sentence_spans:
        here = [name for name in names if start <= name[0] < end]
        doses = [dose for dose in every if start <= dose.start < end]
        if here:
            found += [dose for dose in doses if _is_naltrexone(text, dose, here)]
            last_is_naltrexone = here[-1][2]
        elif last_is_naltrexone or (doses and scan.sentence_at(start) in dosing):
            found += doses
    return found


def _is_subject(scan: Scan, names: Sequence[tuple[int, int, bool]]) -> bool:
    """True where naltrexone is the one drug of the title: "the dose" is its dose then."""
    titled = {is_naltrexone for start, _, is_naltrexone in names if scan.field_at(start) == "title"}
    return titled == {True}


def _is_beside(text: str, dose: Dose, endings: tuple[str, ...]) -> bool:
    """True for "vortioxetine 10 mg" and "10 mg of vortioxetine": a drug that no list names takes the dose."""
    before = _WORD_BEFORE.search(text, max(0, dose.start - _LONGEST_NAME), dose.start)
    after = _WORD_AFTER.match(text, dose.end)
    words = [found[1].lower() for found in (before, after) if found]
    return any(word.endswith(endings) and not word.startswith("naltrex") for word in words)


def _is_naltrexone(text: str, dose: Dose, names: Sequence[tuple[int, int, bool]]) -> bool:
    """Whose dose: the drug's that follows at once ("10 mg amitriptyline"), else that before."""
    after = next((name for name in names if name[0] >= dose.end), None)
    before = next((name for name in reversed(names) if name[1] <= dose.start), None)
    if before and text[before[1] : dose.start].strip(" (") == "":
        return before[2]
    if after:
        gap = text[dose.end : after[0]]
        if _OF_THE_NEXT.fullmatch(gap) and not _BREAK.search(gap):
            return after[2]
    nearest = before or after
    return bool(nearest and nearest[2])
