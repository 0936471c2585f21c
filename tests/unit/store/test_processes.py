"""Several processes at one file: who wins, and what a process leaves that dies in the middle."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from datetime import timedelta

import pytest

from ldn_watch.store import archive
from ldn_watch.store.sqlite import use_wal
from ldn_watch.store.sqlstore import open_store
from tests.contracts.store_world import HOUR, NOW, citation, plan, revision, sent_out

spawned = multiprocessing.get_context("spawn")
WORKERS = 3
DYING = 7


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ldn-watch.sqlite3"


def opened(path):
    return open_store(path, app_version="1", now=NOW)


def run_all(work, path):
    """`work(path, name, barrier)` in each of several processes at once; their answers."""
    with spawned.Manager() as manager:
        barrier = manager.Barrier(WORKERS)
        with spawned.Pool(WORKERS) as pool:
            return pool.starmap(work, [(path, f"worker-{number}", barrier) for number in range(WORKERS)])


def make(path, _, barrier):
    barrier.wait()
    store = opened(path)
    store.close()
    return True


def take(path, name, barrier):
    store = opened(path)
    barrier.wait()
    holder = store.take_lease("run", name, NOW, HOUR, lambda _: False)
    store.close()
    return name, holder


def claim(path, name, barrier):
    store = opened(path)
    barrier.wait()
    claimed = []
    while delivery := store.claim(NOW, NOW + HOUR, name):
        claimed.append(delivery.recipient)
    store.close()
    return claimed


def test_a_new_file_is_made_once(path):
    assert run_all(make, path) == [True] * WORKERS
    store = opened(path)
    assert store.counts().citations == 0
    store.close()


class Refuses:
    """A cursor that SQLite refuses so many times, as it does where two change a new file at once."""

    def __init__(self, times, code=sqlite3.SQLITE_BUSY):
        self.left, self.code, self.mode = times, code, "delete"

    def cursor(self):
        return self

    raw_connection = cursor

    def execute(self, statement):
        if "=" in statement:
            if self.left:
                self.left -= 1
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = self.code
                raise error
            self.mode = "wal"
        return self

    def fetchone(self):
        return (self.mode,)

    def close(self):
        self.closed = True


def test_a_change_to_wal_that_is_refused_is_tried_again():
    engine = Refuses(3)
    use_wal(engine, timedelta(minutes=1))
    assert (engine.left, engine.mode, engine.closed) == (0, "wal", True)


@pytest.mark.parametrize(
    ("code", "patience"), [(sqlite3.SQLITE_BUSY, 0), (sqlite3.SQLITE_READONLY, 60), (sqlite3.SQLITE_FULL, 60)]
)
def test_no_change_to_wal_is_tried_for_ever_or_in_vain(code, patience):
    engine = Refuses(5, code)
    with pytest.raises(sqlite3.OperationalError):
        use_wal(engine, timedelta(seconds=patience))
    assert (engine.left, engine.closed) == (4, True)


def test_one_of_many_gets_the_lease(path):
    opened(path).close()
    answers = dict(run_all(take, path))
    (winner,) = [name for name, holder in answers.items() if holder == ""]
    assert {holder for name, holder in answers.items() if name != winner} == {winner}


def test_no_delivery_is_claimed_by_two(path):
    store = opened(path)
    readers = tuple(f"reader-{number}@readers.test" for number in range(30))
    sent_out(store, 1, to=readers)
    store.close()
    claimed = [recipient for some in run_all(claim, path) for recipient in some]
    assert sorted(claimed) == sorted(readers)


def die_in_the_middle(path):
    store = opened(path)
    with store._write() as conn:
        archive.put(conn, [revision(citation(2))])
        os._exit(DYING)


def test_a_process_that_dies_in_a_transaction_leaves_nothing_of_it(path):
    store = opened(path)
    store.apply_harvest(plan(1))
    child = spawned.Process(target=die_in_the_middle, args=(path,))
    child.start()
    child.join()
    assert child.exitcode == DYING
    assert list(store.load(["pmid:1", "pmid:2"])) == ["pmid:1"]
    store.apply_harvest(plan(2))
    assert len(store.archived()) == 2
    store.close()
