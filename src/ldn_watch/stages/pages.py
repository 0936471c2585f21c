"""Archive and ledger -> the HTML pages, each gathered from the store and given to a pure renderer.

Comes in: a `Store` (reading only), the labels, what the operator decided. Goes out: public files, a page at
a time. Raises `StoreError` where the database cannot be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ldn_watch.model import Archived, Event, EventKind, Labels, Relevance, pmid_of
from ldn_watch.plans import Scope, Selection
from ldn_watch.ports import Store

FOLDERS = ("assets", "citations", "conditions", "groups", "months")  # nothing stands here but what we write
GRAVE = frozenset({EventKind.RETRACTED, EventKind.CONCERN, EventKind.DELETED})


def is_shown(archived: Archived, events: Sequence[Event], relevance: Collection[str]) -> bool:
    """True where a citation has a page: it is relevant, or readers must know what became of it."""
    return bool(events) and (
        archived.verdict.relevance in relevance or any(event.kind in GRAVE for event in events)
    )


def citation_path(uid: str) -> str:
    """`citations/39012345.html`."""
    return f"citations/{pmid_of(uid)}.html"


def path_of(scope: Scope) -> str:
    """`conditions/fibromyalgia.html`, `groups/pain.html`."""
    return f"conditions/{scope.condition}.html" if scope.condition else f"groups/{scope.group}.html"


@dataclass(frozen=True, slots=True)
class Pages:
    """The parts of the pages, put together by the publisher."""

    store: Store
    labels: Labels
    title: str
    base_url: str
    relevance: frozenset[Relevance]

    def front(self, answered: datetime | None, *, is_silent: bool) -> Iterator[tuple[str, bytes]]:
        """The pages that hang on everything: home, the list of all feeds, and what pages are made with.

        `answered`: when the source last answered; `is_silent`: it does no longer.
        """
        from ldn_watch.render.catalogue import to_catalogue, to_general
        from ldn_watch.render.opml import render_opml
        from ldn_watch.render.page import assets
        from ldn_watch.render.site import MOST_NEW, IndexView, render_index
        from ldn_watch.render.view import to_entry

        catalogue = to_catalogue(self.labels, self.store.tag_counts(self.relevance))
        yield "feeds.opml", render_opml(self.title, self.base_url, (to_general(self.title), *catalogue))
        yield from assets()
        lines = self.store.newest(Selection(self.relevance, at_least=MOST_NEW))
        counts = self.store.counts()
        yield (
            "index.html",
            render_index(
                IndexView(
                    self.title,
                    self.base_url,
                    tuple(to_entry(line, self.labels) for line in lines),
                    catalogue,
                    counts.relevant,
                    counts.retracted,
                    answered if is_silent else None,
                )
            ),
        )

    def scope(self, scope: Scope) -> Iterator[tuple[str, bytes]]:
        """The pages of a condition or a group."""
        from ldn_watch.render.page import Frame
        from ldn_watch.render.scope_page import ScopeView, render_scope

        uids = self.store.listed(self.relevance, scope)
        known = self.store.load(uids)
        frame = Frame(self.title, self.base_url, path_of(scope))
        view = ScopeView(scope.condition, scope.group, tuple(known[uid] for uid in uids))
        yield frame.path, render_scope(view, self.labels, frame)

    def citation(self, archived: Archived, events: Sequence[Event]) -> tuple[str, bytes] | None:
        """The page of a citation; None where it has none."""
        from ldn_watch.render.citation_page import CitationView, render_citation
        from ldn_watch.render.page import Frame

        if not is_shown(archived, events, self.relevance):
            return None
        view = CitationView(archived, tuple(events))
        frame = Frame(self.title, self.base_url, citation_path(archived.citation.uid))
        return frame.path, render_citation(view, self.labels, frame)
