"""A database that a released version left in the middle of its work, taken over by this one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from tests import schemas

pytestmark = pytest.mark.system


@pytest.fixture(params=schemas.DUMPS, ids=lambda dump: dump.stem)
def past(request, tmp_path):
    """The service of the dump; PubMed gives what it withheld, and the mail server takes everything."""
    service, replica, mailbox = schemas.open_past(tmp_path)
    replica.put(*map(schemas.record, (105, 106, 107, 108, 109, 120, 121)), schemas.retracted(104))
    schemas.load(request.param.read_text(encoding="utf-8"), tmp_path / "state/ldn-watch.sqlite3")
    with replica, mailbox:
        schemas.configure(service)
        yield service


def deliveries(service) -> dict[str, str]:
    """Message-ID -> state."""
    with closing(sqlite3.connect(service.folder / "state/ldn-watch.sqlite3")) as conn:
        return dict(conn.execute("SELECT message_id, state FROM delivery"))


def test_after_an_upgrade_what_was_owed_is_told_once_and_nothing_twice(past):
    before = deliveries(past)
    assert past.run("status").returncode == 0
    assert past.run_once()["exit"] == 0
    assert past.run("deliver", "--retry").returncode == 0  # the dump's deferred mail may wait for its time
    told = Counter(mail.message_id for mail in past.mails())
    assert set(told.values()) == {1}
    settled = {one for one, state in before.items() if state in ("sent", "refused")}
    assert not settled & told.keys(), "told before the upgrade, and again"
    assert before.keys() - settled <= told.keys(), "owed before the upgrade, and lost"
    for mail in past.mails():
        if mail.recipients != ("wim@example.org",):
            assert b"trial 105" not in mail.content
            assert b"trial 107" not in mail.content, "the flood brake held it"
    assert {line["pmid"] for line in past.export()} == {*map(str, range(101, 110)), "120", "121"}
    assert past.run_once()["outcome"] == "nothing-new"
    assert len(past.mails()) == sum(told.values())
    verified = past.run("verify")
    assert verified.returncode == 0, verified.stderr
