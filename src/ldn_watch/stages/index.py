"""Citations -> the files that search.html reads, all of them or only those that a change touches.

Comes in: the public folder, a way to all records, the records that changed. Goes out: public files, for
`files.write_changed`. Raises what reading the records raises, and `OSError` where a file cannot be read.

A change is made on the files themselves: nothing is remembered elsewhere. A mark stands in the folder while
they are written; where it still stands, a run was ended halfway and the index is made anew, as it is where
there is none, or one of another version, or a damaged one. Until then readers keep what is there: a word
file ahead of its table names citations that are not shown yet, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ldn_watch.model import Archived, Event, Labels, pmid_of
from ldn_watch.ports import Store
from ldn_watch.stages.files import PublicFile, left_over
from ldn_watch.stages.pages import is_shown

if TYPE_CHECKING:
    from ldn_watch.render.pages.finding import SearchRecord

FOLDERS = ("search", "search/texts", "search/words")  # nothing stands here but what we write
MARK = "search/in-the-making"
REWRITE_FROM = (
    500  # so many changes touch nearly every file: making anew is as quick, and frees what is stale
)


def to_record(
    archived: Archived, events: Sequence[Event], labels: Labels, relevance: Collection[str]
) -> SearchRecord | None:
    """The citation as it is searched; None where it has no page."""
    from ldn_watch.render.pages.finding import to_search_record

    return to_search_record(archived, labels) if is_shown(archived, events, relevance) else None


def changes_of(
    store: Store, uids: Collection[str], labels: Labels, relevance: Collection[str]
) -> tuple[list[SearchRecord], list[int]]:
    """What these uids are to the index now: records, and the PMIDs of those that have no page (any more)."""
    known = store.load(uids)
    made = {uid: to_record(known[uid], store.events_of([uid]), labels, relevance) for uid in uids}
    return [one for one in made.values() if one], [int(pmid_of(uid)) for uid in uids if made[uid] is None]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The parts of the index, put together by the app. `records` gives all citations that have a page."""

    folder: Path
    records: Callable[[], Iterable[SearchRecord]]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file as it must be: what `verify` compares."""
        from ldn_watch.webindex.build import build

        yield from build(self.records())

    def whole(self) -> Iterator[PublicFile]:
        """The index made anew, and the end of what is no part of it any more."""
        yield MARK, b""
        names = {MARK}
        for name, body in self.files():
            names.add(name)
            yield name, body
        yield from left_over(self.folder, FOLDERS, names)
        yield MARK, None

    def since(self, changed: Collection[SearchRecord], gone: Collection[int] = ()) -> Iterator[PublicFile]:
        """The files that these records, and the end of these PMIDs, change. Whole where it must be."""
        patched = None if self._is_torn() or len(changed) >= REWRITE_FROM else self._patched(changed, gone)
        if patched is None:
            yield from self.whole()
        elif changed or gone:
            yield MARK, b""
            yield from patched
            yield MARK, None

    def _patched(
        self, changed: Collection[SearchRecord], gone: Collection[int]
    ) -> Iterator[PublicFile] | None:
        """None where the files are not such as we write."""
        from ldn_watch.webindex.build import patch

        try:
            return patch(self._read, changed, gone)
        except ValueError:
            return None

    def _is_torn(self) -> bool:
        from ldn_watch.webindex.build import TABLE

        return (self.folder / MARK).exists() or not (self.folder / TABLE).is_file()

    def _read(self, name: str) -> bytes:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else b""
