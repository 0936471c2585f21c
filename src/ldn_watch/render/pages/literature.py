"""What a literature consists of: its citations by year and kind of study, as numbers, a chart and a table.

Comes in: a scope's `Tally` lines and the labels. Goes out: a `Literature`. Raises nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ldn_watch.model import Labels
from ldn_watch.render.pages.chart import Series, to_chart
from ldn_watch.render.pages.row import to_year
from ldn_watch.render.text import one_line

SYNTHESES = frozenset({"guideline", "meta-analysis", "systematic-review"})
RANDOMISED = frozenset({"rct"})
FAMILIES = (
    ("Guidelines and systematic reviews", SYNTHESES),
    ("Randomised trials", RANDOMISED),
    ("Other studies in people", frozenset({"clinical-trial", "observational", "case", "protocol"})),
    ("Animals and cells", frozenset({"animal", "in-vitro"})),
)
NO_STUDIES = frozenset({"other", "erratum", "retraction-notice"})  # they come last
REST = "Reviews, opinions and other"
MOST_YEARS = 25  # columns of a chart; what is older stands in the table
LEAST = 3  # citations in two years: less makes no chart


@dataclass(frozen=True, slots=True)
class Number:
    """How many citations there are of a year and kind ("" where no year is known)."""

    year: str
    study_type: str
    count: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of study: its id and label, and how many citations are of it."""

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Literature:
    """`families` name the columns of `table`, whose lines are a year, its numbers and their sum, newest
    first; `chart` is SVG, or "" where there is too little to draw.
    """

    total: int
    kinds: tuple[Kind, ...]
    families: tuple[tuple[str, int], ...]
    years: tuple[str, ...]  # newest first, without ""
    table: tuple[tuple[str, tuple[int, ...], int], ...]
    chart: str

    @property
    def span(self) -> str:
        """`1985 to 2026`, `2026`, or "" where no year is known."""
        ends = sorted({*self.years[-1:], *self.years[:1]})
        return " to ".join(ends)


def family_of(study_type: str) -> int:
    """The number of the family that a kind belongs to; the rest comes last."""
    for number, (_, kinds) in enumerate(FAMILIES):
        if study_type in kinds:
            return number
    return len(FAMILIES)


def to_literature(numbers: Iterable[Number], labels: Labels) -> Literature:
    """Everything that a page says of its literature at a glance."""
    cells = Counter[tuple[str, int]]()
    kinds = Counter[str]()
    for one in numbers:
        cells[to_year(one.year), family_of(one.study_type)] += one.count
        kinds[one.study_type] += one.count
    names = [*(name for name, _ in FAMILIES), REST]
    known = sorted({year for year, _ in cells}, reverse=True)
    lines = [(year, tuple(cells[year, number] for number in range(len(names)))) for year in known]
    years = tuple(year for year in known if year)
    return Literature(
        total=sum(kinds.values()),
        kinds=to_kinds(kinds, labels),
        families=tuple((name, sum(line[number] for _, line in lines)) for number, name in enumerate(names)),
        years=years,
        table=tuple((year, line, sum(line)) for year, line in lines),
        chart=_chart(dict(lines), years, names),
    )


def to_kinds(counts: Counter[str], labels: Labels) -> tuple[Kind, ...]:
    """The kinds that there are, in the rulebook's order; what is no study and unknown ids come last."""
    known = sorted(labels.study_types, key=NO_STUDIES.__contains__)
    order = [*known, *sorted(set(counts) - set(known))]
    return tuple(
        Kind(kind, one_line(labels.study_types.get(kind, kind)), counts[kind])
        for kind in order
        if counts[kind]
    )


def _chart(lines: dict[str, tuple[int, ...]], years: tuple[str, ...], names: list[str]) -> str:
    """Every year from the first to the last, empty ones too, but no more than `MOST_YEARS`."""
    if len(years) < 2 or sum(sum(lines[year]) for year in years) < LEAST:  # noqa: PLR2004 - two years
        return ""
    last = int(years[0])
    shown = [str(year) for year in range(max(int(years[-1]), last - MOST_YEARS + 1), last + 1)]
    nothing = (0,) * len(names)
    series = [
        Series(name, tuple(lines.get(year, nothing)[number] for year in shown), number)
        for number, name in enumerate(names)
    ]
    label = f"Citations a year, {shown[0]} to {shown[-1]}, by kind of study. The table holds the numbers."
    return to_chart(shown, series, label)
