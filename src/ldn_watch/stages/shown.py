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


@dataclass(frozen=True, slots=True)
class Shown:
    """The dates that readers are told. What a clock ahead has written happened, for a reader, at the latest
    when the clock was put right, and that for ever: an entry that changes each day would come back each day.
    The ledger keeps what it says.
    """

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

    def placed(self, events: Iterable[Placed]) -> list[Placed]:
        """The newest first, by the hours that are told."""
        return newest_first(replace(one, event=self.event(one.event)) for one in events)

    def lines(self, lines: Iterable[LedgerLine]) -> list[LedgerLine]:
        """The same with what the archive knows."""
        return newest_first(
            replace(one, event=self.event(one.event), archived=self.archived(one.archived)) for one in lines
        )


def newest_first(told: Iterable[Told]) -> list[Told]:
    """Of the same hour, what stands later in the ledger comes first."""
    return sorted(told, key=lambda one: (one.event.at, one.seq), reverse=True)


def read_shown(store: Store) -> Shown:
    """By the note PUT_RIGHT and what the ledger says."""
    note = store.read_note(PUT_RIGHT)
    if not note:
        return Shown()
    at, _, last = note.partition(" ")
    put_right = datetime.fromisoformat(at)
    return Shown(put_right, store.dated_after(put_right, int(last)))


def newest(store: Store, shown: Shown, selection: Selection) -> list[Placed]:
    """As `Store.newest`, by the hours that are told: events of the future hold back none that came after."""
    found = store.newest(replace(selection, at_least=selection.at_least + len(shown.ahead.events)))
    since = selection.since
    return [
        one
        for place, one in enumerate(shown.placed(found))
        if place < selection.at_least or (since and one.event.at >= since)
    ]


def to_lines(store: Store, shown: Shown, placed: Sequence[Placed]) -> list[LedgerLine]:
    """These events in this order, each with what the archive knows of its citation."""
    known = store.load({one.event.uid for one in placed})
    return [LedgerLine(one.seq, one.event, shown.archived(known[one.event.uid])) for one in placed]


def months(store: Store, shown: Shown, relevance: Collection[str]) -> dict[str, int]:
    """As `Store.months`, by the hours that are told."""
    counts = Counter(store.months(relevance))
    for line in _ahead(store, shown, relevance):
        counts[to_month(line.event.at)] -= 1
        counts[to_month(shown.event(line.event).at)] += 1
    return {month: counts[month] for month in sorted(counts) if counts[month]}


def lines_of(store: Store, shown: Shown, relevance: Collection[str], month: str) -> list[LedgerLine]:
    """The lines of a month, newest first, by the hours that are told."""
    found = store.lines_between(relevance, *span_of(month))
    if shown.put_right and month == to_month(shown.put_right):
        here = {line.seq for line in found}
        found += [line for line in _ahead(store, shown, relevance) if line.seq not in here]
    return [line for line in shown.lines(found) if to_month(line.event.at) == month]


def _ahead(store: Store, shown: Shown, relevance: Collection[str]) -> list[LedgerLine]:
    """The lines that a clock ahead has dated, as the ledger has them."""
    if shown.put_right is None or shown.ahead.until is None:
        return []
    found = store.lines_between(relevance, shown.put_right, shown.ahead.until + timedelta(microseconds=1))
    return [line for line in found if line.event.identity in shown.ahead.events]


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
