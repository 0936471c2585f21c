"""The outbox: what is owed to each digest, and the issues that tell it.

Comes in: a connection (in a transaction, for what writes), `Owed` entries, an `IssuePlan`. Goes out:
the state of a digest, pending `LedgerLine`s, issues. Raises `StoreError` where an entry would be told
twice, is owed to nobody, or refers to an event that never happened.

An entry is one row for ever, with room for one issue number: it cannot stand in two issues.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from ldn_watch.errors import StoreError
from ldn_watch.model import Issue, LedgerLine
from ldn_watch.plans import DigestState, IssuePlan, Owed
from ldn_watch.store.archive import keys
from ldn_watch.store.incidents import mark_told
from ldn_watch.store.ledger import LINES, to_event, to_line
from ldn_watch.store.schema import citation, delivery, digest, event, issue, outbox, suppression
from ldn_watch.store.sqlite import insert_new, members

WAITING, HELD, RELEASED = "waiting", "held", "released"
DISCARDED = "discarded"  # in place of an issue's channel: it was handed to none


def owe(conn: Connection, owed: Sequence[Owed], is_held: Callable[[str], bool] = lambda _uid: False) -> None:
    """Put these entries into the outbox, held for a person where their uid `is_held`, else waiting; those
    that are there already stay as they are.
    """
    if not owed:
        return
    uids = {one.event[0] for one in owed}
    rows = conn.execute(select(event).where(event.c.pmid.in_(members(keys(uids)))))
    seqs = {to_event(row).identity: row.seq for row in rows}
    if lost := next((one for one in owed if one.event not in seqs), None):
        raise StoreError(f"digest {lost.digest!r} is owed an event that the ledger has not: {lost.event}")
    entries = [
        {
            "digest": one.digest,
            "seq": seqs[one.event],
            "state": HELD if is_held(one.event[0]) else WAITING,
        }
        for one in owed
    ]
    conn.execute(insert_new(outbox), entries)


def told(conn: Connection, uids: Collection[str]) -> dict[str, set[str]]:
    """Digest -> those of `uids` of which an entry for it stands here, in an issue or not.

    One question for all digests, by the index outbox_event: with a question for each, five hundred
    subscribers would cost every batch half a second.
    """
    asked = select(event.c.seq, citation.c.uid).join(citation, citation.c.pmid == event.c.pmid)
    happened = {
        row.seq: row.uid for row in conn.execute(asked.where(citation.c.pmid.in_(members(keys(uids)))))
    }
    found: dict[str, set[str]] = {}
    for row in conn.execute(select(outbox.c.digest, outbox.c.seq).where(outbox.c.seq.in_(members(happened)))):
        found.setdefault(row.digest, set()).add(happened[row.seq])
    return found


# --- before an issue -----------------------------------------------------------------------------


def last_dues(conn: Connection) -> dict[str, datetime]:
    """When each digest that was ever met was last due."""
    return {row.id: row.last_due for row in conn.execute(select(digest.c.id, digest.c.last_due))}


def open_digest(conn: Connection, name: str, now: datetime) -> DigestState:
    """The digest's state; one never met before begins now."""
    new = {"id": name, "opened_at": now, "last_due": now, "next_number": 1}
    conn.execute(insert_new(digest).values(new))
    return read_digest(conn, name) or DigestState(now, 1)


def read_digest(conn: Connection, name: str) -> DigestState | None:
    """The digest's state; None where it was never met."""
    row = conn.execute(select(digest).where(digest.c.id == name)).first()
    return DigestState(row.last_due, row.next_number) if row else None


def waiting(conn: Connection) -> dict[str, tuple[int, int]]:
    """Digest -> (waiting, held), of all in which something waits or is held."""
    statement = select(outbox.c.digest, outbox.c.state, func.count()).where(
        outbox.c.number.is_(None), outbox.c.state.in_([WAITING, HELD])
    )
    found: dict[str, tuple[int, int]] = {}
    for name, state, count in conn.execute(statement.group_by(outbox.c.digest, outbox.c.state)):
        before = found.get(name, (0, 0))
        found[name] = (count, before[1]) if state == WAITING else (before[0], count)
    return found


def pending(conn: Connection, name: str) -> list[LedgerLine]:
    """What is owed and in no issue yet, without what is held, in the ledger's order."""
    mine = LINES.join(outbox, outbox.c.seq == event.c.seq).where(_open(name, WAITING, RELEASED))
    return [to_line(row) for row in conn.execute(mine.order_by(event.c.seq))]


def pending_count(conn: Connection, name: str) -> tuple[int, int]:
    """(waiting, held); what a person released counts as neither, so that it cannot trip the brake again."""
    statement = select(outbox.c.state, func.count()).where(_open(name, WAITING, HELD))
    counts = {row[0]: row[1] for row in conn.execute(statement.group_by(outbox.c.state))}
    return counts.get(WAITING, 0), counts.get(HELD, 0)


def move(conn: Connection, name: str, before: str, after: str, spare: Collection[str] = ()) -> int:
    """Change the state of this digest's open entries that are in `before`, but for events of the kinds
    to `spare`; returns how many.
    """
    spared = select(event.c.seq).where(event.c.kind.in_(sorted(spare)))
    changed = update(outbox).where(_open(name, before), outbox.c.seq.not_in(spared))
    return conn.execute(changed.values(state=after)).rowcount


def release_beside(conn: Connection, name: str, kinds: Collection[str]) -> int:
    """Let go what is held of a citation of which an event of these kinds waits; returns how many."""
    waits = select(outbox.c.seq).where(_open(name, WAITING, RELEASED))
    uids = select(event.c.pmid).where(event.c.seq.in_(waits), event.c.kind.in_(sorted(kinds)))
    theirs = select(event.c.seq).where(event.c.pmid.in_(uids))
    released = update(outbox).where(_open(name, HELD), outbox.c.seq.in_(theirs))
    return conn.execute(released.values(state=RELEASED)).rowcount


def discard(conn: Connection, name: str, now: datetime) -> int:
    """Bind what is held for this digest to an issue that nobody gets; returns how many entries. They are
    told for ever: a later event of their citations is owed as to readers who know of it.
    """
    held = tuple(conn.scalars(select(outbox.c.seq).where(_open(name, HELD)).order_by(outbox.c.seq)))
    if held:
        state = open_digest(conn, name, now)
        move(conn, name, HELD, RELEASED)
        whole = now.replace(microsecond=0)
        nobodys = Issue(name, state.next_number, whole, held, b"", DISCARDED)
        put_issue(conn, IssuePlan(nobodys, ()), state.last_due or now)
    return len(held)


def mark_due(conn: Connection, name: str, due: datetime) -> None:
    """Set when the digest was last due."""
    conn.execute(update(digest).where(digest.c.id == name).values(last_due=due))


def _open(name: str, *states: str) -> ColumnElement[bool]:
    return (outbox.c.digest == name) & outbox.c.state.in_(states) & outbox.c.number.is_(None)


# --- an issue ------------------------------------------------------------------------------------


def put_issue(conn: Connection, plan: IssuePlan, due: datetime) -> None:
    """T2: the issue, its entries, what it tells of incidents, its deliveries, the digest's number and last
    due time.
    """
    new = plan.issue
    _count_on(conn, new, due)
    message = zlib.compress(new.message)
    row = {"digest": new.digest, "number": new.number, "composed_at": new.composed_at, "channel": new.channel}
    conn.execute(insert(issue).values(**row, message=message))
    _bind(conn, new)
    mark_told(conn, new.digest, plan.incidents)
    if plan.deliveries:
        conn.execute(
            insert(delivery),
            [
                {
                    "digest": new.digest,
                    "number": new.number,
                    "recipient": recipient,
                    "message_id": message_id,
                    "state": "queued",
                    "attempt": 0,
                    "in_doubt": False,
                    "last_error": "",
                }
                for recipient, message_id in plan.deliveries
            ],
        )


def _count_on(conn: Connection, new: Issue, due: datetime) -> None:
    """The next number is taken, or another process took it: then nothing of this issue is written."""
    mine = (digest.c.id == new.digest) & (digest.c.next_number == new.number)
    values = {"last_due": due, "next_number": new.number + 1}
    if conn.execute(update(digest).where(mine).values(values)).rowcount != 1:
        raise StoreError(f"issue {new.number} of digest {new.digest!r} is not its next one: not written")


def _bind(conn: Connection, new: Issue) -> None:
    """Each entry into this issue, in its order. Raises where one is told already, held, or owed to nobody."""
    mine = (outbox.c.digest == new.digest) & (outbox.c.seq == bindparam("entry"))
    free = mine & outbox.c.number.is_(None) & (outbox.c.state != HELD)
    places = [{"entry": seq, "place": place} for place, seq in enumerate(new.entries)]
    if places:
        conn.execute(
            update(outbox).where(free).values(number=new.number, position=bindparam("place")), places
        )
    if len(_entries(conn, new.digest, new.number)) != len(places):
        raise StoreError(
            f"issue {new.number} of digest {new.digest!r} has an entry that is told already, held "
            "or not owed: not written"
        )


def _entries(conn: Connection, name: str, number: int) -> tuple[int, ...]:
    mine = (outbox.c.digest == name) & (outbox.c.number == number)
    return tuple(conn.scalars(select(outbox.c.seq).where(mine).order_by(outbox.c.position)))


def load_issue(conn: Connection, name: str, number: int) -> Issue:
    """An issue as it was composed."""
    mine = (issue.c.digest == name) & (issue.c.number == number)
    row = conn.execute(select(issue).where(mine)).one()
    entries = _entries(conn, name, number)
    return Issue(name, number, row.composed_at, entries, zlib.decompress(row.message), row.channel)


def history(conn: Connection, address: str) -> tuple[tuple[str, int, str, str], ...]:
    """Every mail to this address: digest, number, state, when it was composed."""
    both = (issue.c.digest == delivery.c.digest) & (issue.c.number == delivery.c.number)
    columns = (delivery.c.digest, delivery.c.number, delivery.c.state, issue.c.composed_at)
    mine = (
        select(*columns)
        .join_from(delivery, issue, both)
        .where(func.lower(delivery.c.recipient) == address.lower())
    )
    rows = conn.execute(mine.order_by(delivery.c.id))
    return tuple((row[0], row[1], row[2], row.composed_at.isoformat()) for row in rows)


def suppressed(conn: Connection) -> dict[str, str]:
    """Addresses that are written to no more, with the reason."""
    return {row.address: row.reason for row in conn.execute(select(suppression))}
