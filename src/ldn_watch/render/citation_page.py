"""The page of one citation: all that is known of it, and why it is here.

Comes in: a `CitationView`, the labels, a `Frame`. Goes out: the page's bytes. Raises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from ldn_watch.model import Archived, Event, EventKind, Labels, LedgerLine
from ldn_watch.render.page import Frame, render_page
from ldn_watch.render.view import to_entry


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation as the archive has it, and its events in the ledger's order (at least one)."""

    archived: Archived
    events: tuple[Event, ...]


def render_citation(view: CitationView, labels: Labels, frame: Frame) -> bytes:
    """One page, whole without a script."""
    first = next((event for event in view.events if event.kind is EventKind.NEW), view.events[0])
    entry = to_entry(LedgerLine(0, first, view.archived), labels)
    return render_page("citation.html.j2", frame, entry=entry)
