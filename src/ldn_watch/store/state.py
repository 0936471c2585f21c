"""Small things that are remembered between runs: the harvest's cursor, notes, troubles, the version.

Comes in: a connection (in a transaction, for what writes) and the values. Goes out: the values.
Raises what the database raises.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from ldn_watch.plans import HarvestState, Trouble
from ldn_watch.store.schema import counter, harvest_state, note, trouble
from ldn_watch.store.sqlite import members, upsert

VERSION = "version"
RESTORED = "restored"  # the note that stands from a restore until the first complete harvest after it
_READERS: dict[str, Callable[[Any], Any]] = {
    "modified": frozenset,
    "cuts": tuple,
    "warnings": tuple,
    "looked_on": lambda day: date.fromisoformat(day) if day else None,
}


def read_harvest(conn: Connection) -> HarvestState:
    """The state of the last complete harvest; before the first, the defaults."""
    rows = {row.name: json.loads(row.value) for row in conn.execute(select(harvest_state))}
    known = {spec.name for spec in fields(HarvestState)} & rows.keys()
    return HarvestState(**{name: _READERS.get(name, lambda value: value)(rows[name]) for name in known})


def write_harvest(conn: Connection, state: HarvestState) -> None:
    """Keep the whole state, a row for each field, as JSON: what a restored archive missed is known now."""
    conn.execute(delete(note).where(note.c.name == RESTORED))
    rows = [
        {"name": spec.name, "value": json.dumps(_plain(getattr(state, spec.name)))}
        for spec in fields(HarvestState)
    ]
    conn.execute(upsert(harvest_state, "name"), rows)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def is_restored(conn: Connection) -> bool:
    """True from a restore to the end of the first complete harvest: what that finds may have been told
    between the backup and the restore, so it is held for a person.
    """
    return bool(read_note(conn, RESTORED))


def read_note(conn: Connection, name: str) -> str:
    """The note, or ""."""
    return conn.scalar(select(note.c.text).where(note.c.name == name)) or ""


def write_note(conn: Connection, name: str, text: str) -> None:
    """Keep the note in place of the one before."""
    conn.execute(upsert(note, "name").values(name=name, text=text))


def version(conn: Connection) -> int:
    """How often something that a reader could see was written."""
    return conn.scalar(select(counter.c.value).where(counter.c.name == VERSION)) or 0


def count_version(conn: Connection) -> int:
    """One more; returns it."""
    new = version(conn) + 1
    conn.execute(upsert(counter, "name").values(name=VERSION, value=new))
    return new


# --- troubles ------------------------------------------------------------------------------------


def troubles(conn: Connection, now: datetime | None) -> list[Trouble]:
    """All of them, or those whose next try has come."""
    statement = select(trouble).order_by(trouble.c.uid)
    if now is not None:
        statement = statement.where(trouble.c.next_try <= now)
    return [
        Trouble(
            row.uid, row.kind, row.attempts, row.next_try, row.parked, row.error, zlib.decompress(row.raw)
        )
        for row in conn.execute(statement)
    ]


def put_troubles(conn: Connection, found: Sequence[Trouble]) -> None:
    """Keep these in place of what was known of the same uids."""
    if not found:
        return
    rows = [
        {
            "uid": one.uid,
            "kind": one.kind,
            "attempts": one.attempts,
            "next_try": one.next_try,
            "parked": one.parked,
            "error": one.error,
            "raw": zlib.compress(one.raw),
        }
        for one in found
    ]
    conn.execute(upsert(trouble, "uid"), rows)


def settle_troubles(conn: Connection, uids: Collection[str]) -> None:
    """These are no trouble any more."""
    if uids:
        conn.execute(delete(trouble).where(trouble.c.uid.in_(members(uids))))
