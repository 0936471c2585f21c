"""Who is forgotten is in no byte of the database's files: seen in the bytes themselves."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from ldn_watch.store.copies import back_up, restore
from ldn_watch.store.sqlstore import open_store
from ldn_watch.subscriber import AnswerPlan
from tests.contracts.store_subscribers import ASKED, active, ask, request
from tests.contracts.store_world import DAY, NOW, issue, plan

EVE = "eve-who-goes@readers.test"
GOING = replace(ASKED, id="_seve", address=EVE)


@pytest.fixture(autouse=True)
def _a_library_that_deletes_as_most_do(monkeypatch):
    """Debian's SQLite overwrites what is deleted unasked; most others only where they are told to."""
    connect = sqlite3.connect

    def connected(*args, **kwargs):
        raw = connect(*args, **kwargs)
        raw.execute("PRAGMA secure_delete = OFF")
        return raw

    monkeypatch.setattr(sqlite3, "connect", connected)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", connected)  # SQLAlchemy's way to it


@pytest.fixture
def opened(tmp_path):
    """Opens stores of one file, as more than one process would; they are closed at the end."""
    stores = []

    def another(patience=timedelta(seconds=5)):
        stores.append(open_store(tmp_path / "ldn-watch.sqlite3", app_version="1", now=NOW, patience=patience))
        return stores[-1]

    yield another
    for store in stores:
        store.close()


def traces(folder, address=EVE):
    """The files that hold the address, and how often."""
    found = {path.name: path.read_bytes().lower().count(address.encode()) for path in folder.iterdir()}
    return {name: count for name, count in found.items() if count}


def test_the_address_stands_in_the_file_before(opened, tmp_path):
    active(opened(), GOING)
    assert traces(tmp_path)


def test_who_is_forgotten_leaves_no_byte_in_the_file_or_its_log(opened, tmp_path):
    store = opened()
    for number in range(60):  # so many that rows are moved from page to page
        active(store, replace(ASKED, id=f"_s{number}", address=f"reader-{number}@readers.test"))
    active(store, GOING)
    store.apply_harvest(plan(1, digests=("_seve",)))
    store.apply_issue(issue(1, store.pending("_seve")[0].seq, to=(EVE,), digest="_seve"), NOW)
    store.suppress(EVE, f"550 no <{EVE}> here", NOW)
    store.put_request(request(EVE.upper()))
    assert store.forget(EVE, NOW) > 0
    assert (tmp_path / "ldn-watch.sqlite3-wal").exists(), "else the log was not looked at"
    assert traces(tmp_path) == {}


def test_a_request_that_was_answered_before_leaves_no_byte_either(opened, tmp_path):
    store = opened()
    store.put_request(replace(request(EVE), source="x" * 2000))  # what comes after it does not fill its place
    (waiting,) = store.requests()
    store.answer_request(AnswerPlan(waiting.id))
    store.forget(EVE, NOW)
    assert traces(tmp_path) == {}


def test_who_never_confirmed_leaves_no_byte(opened, tmp_path):
    store = opened()
    ask(store, GOING)
    assert store.forget_unconfirmed(NOW + 15 * DAY) == 1
    assert traces(tmp_path) == {}


def test_who_was_forgotten_while_somebody_read_leaves_the_log_with_the_next_run(opened, tmp_path):
    store, other = opened(timedelta(milliseconds=1)), opened()
    active(store, GOING)
    with other._read() as conn:
        conn.exec_driver_sql("SELECT count(*) FROM subscriber").scalar()
        store.forget(EVE, NOW)
        store.forget_unconfirmed(NOW)
        assert traces(tmp_path), "it could not be taken out yet: this is the test's own trap"
    store.forget_unconfirmed(NOW)
    assert traces(tmp_path) == {}


def test_a_request_that_a_restore_takes_away_leaves_no_byte(opened, tmp_path):
    copy, restored = tmp_path / "copy.sqlite3", tmp_path / "new" / "ldn-watch.sqlite3"
    store = opened()
    store.put_request(request(EVE))
    store.close()
    restored.parent.mkdir()
    back_up(tmp_path / "ldn-watch.sqlite3", copy)
    restore(copy, restored, app_version="1")
    assert traces(restored.parent) == {}
