"""Archive and ledger -> the files of state/public/.

Comes in: a `Store` (reading only), the labels, the settings, a folder, the time. Goes out: files, each
replaced atomically and only where its bytes change; how many were written. Raises `OSError` where the
folder cannot be written: the files are a projection, nothing is lost, the next run writes them.

A projection remembers one line, the version it last rendered, so that an idle run renders nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ldn_watch.incident import Incident
from ldn_watch.model import EventKind, Labels, LedgerLine, Relevance
from ldn_watch.plans import Selection
from ldn_watch.ports import Store
from ldn_watch.stages.clock import PUT_RIGHT, as_shown
from ldn_watch.stages.events import is_mere_pagination

if TYPE_CHECKING:
    from ldn_watch.render.catalogue import FeedGroup
    from ldn_watch.render.notice import Notice
    from ldn_watch.render.view import Entry

STAMP = "published"  # the store's note of what was last rendered
DRAFT = ".new"  # how the name of a file ends that is not whole yet
RENDERING = 3  # raised when the renderers change what they write from the same ledger
NOTICED = timedelta(days=7)  # a notice stays at least so long, for readers that poll rarely
RETRACTIONS = frozenset({EventKind.RETRACTED, EventKind.CONCERN})


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """What the operator decides: at least `entries` in a feed, and all of the last `days`."""

    title: str
    base_url: str
    relevance: frozenset[Relevance]
    entries: int = 50
    days: int = 14


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed: its id (the file's stem), what readers call it, and which ledger lines make it."""

    id: str
    title: str
    description: str
    selection: Selection


def plan_feeds(labels: Labels, settings: PublishSettings, now: datetime) -> Iterator[FeedPlan]:
    """All, retractions, every condition and every group of the rulebook."""
    base = Selection(settings.relevance, at_least=settings.entries, since=now - timedelta(days=settings.days))
    title = settings.title
    yield FeedPlan("all", title, "Everything new about low-dose naltrexone in PubMed", base)
    yield FeedPlan(
        "retractions",
        f"{title}: retractions",
        "Retracted citations and expressions of concern",
        replace(base, kinds=RETRACTIONS),
    )
    for condition, label in labels.conditions.items():
        selection = replace(base, condition=condition)
        yield FeedPlan(condition, f"{title}: {label}", f"Low-dose naltrexone and {label}", selection)
    for group, label in labels.groups.items():
        selection = replace(base, group=group)
        yield FeedPlan(group, f"{title}: {label}", f"Low-dose naltrexone: {label}", selection)


def plan_stamp(
    version: int,
    labels: Labels,
    settings: PublishSettings,
    unanswered: datetime | None,
    told: Iterable[object] = (),
) -> str:
    """What decides the bytes of the files, in one line: equal stamps, equal files."""
    names = [
        dict(part)
        for part in (labels.conditions, labels.groups, labels.study_types, labels.details, labels.group_of)
    ]
    how = [settings.title, settings.base_url, sorted(settings.relevance), settings.entries, settings.days]
    text = repr((RENDERING, how, names, unanswered, list(told)))
    return f"{version} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def published(note: str) -> tuple[str, datetime | None]:
    """The stamp in a note, and when its files were rendered: their oldest lines depend on the day."""
    version, _, rest = note.partition(" ")
    digest, _, at = rest.partition(" ")
    return f"{version} {digest}".strip(), datetime.fromisoformat(at) if at else None


def select(newest: Callable[[Selection], list[LedgerLine]], selection: Selection) -> list[LedgerLine]:
    """The selection's ledger lines, newest first, without those that tell nothing but pages and volume."""
    wanted = selection.at_least
    since = selection.since
    lines = newest(replace(selection, at_least=2 * wanted))
    telling = [line for line in lines if not is_mere_pagination(line.event)]
    return [
        line for place, line in enumerate(telling) if place < wanted or (since and line.event.at >= since)
    ]


def write_changed(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Replace atomically each file whose bytes change; returns how many did. Raises `OSError`."""
    sweep(folder)
    changed = set[Path]()
    for name, body in files:
        path = folder / name
        if path.is_file() and path.read_bytes() == body:
            continue
        make_folder(path.parent)
        write_atomically(path, body)
        changed.add(path)
    for parent in {path.parent for path in changed}:
        sync(parent)  # or a power cut takes back a rename that the stamp says was made
    return len(changed)


def sweep(folder: Path) -> None:
    """Remove what a run that was killed had not renamed yet; under the lease no other is at work."""
    for left in folder.rglob(f".*{DRAFT}"):
        left.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Makes the renames in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """A folder that a web server of another user may enter, whatever the umask."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def write_atomically(path: Path, body: bytes) -> None:
    """A reader sees the old file or the new one, never a half: written beside it, synced, renamed.

    The name beside is nobody else's: a worker that slept through its lease would write into a file that
    another has renamed already. Where the disk refuses, or SIGTERM ends the run, no draft stays behind.
    """
    handle, name = tempfile.mkstemp(DRAFT, f".{path.name}.", path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)  # public files are read by a web server of another user, whatever the umask
        draft.replace(path)
    except BaseException:  # a draft would take the last room, or lie where a web server serves it
        draft.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class Publisher:
    """The parts of one publishing, put together by the app. `unanswered`: when the source last
    answered, where it no longer does.
    """

    store: Store
    folder: Path
    labels: Labels
    settings: PublishSettings
    unanswered: datetime | None = None

    def run(self, now: datetime, *, force: bool = False) -> int:
        """Bring state/public/ up to date; returns how many files were written.

        The version is read first: what is archived while the files are rendered is rendered next time.
        """
        stamp, before = self.stamp(now), published(self.store.read_note(STAMP))[0]
        if not force and before == stamp and (self.folder / "index.html").is_file():
            return 0
        written = write_changed(self.folder, self.render(now))
        self.store.write_note(STAMP, f"{stamp} {now.isoformat()}")
        return written

    def stamp(self, now: datetime) -> str:
        """What the files would be made of now."""
        told: list[object] = [(one.kind.value, one.opened_at, one.closed_at) for one in self.incidents(now)]
        if put_right := self.store.read_note(PUT_RIGHT):
            told.append(put_right)
        return plan_stamp(self.store.version(), self.labels, self.settings, self.unanswered, told)

    def render(self, now: datetime) -> Iterator[tuple[str, bytes]]:
        """Every public file: its path below the folder and its bytes."""
        from ldn_watch.render.catalogue import to_catalogue, to_general
        from ldn_watch.render.opml import render_opml

        catalogue = to_catalogue(self.labels, self.store.tag_counts(self.settings.relevance))
        entries: dict[int, Entry] = {}
        for plan in plan_feeds(self.labels, self.settings, now):
            notices = self.notices(now) if plan.id == "all" else []
            yield from self.render_feed(plan, entries, notices, now)
        feeds = (to_general(self.settings.title), *catalogue)
        yield "feeds.opml", render_opml(self.settings.title, self.settings.base_url, feeds)
        yield "index.html", self.render_index(catalogue, now)

    def incidents(self, now: datetime) -> list[Incident]:
        """Those that the feed of everything tells: open, or over not long ago."""
        return self.store.incidents(now - max(NOTICED, timedelta(days=self.settings.days)))

    def notices(self, now: datetime) -> list[Notice]:
        """An entry for each opening and each end."""
        from ldn_watch.render.notice import to_notices

        return [one for each in self.incidents(now) for one in to_notices(each, self.settings.base_url)]

    def lines(self, selection: Selection, now: datetime) -> list[LedgerLine]:
        """The lines of a feed as readers see them: none from a future that a clock ahead has written."""
        return as_shown(select(self.store.newest, selection), self.store.read_note(PUT_RIGHT), now)

    def render_feed(
        self, plan: FeedPlan, entries: dict[int, Entry], notices: list[Notice], now: datetime
    ) -> Iterator[tuple[str, bytes]]:
        """One feed in its three forms; `entries` keeps what is made, as an entry stands in many feeds."""
        from ldn_watch.render.feed import FeedMeta, render_atom, render_json, render_rss
        from ldn_watch.render.view import to_entry

        lines = self.lines(plan.selection, now)
        entries |= {line.seq: to_entry(line, self.labels) for line in lines if line.seq not in entries}
        chosen: list[Entry | Notice] = [entries[line.seq] for line in lines]
        if notices:
            chosen = sorted([*chosen, *notices], key=lambda entry: entry.at, reverse=True)
        meta = FeedMeta(plan.id, plan.title, plan.description, f"feeds/{plan.id}", self.settings.base_url)
        yield f"feeds/{plan.id}.rss", render_rss(meta, chosen)
        yield f"feeds/{plan.id}.atom", render_atom(meta, chosen)
        yield f"feeds/{plan.id}.json", render_json(meta, chosen)

    def render_index(self, catalogue: tuple[FeedGroup, ...], now: datetime) -> bytes:
        """The page that lists what is new and every feed."""
        from ldn_watch.render.site import MOST_NEW, IndexView, render_index
        from ldn_watch.render.view import to_entry

        everything = next(plan_feeds(self.labels, self.settings, now)).selection
        lines = self.lines(replace(everything, at_least=MOST_NEW, since=None), now)
        counts = self.store.counts()
        return render_index(
            IndexView(
                self.settings.title,
                self.settings.base_url,
                tuple(to_entry(line, self.labels) for line in lines),
                catalogue,
                counts.relevant,
                counts.retracted,
                self.unanswered,
            )
        )
