"""The file: whose it is, how old it is, and what is said when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, String, Table, event

from ldn_watch.errors import StoreError
from ldn_watch.plans import HarvestPlan
from ldn_watch.store.schema import HEAD, REVISIONS, metadata
from ldn_watch.store.sqlite import APPLICATION_ID
from ldn_watch.store.sqlstore import open_store
from tests.contracts.store_world import HOUR, NOW, citation, plan, revision, sent_out, tag, verdict

SOON = timedelta(milliseconds=1)
VIEWS = ("citations", "citation_conditions", "events", "deliveries", "runs", "incidents", "subscribers")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "ldn-watch.sqlite3"


def opened(path, **more):
    return open_store(path, app_version="1.2.3", now=NOW, **more)


def made(path) -> None:
    """An up-to-date file with one citation in it."""
    store = opened(path)
    store.apply_harvest(plan(1))
    store.close()


def rows(path, sql):
    conn = sqlite3.connect(path)
    try:
        return conn.execute(sql).fetchall()
    finally:
        conn.close()


def change(path, *statements) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        conn.execute(statement)
    conn.close()


# --- a new file --------------------------------------------------------------------------------------


def test_folders_and_file_are_the_owners_alone(path):
    made(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_log_beside_the_file_is_the_owners_alone_too(path):
    store = opened(path)
    store.write_note("a", "b")
    beside = [one for one in path.parent.iterdir() if one != path]
    assert {stat.S_IMODE(one.stat().st_mode) for one in beside} == {0o600}
    store.close()


def test_a_folder_that_is_there_keeps_its_mode(path):
    path.parent.mkdir(mode=0o755)
    path.parent.chmod(0o755)
    made(path)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755


def test_migrations_make_the_file_and_say_what_they_did(path):
    made(path)
    log = rows(path, "SELECT revision, applied_at, app_version, what FROM migration_log")
    assert [row[:3] for row in log] == [(one, "2026-11-23T04:05:06.000789Z", "1.2.3") for one in REVISIONS]
    assert all(len(what) > 10 for *_, what in log)
    assert rows(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert rows(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]


def test_the_migrations_know_the_revisions_and_make_the_tables_that_queries_expect(path):
    from alembic.script import ScriptDirectory

    import ldn_watch.store.migrations as package

    scripts = ScriptDirectory(str(Path(package.__file__).parent))
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS
    made(path)
    for table in metadata.tables.values():
        there = {row[1] for row in rows(path, f"PRAGMA table_info({table.name})")}
        assert there == {column.name for column in table.columns}, table.name


def test_every_durable_write_reaches_the_disk(path):
    store = opened(path)
    with store._read() as conn:
        pragmas = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()
    assert pragmas == {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.parametrize("pragma", ["user_version", "journal_mode = WAL"])
def test_a_file_left_empty_by_a_crash_is_made(path, pragma):
    path.parent.mkdir()
    change(path, f"PRAGMA {pragma}")
    made(path)
    assert rows(path, "SELECT pmid FROM citation") == [(1,)]


def test_a_file_between_two_migrations_is_brought_up_to_date(path):
    made(path)
    later = [f"DROP VIEW {view}" for view in VIEWS]
    later += [
        f"DROP TRIGGER {name}"
        for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    ]
    change(
        path,
        *later,
        "DROP TABLE citation_fts",
        "DROP INDEX citation_changed",
        "ALTER TABLE citation DROP COLUMN changed",
        "DROP TABLE scope",
        "DROP TABLE incident_told",
        "DROP TABLE incident",
        *(f"DROP TABLE {table}" for table in ("subscriber", "subscriber_request", "client", "secret")),
        *(f"DROP INDEX {name}" for name in ("outbox_event", "delivery_recipient", "delivery_message_id")),
        "DELETE FROM migration_log WHERE revision > '0001'",
        "UPDATE alembic_version SET version_num = '0001'",
    )
    store = opened(path)
    store.apply_harvest(plan(2))
    store.close()
    assert rows(path, "SELECT count(*) FROM migration_log") == [(len(REVISIONS),)]
    assert rows(path, "SELECT pmid FROM citations") == [(1,), (2,)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(path):
    made(path)
    change(path, "UPDATE alembic_version SET version_num = '0001'")
    before = rows(path, "SELECT * FROM sqlite_master") + rows(path, "SELECT * FROM migration_log")
    with pytest.raises(Exception, match="already exists"):
        opened(path)
    assert before == rows(path, "SELECT * FROM sqlite_master") + rows(path, "SELECT * FROM migration_log")


def test_alembic_is_not_loaded_for_a_file_that_is_up_to_date(path):
    made(path)
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from ldn_watch.store.sqlstore import open_store\n"
        f"store = open_store(Path({str(path)!r}), app_version='1', now=datetime(2026, 11, 23, tzinfo=UTC))\n"
        "print(len(store.archived()), 'alembic' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["1", "False"]


# --- a file that cannot be used ------------------------------------------------------------------------


def refused(path, match, use=None):
    """Opening (and using) says `match` in one line, names the file, and leaves it as it is."""
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError, match=match) as caught, closing(opened(path, patience=SOON)) as store:
        use(store)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_what_is_no_database_is_left_alone(path):
    path.parent.mkdir()
    path.write_bytes(b"PMID,Title\n" * 500)
    refused(path, "not an SQLite database")


@pytest.mark.parametrize("statement", ["CREATE TABLE photo (id)", "PRAGMA application_id = 252006674"])
def test_a_database_of_another_program_is_left_alone(path, statement):
    path.parent.mkdir()
    change(path, statement, "PRAGMA user_version = 7")
    refused(path, "another program")


def test_a_newer_file_is_not_downgraded(path):
    made(path)
    change(
        path,
        "UPDATE alembic_version SET version_num = '0099'",
        "INSERT INTO migration_log VALUES ('0099', '2030-01-01', '9.8.7', 'something new')",
    )
    refused(path, r"newer ldn-watch \(9.8.7, revision 0099\), this is 1.2.3: downgrade refused")


def test_a_damaged_file_is_left_alone(path):
    made(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    refused(path, "is damaged: keep it")


def test_a_folder_in_the_files_place(path):
    path.mkdir(parents=True)
    refused(path, "cannot be opened")


def test_a_file_in_the_folders_place(path):
    path.parent.write_text("state")
    refused(path, "cannot be made: .*check state_dir")


def with_pragma(store, pragma) -> None:
    event.listen(store._database._engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA {pragma}"))


def test_a_file_that_cannot_be_written_can_be_read(path):
    made(path)

    def write(store):
        with_pragma(store, "query_only = ON")
        assert len(store.archived()) == 1
        store.write_note("a", "b")

    refused(path, "cannot be written: check the owner and mode", write)


def test_a_full_disk_loses_nothing(path):
    made(path)

    def fill(store):
        with_pragma(store, "max_page_count = 1")
        store.apply_harvest(HarvestPlan((revision(citation(2), raw=os.urandom(1 << 20)),)))

    refused(path, "the disk is full", fill)
    assert rows(path, "SELECT pmid FROM citation") == [(1,)]


def test_a_locked_file_is_waited_for_and_then_named(path):
    made(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(path, "locked by another program", lambda store: store.write_note("a", "b"))
    other.close()


def test_readers_are_not_blocked_by_a_writer(path):
    made(path)
    store, other = opened(path), opened(path)
    with store._write():
        assert store.in_transaction
        assert not other.in_transaction
        assert len(other.archived()) == 1
    store.close()
    other.close()


def test_a_wrong_statement_is_a_bug_and_not_the_files_fault(path):
    store = opened(path)
    with pytest.raises(Exception, match="no such table") as caught, store._read() as conn:
        conn.execute(Table("absent", metadata.__class__(), Column("x", String)).select())
    assert not isinstance(caught.value, StoreError)
    store.close()


# --- guards and views ----------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE event SET detail = 'x'", "DELETE FROM event"])
def test_the_ledger_is_append_only_for_everybody(path, statement):
    made(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        change(path, statement)


def test_the_views_tell_what_happened_and_to_nobody_whom(path):
    store = opened(path)
    store.apply_harvest(HarvestPlan((revision(citation(5), verdict(tag("lupus", "autoimmune"))),)))
    sent_out(store, 1)
    store.claim(NOW, NOW + HOUR, "me")
    store.close()
    shown = {view: rows(path, f"SELECT * FROM {view}") for view in VIEWS}  # noqa: S608
    assert shown["citations"][0][:2] == (1, "Low-dose naltrexone, observation 1")
    assert shown["citations"][0][-1] == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert shown["citation_conditions"][0][:4] == (5, "lupus", "autoimmune", "topic")
    assert [(row[0], row[2], row[3]) for row in shown["events"]] == [(1, "new", 1)]
    assert shown["deliveries"][0][5:8] == ("sending", 1, 0)
    assert shown["deliveries"][0][-1] == 1
    assert shown["runs"] == []
    assert "readers.test" not in str(shown)
