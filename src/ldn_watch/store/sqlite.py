"""What is SQLite's alone, beside search.py and the triggers in migrations/: another database has its own.

Comes in: a path, or an error of the driver. Goes out: an engine that begins and commits as the store
needs it, the identity of a file, `StoreError`s in plain words. Raises `StoreError`.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Select, Table, create_engine, event, func, or_, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DBAPIError

from ldn_watch.errors import StoreError

APPLICATION_ID = 0x4C444E57  # "LDNW"; set by the first migration

# Said after the path, by SQLite's primary result code (https://www.sqlite.org/rescode.html).
_TROUBLES = {
    sqlite3.SQLITE_PERM: "may not be used by this user: check its owner and mode",
    sqlite3.SQLITE_BUSY: "is locked by another program: end it, or try again later",
    sqlite3.SQLITE_LOCKED: "is locked by another program: end it, or try again later",
    sqlite3.SQLITE_READONLY: "cannot be written: check the owner and mode of the file, of its folder "
    "and of the files beside it, and that the disk is not mounted read-only",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk reports an error: check the disk",
    sqlite3.SQLITE_CORRUPT: "is damaged: keep it, and restore a backup, or try `sqlite3 FILE .recover`",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: make room, then run again (nothing was lost)",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check the owner and mode of it and of its folder",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database: move it away, or name another state_dir",
    sqlite3.SQLITE_CONSTRAINT: "refused a write that would break its rules",
}


FULL = _TROUBLES[sqlite3.SQLITE_FULL]
READ_ONLY = (
    "cannot be written, its disk is mounted read-only: nothing was lost; find out why (a disk that fails "
    "becomes read-only), mount it for writing, then run again"
)
# Reported for a file, a log or its index (-shm) that the disk refuses: then the disk is what is to be mended.
_MAY_BE_THE_DISK = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
_BETWEEN_TRIES = 0.02  # seconds
_LEAST_ROOM = 128 << 10  # bytes; a -shm is 32 KiB, and a write needs a few pages beside it


def check_place(path: Path, traces: Collection[Path]) -> None:
    """Refuse to begin anew in silence: raises `StoreError` where the file is missing or has no byte, and
    something beside it says that there was one.
    """
    if path.exists() and path.stat().st_size:
        return
    log = path.with_name(f"{path.name}-wal")
    logs = [log] if log.exists() and log.stat().st_size else []
    there = [*logs, *(trace for trace in traces if trace.exists())]
    if there:
        left = [*([path] if path.exists() else []), *logs]  # a restore overwrites nothing, not even these
        restore = f"Move {_both(left)} away and restore a backup" if left else "Restore a backup"
        raise StoreError(
            f"{path} is {'empty' if path.exists() else 'missing'}, but {there[0]} is there: an archive was "
            f"here, and none was made in its place. Is its disk mounted? {restore}; or, to begin anew, move "
            f"{_both(there)} away"
        )


def _both(paths: Collection[Path]) -> str:
    return " and ".join(map(str, paths))


def make_folder(path: Path) -> None:
    """The folder of `path`, where missing: 0700, for the archive names its readers."""
    try:
        for folder in reversed([path.parent, *path.parent.parents]):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error.strerror}: check state_dir") from error


def make_place(path: Path) -> None:
    """The folder and an empty file (0600), where missing."""
    make_folder(path)
    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error.strerror}: check state_dir") from error


def refusal(path: Path) -> str:
    """Why the disk takes nothing, in words; "" where it would."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return ""
    if disk.f_flag & os.ST_RDONLY:
        return READ_ONLY
    room = disk.f_bfree if os.geteuid() == 0 else disk.f_bavail
    no_names = bool(disk.f_files) and not disk.f_favail
    return FULL if room * disk.f_frsize < _LEAST_ROOM or no_names else ""


def can_be_frozen(path: Path) -> bool:
    """True where nobody can write to the disk and the file alone is the whole database, no log beside it."""
    log = path.with_name(f"{path.name}-wal")
    return bool(refusal(path)) and not (log.exists() and log.stat().st_size)


def connect(path: Path, patience: timedelta, *, frozen: bool = False) -> Engine:
    """An engine for `path`. `patience` is how long a write waits for another process's to end.

    `frozen`: the file is read as it is, without the files that SQLite makes beside it even to read: so a
    person can still ask on a disk that is full or read-only.

    Transactions begin by a BEGIN of ours: Python's driver would begin them late and only before some
    statements. A writing one is IMMEDIATE (execution option `immediate`), so that two writers wait
    for one another instead of failing in the middle.
    """
    url = URL.create("sqlite", database=str(path))
    if frozen:
        how = {"mode": "ro", "immutable": "1", "uri": "true"}
        url = URL.create("sqlite", database=f"file:{quote(str(path))}", query=how)
    engine = create_engine(url)
    event.listen(engine, "connect", lambda raw, _: _prepare(raw, patience))
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: sqlite3.Connection, patience: timedelta) -> None:
    raw.isolation_level = None
    for pragma in (
        f"busy_timeout = {int(patience / timedelta(milliseconds=1))}",
        "foreign_keys = ON",
        # NORMAL may lose the last commits at a power failure: a settled mail would be sent again.
        "synchronous = FULL",
        "fullfsync = ON",  # macOS: without it, fsync stops at the drive's cache
        # Not only where somebody is forgotten: a row that was moved or deleted before would be left there.
        "secure_delete = ON",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _begin(conn: Connection) -> None:
    immediate = conn.get_execution_options().get("immediate", False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def identity(conn: Connection) -> str:
    """`ours`, `empty` or `foreign`, without changing a byte of the file."""
    mark = conn.exec_driver_sql("PRAGMA application_id").scalar()
    tables = conn.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    if mark == APPLICATION_ID:
        return "ours"
    return "foreign" if mark or tables else "empty"


def use_wal(engine: Engine, patience: timedelta) -> None:
    """Write-ahead logging, kept in the file: with it, readers and the writer never wait for each other.

    Two that change a new file at once: SQLite may refuse one without waiting, whatever its busy_timeout, so
    it is tried again for as long as a write would wait. Raises what the driver raises then.
    """
    ends = time.monotonic() + patience / timedelta(seconds=1)
    raw = engine.raw_connection()
    try:
        while not _changed_to_wal(raw.cursor(), last=time.monotonic() >= ends):
            time.sleep(_BETWEEN_TRIES)
    finally:
        raw.close()


def fold_log(engine: Engine, *, wait: bool) -> None:
    """Checkpoint and truncate; where somebody reads, as much as can be done now, or by `wait` after them."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {patience if wait else 0}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {patience}")
    finally:
        raw.close()


def _changed_to_wal(cursor: Any, *, last: bool) -> bool:
    """False where another is at it and this is not the `last` try."""
    try:
        if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def members(values: Collection[Any]) -> Select[tuple[Any]]:
    """`values` as a subquery of one parameter, however many they are."""
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)


def insert_new(table: Table) -> Insert:
    """INSERT that leaves alone what is there already."""
    return insert(table).on_conflict_do_nothing()


def upsert(table: Table, *key: str, keep: Collection[str] = (), if_changed: bool = False) -> Insert:
    """INSERT that replaces the row with this key, all but the columns `keep`.

    `if_changed`: an equal row is not written at all, so that no trigger runs for nothing.
    """
    new = insert(table)
    rest = [column for column in table.c if column.name not in {*key, *keep}]
    return new.on_conflict_do_update(
        index_elements=key,
        set_={column.name: new.excluded[column.name] for column in rest},
        where=or_(*(column != new.excluded[column.name] for column in rest)) if if_changed else None,
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the database reports about its file, its disk or its rules into a `StoreError`.

    Anything else (a wrong statement) is a bug and passes unchanged.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        said = (refusal(path) if code in _MAY_BE_THE_DISK else "") or _TROUBLES.get(code)
        if said is None:
            raise
        raise StoreError(f"{path} {said} ({cause})") from error
