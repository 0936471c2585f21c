"""Archive and ledger -> the files of state/public/.

Comes in: a `Store` (reading only), the labels, the settings, a folder, the time. Goes out: files, each
replaced atomically and only where its bytes change; how many were written. Raises `OSError` where the
folder cannot be written: the files are a projection, nothing is lost, the next run writes them.

A projection remembers one line, its `Stamp`. Equal stamps: nothing is rendered. Only the ledger grew:
what is rendered are the front files and those of the citations and scopes that changed since. Anything
else (other settings, other names, a newer renderer): everything. Feeds and pages are made of the ledger
alone, the front files also of what the watch knows of itself.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ldn_watch.incident import Incident
from ldn_watch.model import EventKind, Labels, Relevance
from ldn_watch.plans import Scope, Selection
from ldn_watch.ports import Store
from ldn_watch.stages.clock import PUT_RIGHT
from ldn_watch.stages.feeds import FeedPlan, Feeds
from ldn_watch.stages.files import PublicFile, Standing, left_over, text_of, write_changed
from ldn_watch.stages.index import FOLDERS as INDEX_FOLDERS
from ldn_watch.stages.index import MARK, SearchIndex, changes_of, to_record
from ldn_watch.stages.lists import Lists, Touched
from ldn_watch.stages.pages import FOLDERS, Pages, citation_path
from ldn_watch.stages.shown import Shown, months_of, read_shown

if TYPE_CHECKING:
    from ldn_watch.render.notice import Notice
    from ldn_watch.render.pages.finding import SearchRecord

STAMP = "published"  # the store's note of what was last rendered
RENDERING = 9  # raised when the renderers change what they write from the same ledger
NOTICED = timedelta(days=7)  # a notice stays at least so long, for readers that poll rarely
RETRACTIONS = frozenset({EventKind.RETRACTED, EventKind.CONCERN})


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """What the operator decides: at least `entries` in a feed, and all of the `days` before its newest."""

    title: str
    base_url: str
    relevance: frozenset[Relevance]
    entries: int = 50
    days: int = 14
    subscribe: str = ""  # where readers subscribe to mails themselves; "" where they cannot


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the public files were made of: the ledger's version, the settings and names, and what the
    front files alone tell (when the source answered, incidents). Equal stamps, equal files.
    """

    version: int
    settings: str
    front: str


@dataclass(frozen=True, slots=True)
class Answer:
    """When the source last answered, and whether it still does."""

    at: datetime | None = None
    is_silent: bool = False

    @property
    def told(self) -> str:
        """What the front page says of it: the day, or, where it is silent, the moment."""
        return f"{self.at if self.is_silent else self.at and self.at.date()} {self.is_silent}"


# --- decisions, pure ---------------------------------------------------------------------------------


def plan_feeds(labels: Labels, settings: PublishSettings) -> Iterator[tuple[Scope, FeedPlan]]:
    """All, retractions, every condition and every group of the rulebook, each with its scope."""
    base = Selection(settings.relevance, at_least=settings.entries)
    title = settings.title
    yield Scope(), FeedPlan("all", title, "Everything new about low-dose naltrexone in PubMed", base)
    yield (
        Scope(),
        FeedPlan(
            "retractions",
            f"{title}: retractions",
            "Retracted citations and expressions of concern",
            replace(base, kinds=RETRACTIONS),
        ),
    )
    for condition, label in labels.conditions.items():
        selection = replace(base, condition=condition)
        about = f"Low-dose naltrexone and {label}"
        yield Scope(condition=condition), FeedPlan(condition, f"{title}: {label}", about, selection)
    for group, label in labels.groups.items():
        selection = replace(base, group=group)
        about = f"Low-dose naltrexone: {label}"
        yield Scope(group=group), FeedPlan(group, f"{title}: {label}", about, selection)


def settings_hash(labels: Labels, settings: PublishSettings, put_right: str = "") -> str:
    """What decides the bytes of every file beside the ledger: equal hashes, equal files. `put_right` is the
    store's note of a clock that was ahead.
    """
    names = [
        dict(part)
        for part in (labels.conditions, labels.groups, labels.study_types, labels.details, labels.group_of)
    ]
    how = [settings.title, settings.base_url, sorted(settings.relevance), settings.entries, settings.days]
    return short_hash(RENDERING, how, settings.subscribe, names, labels.handbook.hash, put_right)


def front_hash(answer: Answer, incidents: Iterable[Incident] = ()) -> str:
    """What the front files tell of the watch itself."""
    return short_hash(answer.told, [(one.kind.value, one.opened_at, one.closed_at) for one in incidents])


@contextmanager
def rare_collection() -> Iterator[None]:
    """Rendering makes much and no circles: looking for these after every 700 objects takes a tenth of it."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def short_hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def published(note: str) -> tuple[Stamp | None, datetime | None]:
    """The stamp in a note, and when its files were rendered; None where an older ldn-watch wrote it."""
    try:
        version, settings, front, at = note.split(" ")
        return Stamp(int(version), settings, front), datetime.fromisoformat(at)
    except ValueError:
        return None, None


def to_note(stamp: Stamp, at: datetime) -> str:
    """What `published` reads."""
    return f"{stamp.version} {stamp.settings} {stamp.front} {at.isoformat()}"


def _kept(files: Iterable[PublicFile]) -> Iterator[tuple[str, bytes]]:
    """Those that are files."""
    return ((name, body) for name, body in files if body is not None)


# --- the shell -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Publisher:
    """The parts of one publishing, put together by the app."""

    store: Store
    folder: Path
    labels: Labels
    settings: PublishSettings
    answer: Answer = Answer()

    def run(self, now: datetime, *, force: bool = False) -> int:
        """Bring state/public/ up to date; returns how many files were written.

        The stamp is taken first: what is archived while the files are rendered is rendered next time.
        """
        stamp, before = self.stamp(now), published(self.store.read_note(STAMP))[0]
        is_there = (self.folder / "index.html").is_file()
        if not force and before == stamp and is_there:
            return 0
        is_whole = force or before is None or before.settings != stamp.settings or not is_there
        files = self.everything(now) if is_whole or not before else self.render_since(before.version, now)
        with rare_collection():
            written = write_changed(self.folder, files)
        self.store.write_note(STAMP, to_note(stamp, now))
        return written

    def stamp(self, now: datetime) -> Stamp:
        """What the files would be made of now."""
        settings = settings_hash(self.labels, self.settings, self.store.read_note(PUT_RIGHT))
        return Stamp(self.store.version(), settings, front_hash(self.answer, self.incidents(now)))

    def everything(self, now: datetime) -> Iterator[PublicFile]:
        """Every public file, and the end of those that are none any more."""
        names = {MARK}
        yield MARK, b""
        for name, body in self.render(now):
            names.add(name)
            yield name, body
        yield from left_over(self.folder, (*FOLDERS, *INDEX_FOLDERS), names)
        yield MARK, None

    def render(self, now: datetime) -> Iterator[tuple[str, bytes]]:
        """Every public file: its path below the folder and its bytes."""
        yield from _kept(self.render_lists(now))
        yield from self.render_citations()

    def render_lists(self, now: datetime) -> Iterator[PublicFile]:
        """Every file that lists citations; what is kept to make them is let go at the end."""
        pages = self.pages()
        feeds = self.feeds(pages.lists.shown)
        yield from self.front(pages, feeds, now)
        yield from pages.months()
        for scope, plan in plan_feeds(self.labels, self.settings):
            if scope != Scope():
                yield from feeds.feed(plan)
                yield from pages.lists.scope(scope, Touched())

    def render_citations(self) -> Iterator[tuple[str, bytes]]:
        """The page of every citation, and what they are searched by."""
        from ldn_watch.render.pages.finding import to_search_record
        from ldn_watch.webindex.build import Builder

        pages, builder = self.pages(), Builder()
        for archived, events in self.store.export():
            if page := pages.citation(archived, events):
                yield page
                builder.add(to_search_record(archived, self.labels))
        yield from builder.files()

    def render_since(self, version: int, now: datetime) -> Iterator[PublicFile]:
        """The front files, and those of whatever changed after this version."""
        pages, changes = self.pages(beside=True), self.store.changed_since(version)
        shown = pages.lists.shown
        feeds = replace(self.feeds(shown), read=self.text, changed=frozenset(changes.uids))
        yield from self.front(pages, feeds, now)
        for month in months_of(map(shown.event, self.store.events_of(changes.uids))):
            yield from pages.lists.month(month)
        for scope, plan in plan_feeds(self.labels, self.settings):
            if scope != Scope() and scope in changes.scopes:
                yield from feeds.feed(plan)
                years = frozenset(year for one, year in changes.years if one == scope)
                yield from pages.lists.scope(scope, Touched(changes.uids, years))
        known = self.store.load(changes.uids)
        for uid in changes.uids:
            page = pages.citation(known[uid], self.store.events_of([uid]))
            yield page or (citation_path(uid), None)
        changed, gone = changes_of(self.store, changes.uids, self.labels, self.settings.relevance)
        yield from SearchIndex(self.folder, self.records).since(changed, gone)

    def records(self) -> Iterator[SearchRecord]:
        """All citations that have a page, as they are searched."""
        for archived, events in self.store.export():
            if record := to_record(archived, events, self.labels, self.settings.relevance):
                yield record

    def pages(self, *, beside: bool = False) -> Pages:
        """The parts of the pages; `beside` the files that stand already, of which some may have to go."""
        from ldn_watch.render.pages.frame import Frame

        title, base, relevance = self.settings.title, self.settings.base_url, self.settings.relevance
        lists = Lists(
            self.store,
            self.labels,
            relevance,
            lambda path: Frame(title, base, path, self.settings.subscribe),
            read_shown(self.store),
        )
        if beside:
            lists.there = Standing(self.folder).there
            lists.read = self.text
        return Pages(self.store, self.labels, title, base, relevance, lists)

    def feeds(self, shown: Shown) -> Feeds:
        """The parts of the feeds."""
        window = timedelta(days=self.settings.days)
        return Feeds(shown, self.labels, self.settings.base_url, window)

    def text(self, name: str) -> str:
        """The text of a file that stands already, "" where there is none."""
        return text_of(self.folder / name)

    def front(self, pages: Pages, feeds: Feeds, now: datetime) -> Iterator[PublicFile]:
        """The files that hang on more than their own scope: the feeds of everything, the home page."""
        from ldn_watch.render.feed import render_stylesheet

        for scope, plan in plan_feeds(self.labels, self.settings):
            if scope == Scope():
                yield from feeds.feed(plan, self.notices(now) if plan.id == "all" else [])
        yield "feeds/feed.css", render_stylesheet()
        yield from pages.front(self.answer.at, is_silent=self.answer.is_silent)

    def incidents(self, now: datetime) -> list[Incident]:
        """Those that the feed of everything tells: open, or over not long ago."""
        return self.store.incidents(now - max(NOTICED, timedelta(days=self.settings.days)))

    def notices(self, now: datetime) -> list[Notice]:
        """An entry for each opening and each end."""
        from ldn_watch.render.notice import to_notices

        return [one for each in self.incidents(now) for one in to_notices(each, self.settings.base_url)]
