"""An address, forgotten: no row, no text, no kept mail names it any more.

Comes in: a connection in a writing transaction, an address, the time. Goes out: how many rows named it.
Raises what the database raises.

Deliveries keep their row under a seal (a keyed hash), so that the counts of the past hold and nobody is told
twice; under the same seal stays the wish not to be written to. What held the address is overwritten with
zeroes (`secure_delete` in sqlite.py); backups and the logs of mail servers are beyond our reach.
"""

from __future__ import annotations

import re
import zlib
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from sqlalchemy import Column, Connection, String, cast, delete, func, select, update

from ldn_watch.store.deliveries import refuse_waiting
from ldn_watch.store.schema import delivery, incident, issue, run, subscriber, subscriber_request, suppression
from ldn_watch.store.sqlite import insert_new
from ldn_watch.store.subscribers import (
    GONE,
    PENDING,
    find,
    key_of,
    leave,
    make_secret,
    seal,
)
from ldn_watch.subscriber import FORGOTTEN

NOBODY = "(a reader who asked to be forgotten)"
PATIENCE = timedelta(days=14)  # so long a request may wait for its confirmation; then it never was
_TEXTS: tuple[Column[str], ...] = (
    delivery.c.last_error,
    suppression.c.reason,
    run.c.report,
    run.c.error,
    incident.c.reason,
)


def forget(conn: Connection, address: str, now: datetime, *, remember_the_wish: bool = True) -> int:
    """Take the address out of everything; returns how many rows named it.

    `remember_the_wish`: the seal stays among the suppressed, so that no list and no bounce leads to it again.
    """
    sealed = seal(make_secret(conn), address)
    one = find(conn, address)
    if one:
        leave(conn, one.id, now)
    named = _forget_deliveries(conn, address, sealed, now)
    named += _forget_suppression(conn, address, sealed, now, wish=remember_the_wish)
    for table, column in (
        (subscriber, subscriber.c.address),
        (subscriber_request, subscriber_request.c.address),
    ):
        named += conn.execute(delete(table).where(func.lower(column) == address.lower())).rowcount
    return named + sum(_blot_out(conn, column, address) for column in _TEXTS) + _blot_out_mails(conn, address)


def forget_unconfirmed(conn: Connection, now: datetime) -> int:
    """Requests that nobody confirmed in time never were; who had been a subscriber before is gone again."""
    late = (subscriber.c.state == PENDING) & (subscriber.c.asked_at < now - PATIENCE)
    back = update(subscriber).where(late, subscriber.c.confirmed_at.is_not(None))
    count = conn.execute(back.values(state=GONE, nonce="")).rowcount
    for address in conn.scalars(select(subscriber.c.address).where(late)).all():
        count += 1
        forget(conn, address, now, remember_the_wish=False)
    return count


def _forget_deliveries(conn: Connection, address: str, sealed: str, now: datetime) -> int:
    mine = func.lower(delivery.c.recipient) == address.lower()
    refuse_waiting(conn, mine, FORGOTTEN, now)
    return conn.execute(
        update(delivery)
        .where(mine)
        .values(recipient=sealed, message_id="<forgotten." + cast(delivery.c.id, String) + ">")
    ).rowcount


def _forget_suppression(conn: Connection, address: str, sealed: str, now: datetime, *, wish: bool) -> int:
    """What stood against the address stands against its seal; else, with `wish`, that it was forgotten."""
    mine = func.lower(suppression.c.address) == address.lower()
    known = conn.execute(select(suppression).where(mine)).first()
    named = conn.execute(delete(suppression).where(mine)).rowcount
    if known or wish:
        reason, at = (known.reason, known.at) if known else (FORGOTTEN, now)
        conn.execute(insert_new(suppression).values(address=sealed, reason=reason, at=at))
    return named


def _blot_out(conn: Connection, column: Column[str], address: str) -> int:
    """Texts that quote the address: a mail server's words, a run's report."""
    key = next(iter(column.table.primary_key), None)
    key = column.table.c["address" if column.table is suppression else "id"] if key is None else key
    holds = func.lower(column).contains(address.lower(), autoescape=True)
    rows = conn.execute(select(key, column).where(holds)).all()
    for name, text in rows:
        changed = without(text, address)
        conn.execute(update(column.table).where(key == name).values({column: changed}))
    return len(rows)


def _blot_out_mails(conn: Connection, address: str) -> int:
    """Kept mails: digests never name their reader; the operator's may quote a mail server that did."""
    count = 0
    for row in conn.execute(select(issue.c.digest, issue.c.number, issue.c.message)).all():
        message = zlib.decompress(row.message)
        changed = without_in_mail(message, address)
        if changed != message:
            count += 1
            mine = (issue.c.digest == row.digest) & (issue.c.number == row.number)
            conn.execute(update(issue).where(mine).values(message=zlib.compress(changed)))
    return count


def without(text: str, address: str) -> str:
    """The text with the address blotted out, however it is spelled there."""
    return re.sub(re.escape(address), NOBODY, text, flags=re.IGNORECASE)


def without_in_mail(message: bytes, address: str) -> bytes:
    """The message; where a text of it names the address, with that text written anew."""
    parsed = message_from_bytes(message, policy=SMTP)
    touched = False
    for part in parsed.walk():
        if part.get_content_maintype() != "text" or not isinstance(part, EmailMessage):
            continue
        text = part.get_content()
        if key_of(address) in key_of(text):
            touched = True
            subtype = part.get_content_subtype()
            part.set_content(without(text, address), subtype=subtype, charset="utf-8", cte="quoted-printable")
    return parsed.as_bytes() if touched else message
