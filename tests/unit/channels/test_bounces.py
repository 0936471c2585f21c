"""Bounces as real servers write them: which address is bad for good, and what is believed of whom."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from ldn_watch.channels.bounces import BounceFolder
from ldn_watch.plans import Settlement
from ldn_watch.stages.bounced import BounceReport, read_bounces
from ldn_watch.store.sqlstore import open_store
from tests.contracts.store_world import DAY, HOUR, NOW, plan
from tests.contracts.store_world import issue as composed

SAMPLES = Path(__file__).parents[2] / "data/bounces"
ADA = "ada@example.net"
HARD = (
    "postfix-hard",
    "exim-hard",
    "exchange-hard",
    "gmail-hard",
    "gmail-disabled",
    "postfix-without-message",
)
SOFT = ("postfix-delayed", "exchange-full", "postfix-spam")
STRANGE = ("forged-stranger", "forged-message-id")
NONE = ("vacation", "receipt")


@pytest.fixture
def store(tmp_path):
    """Ada and Ben were written to; Ada's Message-ID is in the samples."""
    opened = open_store(tmp_path / "ldn-watch.sqlite3", app_version="1", now=NOW)
    opened.apply_harvest(plan(1, digests=("all",)))
    opened.open_digest("all", NOW)
    seq = opened.pending("all")[0].seq
    mail = composed(1, seq, to=(ADA, "ben@example.org"))
    ids = ((ADA, "<weekly.1.ada@example.org>"), ("ben@example.org", "<weekly.1.ben@example.org>"))
    opened.apply_issue(type(mail)(mail.issue, ids), NOW)
    while delivery := opened.claim(NOW, NOW + HOUR, "me"):
        opened.settle(Settlement(delivery.id, delivery.attempt, "sent", NOW))
    yield opened
    opened.close()


@pytest.fixture
def inbox(tmp_path):
    """A Maildir with whatever is put into it."""
    box = mailbox.Maildir(tmp_path / "bounces")

    def put(*names, body=None):
        for name in names:
            box.add(body if body is not None else (SAMPLES / f"{name}.eml").read_bytes())
        return BounceFolder(tmp_path / "bounces")

    return put


def test_every_sample_is_expected():
    assert {path.stem for path in SAMPLES.iterdir()} == {*HARD, *SOFT, *STRANGE, *NONE}


@pytest.mark.parametrize("name", HARD)
def test_an_address_that_is_bad_for_good_is_written_to_no_more(store, inbox, name):
    folder = inbox(name)
    assert read_bounces(store, folder, NOW) == BounceReport(1, (ADA,))
    assert store.suppressed_among([ADA, "ben@example.org"]).keys() == {ADA}
    assert read_bounces(store, folder, NOW + DAY) == BounceReport()


@pytest.mark.parametrize("name", SOFT)
def test_what_may_pass_and_what_is_our_fault_suppresses_nobody(store, inbox, name):
    assert read_bounces(store, inbox(name), NOW) == BounceReport(1, soft=1)
    assert store.suppressed() == {}


@pytest.mark.parametrize("name", STRANGE)
def test_a_forged_notification_does_nothing(store, inbox, name):
    folder = inbox(name)
    assert read_bounces(store, folder, NOW) == BounceReport(1, strange=1)
    assert (store.suppressed(), read_bounces(store, folder, NOW)) == ({}, BounceReport())


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_notification_stays_for_a_person(store, inbox, name, tmp_path):
    assert read_bounces(store, inbox(name), NOW) == BounceReport()
    assert len(list((tmp_path / "bounces/new").iterdir())) == 1


def test_a_handled_one_is_marked_as_seen(store, inbox, tmp_path):
    read_bounces(store, inbox("postfix-hard"), NOW)
    (path,) = (tmp_path / "bounces/cur").iterdir()
    assert path.name.endswith(":2,S")
    assert list((tmp_path / "bounces/new").iterdir()) == []


def test_a_death_before_the_mark_changes_nothing(store, inbox):
    class Dying(BounceFolder):
        def mark(self, key):
            raise KeyboardInterrupt

    folder = inbox("postfix-hard")
    folder.__class__ = Dying
    with pytest.raises(KeyboardInterrupt):
        read_bounces(store, folder, NOW)
    folder.__class__ = BounceFolder
    assert read_bounces(store, folder, NOW) == BounceReport(1)
    assert list(store.suppressed()) == [ADA]


def test_an_address_that_no_server_took_a_mail_for_is_not_believed_of(store, inbox):
    store.forget(ADA, NOW)
    assert read_bounces(store, inbox("postfix-hard", "postfix-without-message"), NOW).strange == 2


REPORT = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
STATUS = b"--b\nContent-Type: message/delivery-status\n\n"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00" * 500,
        REPORT.replace(b"; boundary", b"; x") + b"no boundary",
        REPORT + STATUS + b"Final-Recipient: \xff\nStatus: 5.1.1\n\n--b--\n",
        REPORT + b"--b\nContent-Type: message/rfc822\n\n\n" + STATUS + b"\n--b--\n",
        REPORT + b"--b\n\n" * 2000,
    ],
)
def test_garbage_is_borne(store, inbox, body):
    inbox("garbage", body=body)
    folder = inbox("postfix-hard")
    assert read_bounces(store, folder, NOW).suppressed == (ADA,)


def test_what_is_no_maildir_is_said(tmp_path):
    with pytest.raises(NotADirectoryError, match="no Maildir"):
        BounceFolder(tmp_path)


def test_every_sample_at_once(store, inbox):
    report = read_bounces(store, inbox(*HARD, *SOFT, *STRANGE, *NONE), NOW)
    assert (report.notifications, report.suppressed) == (len(HARD + SOFT + STRANGE), (ADA,))
    assert (report.soft, report.strange) == (len(SOFT), len(STRANGE))
