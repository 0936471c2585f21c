"""Deliveries: claimed before the network is touched, settled after it.

Comes in: a connection in a transaction, the time, a `Settlement`. Goes out: `Delivery` values and how
many rows changed. Raises what the database raises.

An attempt that is found open under the run's lease is a dead worker's: its message may have arrived.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from ldn_watch.model import Delivery, DeliveryState
from ldn_watch.plans import Settlement
from ldn_watch.store.schema import delivery, issue, suppression
from ldn_watch.store.sqlite import insert_new
from ldn_watch.subscriber import LETTERS

QUEUED, SENDING, DEFERRED = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED
REFUSED, HELD = DeliveryState.REFUSED, DeliveryState.HELD
NO_LEASE = {"lease_owner": None, "lease_until": None}


def lane(*, letters: bool) -> ColumnElement[bool]:
    """The letters to those who ask to subscribe have a lease and a worker of their own."""
    return delivery.c.digest == LETTERS if letters else delivery.c.digest != LETTERS


def reclaim(conn: Connection, *, hold: bool, letters: bool = False) -> int:
    """Every open attempt of this lane becomes in doubt, and is queued again or held. Returns how many.

    Under the lane's lease no other worker lives, so the attempt's own lease need not have expired: to
    wait for it would delay the mail and save nothing.
    """
    doubtful = {"state": HELD if hold else QUEUED, "in_doubt": True, **NO_LEASE}
    mine = (delivery.c.state == SENDING) & lane(letters=letters)
    return conn.execute(update(delivery).where(mine).values(doubtful)).rowcount


def claim(
    conn: Connection, now: datetime, until: datetime, owner: str, *, letters: bool = False
) -> Delivery | None:
    """T3: open an attempt at the oldest delivery of this lane that is queued, or deferred and due."""
    again = (delivery.c.state == DEFERRED) & or_(delivery.c.next_try.is_(None), delivery.c.next_try <= now)
    due = or_(delivery.c.state == QUEUED, again)
    row = conn.execute(
        select(delivery, issue.c.channel)
        .join(issue, (issue.c.digest == delivery.c.digest) & (issue.c.number == delivery.c.number))
        .where(due, lane(letters=letters))
        .order_by(delivery.c.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    opened = {"state": SENDING, "attempt": row.attempt + 1, "lease_owner": owner, "lease_until": until}
    conn.execute(update(delivery).where(delivery.c.id == row.id).values(opened))
    return Delivery(
        id=row.id,
        digest=row.digest,
        number=row.number,
        recipient=row.recipient,
        message_id=row.message_id,
        channel=row.channel,
        state=SENDING,
        attempt=row.attempt + 1,
        in_doubt=row.in_doubt,
        next_try=row.next_try,
        last_error=row.last_error,
    )


def settle(conn: Connection, settlement: Settlement) -> bool:
    """T4, where this attempt is still the open one. A doubt, once there, stays on record.

    With `suppress`, whatever else waits for that address is refused too, whatever its issue.
    """
    mine = (delivery.c.id == settlement.delivery) & (delivery.c.attempt == settlement.attempt)
    settled: dict[str, Any] = {
        "state": settlement.state,
        "next_try": settlement.next_try,
        "last_error": settlement.error,
        "settled_at": settlement.at,
        **NO_LEASE,
    }
    if settlement.in_doubt:
        settled["in_doubt"] = True
    if conn.execute(update(delivery).where(mine, delivery.c.state == SENDING).values(settled)).rowcount != 1:
        return False
    if settlement.suppress:
        _suppress(conn, settlement)
    return True


def _suppress(conn: Connection, settlement: Settlement) -> None:
    address, at = settlement.suppress, settlement.at
    reason = {"address": address, "reason": settlement.error, "at": at}
    conn.execute(insert_new(suppression).values(reason))
    refuse_waiting(conn, func.lower(delivery.c.recipient) == address.lower(), settlement.error, at)


def refuse_waiting(conn: Connection, which: ColumnElement[bool], why: str, at: datetime) -> None:
    """Those of these deliveries that no server has yet will be sent to nobody."""
    waits = delivery.c.state.in_([QUEUED, DEFERRED, HELD])
    refused = {"state": REFUSED, "next_try": None, "last_error": why, "settled_at": at}
    conn.execute(update(delivery).where(which, waits).values(refused))


def retry_now(conn: Connection, now: datetime) -> int:
    """Queue all that is deferred or held, due now. Returns how many."""
    waits = delivery.c.state.in_([DEFERRED, HELD])
    return conn.execute(update(delivery).where(waits).values(state=QUEUED, next_try=now)).rowcount
