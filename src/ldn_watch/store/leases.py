"""Leases: one worker at a time, across processes and hosts.

Comes in: a connection in a writing transaction, which makes each of these a compare-and-set; a name, an
owner, the time. Goes out: who holds it. Raises what the database raises.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from ldn_watch.store.schema import lease
from ldn_watch.store.sqlite import upsert


def holder(conn: Connection, name: str, now: datetime, ttl: timedelta) -> str:
    """Who holds it now; "" where nobody does, or whoever did let it run out."""
    row = conn.execute(select(lease).where(lease.c.name == name)).first()
    return str(row.owner) if row and not _is_over(row, now, ttl) else ""


def put(conn: Connection, name: str, owner: str, now: datetime, ttl: timedelta) -> None:
    """It is this owner's for `ttl`, whoever had it before."""
    mine = {"name": name, "owner": owner, "renewed_at": now, "expires_at": now + ttl}
    conn.execute(upsert(lease, "name").values(mine))


def _is_over(row: Row[Any], now: datetime, ttl: timedelta) -> bool:
    """Expired; or renewed further ahead than any lease lasts: the clock was set back, and to wait until
    it is that time again could be to wait for years.
    """
    return bool(row.expires_at <= now or row.renewed_at > now + ttl)


def renew(conn: Connection, name: str, owner: str, now: datetime, ttl: timedelta) -> bool:
    """Hold it for another `ttl`; False where it is another's, or nobody's, by now."""
    mine = (lease.c.name == name) & (lease.c.owner == owner)
    longer = {"renewed_at": now, "expires_at": now + ttl}
    return conn.execute(update(lease).where(mine).values(longer)).rowcount == 1


def release(conn: Connection, name: str, owner: str) -> None:
    """Give it back, if it is still ours."""
    conn.execute(delete(lease).where(lease.c.name == name, lease.c.owner == owner))
