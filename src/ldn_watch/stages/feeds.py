"""Ledger and archive -> the feeds, each gathered from the store and given to a pure renderer.

Comes in: the archive as it is `Shown`, the labels, a `FeedPlan`; what changed, and the feeds that stand
already. Goes out: public files. Raises `StoreError` where the database cannot be read.

A feed is made of pieces, one an entry. Those of what did not change are taken from the file that stands
already, so that a new citation costs each of its feeds one entry, and not sixty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ldn_watch.model import Labels
from ldn_watch.plans import Placed, Scope, Selection
from ldn_watch.stages.events import is_mere_pagination
from ldn_watch.stages.lists import path_of
from ldn_watch.stages.shown import Shown

if TYPE_CHECKING:
    from ldn_watch.render.notice import Notice

SPARE = 10  # so many of a feed's newest events may tell nothing but pages before more are asked for


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed: its id (the file's stem), what readers call it, and which events make it."""

    id: str
    title: str
    description: str
    selection: Selection


def select(
    newest: Callable[[Selection], list[Placed]], selection: Selection, window: timedelta
) -> list[Placed]:
    """The selection's events, newest first, without those that tell nothing but pages and volume:
    `at_least` of them, and all of the `window` that ends with the newest.

    The window hangs on the newest event and not on the present, so that a feed is made of the ledger alone.
    """
    wanted = selection.at_least
    for asked in (wanted + SPARE, 2 * wanted):  # few feeds need the second
        lines = newest(replace(selection, at_least=asked))
        is_all = len(lines) < asked
        since = lines[0].event.at - window if lines else None
        if since and lines[-1].event.at >= since:
            lines = newest(replace(selection, at_least=asked, since=since))
        telling = [line for line in lines if not is_mere_pagination(line.event)]
        if is_all or len(telling) >= wanted:
            break
    return [
        line for place, line in enumerate(telling) if place < wanted or (since and line.event.at >= since)
    ]


@dataclass
class Feeds:
    """The parts of one publishing's feeds; the pieces made for one feed are kept for the next.

    `read`: the text of a feed that stands already, "" where there is none; what it says of the `changed`
    uids is not taken from it.
    """

    shown: Shown
    labels: Labels
    base_url: str
    window: timedelta
    read: Callable[[str], str] = lambda _: ""
    changed: Collection[str] = frozenset()
    pieces: dict[str, dict[str, str]] = field(default_factory=dict)  # form -> guid -> piece

    def feed(self, plan: FeedPlan, notices: Iterable[Notice] = ()) -> Iterator[tuple[str, bytes]]:
        """One feed in its forms, with the notices of the watch itself."""
        from ldn_watch.render.feed import FORMS, FeedMeta, to_feed
        from ldn_watch.render.notice import whole
        from ldn_watch.render.view import to_guid

        selection, stem = plan.selection, f"feeds/{plan.id}"
        page = path_of(scope) if (scope := Scope(selection.condition, selection.group)) != Scope() else ""
        meta = FeedMeta(plan.id, plan.title, plan.description, stem, self.base_url, page)
        events = {to_guid(one.event): one for one in self.events(selection)}
        self.take(stem, events)
        self.make(events)
        for form, to_piece in FORMS.items():
            made = self.pieces[form]
            parts = [(whole(one.event.at), made[guid]) for guid, one in events.items()]
            parts += [(notice.at, to_piece(notice)) for notice in notices]
            parts.sort(key=lambda part: part[0], reverse=True)
            yield f"{stem}.{form}", to_feed(form, meta, parts)

    def events(self, selection: Selection) -> list[Placed]:
        """The events of a feed as readers see them: none from a future that a clock ahead has written."""
        return select(self.shown.newest, selection, self.window)

    def take(self, stem: str, events: dict[str, Placed]) -> None:
        """Take from the files that stand already the pieces of what did not change."""
        from ldn_watch.render.feed import FORMS, read_pieces

        same = {guid for guid, one in events.items() if one.event.uid not in self.changed}
        for form in FORMS:
            made = self.pieces.setdefault(form, {})
            if same - made.keys():
                found = read_pieces(form, self.read(f"{stem}.{form}"))
                made |= {guid: piece for guid, piece in found if guid in same}

    def make(self, events: dict[str, Placed]) -> None:
        """The pieces that are lacking; each citation is read once for all forms and feeds."""
        from ldn_watch.render.feed import FORMS
        from ldn_watch.render.view import to_entry

        made = self.pieces.values()
        lacking = [one for guid, one in events.items() if any(guid not in pieces for pieces in made)]
        for line in self.shown.lines(lacking):
            entry = to_entry(line, self.labels)
            for form, to_piece in FORMS.items():
                self.pieces[form][entry.guid] = to_piece(entry)
