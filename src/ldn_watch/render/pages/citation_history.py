"""What became of a citation, in the order in which it happened.

Comes in: an archived citation and its events. Goes out: `Step`s of clean text. Raises nothing. NLM's dates of
revision are left out: they are restamped without any change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from ldn_watch.model import Archived, Citation, Event, EventKind, pmid_of
from ldn_watch.render.pages.citation_facts import to_source
from ldn_watch.render.reference import numbers_of, to_published
from ldn_watch.render.text import MONTHS, one_line
from ldn_watch.render.view import NOTICES, Link, to_pubmed

GRAVE = frozenset({EventKind.RETRACTED, EventKind.CONCERN, EventKind.DELETED})
IN_PRINT = "print"  # the key of the event that tells of pages and volume only
_HAPPENED = {
    EventKind.NEW: "Told here as new",
    EventKind.PUBLISHED: "Published version known",
    EventKind.CORRECTED: "Correction published",
    EventKind.CONCERN: "Expression of concern published",
    EventKind.RETRACTED: "Retracted",
    EventKind.DELETED: "Removed from PubMed",
}


@dataclass(frozen=True, slots=True)
class Step:
    """`day` in ISO 8601, as precise as known ("2024", "2024-03"; "" unknown) and in words."""

    day: str
    words: str
    text: str
    source: Link | None = None
    is_grave: bool = False


def to_history(archived: Archived, events: Sequence[Event]) -> list[Step]:
    """Publication, PubMed, this watch: the earliest first; what has no day comes after what led to it."""
    steps = [*_dates(archived.citation), _known(archived), *_events(archived, events)]
    return sorted(steps, key=lambda step: step.day)


def _dates(citation: Citation) -> Iterator[Step]:
    dates = citation.dates
    numbers = numbers_of(dates.published)
    if dates.electronic and dates.electronic.isoformat() != dates.published:
        yield _step(dates.electronic, "Published online")
    if words := to_published(dates) if numbers or not dates.electronic else "":
        iso = "-".join(f"{number:02}" for number in numbers)
        yield Step(iso, words, "Posted" if citation.is_preprint else "Published")
    if dates.entrez:
        yield _step(dates.entrez, "Added to PubMed")
    if dates.medline:
        yield _step(dates.medline, "MeSH headings added")


def _known(archived: Archived) -> Step:
    return _step(archived.first_seen.astimezone(UTC).date(), "First seen here")


def _events(archived: Archived, events: Sequence[Event]) -> Iterator[Step]:
    seen = archived.first_seen.astimezone(UTC).date()
    for event in events:
        at = event.at.astimezone(UTC).date()
        if event.kind is EventKind.NEW and (event.quiet or at == seen):
            continue  # "first seen here" says it
        text, source = _HAPPENED[event.kind], _source(event, archived.citation)
        if event.kind is EventKind.PUBLISHED and event.key == IN_PRINT:
            text, source = "No longer ahead of print: the final version", None
        elif event.quiet:
            text, at = f"{text} before this watch began", seen
        yield Step(at.isoformat(), to_words(at), text, source, event.kind in GRAVE)


def _source(event: Event, citation: Citation) -> Link | None:
    """The notice that the event is about: of the record, else what the ledger kept of it."""
    _, ref_types = NOTICES.get(event.kind, ("", ()))
    for link in citation.linked(*ref_types):
        if event.key in ("", link.uid):
            return to_source(link)
    detail = one_line(event.detail)
    known = pmid_of(event.key)
    address = to_pubmed(event.key) if known.isascii() and known.isdecimal() else ""
    return Link(detail or f"PMID {known}", address) if detail or address else None


def _step(at: date, text: str) -> Step:
    return Step(at.isoformat(), to_words(at), text)


def to_words(at: date) -> str:
    """`22 Nov 2026`."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"
