"""A subscriber as one digest among others: what compose, alert and release make of it."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from ldn_watch.render.messages.email import address
from ldn_watch.stages.compose import Composer, Letterhead
from ldn_watch.subscriber import Choice, Frequency, ReaderLinks, Subscriber, SubscriberState
from tests.stages.builders import NOW, citation, digest, event
from tests.stages.conftest import LABELS
from tests.stages.test_compose import SETTINGS

SUE = Subscriber("_sue", "sue@example.org", Choice(), SubscriberState.ACTIVE, NOW, NOW)
LINKS = ReaderLinks("https://x.example/manage/token", "https://x.example/unsubscribe/" + "t" * 90)
LETTERHEAD = Letterhead(SETTINGS, LABELS, links=lambda *_: LINKS)


def composed(store, letterhead=LETTERHEAD, one=SUE):
    """The mail of what is owed to Sue, as it is handed over."""
    every_run = replace(one.to_digest("LDN watch"), schedule="")
    Composer(store, letterhead).run((every_run,), NOW)
    delivery = store.claim(NOW, NOW, "me")
    if delivery is None:
        return None
    message = store.message(delivery).message
    whole = address(message, delivery.recipient, delivery.message_id, "mailto:watch@example.org")
    return message_from_bytes(whole, policy=default)


@pytest.fixture
def sue(store):
    store.enrol(SUE, NOW)
    return SUE


def test_her_mail_has_her_own_way_out_in_header_and_foot(store, keep, sue):
    keep((citation(1), event(pmid=1)), digests=("_sue",))
    mail = composed(store)
    assert mail["List-Unsubscribe"] == f"<{LINKS.leave}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"].startswith("<subscribers.")
    assert mail["To"] == "sue@example.org"
    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        assert LINKS.manage in text
        assert "mailto:" not in text
        assert LINKS.leave not in text, "a link in the text would be followed"


def test_without_pages_she_leaves_by_mail(store, keep, sue):
    keep((citation(1), event(pmid=1)), digests=("_sue",))
    mail = composed(store, Letterhead(SETTINGS, LABELS))
    assert mail["List-Unsubscribe"] == "<mailto:watch@example.org>"
    assert mail["List-Unsubscribe-Post"] is None
    assert "unsubscribe _sue" in " ".join(mail.get_body(("plain",)).get_content().split())


def test_a_list_keeps_its_own_id_and_gets_nobodys_links(store, keep):
    keep((citation(1), event(pmid=1)), digests=("all",))
    Composer(store, LETTERHEAD).run((digest("all"),), NOW)
    message = store.message(store.claim(NOW, NOW, "me")).message
    assert b"x.example" not in message
    assert b"List-Id: <all." in message


def test_what_the_brake_holds_for_many_is_one_line(store, keep, sue):
    ben = replace(SUE, id="_sben", address="ben@example.org")
    store.enrol(ben, NOW)
    keep(*((citation(n), event(pmid=n)) for n in (1, 2, 3)), digests=("_sue", "_sben", "all"))
    strict = replace(LETTERHEAD, settings=replace(SETTINGS, max_new=2))
    digests = (digest("all"), SUE.to_digest("x"), ben.to_digest("x"))
    report = Composer(store, strict).run(digests, NOW)
    assert report.held == 9
    everybody, one = sorted(report.alerts)
    assert everybody.startswith("2 subscribers: 6 entries are held")
    assert "--release subscribers;" in everybody
    assert everybody.endswith("--discard subscribers")
    assert "--release all;" in one


def test_a_forgotten_reader_of_a_list_is_not_written_to(store, keep):
    store.forget("ann@example.org", NOW)
    keep((citation(1), event(pmid=1)), digests=("all",))
    readers = digest("all", recipients=("ann@example.org", "ben@example.org"))
    report = Composer(store, LETTERHEAD).run((readers,), NOW)
    assert store.claim(NOW, NOW, "me").recipient == "ben@example.org"
    assert store.claim(NOW, NOW, "me") is None
    assert "asked to be forgotten" in report.warnings[0]


@pytest.mark.parametrize("frequency", Frequency)
def test_she_is_told_as_often_as_she_chose(frequency):
    chosen = replace(SUE, choice=Choice(frozenset({"a"}), frozenset({"g"}), frequency)).to_digest("x")
    assert (chosen.conditions, chosen.groups) == ({"a"}, {"g"})
    assert len({one.to_digest("x").schedule for one in map(with_frequency, Frequency)}) == 3


def with_frequency(frequency):
    return replace(SUE, choice=Choice(frequency=frequency))
