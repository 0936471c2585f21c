"""The ledger: what happened, once, in order, for ever; and the feeds' index over it.

Comes in: a connection (in a transaction, for what writes), events, a `Selection`. Goes out: `Event`s
and `LedgerLine`s. Raises what the database raises: an event needs its citation in the archive.

`feed_line` is a projection that can be made again from the ledger, the verdicts and the tags: for each
scope ("" for all, `condition:ID`, `group:ID`) the lines that stand there, by band: the citation's
relevance, or `grave` for what is shown whatever the relevance. It makes the newest lines of a feed one
short walk along an index, however much is archived.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, case, delete, func, insert, literal, select, union

from ldn_watch.model import Event, EventKind, LedgerLine, pmid_of, uid_of
from ldn_watch.plans import Ahead, Placed, Selection
from ldn_watch.store.archive import ARCHIVED, keys, to_archived
from ldn_watch.store.schema import citation, event, feed_line, record, tag
from ldn_watch.store.sqlite import insert_new, members

GRAVE = frozenset({EventKind.RETRACTED, EventKind.CONCERN, EventKind.DELETED})
GRAVE_BAND = "grave"

LINES = (
    select(event, *ARCHIVED)
    .select_from(event)
    .join(citation, citation.c.pmid == event.c.pmid)
    .join(record, record.c.pmid == event.c.pmid)
)


def to_event(row: Row[Any]) -> Event:
    """A row of the ledger."""
    return Event(uid_of(row.pmid), EventKind(row.kind), row.at, row.key, row.quiet, row.detail)


def to_line(row: Row[Any]) -> LedgerLine:
    """A row of `LINES`."""
    return LedgerLine(row.seq, to_event(row), to_archived(row))


def events_of(conn: Connection, uids: Collection[str]) -> list[Event]:
    """The ledger's events of these uids, in its order."""
    statement = select(event).where(event.c.pmid.in_(members(keys(uids)))).order_by(event.c.seq)
    return [to_event(row) for row in conn.execute(statement)]


def append(conn: Connection, events: Sequence[Event]) -> list[Event]:
    """Write down those that are not there yet, in this order; returns them."""
    if not events:
        return []
    last = conn.scalar(select(func.coalesce(func.max(event.c.seq), 0)))
    conn.execute(
        insert_new(event),
        [
            {
                "pmid": int(pmid_of(one.uid)),
                "kind": one.kind,
                "key": one.key,
                "at": one.at,
                "quiet": one.quiet,
                "detail": one.detail,
            }
            for one in events
        ],
    )
    added = conn.execute(select(event).where(event.c.seq > last).order_by(event.c.seq))
    return [to_event(row) for row in added]


# --- feeds ---------------------------------------------------------------------------------------


def shelve(conn: Connection, pmids: Collection[int]) -> None:
    """Put the lines of these citations where their present verdict and tags say."""
    conn.execute(delete(feed_line).where(feed_line.c.pmid.in_(members(pmids))))
    conn.execute(insert(feed_line).from_select([column.name for column in feed_line.c], lines_of(pmids)))


def lines_of(pmids: Collection[int]) -> Select[Any]:
    """The rows of `feed_line` that these citations' verdicts, tags and events make."""
    which = members(pmids)
    scopes = union(
        select(citation.c.pmid, literal("").label("scope")).where(citation.c.pmid.in_(which)),
        select(tag.c.pmid, literal("condition:") + tag.c.condition_id).where(tag.c.pmid.in_(which)),
        select(tag.c.pmid, literal("group:") + tag.c.group_id).where(tag.c.pmid.in_(which)),
    ).subquery()
    band = case((event.c.kind.in_(GRAVE), GRAVE_BAND), else_=citation.c.relevance)
    return (
        select(scopes.c.scope, band.label("band"), event.c.at, event.c.seq, event.c.pmid, event.c.kind)
        .join(citation, citation.c.pmid == scopes.c.pmid)
        .join(event, event.c.pmid == scopes.c.pmid)
    )


def newest(conn: Connection, selection: Selection) -> list[Placed]:
    """The newest events of a feed, newest first: `at_least` many, and all since `since` if more."""
    if not any(_holds_a_line(conn, scope) for scope in _scopes(selection)):
        return []  # most of the rulebook's feeds are empty for years: they cost a look at an index
    shelves = [_shelf(selection, scope, band) for scope in _scopes(selection) for band in _bands(selection)]
    if not shelves:
        return []
    wanted = max(selection.at_least, 0)
    if selection.since:
        recent = union(*(shelf.where(feed_line.c.at >= selection.since) for shelf in shelves))
        wanted = max(wanted, conn.scalar(select(func.count()).select_from(recent.subquery())) or 0)
    order = (feed_line.c.at.desc(), feed_line.c.seq.desc())
    # Each shelf is cut by itself, along its index; one query over all would sort whole shelves.
    tops = union(*(select(shelf.order_by(*order).limit(wanted).subquery()) for shelf in shelves)).subquery()
    picked = select(tops).order_by(tops.c.at.desc(), tops.c.seq.desc()).limit(wanted).subquery()
    lines = select(event).join(picked, picked.c.seq == event.c.seq)
    rows = conn.execute(lines.order_by(event.c.at.desc(), event.c.seq.desc()))
    return [Placed(row.seq, to_event(row)) for row in rows]


def _holds_a_line(conn: Connection, scope: str) -> bool:
    return conn.scalar(select(feed_line.c.seq).where(feed_line.c.scope == scope).limit(1)) is not None


def dated_after(conn: Connection, at: datetime, last: int) -> Ahead:
    """Of the lines until `last`: those dated after `at`, and their citations first seen after it."""
    until = event.c.seq <= last
    late = [to_event(row) for row in conn.execute(select(event).where(until, event.c.at > at))]
    seen = select(citation.c.pmid).where(
        citation.c.first_seen > at, citation.c.pmid.in_(select(event.c.pmid).where(until))
    )
    return Ahead(
        frozenset(one.identity for one in late),
        frozenset(map(uid_of, conn.scalars(seen))),
        max((one.at for one in late), default=None),
    )


def months(conn: Connection, relevance: Collection[str]) -> dict[str, int]:
    """How many lines that are not quiet each month has, in order."""
    month = func.substr(feed_line.c.at, 1, len("2026-11")).label("month")
    statement = (
        select(month, func.count()).where(*_loud(relevance)).join(event, event.c.seq == feed_line.c.seq)
    )
    return {row[0]: row[1] for row in conn.execute(statement.group_by(month).order_by(month))}


def between(
    conn: Connection, relevance: Collection[str], since: datetime, until: datetime
) -> list[LedgerLine]:
    """The same lines of a time, newest first."""
    when = (feed_line.c.at >= since, feed_line.c.at < until)
    statement = LINES.join(feed_line, feed_line.c.seq == event.c.seq).where(*_loud(relevance), *when)
    order = (event.c.at.desc(), event.c.seq.desc())
    return [to_line(row) for row in conn.execute(statement.order_by(*order))]


def _loud(relevance: Collection[str]) -> tuple[Any, ...]:
    """What stands in the feed of everything and was not known when the watch began."""
    bands = [*sorted(relevance), GRAVE_BAND]
    return (feed_line.c.scope == "", feed_line.c.band.in_(bands), ~event.c.quiet)


def _shelf(selection: Selection, scope: str, band: str) -> Select[Any]:
    here = [feed_line.c.scope == scope, feed_line.c.band == band]
    if selection.kinds:
        here.append(feed_line.c.kind.in_(sorted(selection.kinds)))
    return select(feed_line.c.at, feed_line.c.seq).where(*here)


def _scopes(selection: Selection) -> list[str]:
    named = (("condition:", selection.condition), ("group:", selection.group))
    return [prefix + name for prefix, name in named if name] or [""]


def _bands(selection: Selection) -> list[str]:
    kinds = selection.kinds or frozenset(EventKind)
    by_relevance = sorted(selection.relevance) if kinds - GRAVE else []
    return by_relevance + ([GRAVE_BAND] if kinds & GRAVE else [])
