"""Backup and restore at the file: whole, of one moment, never over another, and repeating nobody."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from threading import Event, Thread

import pytest

from ldn_watch.errors import StoreError
from ldn_watch.plans import HarvestPlan, HarvestState, Settlement
from ldn_watch.store.copies import back_up, restore
from ldn_watch.store.schema import HEAD
from ldn_watch.store.sqlstore import open_store
from tests.contracts.store_world import HOUR, NOW, issue, plan, sent_out

READERS = ("ada@readers.test", "bob@readers.test", "cy@readers.test", "dee@readers.test")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "ldn-watch.sqlite3"


@pytest.fixture
def store(path):
    opened_store = opened(path)
    yield opened_store
    opened_store.close()


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.sqlite3"


@pytest.fixture
def other(tmp_path):
    """The place of a database on another machine."""
    return tmp_path / "other" / "ldn-watch.sqlite3"


@pytest.fixture
def kept(store, path, copy):
    """A backup of 49 citations."""
    store.apply_harvest(plan(*range(1, 50)))
    back_up(path, copy)
    return copy


def opened(path):
    return open_store(path, app_version="1.2.3", now=NOW)


def rows(path, sql):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


def put_back(copy, other, **more):
    return restore(copy, other, app_version="1.2.3", **more)


def beside(path):
    return sorted(one.name for one in path.parent.iterdir())


# --- backup -------------------------------------------------------------------------------------------


def test_a_backup_is_the_owners_alone_and_says_what_it_holds(store, path, copy):
    store.apply_harvest(plan(1, 2))
    report = back_up(path, copy)
    assert (report.citations, report.events, report.revision, report.version) == (2, 2, HEAD, "1.2.3")
    assert report.as_of is None
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert beside(copy) == ["copy.sqlite3", "state"]
    assert rows(copy, "PRAGMA journal_mode") == [("delete",)]
    assert rows(copy, "SELECT pmid FROM citation") == [(1,), (2,)]


def test_a_backup_made_while_a_writer_writes_is_of_one_moment(store, path, copy):
    store.apply_harvest(plan(*range(1, 2000)))
    enough, stop = Event(), Event()

    def write():
        writer, number = opened(path), 5000
        while not stop.is_set():
            writer.apply_harvest(plan(*range(number, number + 20), digests=("all",)))
            number += 20
            enough.set()
        writer.close()

    thread = Thread(target=write)
    thread.start()
    enough.wait()
    try:
        reports = [back_up(path, copy.with_name(f"{number}.sqlite3")) for number in range(3)]
    finally:
        stop.set()
        thread.join()
    for number, report in enumerate(reports):
        made = copy.with_name(f"{number}.sqlite3")
        citations, events, owed = (
            rows(made, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
            for table in ("citation", "event", "outbox")
        )
        assert (citations, events, owed) == (report.citations, report.citations, report.citations - 1999)
        assert owed % 20 == 0
        assert rows(made, "PRAGMA integrity_check") == [("ok",)]


def test_a_backup_never_overwrites(store, path, copy):
    copy.write_text("an older backup")
    with pytest.raises(StoreError, match="there already: nothing was written"):
        back_up(path, copy)
    assert copy.read_text() == "an older backup"


def test_a_backup_of_nothing_makes_nothing(path, copy):
    with pytest.raises(StoreError, match="does not exist: there is nothing to back up"):
        back_up(path, copy)
    assert not path.parent.exists()
    assert not copy.exists()


def test_a_folder_that_is_not_there_is_named(store, path, copy):
    with pytest.raises(FileNotFoundError, match="missing"):
        back_up(path, copy.parent / "missing" / "copy")


def damage(path) -> None:
    """Break one page of a table in the middle of the file, where opening it does not look."""
    with closing(sqlite3.connect(path)) as conn:
        ((root,),) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event'").fetchall()
        ((size,),) = conn.execute("PRAGMA page_size").fetchall()
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(os.urandom(size))


def test_a_damaged_database_is_not_kept_as_a_backup(store, path, copy):
    store.apply_harvest(plan(1))
    store.close()
    damage(path)
    with pytest.raises(StoreError, match=r"is damaged \(.*\): no backup was written") as caught:
        back_up(path, copy)
    assert str(path) in str(caught.value)
    assert beside(copy) == ["state"]


def test_an_older_schema_is_backed_up_as_it_is(store, path, copy):
    """A backup is wanted most before an upgrade: it must not be one."""
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0001'")
    assert back_up(path, copy).revision == "0001"
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0001",)]


# --- restore ------------------------------------------------------------------------------------------


def test_a_restored_database_holds_all_that_was_on_its_way(store, path, copy, other):
    sent_out(store, 1, to=READERS)
    store.take_lease("run", "somebody", NOW, HOUR, lambda _: False)
    sent = store.claim(NOW, NOW + HOUR, "me")
    store.settle(Settlement(sent.id, sent.attempt, "sent", NOW))
    deferred = store.claim(NOW, NOW + HOUR, "me")
    store.settle(Settlement(deferred.id, deferred.attempt, "deferred", NOW, NOW + HOUR))
    store.claim(NOW, NOW + HOUR, "me")  # left open: in doubt
    store.apply_harvest(plan(2, digests=("all",)))
    back_up(path, copy)
    report = put_back(copy, other)
    assert (report.held_mails, report.held_entries) == (3, 1)
    assert rows(other, "SELECT recipient, state, in_doubt, lease_owner FROM delivery ORDER BY id") == [
        ("ada@readers.test", "sent", 0, None),
        ("bob@readers.test", "held", 0, None),
        ("cy@readers.test", "held", 1, None),
        ("dee@readers.test", "held", 0, None),
    ]
    with closing(opened(other)) as again:
        assert again.reclaim(hold=False) == 0
        assert again.claim(NOW, NOW + HOUR, "me") is None
        assert again.pending("all") == []
        assert again.pending_count("all") == (0, 1)
        assert again.take_lease("run", "other", NOW, HOUR, lambda _: False) == ""
        assert again.retry_now(NOW) == 3
        assert again.claim(NOW, NOW + HOUR, "me").recipient == "bob@readers.test"


def test_what_the_first_complete_harvest_after_a_restore_finds_is_held_too(store, path, copy, other):
    store.apply_harvest(HarvestPlan(state=HarvestState(bootstrapped=True, census_digest="abc")))
    back_up(path, copy)
    put_back(copy, other)
    with closing(opened(other)) as again:
        assert again.harvest_state().census_digest == ""
        again.apply_harvest(plan(1, digests=("all",)))
        again.apply_harvest(plan(2, digests=("all",)))
        again.apply_harvest(HarvestPlan(state=HarvestState(bootstrapped=True, census_digest="abc")))
        again.apply_harvest(plan(3, digests=("all",)))
        assert again.pending_count("all") == (1, 2)
        assert [line.event.uid for line in again.pending("all")] == ["pmid:3"]
        again.open_digest("all", NOW)
        with pytest.raises(StoreError, match="held"):
            again.apply_issue(issue(1, 1), NOW)


def test_notes_that_are_not_true_of_the_folder_are_forgotten(store, path, copy, other):
    for name in ("published", "reader"):
        store.write_note(name, "x")
    back_up(path, copy)
    put_back(copy, other, forget=["published"])
    with closing(opened(other)) as again:
        assert (again.read_note("published"), again.read_note("reader")) == ("", "x")


def test_a_restore_is_the_owners_alone_and_leaves_the_copy_as_it_is(store, path, copy, other):
    store.apply_harvest(plan(1))
    back_up(path, copy)
    before = copy.read_bytes()
    put_back(copy, other)
    assert copy.read_bytes() == before
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    assert stat.S_IMODE(other.parent.stat().st_mode) == 0o700
    assert beside(other) == ["ldn-watch.sqlite3"]


@pytest.mark.parametrize("name", ["ldn-watch.sqlite3", "ldn-watch.sqlite3-wal", "ldn-watch.sqlite3-journal"])
def test_a_restore_never_overwrites(store, path, copy, other, name):
    back_up(path, copy)
    other.parent.mkdir()
    there = other.with_name(name)
    there.write_bytes(b"")
    with pytest.raises(StoreError, match=r"there already: nothing was restored.*mv .*ldn-watch.sqlite3\*"):
        put_back(copy, other)
    assert beside(other) == [name]
    assert there.read_bytes() == b""


def no_database(copy):
    copy.write_bytes(b"PMID,Title\n" * 500)


def of_another_program(copy):
    copy.unlink()
    with closing(sqlite3.connect(copy, isolation_level=None)) as conn:
        conn.execute("CREATE TABLE photo (id)")


def newer(copy):
    with closing(sqlite3.connect(copy, isolation_level=None)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0099'")
        conn.execute("INSERT INTO migration_log VALUES ('0099', '2030-01-01', '9.8.7', 'something new')")


def cut(copy):
    with copy.open("r+b") as file:
        file.truncate(copy.stat().st_size // 2)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_database, "no database of ldn-watch"),
        (of_another_program, "no database of ldn-watch: nothing was restored"),
        (newer, r"newer ldn-watch \(9.8.7, revision 0099\), this is 1.2.3"),
        (damage, "is damaged"),
        (cut, "is damaged"),
        (lambda copy: copy.write_bytes(b""), "no database of ldn-watch"),
        (lambda copy: copy.unlink(), "no database of ldn-watch: nothing was restored"),
    ],
)
def test_what_cannot_be_restored_leaves_an_empty_folder(kept, other, spoil, said):
    copy = kept
    spoil(copy)
    before = copy.read_bytes() if copy.exists() else None
    with pytest.raises(StoreError, match=said) as caught:
        put_back(copy, other)
    assert str(copy) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (copy.read_bytes() if copy.exists() else None) == before
    assert not other.parent.exists() or list(other.parent.iterdir()) == []
