"""Archive and ledger -> the HTML pages, each gathered from the store and given to a pure renderer.

Comes in: a `Store` (reading only), the labels, what the operator decided. Goes out: public files, a page at
a time. Raises `StoreError` where the database cannot be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ldn_watch.model import Archived, Event, EventKind, Labels, Relevance, pmid_of
from ldn_watch.plans import Scope, Selection
from ldn_watch.ports import Store
from ldn_watch.stages.events import is_mere_pagination
from ldn_watch.stages.files import PublicFile
from ldn_watch.stages.lists import Lists

if TYPE_CHECKING:
    from ldn_watch.render.pages.frame import Frame

# Nothing stands here but what we write.
FOLDERS = ("assets", "citations", "conditions", "groups", "lists", "months")
GRAVE = frozenset({EventKind.RETRACTED, EventKind.CONCERN, EventKind.DELETED})


def is_shown(archived: Archived, events: Sequence[Event], relevance: Collection[str]) -> bool:
    """True where a citation has a page: it is relevant, or readers must know what became of it."""
    return bool(events) and (
        archived.verdict.relevance in relevance or any(event.kind in GRAVE for event in events)
    )


def citation_path(uid: str) -> str:
    """`citations/39012345.html`."""
    return f"citations/{pmid_of(uid)}.html"


@dataclass(frozen=True, slots=True)
class Pages:
    """The parts of the pages, put together by the publisher."""

    store: Store
    labels: Labels
    title: str
    base_url: str
    relevance: frozenset[Relevance]
    lists: Lists

    def front(self, answered: datetime | None, *, is_silent: bool) -> Iterator[PublicFile]:
        """The pages that hang on everything: home, retractions, all feeds, what explains, and the assets.

        `answered`: when the source last answered; `is_silent`: it does no longer.
        """
        from ldn_watch.render.catalogue import to_catalogue, to_general
        from ldn_watch.render.opml import render_opml
        from ldn_watch.render.pages.frame import assets
        from ldn_watch.render.pages.reading import render_feeds, render_glossary, render_judging
        from ldn_watch.render.pages.search import render_search

        catalogue, general = to_catalogue(self.labels, self.lists.counts), to_general(self.title)
        yield "feeds.opml", render_opml(self.title, self.base_url, (general, *catalogue))
        yield from assets()
        yield "feeds.html", render_feeds(catalogue, general, self.frame("feeds.html"))
        yield "glossary.html", render_glossary(self.labels, self.frame("glossary.html"))
        yield "how-we-judge.html", render_judging(self.labels, self.frame("how-we-judge.html"))
        yield "search.html", render_search(self.frame("search.html"))
        yield from self.lists.retractions()
        yield self.home(answered, is_silent=is_silent)

    def home(self, answered: datetime | None, *, is_silent: bool) -> tuple[str, bytes]:
        """The home page."""
        from ldn_watch.render.pages.home import MOST_NEW, HomeView, render_home
        from ldn_watch.render.pages.literature import Number

        tally = self.store.tally(self.relevance, Scope())
        shown = self.lists.shown
        placed = shown.newest(Selection(self.relevance, at_least=2 * MOST_NEW))
        told = [one for one in placed if not is_mere_pagination(one.event)][:MOST_NEW]
        view = HomeView(
            tuple(shown.lines(told)),
            shown.months(self.relevance),
            self.lists.counts,
            self.store.tag_latest(self.relevance),
            tuple(Number(one.year, one.study_type, one.count) for one in tally),
            self.lists.grave,
            answered,
            is_silent,
        )
        return "index.html", render_home(view, self.labels, self.frame("index.html"))

    def frame(self, path: str) -> Frame:
        """What the page at this path stands in."""
        return self.lists.to_frame(path)

    def months(self) -> Iterator[PublicFile]:
        """The pages of every month."""
        for month in self.lists.shown.months(self.relevance):
            yield from self.lists.month(month)

    def citation(self, archived: Archived, events: Sequence[Event]) -> tuple[str, bytes] | None:
        """The page of a citation; None where it has none."""
        from ldn_watch.render.pages.citation import CitationView, render_citation

        if not is_shown(archived, events, self.relevance):
            return None
        shown = self.lists.shown
        view = CitationView(shown.archived(archived), tuple(map(shown.event, events)))
        frame = self.frame(citation_path(archived.citation.uid))
        return frame.path, render_citation(view, self.labels, frame)
