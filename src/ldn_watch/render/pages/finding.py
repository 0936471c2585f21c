"""What the search in the browser knows of a citation: the one view that its index is made of.

Comes in: an `Archived` and the rulebook's `Labels`. Goes out: a `SearchRecord`, every text of it clean.
Raises nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ldn_watch.model import Archived, Citation, Labels, Verdict
from ldn_watch.render.reference import to_authors, to_journal_line, to_published, year_of
from ldn_watch.render.text import one_line
from ldn_watch.render.view import to_title
from ldn_watch.render.why import label_of

MOST_AUTHORS = 100  # a consortium's list of a thousand names would be longer than all else of it


@dataclass(frozen=True, slots=True)
class Named:
    """An id of the rulebook and what readers call it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A condition that a citation is about or mentions, and the group that it belongs to."""

    id: str
    label: str
    group: Named


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A citation as it is searched. `journal` is the whole bibliographic line, `year` 0 where none is
    known, `date` the publication date in words; `conditions` are topics first, then mentions.
    """

    pmid: int
    title: str
    original_title: str = ""
    journal: str = ""
    year: int = 0
    date: str = ""
    authors: tuple[str, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    doi: str = ""
    conditions: tuple[Topic, ...] = ()
    study: Named = Named("other", "Other")
    is_preprint: bool = False
    is_retracted: bool = False
    is_about_children: bool = False


def to_search_record(archived: Archived, labels: Labels) -> SearchRecord:
    """The citation with the rulebook's names for what it is about."""
    citation, verdict = archived.citation, archived.verdict
    year = year_of(citation.dates)
    return SearchRecord(
        pmid=int(citation.pmid),
        title=to_title(citation),
        original_title=one_line(citation.vernacular_title),
        journal=to_journal_line(citation),
        year=int(year) if year.isascii() and year.isdecimal() else 0,
        date=to_published(citation.dates),
        authors=to_authors(citation.authors[:MOST_AUTHORS]),
        abstract=to_abstract(citation),
        keywords=tuple(filter(None, (one_line(term.name) for term in citation.keywords))),
        doi=one_line(citation.doi),
        conditions=to_conditions(verdict, labels),
        study=named(verdict.study_type, labels.study_types),
        is_preprint=citation.is_preprint,
        is_retracted=citation.is_retracted,
        is_about_children=("age-group", "children") in ((one.kind, one.value) for one in verdict.details),
    )


def to_abstract(citation: Citation) -> str:
    """The sections in one line, each after its label: `AIM: To see whether ...`."""
    sections = ((one_line(part.label), one_line(part.text)) for part in citation.abstract)
    return " ".join(f"{label}: {text}" if label else text for label, text in sections if text)


def to_conditions(verdict: Verdict, labels: Labels) -> tuple[Topic, ...]:
    tags = sorted(verdict.tags, key=lambda tag: tag.kind.value, reverse=True)  # "topic" before "mention"
    first = {tag.condition: tag for tag in reversed(tags)}
    return tuple(
        Topic(one, label_of(labels, one), named(first[one].group, labels.groups))
        for one in dict.fromkeys(tag.condition for tag in tags)
    )


def named(name: str, labels: Mapping[str, str]) -> Named:
    return Named(name, one_line(labels.get(name, name)))
