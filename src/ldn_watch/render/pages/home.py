"""The home page: what is new, every condition, the literature as a whole, retractions, when PubMed answered.

Comes in: a `HomeView`, the labels, a `Frame`. Goes out: the page's bytes. Raises nothing.

It tells the day of the last answer and not the hour: an idle run on the same day changes no byte. Where
PubMed answers no longer it tells the moment, which stands still.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ldn_watch.model import Archived, Dates, Labels, LedgerLine
from ldn_watch.render.pages.frame import Frame, render_page
from ldn_watch.render.pages.literature import Number, to_literature
from ldn_watch.render.pages.row import pack, to_html, to_news, to_retraction
from ldn_watch.render.reference import to_published
from ldn_watch.render.templating import Markup
from ldn_watch.render.text import MONTH_NAMES, day, moment, one_line

MOST_NEW, MOST_MONTHS, MOST_RETRACTIONS = 12, 12, 3
MOST_BYTES = 50_000  # of each list


@dataclass(frozen=True, slots=True)
class HomeView:
    """`news` newest first; `months` -> how many lines each has; `counts` and `latest` (publication dates)
    by condition and group; `answered`: when PubMed last did, `is_silent`: it does no longer.
    """

    news: tuple[LedgerLine, ...] = ()
    months: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    latest: Mapping[str, str] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()
    retractions: tuple[Archived, ...] = ()
    answered: datetime | None = None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A condition or a group in the catalogue: its page, how many citations, the newest's date."""

    title: str
    path: str
    count: int
    latest: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its conditions: those with a citation, and those that wait for one."""

    line: Line
    found: tuple[Line, ...]
    waiting: tuple[Line, ...]


def render_home(view: HomeView, labels: Labels, frame: Frame) -> bytes:
    """One page; links are relative, so that it works from a disk too."""
    literature = to_literature(view.numbers, labels)
    news = pack((to_html(to_news(line, labels), "") for line in view.news), MOST_BYTES, MOST_NEW)[0]
    grave = pack(
        (to_html(to_retraction(one, labels), "") for one in view.retractions), MOST_BYTES, MOST_RETRACTIONS
    )[0]
    return render_page(
        "pages/home.html.j2",
        frame,
        news=news,
        months=[(month, to_month(month), view.months[month]) for month in sorted(view.months, reverse=True)],
        most_months=MOST_MONTHS,
        groups=to_groups(view, labels),
        literature=literature,
        chart=Markup(literature.chart),
        retractions=grave,
        retracted=len(view.retractions),
        answered=to_answered(view.answered, is_silent=view.is_silent),
        is_silent=view.is_silent,
    )


def to_answered(answered: datetime | None, *, is_silent: bool) -> str:
    """The day, or the moment where it is silent; "" where it never answered."""
    if answered is None:
        return ""
    return moment(answered) if is_silent else day(answered)


def to_month(month: str) -> str:
    """`2026-11` -> `November 2026`."""
    return f"{MONTH_NAMES[int(month[5:]) - 1]} {month[:4]}"


def to_groups(view: HomeView, labels: Labels) -> tuple[Group, ...]:
    """Every group that has a condition, in the rulebook's order; ids without a group come last."""
    members: dict[str, list[Line]] = {group: [] for group in labels.groups}
    for condition, label in labels.conditions.items():
        group = labels.group_of.get(condition, "")
        members.setdefault(group, []).append(to_line(condition, label, "conditions", view))
    return tuple(
        Group(
            to_line(group, labels.groups.get(group, "Other"), "groups", view),
            tuple(line for line in lines if line.count),
            tuple(line for line in lines if not line.count),
        )
        for group, lines in members.items()
        if lines
    )


def to_line(name: str, label: str, folder: str, view: HomeView) -> Line:
    latest = to_published(Dates(published=view.latest.get(name, "")[: len("2026-11")]))
    path = f"{folder}/{name}.html" if name else ""
    return Line(one_line(label), path, view.counts.get(name, 0), latest)
