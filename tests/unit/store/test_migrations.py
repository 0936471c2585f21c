"""From every released schema to today's: whole, whatever dies or comes at the same time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from ldn_watch.store import database
from ldn_watch.store.schema import HEAD, REVISIONS
from ldn_watch.store.sqlstore import open_store
from tests.contracts.store_world import NOW
from tests.schemas import DUMPS, load
from tests.unit.store.test_processes import WORKERS, make, run_all

KEPT = (
    "citation",
    "record",
    "revision",
    "event",
    "outbox",
    "issue",
    "delivery",
    "suppression",
    "trouble",
    "run",
)
OLDER = ["", *REVISIONS[:-1]]
DUMPED = {dump.stem: dump for dump in DUMPS}

# A process that forks one child after another; the n-th kills itself before its n-th statement or commit.
KILLING = """
import os, shutil, signal, sys
from datetime import datetime
from pathlib import Path
import alembic.command, alembic.config
from sqlalchemy import event
from ldn_watch.store import sqlite, sqlstore
start, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
connect = sqlite.connect

def migrate(path, number):
    seen = []
    def count(*_):
        seen.append(1)
        if len(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)
    def counted(path, patience):
        engine = connect(path, patience)
        event.listen(engine, "before_cursor_execute", count)
        event.listen(engine, "commit", count)
        return engine
    sqlite.connect = counted
    sqlstore.open_store(path, app_version="1", now=now).close()

number, died = 0, True
while died:
    number += 1
    path = start.with_name(f"{number}.sqlite3")
    if start.exists():
        shutil.copyfile(start, path)
    child = os.fork()
    if not child:
        migrate(path, number)
        os._exit(0)
    died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
print(number)
"""


def opened(path):
    return open_store(path, app_version="1", now=NOW)


def rows(path, sql):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


def content(path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return [*conn.iterdump()]


def start(path, revision: str, monkeypatch) -> None:
    """The file at `path` as a program of this revision left it; none at all where that is ""."""
    if revision in DUMPED:
        load(DUMPED[revision].read_text(encoding="utf-8"), path)
    elif revision:
        with monkeypatch.context() as past:
            past.setattr(database, "HEAD", revision)
            opened(path).close()


def test_todays_schema_has_a_dump():
    assert HEAD in DUMPED, "a migration is new: write its dump with `python -m tests.schemas`"


def test_every_dump_is_of_a_schema_that_the_program_knows():
    assert DUMPED.keys() <= set(REVISIONS)


@pytest.mark.parametrize("revision", DUMPED)
def test_a_released_database_keeps_everything_and_is_well(tmp_path, revision):
    path = tmp_path / "ldn-watch.sqlite3"
    load(DUMPED[revision].read_text(encoding="utf-8"), path)
    before = {table: rows(path, f"SELECT count(*) FROM {table}") for table in KEPT}  # noqa: S608
    assert all(count != [(0,)] for count in before.values()), "the dump is not full"
    states = {state for (state,) in rows(path, "SELECT state FROM delivery")}
    assert states == {"sent", "refused", "deferred", "queued", "sending"}
    with closing(opened(path)) as store:
        assert [flaw.kind for flaw in store.flaws()] == ["attempt"]
        page = store.kept()
        assert all(kept.citation and kept.raw and not kept.stale for kept in page)
        assert len(list(store.export())) == len(page) == before["citation"][0][0]
    assert before == {table: rows(path, f"SELECT count(*) FROM {table}") for table in KEPT}  # noqa: S608
    assert rows(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert [name for (name,) in rows(path, "SELECT revision FROM migration_log")] == list(REVISIONS)


@pytest.mark.parametrize("revision", OLDER)
def test_killed_before_any_statement_of_a_migration_the_next_process_completes_it(
    tmp_path, monkeypatch, revision
):
    path, whole = tmp_path / "start" / "start.sqlite3", tmp_path / "whole.sqlite3"
    path.parent.mkdir()
    start(path, revision, monkeypatch)
    start(whole, revision, monkeypatch)
    opened(whole).close()
    script = [sys.executable, "-c", KILLING, str(path), NOW.isoformat()]
    done = subprocess.run(script, capture_output=True, text=True, check=True, timeout=300)
    number = int(done.stdout)
    assert number > 10
    for killed in range(1, number + 1):
        left = path.with_name(f"{killed}.sqlite3")
        opened(left).close()
        assert content(left) == content(whole), f"killed before statement {killed} of {number}"
        assert rows(left, "PRAGMA application_id") == rows(whole, "PRAGMA application_id")


@pytest.mark.parametrize("revision", OLDER[1:])
def test_processes_that_migrate_at_once_do_it_once(tmp_path, monkeypatch, revision):
    path = tmp_path / "ldn-watch.sqlite3"
    start(path, revision, monkeypatch)
    assert rows(path, "SELECT version_num FROM alembic_version") == [(revision,)]
    assert run_all(make, path) == [True] * WORKERS
    assert [name for (name,) in rows(path, "SELECT revision FROM migration_log")] == list(REVISIONS)
    with closing(opened(path)) as store:
        assert {flaw.kind for flaw in store.flaws()} <= {"attempt"}
