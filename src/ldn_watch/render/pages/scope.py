"""The pages of a condition or a group: its literature at a glance, and its citations year by year.

Comes in: a `ScopeView` or a `YearView`, the labels, a `Frame`. Goes out: the pages' bytes. Raises nothing.

The first page holds the guidelines, reviews and trials, and the newest of the rest; where that is not all,
every year has a page of its own, so that a new citation touches the first page and its year alone. The
script of the filters reads those same pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from ldn_watch.handbook import ConditionRule
from ldn_watch.model import Labels
from ldn_watch.render.catalogue import FeedLink, to_stem
from ldn_watch.render.pages.frame import FeedAdvert, Frame, render_page
from ldn_watch.render.pages.literature import RANDOMISED, SYNTHESES, Literature, Number, to_literature
from ldn_watch.render.pages.row import MOST_BYTES, Card, pack, to_item
from ldn_watch.render.templating import Markup
from ldn_watch.render.text import one_line

FIRST = SYNTHESES | RANDOMISED  # the kinds that stand first
MOST_ON_FIRST_PAGE = 50  # rows; a longer list has a page for each year
MOST_OF_A_SECTION = 15
MOST_LISTED = 1_000  # citations in a list to take along
UNDATED = "undated"
LIST_FORMATS = (
    ("ris", "RIS", "Zotero, EndNote, Mendeley"),
    ("csv", "CSV", "spreadsheet"),
    ("bib", "BibTeX", "LaTeX"),
)


@dataclass(frozen=True, slots=True)
class ScopeView:
    """A condition or a group (one id is empty): how many citations of which year and kind, and those that
    may stand on its first page, newest first, by the list where they stand.

    `counts` are those of conditions, for a group's page to name its own.
    """

    condition: str
    group: str
    numbers: tuple[Number, ...]
    syntheses: tuple[Card, ...] = ()
    randomised: tuple[Card, ...] = ()
    others: tuple[Card, ...] = ()
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class YearView:
    """A year's citations of a condition or a group, newest first."""

    condition: str
    group: str
    year: str  # "" where none is known
    citations: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A list on the first page: its rows, how many there are in all, and the filter that shows them all."""

    id: str
    title: str
    rows: tuple[Markup, ...]
    total: int
    query: str


@dataclass(frozen=True, slots=True)
class Year:
    """A link to a year's page, and the kinds of study that stand there."""

    year: str
    name: str
    count: int
    kinds: tuple[str, ...]


def render_scope(view: ScopeView, labels: Labels, frame: Frame) -> tuple[bytes, bool]:
    """The first page, and whether the whole list stands on it."""
    literature = to_literature(view.numbers, labels)
    parts = to_parts(view, literature, labels)
    shown = sum(len(part.rows) for part in parts)
    is_whole = shown == literature.total <= MOST_ON_FIRST_PAGE
    label = to_label(view.condition, view.group, labels)
    page = render_page(
        "pages/scope.html.j2",
        frame,
        feed=to_advert(view.condition, view.group, labels, frame),
        label=label,
        id=view.condition or view.group,
        group=to_group(view.condition, labels),
        members=to_members(view, labels),
        literature=literature,
        chart=Markup(literature.chart),
        parts=parts,
        years=() if is_whole else to_years(view.numbers),
        rule=labels.handbook.conditions.get(view.condition, ConditionRule()) if view.condition else None,
        parents=to_parents(view.condition, labels),
        list_formats=LIST_FORMATS,
        has_lists=literature.total <= MOST_LISTED,
    )
    return page, is_whole


def render_year(view: YearView, labels: Labels, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """The pages of one year, each with its path: `conditions/ID-2024.html`, `...-2024-2.html`, ..."""
    about = frozenset(conditions_of(view.condition, view.group, labels))
    packed = pack(to_item(one, about) for one in view.citations)
    stem = f"{frame.path.removesuffix('.html')}-{view.year or UNDATED}"
    paths = [f"{stem}.html", *(f"{stem}-{number}.html" for number in range(2, len(packed) + 1))]
    for number, (path, rows) in enumerate(zip(paths, packed, strict=True)):
        yield (
            path,
            render_page(
                "pages/year.html.j2",
                replace(frame, path=path),
                feed=to_advert(view.condition, view.group, labels, frame),
                label=to_label(view.condition, view.group, labels),
                year=view.year or "Without a date",
                total=len(view.citations),
                rows=rows,
                whole=frame.path,
                number=number + 1,
                parts=len(paths),
                before=paths[number - 1] if number else "",
                after=paths[number + 1] if number + 1 < len(paths) else "",
            ),
        )


def most_of_a_section(total: int) -> int:
    """So many rows at most has each list on the first page of so many citations."""
    return MOST_ON_FIRST_PAGE if total <= MOST_ON_FIRST_PAGE else MOST_OF_A_SECTION


def to_label(condition: str, group: str, labels: Labels) -> str:
    """What readers call it; its id where the rulebook no longer knows it."""
    names, name = (labels.conditions, condition) if condition else (labels.groups, group)
    return one_line(names.get(name, name))


def to_advert(condition: str, group: str, labels: Labels, frame: Frame) -> FeedAdvert:
    title = f"{one_line(frame.title)}: {to_label(condition, group, labels)}"
    return FeedAdvert(title, to_stem(condition or group))


def conditions_of(condition: str, group: str, labels: Labels) -> tuple[str, ...]:
    """The conditions that a page is about."""
    return (condition,) if condition else tuple(one for one, at in labels.group_of.items() if at == group)


def to_group(condition: str, labels: Labels) -> FeedLink | None:
    """A link to the condition's group."""
    group = labels.group_of.get(condition, "")
    return FeedLink(one_line(labels.groups.get(group, group)), f"groups/{group}") if group else None


def to_members(view: ScopeView, labels: Labels) -> tuple[FeedLink, ...]:
    """A group's conditions that have a citation, each with how many."""
    counts = view.counts or {}
    return tuple(
        FeedLink(to_label(one, "", labels), f"conditions/{one}", counts[one])
        for one in conditions_of("", view.group, labels)
        if view.group and counts.get(one)
    )


def to_parents(condition: str, labels: Labels) -> tuple[FeedLink, ...]:
    """Links to the broader conditions that are tagged with it."""
    rule = labels.handbook.conditions.get(condition, ConditionRule())
    return tuple(FeedLink(to_label(one, "", labels), f"conditions/{one}") for one in rule.parents)


def to_parts(view: ScopeView, literature: Literature, labels: Labels) -> tuple[Part, ...]:
    """The lists of the first page: syntheses, randomised trials, the newest of the rest, or all of them
    where all have room.
    """
    about = frozenset(conditions_of(view.condition, view.group, labels))
    has_room = literature.total <= MOST_ON_FIRST_PAGE
    most = most_of_a_section(literature.total)
    counts = {kind.id: kind.count for kind in literature.kinds}
    rest = "All other citations" if has_room else "Newest of the rest"
    made = (
        ("reviews", "Guidelines and systematic reviews", view.syntheses, SYNTHESES),
        ("trials", "Randomised trials", view.randomised, RANDOMISED),
        ("rest", rest, view.others, frozenset(counts) - FIRST),
    )
    room = MOST_BYTES
    parts = []
    for name, title, citations, kinds in made:
        rows = pack((to_item(one, about) for one in citations[:most]), room, most)
        room -= sum(len(row.encode()) for row in rows[0])
        if total := sum(counts.get(kind, 0) for kind in kinds):
            parts.append(Part(name, title, tuple(rows[0]), total, to_query(kinds & counts.keys())))
    return tuple(parts)


def to_query(kinds: Iterable[str]) -> str:
    """The filter that shows all citations of these kinds."""
    return urlencode([("type", kind) for kind in sorted(kinds)], errors="replace")


def to_years(numbers: Sequence[Number]) -> tuple[Year, ...]:
    """Links to the pages of the years, newest first."""
    known = sorted({one.year for one in numbers}, reverse=True)
    return tuple(
        Year(
            year or UNDATED,
            year or "Without a date",
            sum(one.count for one in numbers if one.year == year),
            tuple(sorted({one.study_type for one in numbers if one.year == year})),
        )
        for year in known
    )
