"""A citation as a line of a list: on the pages of conditions, groups, years and months, and on the home page.

Comes in: an archived citation, labels, and what the list is about. Goes out: a `Row`, a `Card`, their HTML,
and rows packed so that a page stays small. Raises nothing. However long a title or a name is, a row is short;
the whole text stands on the citation's own page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ldn_watch.model import Archived, Event, EventKind, Labels, LedgerLine, Relevance, TagKind, Verdict
from ldn_watch.render.reference import to_authors, to_journal_line
from ldn_watch.render.templating import Markup, render
from ldn_watch.render.text import day, one_line, shorten
from ldn_watch.render.view import (
    CONCERN,
    GRAVE_BADGES,
    REMOVED,
    RETRACTED,
    Link,
    Subject,
    to_heading,
    to_notices,
    to_study,
    to_subjects,
    to_title,
)
from ldn_watch.render.why import to_why

MOST_BYTES = 100_000  # of rows on one page: with all else the page stays under 150 KB
MOST_ROWS = 80
MOST_NAMES, MOST_SUBJECTS, MOST_REASONS = 3, 6, 4
LONGEST_TITLE, LONGEST = 300, 140


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of a citation. `marks` are what filters ask for: preprint, children, retracted;
    `study` is the id of its kind, `year` that of its publication, or "".
    """

    pmid: str
    title: str
    byline: str
    journal: str
    year: str
    study: str
    study_label: str
    badges: tuple[str, ...]
    marks: tuple[str, ...]
    about: tuple[Subject, ...] = ()
    noticed: str = ""
    note: str = ""
    links: tuple[Link, ...] = ()

    @property
    def is_grave(self) -> bool:
        """True where a reader must know of it before anything else."""
        return any(badge in GRAVE_BADGES for badge in self.badges)


@dataclass(frozen=True, slots=True)
class Card:
    """A citation made ready for the lists of all its conditions: its row, the row's HTML for a page one
    folder deep, what it is about, and why it is here, condition by condition.
    """

    row: Row
    body: Markup
    topics: frozenset[str]
    why: tuple[tuple[str, str], ...]


def to_card(archived: Archived, labels: Labels) -> Card:
    """What the citation is on every list."""
    row = to_row(archived, labels)
    why = tuple((one.condition, shorten(one.text, 2 * LONGEST)) for one in to_why(archived.verdict, labels))
    topics = frozenset(archived.verdict.conditions(TagKind.TOPIC))
    return Card(row, _body(row, "../"), topics, why)


def to_row(archived: Archived, labels: Labels) -> Row:
    """The row of a citation."""
    citation, verdict = archived.citation, archived.verdict
    names = to_authors(citation.authors)
    cut = len(names) > MOST_NAMES or not citation.authors_complete
    return Row(
        pmid=citation.pmid,
        title=shorten(to_title(citation), LONGEST_TITLE),
        byline=shorten(", ".join([*names[:MOST_NAMES], *(["et al."] if cut and names else [])]), LONGEST),
        journal=shorten(to_journal_line(citation), LONGEST),
        year=to_year(citation.dates.published),
        study=verdict.study_type,
        study_label=one_line(labels.study_types.get(verdict.study_type, verdict.study_type)),
        badges=tuple(to_marks(archived, labels)),
        marks=tuple(to_filters(archived)),
    )


def to_year(published: str) -> str:
    """`2024-11-02` -> `2024`; "" where no year is known."""
    year = published[:4]
    return year if len(year) == len("2024") and year.isdecimal() and year.isascii() else ""


def to_marks(archived: Archived, labels: Labels) -> Iterator[str]:
    """What must be known before reading, gravest first, without the kind of study."""
    citation, verdict = archived.citation, archived.verdict
    if citation.is_retracted:
        yield RETRACTED
    if citation.linked("ExpressionOfConcernIn"):
        yield CONCERN
    if archived.deleted:
        yield REMOVED
    kind = one_line(labels.study_types.get(verdict.study_type, verdict.study_type))
    yield from (badge for badge in to_study(verdict, labels) if badge != kind)
    if citation.is_preprint:
        yield "Preprint"
    if citation.is_ahead_of_print:
        yield "Ahead of print"
    if verdict.relevance is Relevance.POSSIBLE:
        yield "Low-dose naltrexone: possible"


def to_filters(archived: Archived) -> Iterator[str]:
    """The words that filters ask for."""
    citation, verdict = archived.citation, archived.verdict
    if citation.is_preprint:
        yield "preprint"
    if any(detail.kind == "age-group" for detail in verdict.details):
        yield "children"
    if citation.is_retracted:
        yield "retracted"


def to_news(line: LedgerLine, labels: Labels) -> Row:
    """The row of an event: what happened stands before the title, and when it was noticed."""
    event, citation = line.event, line.archived.citation
    return replace(
        to_row(line.archived, labels),
        title=shorten(to_heading(event, citation), LONGEST_TITLE),
        about=to_known(line.archived.verdict, labels),
        noticed=day(event.at),
        note=shorten(one_line(event.detail), LONGEST),
        links=tuple(to_notices(event, citation)),
    )


def to_known(verdict: Verdict, labels: Labels) -> tuple[Subject, ...]:
    """The first conditions that it is about and that have a page."""
    subjects = to_subjects(verdict, TagKind.TOPIC, labels)
    return tuple(one for one in subjects if one.id in labels.conditions)[:MOST_SUBJECTS]


def to_retraction(archived: Archived, labels: Labels) -> Row:
    """The row of a citation that is retracted, in doubt or removed, with the notices."""
    citation = archived.citation
    kinds = (EventKind.RETRACTED, EventKind.CONCERN)
    events = [Event(citation.uid, kind, archived.first_seen) for kind in kinds]
    sources = citation.linked("RetractionIn", "RetractedandRepublishedIn", "ExpressionOfConcernIn")
    return replace(
        to_row(archived, labels),
        about=to_known(archived.verdict, labels),
        note=shorten("; ".join(filter(None, (one_line(one.ref_source) for one in sources))), LONGEST),
        links=tuple(link for event in events for link in to_notices(event, citation)),
    )


# --- HTML -----------------------------------------------------------------------------------------------


def to_html(row: Row, root: str = "") -> Markup:
    """The list item of a row on a page that stands `root` (`../`) below the home page."""
    return _item(row, _body(row, root))


def to_item(card: Card, conditions: frozenset[str]) -> Markup:
    """The list item on a page about these conditions, with the reasons that concern it."""
    why = [text for condition, text in card.why if not condition or condition in conditions]
    return _item(card.row, card.body, why[:MOST_REASONS], is_mention=not conditions & card.topics)


def _body(row: Row, root: str) -> Markup:
    return Markup(render("pages/row.html.j2", row=row, root=root, grave=GRAVE_BADGES))


def _item(row: Row, body: Markup, why: Sequence[str] = (), *, is_mention: bool = False) -> Markup:
    item = render("pages/item.html.j2", row=row, body=body, why=why, is_mention=is_mention)
    return Markup(item)


def pack(rows: Iterable[Markup], most_bytes: int = MOST_BYTES, most: int = MOST_ROWS) -> list[list[Markup]]:
    """Rows in order, cut into pages of so many bytes and so many rows at most; none gives one empty page."""
    pages: list[list[Markup]] = [[]]
    size = 0
    for row in rows:
        length = len(row.encode())
        if pages[-1] and (size + length > most_bytes or len(pages[-1]) == most):
            pages.append([])
            size = 0
        pages[-1].append(row)
        size += length
    return pages
