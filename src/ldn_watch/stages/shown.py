"""The hours that readers are told, in feeds and on every page the same: none of a clock that was ahead.

Comes in: a `Store` (reading only); events, archived citations, ledger lines. Goes out: the same with the
hours as they are told; what publishing asks of them. Raises `StoreError` where the database cannot be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from ldn_watch.model import Archived, Event, LedgerLine
from ldn_watch.plans import Ahead, Placed, Selection
from ldn_watch.ports import Store
from ldn_watch.stages.clock import PUT_RIGHT

Told = TypeVar("Told", Placed, LedgerLine)
INSTANT = timedelta(microseconds=1)  # the store's smallest difference


@dataclass(frozen=True, slots=True)
class Shown:
    """The archive with the hours that readers are told. What a clock ahead has written happened, for a
    reader, at the latest when the clock was put right, and that for ever: an entry that changes each day
    would come back each day. The ledger keeps what it says.
    """

    store: Store
    put_right: datetime | None = None  # None: it never was wrong
    ahead: Ahead = field(default_factory=Ahead)

    def event(self, one: Event) -> Event:
        """With the hour at which it happened at the latest."""
        if self.put_right is None or one.identity not in self.ahead.events:
            return one
        return replace(one, at=self.put_right)

    def archived(self, one: Archived) -> Archived:
        """With the hour at which it was first seen at the latest."""
        if self.put_right is None or one.citation.uid not in self.ahead.citations:
            return one
        return replace(one, first_seen=self.put_right)

    def load(self, uids: Collection[str]) -> dict[str, Archived]:
        """As `Store.load`."""
        return {uid: self.archived(one) for uid, one in self.store.load(uids).items()}

    def newest(self, selection: Selection) -> list[Placed]:
        """As `Store.newest`: events of the future hold back none that came after."""
        found = self.store.newest(replace(selection, at_least=selection.at_least + len(self.ahead.events)))
        told = newest_first(replace(one, event=self.event(one.event)) for one in found)
        since = selection.since
        return [
            one
            for place, one in enumerate(told)
            if place < selection.at_least or (since and one.event.at >= since)
        ]

    def lines(self, placed: Sequence[Placed]) -> list[LedgerLine]:
        """These events in this order, each with what the archive knows of its citation."""
        known = self.load({one.event.uid for one in placed})
        return [LedgerLine(one.seq, one.event, known[one.event.uid]) for one in placed]

    def months(self, relevance: Collection[str]) -> dict[str, int]:
        """As `Store.months`."""
        counts = Counter(self.store.months(relevance))
        for line in self._of_the_future(relevance):
            counts[to_month(line.event.at)] -= 1
            counts[to_month(self.event(line.event).at)] += 1
        return {month: counts[month] for month in sorted(counts) if counts[month]}

    def month(self, relevance: Collection[str], month: str) -> list[LedgerLine]:
        """The lines of a month, newest first."""
        found = self.store.lines_between(relevance, *span_of(month))
        if self.put_right and month == to_month(self.put_right):
            here = {line.seq for line in found}
            found += [line for line in self._of_the_future(relevance) if line.seq not in here]
        told = (
            replace(one, event=self.event(one.event), archived=self.archived(one.archived)) for one in found
        )
        return newest_first(line for line in told if to_month(line.event.at) == month)

    def _of_the_future(self, relevance: Collection[str]) -> list[LedgerLine]:
        """The lines that a clock ahead has dated, as the ledger has them."""
        if self.put_right is None or self.ahead.until is None:
            return []
        found = self.store.lines_between(relevance, self.put_right, self.ahead.until + INSTANT)
        return [line for line in found if line.event.identity in self.ahead.events]


def read_shown(store: Store) -> Shown:
    """By the note PUT_RIGHT and what the ledger says."""
    note = store.read_note(PUT_RIGHT)
    if not note:
        return Shown(store)
    at, _, last = note.partition(" ")
    put_right = datetime.fromisoformat(at)
    return Shown(store, put_right, store.dated_after(put_right, int(last)))


def newest_first(told: Iterable[Told]) -> list[Told]:
    """Of the same hour, what stands later in the ledger comes first."""
    return sorted(told, key=lambda one: (one.event.at, one.seq), reverse=True)


def months_of(events: Iterable[Event]) -> list[str]:
    """In which months these events were noticed; what was known when the watch began counts for none."""
    return sorted({to_month(event.at) for event in events if not event.quiet})


def to_month(at: datetime) -> str:
    """`2026-11`, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m}"


def span_of(month: str) -> tuple[datetime, datetime]:
    """`2026-11` -> its first moment and that of the next month, in UTC."""
    year, number = map(int, month.split("-"))
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    return datetime(year, number, 1, tzinfo=UTC), after
