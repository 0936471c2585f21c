"""A copy of the database while it is in use, and a state folder's database made of such a copy.

Comes in: the paths of a database and of a copy. Goes out: a file that is whole and checked, or none, and
a `CopyReport`. Raises `StoreError` where either file cannot be used or would be overwritten, and `OSError`
where a folder refuses. Nothing here opens, makes or migrates the database as the store does: a backup is
wanted most before an upgrade, and when something is wrong.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from ldn_watch.errors import StoreError
from ldn_watch.plans import CopyReport
from ldn_watch.store.database import newer
from ldn_watch.store.schema import REVISIONS
from ldn_watch.store.sqlite import APPLICATION_ID, explained, make_folder
from ldn_watch.store.state import RESTORED

HEADER = b"SQLite format 3\0"
STEP = 1_000  # pages, some 4 MB: between two steps the program hears SIGTERM
LOGS = ("-wal", "-journal")  # what SQLite writes beside a file and would take for part of it

# Held, a retraction too, so that an old copy repeats nobody: what was on its way when the copy was made
# may have gone out since. The statements know the tables of 0001, for a copy may be older than this program.
HOLD_MAILS = """
UPDATE delivery SET in_doubt = CASE state WHEN 'sending' THEN 1 ELSE in_doubt END, state = 'held',
       lease_owner = NULL, lease_until = NULL
WHERE state IN ('queued', 'sending', 'deferred')
"""
HOLD_ENTRIES = "UPDATE outbox SET state = 'held' WHERE number IS NULL AND state IN ('waiting', 'released')"
# The next census is compared citation by citation, and its end is written down even if nothing came.
LOOK_ANEW = "UPDATE harvest_state SET value = '\"\"' WHERE name = 'census_digest'"
# And every citation is fetched: what was revised on the day of the backup is in a window already seen.
SEE_ALL = "UPDATE citation SET refresh_at = '1970-01-01T00:00:00.000000Z'"
NOTE = "INSERT INTO note (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text"


def back_up(database: Path, copy: Path) -> CopyReport:
    """Copy `database` as it is at this moment to the new file `copy` (0600), whoever writes meanwhile."""
    if copy.exists():
        raise StoreError(f"{copy} is there already: nothing was written; name a file that does not exist")
    if not database.is_file():
        raise StoreError(f"{database} does not exist: there is nothing to back up; check state_dir")
    with _beside(copy) as part:
        _copy(database, part, writable=True)
        with explained(part), closing(_open(part, "mode=ro")) as conn:
            if problem := _problem(conn):
                raise StoreError(
                    f"{database} {problem}: no backup was written; keep the file and its older backups, "
                    "and see what `ldn-watch verify` says"
                )
            report = _report(conn)
        _place(part, copy)
    return report


def restore(copy: Path, database: Path, *, app_version: str, forget: Collection[str] = ()) -> CopyReport:
    """Make `database` of `copy`, with everything that is owed in it held; the copy is only read.

    `forget` names notes that are not true of this folder. Raises `StoreError` where a database is there,
    and where `copy` is not one of ours, is damaged, or is newer than this program.
    """
    _refuse_where_something_is(database)
    if not (copy.is_file() and _is_sqlite(copy)):
        raise StoreError(
            f"{copy} is no database of ldn-watch: nothing was restored; name a file of `ldn-watch backup`"
        )
    make_folder(database)
    with _beside(database) as part:
        _copy(copy, part, writable=False)
        with explained(part), closing(_open(part, "mode=rw")) as conn:
            if problem := _problem(conn):
                raise StoreError(f"{copy} {problem}: nothing was restored; take another backup")
            report = _report(conn)
            if report.revision not in REVISIONS:
                raise newer(copy, report.version, report.revision, app_version)
            held = _hold(conn, copy.name, forget)
        _place(part, database)
    return CopyReport(report.citations, report.events, report.revision, report.version, report.as_of, *held)


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(HEADER)) == HEADER


def _refuse_where_something_is(database: Path) -> None:
    """Also a log without its database: SQLite would play it into whatever file gets that name."""
    logs = (database.with_name(database.name + log) for log in LOGS)
    found = [path for path in (database, *logs) if path.exists()]
    if found:
        raise StoreError(
            f"{found[0]} is there already: nothing was restored, nothing is overwritten; move it away "
            f"first, with what stands beside it: mkdir old && mv {database}* old/"
        )


# --- files ----------------------------------------------------------------------------------------------


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty file (0600) of its own name in the folder of `target`; gone at the end, whatever happens."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        for path in (part, *(part.with_name(part.name + log) for log in (*LOGS, "-shm"))):
            path.unlink(missing_ok=True)


def _place(part: Path, target: Path) -> None:
    """On the disk, then under its name; a file that came to that name meanwhile is not overwritten."""
    _sync(part)
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise StoreError(f"{target} was made by somebody else meanwhile: nothing was overwritten") from None
    except OSError:  # a file system without hard links
        part.rename(target)
    with suppress(OSError):  # some file systems sync no folder
        _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy(source: Path, part: Path, *, writable: bool) -> None:
    """Every page as it was at one moment: a reading transaction keeps that moment through all steps,
    so that a busy writer neither waits nor makes the copy begin again.
    """
    with explained(source), closing(_open_source(source, writable=writable)) as origin:
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with explained(part), closing(_open(part, "mode=rw")) as copy:
            origin.backup(copy, pages=STEP, sleep=0)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, readable from a read-only disk too


def _open_source(path: Path, *, writable: bool) -> sqlite3.Connection:
    """The live database `writable`, so that SQLite may tidy its log; a copy of one never.

    Where the disk is read-only there can be no shared memory; without a log none is needed.
    """
    try:
        return _open(path, "mode=rw" if writable else "mode=ro")
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
        return _open(path, "mode=ro&immutable=1")


def _open(path: Path, how: str) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None, timeout=10)
    try:
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        conn.close()
        raise
    return conn


# --- what is in a copy ----------------------------------------------------------------------------------


def _problem(conn: sqlite3.Connection) -> str:
    """Why this is no database to keep, as the rest of a sentence; "" where it is."""
    if conn.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        return "is no database of ldn-watch"
    try:
        (first,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        first = str(error)
    return "" if first == "ok" else f"is damaged ({' '.join(first.split())})"


def _report(conn: sqlite3.Connection) -> CopyReport:
    (revision,) = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    log = "SELECT app_version FROM migration_log ORDER BY revision DESC LIMIT 1"
    (version,) = conn.execute(log).fetchone()
    (citations,) = conn.execute("SELECT count(*) FROM citation WHERE NOT is_deleted").fetchone()
    (events,) = conn.execute("SELECT count(*) FROM event").fetchone()
    (as_of,) = conn.execute("SELECT max(finished) FROM run").fetchone()
    return CopyReport(citations, events, revision, version, datetime.fromisoformat(as_of) if as_of else None)


def _hold(conn: sqlite3.Connection, name: str, forget: Collection[str]) -> tuple[int, int]:
    """Hold what is owed, mark the harvest to come, give up leases; returns (mails, entries) held in all."""
    conn.execute("PRAGMA secure_delete = ON")  # or who had asked would stand in the free pages
    conn.execute("BEGIN IMMEDIATE")
    for statement in (HOLD_MAILS, HOLD_ENTRIES, LOOK_ANEW, SEE_ALL, "DELETE FROM lease"):
        conn.execute(statement)
    conn.execute(NOTE, (RESTORED, name))
    conn.executemany("DELETE FROM note WHERE name = ?", [(one,) for one in forget])
    if conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'subscriber_request'").fetchone():
        conn.execute("DELETE FROM subscriber_request")  # answered since, most likely: no second letter
    (mails,) = conn.execute("SELECT count(*) FROM delivery WHERE state = 'held'").fetchone()
    held = "SELECT count(*) FROM outbox WHERE number IS NULL AND state = 'held'"
    (entries,) = conn.execute(held).fetchone()
    conn.execute("COMMIT")
    return mails, entries
