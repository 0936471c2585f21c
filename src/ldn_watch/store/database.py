"""The file: opened, known for ours, brought up to date; reading and writing transactions.

Comes in: the path of `state/ldn-watch.sqlite3`, the program's version, the time. Goes out: a
`Database`. Raises `StoreError` for a file that is not ours, is damaged, is newer than this program,
or cannot be written; such a file is left as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from ldn_watch.errors import StoreError
from ldn_watch.store import sqlite
from ldn_watch.store.schema import HEAD, REVISIONS


class Database:
    """Hands out transactions. Reading ones see one moment; writing ones are whole and durable, or nothing."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writer = engine.execution_options(immediate=True)
        self._writing = 0

    @property
    def in_transaction(self) -> bool:
        """True while a writing transaction is open."""
        return self._writing > 0

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with sqlite.explained(self.path), self._engine.connect() as conn:
            yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self._writing += 1
        try:
            with sqlite.explained(self.path), self._writer.begin() as conn:
                yield conn
        finally:
            self._writing -= 1

    def fold_log(self, *, wait: bool = True) -> None:
        """Write the log into the file and empty it: what was overwritten stands in neither any more.

        While somebody reads it cannot be emptied: by `wait`, they are waited for as a write would be.
        """
        with sqlite.explained(self.path):
            sqlite.fold_log(self._engine, wait=wait)

    def close(self) -> None:
        """Give the file back; the last to leave folds the log into it."""
        self._engine.dispose()


def open_database(
    path: Path, *, app_version: str, now: datetime, patience: timedelta, traces: Collection[Path] = ()
) -> Database:
    """The database at `path`, made or brought up to date where needed. Raises `StoreError`.

    `traces` are what else a watch leaves: where one is there and no database, none is made. On a disk that
    takes nothing the database can still be read.
    """
    sqlite.check_place(path, traces)
    sqlite.make_place(path)
    try:
        return _up_to_date(path, sqlite.connect(path, patience), app_version, now, wal=patience)
    except StoreError:
        if not sqlite.can_be_frozen(path):
            raise
        return _up_to_date(path, sqlite.connect(path, patience, frozen=True), app_version, now, wal=None)


def _up_to_date(
    path: Path, engine: Engine, app_version: str, now: datetime, *, wal: timedelta | None
) -> Database:
    """`wal`: how long to try to change the file to write-ahead logging; None leaves it as it is."""
    database = Database(path, engine)
    try:
        with database.read() as conn:
            recorded = _recorded(conn, path, app_version)
        with sqlite.explained(path):
            if wal is not None:
                sqlite.use_wal(engine, wal)
        while recorded != HEAD:
            recorded = _step(database, app_version, now)
    except BaseException:
        database.close()
        raise
    return database


def _recorded(conn: Connection, path: Path, app_version: str) -> str:
    """The revision that the file says it has, "" where it is empty. Raises where it is not for us."""
    whose = sqlite.identity(conn)
    if whose == "foreign":
        raise StoreError(f"{path} is a database of another program: move it away, or name another state_dir")
    if whose == "empty":
        return ""
    recorded = str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if recorded not in REVISIONS:
        writer = conn.exec_driver_sql("SELECT app_version FROM migration_log ORDER BY revision DESC").scalar()
        raise newer(path, str(writer), recorded, app_version)
    return recorded


def newer(path: Path, writer: str, recorded: str, app_version: str) -> StoreError:
    """What is said of a file whose revision this program does not know."""
    return StoreError(
        f"{path} was written by a newer ldn-watch ({writer}, revision {recorded}), this is "
        f"{app_version}: downgrade refused; install that version or a later one, or restore a backup"
    )


def _step(database: Database, app_version: str, now: datetime) -> str:
    """One migration with its record, in one transaction; returns the revision reached.

    The revision is read again inside the transaction: another process may have been quicker.
    """
    with database.write() as conn:
        recorded = _recorded(conn, database.path, app_version)
        if recorded == HEAD:
            return recorded
        from alembic import command
        from alembic.config import Config

        config = Config(attributes={"connection": conn, "app_version": app_version, "now": now})
        scripts = Path(__file__).parent / "migrations"
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))  # it is interpolated
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "+1")
        return _recorded(conn, database.path, app_version)


class Connected:
    """What a part of the store stands on: it reads and writes through the one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read = database.read
        self._write = database.write
