"""Subscribers: what they ask, confirm, change and leave; who is written to no more.

Comes in: a connection in a transaction, the values of subscriber.py, the time. Goes out: the values, or
whether something changed. Raises what the database raises.

One address is one row for ever, so that whoever leaves and comes back is the same digest: what it has told
stays told. What waits for somebody who leaves is told to nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from ldn_watch.model import DeliveryState, Issue
from ldn_watch.plans import IssuePlan
from ldn_watch.store import outbox
from ldn_watch.store.deliveries import refuse_waiting
from ldn_watch.store.schema import (
    client,
    delivery,
    digest,
    issue,
    secret,
    subscriber,
    subscriber_request,
    suppression,
)
from ldn_watch.store.schema import outbox as entry
from ldn_watch.store.sqlite import insert_new, members, upsert
from ldn_watch.subscriber import (
    FORGOTTEN,
    LETTERS,
    SEAL,
    AnswerPlan,
    Choice,
    Frequency,
    Letter,
    Limits,
    Request,
    Subscriber,
    SubscriberState,
    is_sealed,
    is_subscribers,
)

PENDING, ACTIVE, GONE = SubscriberState.PENDING, SubscriberState.ACTIVE, SubscriberState.GONE
HOUR = timedelta(hours=1)
UNSUBSCRIBED = "unsubscribed before it was sent"
_SECRET = "links"  # noqa: S105 - its name
_SECRET_BYTES = 32


# --- the key --------------------------------------------------------------------------------------------


def read_secret(conn: Connection) -> bytes | None:
    """The key of this watch; None before it was made."""
    return conn.scalar(select(secret.c.value).where(secret.c.name == _SECRET))


def make_secret(conn: Connection) -> bytes:
    """The key of this watch, made at its first use."""
    conn.execute(insert_new(secret).values(name=_SECRET, value=secrets.token_bytes(_SECRET_BYTES)))
    return read_secret(conn) or b""


def seal(key: bytes, text: str) -> str:
    """What can be compared with an address and not turned back into one, as long as the key is unknown."""
    return SEAL + hmac.new(key, key_of(text).encode(), hashlib.sha256).hexdigest()[:40]


def key_of(address: str) -> str:
    """Two spellings of one reader: no mailbox is told from another by capitals."""
    return address.casefold()


# --- requests -------------------------------------------------------------------------------------------


def take(conn: Connection, request: Request, who: str, limits: Limits) -> bool:
    """Keep the request, unless this client or all together have asked too often within the hour."""
    mine = seal(make_secret(conn), who)
    conn.execute(delete(client).where((client.c.at <= request.at - HOUR) | (client.c.at > request.at + HOUR)))
    asked = conn.scalar(select(func.count()).where(client.c.sealed == mine)) or 0
    everybody = conn.scalar(select(func.count()).select_from(client)) or 0
    if asked >= limits.per_client or everybody >= limits.per_hour:
        return False
    conn.execute(insert(client).values(sealed=mine, at=request.at))
    put_request(conn, request)
    return True


def put_request(conn: Connection, request: Request) -> None:
    row = {"address": request.address, "at": request.at, "consent": request.consent, "source": request.source}
    conn.execute(insert(subscriber_request).values(**row, **_columns(request.choice)))


def requests(conn: Connection) -> list[Request]:
    """What nobody has answered yet, oldest first."""
    rows = conn.execute(select(subscriber_request).order_by(subscriber_request.c.id))
    return [Request(row.address, _choice(row), row.at, row.consent, row.source, row.id) for row in rows]


def answer(conn: Connection, plan: AnswerPlan) -> bool:
    """T6. False, and nothing is written, where the request was answered already."""
    mine = subscriber_request.c.id == plan.request
    if conn.execute(delete(subscriber_request).where(mine)).rowcount != 1:
        return False
    if plan.subscriber:
        put(conn, plan.subscriber)
    if plan.letter:
        _post(conn, plan.letter)
    return True


def _post(conn: Connection, letter: Letter) -> None:
    """The letter as an issue with one delivery: from here on it goes the way of every mail."""
    number = outbox.open_digest(conn, LETTERS, letter.at).next_number
    made = Issue(LETTERS, number, letter.at, (), letter.message, letter.channel)
    outbox.put_issue(conn, IssuePlan(made, ((letter.recipient, letter.message_id),)), letter.at)


def letters_to(conn: Connection, address: str, since: datetime) -> int:
    """How many letters were composed for this address since then."""
    both = (issue.c.digest == delivery.c.digest) & (issue.c.number == delivery.c.number)
    mine = (delivery.c.digest == LETTERS) & (delivery.c.recipient == address)
    counted = select(func.count()).select_from(delivery.join(issue, both)).where(mine)
    return conn.scalar(counted.where(issue.c.composed_at > since)) or 0


# --- one subscriber -------------------------------------------------------------------------------------


def put(conn: Connection, one: Subscriber) -> None:
    """Keep it in place of the one with its id."""
    row = {
        "id": one.id,
        "address": one.address,
        "address_key": key_of(one.address),
        "state": one.state,
        "asked_at": one.asked_at,
        "confirmed_at": one.confirmed_at,
        "left_at": one.left_at,
        "consent": one.consent,
        "source": one.source,
        "nonce": one.nonce,
        **_columns(one.choice),
    }
    conn.execute(upsert(subscriber, "id").values(row))


def load(conn: Connection, name: str) -> Subscriber | None:
    return _one(conn, subscriber.c.id == name)


def find(conn: Connection, address: str) -> Subscriber | None:
    return _one(conn, subscriber.c.address_key == key_of(address))


def every(conn: Connection) -> list[Subscriber]:
    """All of them, in the order in which they asked."""
    return [_subscriber(row) for row in conn.execute(select(subscriber).order_by(subscriber.c.asked_at))]


def written_to(conn: Connection) -> list[Subscriber]:
    """Those that are owed what comes: active, and their address takes mail."""
    bad = select(func.lower(suppression.c.address))
    mine = (subscriber.c.state == ACTIVE) & func.lower(subscriber.c.address).not_in(bad)
    return [
        _subscriber(row) for row in conn.execute(select(subscriber).where(mine).order_by(subscriber.c.id))
    ]


def confirm(conn: Connection, name: str, nonce: str, now: datetime) -> bool:
    """Active from now on, by the newest link alone; what happened before is not owed."""
    mine = (subscriber.c.id == name) & (subscriber.c.nonce == nonce) & (subscriber.c.state == PENDING)
    values = {"state": ACTIVE, "confirmed_at": now, "left_at": None, "nonce": ""}
    if not nonce or conn.execute(update(subscriber).where(mine).values(values)).rowcount != 1:
        return False
    begin(conn, name, now)
    return True


def begin(conn: Connection, name: str, now: datetime) -> None:
    """The digest of a new subscriber begins now, with nothing owed; of one who comes back too."""
    outbox.open_digest(conn, name, now)
    conn.execute(update(digest).where(digest.c.id == name).values(last_due=now, opened_at=now))
    _owe_nothing(conn, name)
    one = load(conn, name)
    key = read_secret(conn)
    if one and key:  # who was forgotten and asks again is written to again
        mine = (suppression.c.address == seal(key, one.address)) & (suppression.c.reason == FORGOTTEN)
        conn.execute(delete(suppression).where(mine))


def change(conn: Connection, name: str, choice: Choice) -> bool:
    """Another choice, for what comes from now on; what is owed already stays owed."""
    mine = (subscriber.c.id == name) & (subscriber.c.state == ACTIVE)
    return conn.execute(update(subscriber).where(mine).values(_columns(choice))).rowcount == 1


def leave(conn: Connection, name: str, now: datetime) -> bool:
    """Gone, with all that waits: entries in no issue, and mails that no server has taken."""
    mine = (subscriber.c.id == name) & (subscriber.c.state != GONE)
    values = {"state": GONE, "left_at": now, "nonce": ""}
    left = conn.execute(update(subscriber).where(mine).values(values)).rowcount == 1
    _owe_nothing(conn, name)
    refuse_waiting(conn, delivery.c.digest == name, UNSUBSCRIBED, now)
    return left


def _owe_nothing(conn: Connection, name: str) -> None:
    """Entries in no issue are told to nobody; those in one stay told."""
    conn.execute(delete(entry).where(entry.c.digest == name, entry.c.number.is_(None)))


def addressed(conn: Connection, plan: IssuePlan) -> IssuePlan:
    """The issue without deliveries where its subscriber has left while it was composed."""
    if not is_subscribers(plan.issue.digest):
        return plan
    one = load(conn, plan.issue.digest)
    return plan if one and one.state is ACTIVE else replace(plan, deliveries=())


# --- addresses that are written to no more --------------------------------------------------------------


def suppressed_among(conn: Connection, addresses: Collection[str]) -> dict[str, str]:
    """Those of these addresses that are written to no more, with the reason; also by their seal, and by
    another spelling.
    """
    key = read_secret(conn)
    names = {one: {one.lower(), *([seal(key, one)] if key else [])} for one in addresses}
    asked = func.lower(suppression.c.address).in_(members(sorted(set().union(*names.values()))))
    reasons = {row.address.lower(): row.reason for row in conn.execute(select(suppression).where(asked))}
    return {one: reasons[name] for one, known in names.items() for name in known & reasons.keys()}


def suppress(conn: Connection, address: str, reason: str, now: datetime) -> bool:
    """No more mail to this address, and what waits for it is refused; False where it was so already."""
    known = select(suppression.c.address).where(func.lower(suppression.c.address) == address.lower())
    fresh = conn.scalar(known) is None
    if fresh:
        conn.execute(insert_new(suppression).values(address=address, reason=reason, at=now))
    refuse_waiting(conn, func.lower(delivery.c.recipient) == address.lower(), reason, now)
    return fresh


def unsuppress(conn: Connection, address: str) -> bool:
    """Write to this address again; False where it was not suppressed."""
    key = read_secret(conn)
    names = [address.lower(), *([seal(key, address)] if key else [])]
    mine = func.lower(suppression.c.address).in_(names)
    return conn.execute(delete(suppression).where(mine)).rowcount > 0


def recipient_of(conn: Connection, message_id: str) -> str:
    """To whom the mail of this Message-ID went; "" where it is none of ours, or the reader is forgotten."""
    found = conn.scalar(select(delivery.c.recipient).where(delivery.c.message_id == message_id)) or ""
    return "" if is_sealed(found) else found


def spelled_as_sent(conn: Connection, address: str) -> str:
    """The address as a mail was sent to it; "" where none was."""
    same = func.lower(delivery.c.recipient) == address.lower()
    tried = delivery.c.state.in_([DeliveryState.SENT, DeliveryState.SENDING])
    return conn.scalar(select(delivery.c.recipient).where(same, tried).limit(1)) or ""


# --- rows and values ------------------------------------------------------------------------------------


def _one(conn: Connection, which: ColumnElement[bool]) -> Subscriber | None:
    row = conn.execute(select(subscriber).where(which)).first()
    return _subscriber(row) if row else None


def _subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=row.address,
        choice=_choice(row),
        state=SubscriberState(row.state),
        asked_at=row.asked_at,
        confirmed_at=row.confirmed_at,
        left_at=row.left_at,
        consent=row.consent,
        source=row.source,
        nonce=row.nonce,
    )


def _choice(row: Row[Any]) -> Choice:
    names = (frozenset(json.loads(row.conditions)), frozenset(json.loads(row.condition_groups)))
    return Choice(*names, Frequency(row.frequency))


def _columns(choice: Choice) -> dict[str, str]:
    return {
        "conditions": json.dumps(sorted(choice.conditions)),
        "condition_groups": json.dumps(sorted(choice.groups)),
        "frequency": choice.frequency.value,
    }
