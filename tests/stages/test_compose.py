"""Who gets which issue, when, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from ldn_watch.model import Look, RunOutcome, RunReport
from ldn_watch.stages.compose import (
    Composer,
    ComposeSettings,
    Letterhead,
    plan_recipients,
    to_wanted,
)
from tests.stages.builders import NOW, citation, digest, event
from tests.stages.conftest import LABELS

SETTINGS = ComposeSettings(
    title="LDN watch",
    base_url="https://ldn.example.org",
    sender="LDN watch <watch@example.org>",
    domain="example.org",
    unsubscribe="watch@example.org",
    zone=UTC,
    max_new=3,
)
WEEKLY = digest("weekly", schedule="0 7 * * 1")


@pytest.fixture
def composer(store):
    return Composer(store, Letterhead(SETTINGS, LABELS, Look(NOW, RunOutcome.NEW, 5)))


def text_of(store) -> str:
    delivery = store.claim(NOW, NOW + timedelta(minutes=1), "me")
    message = message_from_bytes(store.message(delivery).message, policy=default)
    return " ".join(message.get_body(("plain",)).get_content().split())


def test_an_issue_for_each_recipient_and_never_again(composer, keep, store):
    two = digest(recipients=("ann@example.org", "ben@example.org", "ann@example.org"))
    composer.run([two], NOW)
    keep((citation(1), event(pmid=1)), digests=["all"])
    assert composer.run([two], NOW).composed == 1
    assert store.counts().queued == 2
    assert composer.run([two], NOW).composed == 0


def test_each_message_has_its_own_id_and_the_same_bytes_for_ever(composer, keep, store):
    two = digest(recipients=("ann@example.org", "ben@example.org"))
    keep((citation(1), event(pmid=1)), digests=["all"])
    composer.run([two], NOW)
    first = store.claim(NOW, NOW + timedelta(minutes=1), "me")
    second = store.claim(NOW, NOW + timedelta(minutes=1), "me")
    assert first.message_id != second.message_id
    assert store.message(first).message == store.message(second).message


def test_nothing_to_tell_is_no_issue_unless_it_is_asked_for(composer, store):
    assert composer.run([digest()], NOW).composed == 0
    assert composer.run([digest("quiet", send_empty=True)], NOW).composed == 1
    assert "Nothing new" in text_of(store)


def test_a_weekly_digest_waits_for_its_day_and_catches_up_once(composer, keep, store):
    composer.run([WEEKLY], NOW)  # a Monday, 06:00: begins now
    keep((citation(1), event(pmid=1)), digests=["weekly"])
    assert composer.run([WEEKLY], NOW).composed == 0
    assert composer.run([WEEKLY], NOW + timedelta(hours=1)).composed == 1
    keep((citation(2), event(pmid=2)), digests=["weekly"])
    assert composer.run([WEEKLY], NOW + timedelta(days=6)).composed == 0
    assert composer.run([WEEKLY], NOW + timedelta(days=30)).composed == 1
    assert store.last_dues()["weekly"] == NOW + timedelta(days=28, hours=1)


def test_a_due_time_with_nothing_to_tell_is_remembered(composer, store):
    composer.run([WEEKLY], NOW)
    composer.run([WEEKLY], NOW + timedelta(hours=2))
    assert store.last_dues()["weekly"] == NOW + timedelta(hours=1)


def test_the_flood_brake_holds_until_a_person_releases(composer, keep, store):
    keep(*((citation(n), event(pmid=n)) for n in range(1, 6)), digests=["all"])
    report = composer.run([digest()], NOW)
    assert (report.composed, report.held) == (0, 5)
    assert "ldn-watch deliver --release all" in report.alerts[0]
    assert composer.run([digest()], NOW).held == 5
    store.release("all")
    assert composer.run([digest()], NOW).composed == 1
    assert len(store.message(store.claim(NOW, NOW, "me")).entries) == 5


def test_a_retraction_never_waits_behind_the_brake(composer, keep, store):
    keep(*((citation(n), event(pmid=n)) for n in range(1, 6)), digests=["all"])
    keep((citation(9), event("retracted", 9)), digests=["all"])
    report = composer.run([digest()], NOW)
    assert (report.composed, report.held) == (1, 5)
    assert len(store.message(store.claim(NOW, NOW, "me")).entries) == 1


def test_a_retraction_takes_along_what_is_held_of_its_citation(composer, keep, store):
    keep(*((citation(n), event(pmid=n)) for n in range(1, 6)), digests=["all"])
    assert composer.run([digest()], NOW).held == 5
    keep((citation(2), event("retracted", 2)), digests=["all"])
    report = composer.run([digest()], NOW)
    assert (report.composed, report.held) == (1, 4)
    assert len(store.message(store.claim(NOW, NOW, "me")).entries) == 2
    assert store.release("all") == 4
    composer.run([digest()], NOW)
    assert len(store.message(store.claim(NOW, NOW, "me")).entries) == 4


def test_a_refused_address_gets_no_more_and_the_others_do():
    warnings = []
    two = digest(recipients=("ann@example.org", "ben@example.org"))
    assert plan_recipients(two, {"ann@example.org": "550 no such user"}, warnings) == ("ben@example.org",)
    assert warnings == ["ann@example.org gets no mail any more (550 no such user): digest 'all'"]


def test_without_anyone_to_write_to_the_entries_wait(composer, keep, store):
    keep((citation(1), event(pmid=1)), digests=["all"])
    assert composer.run([digest(recipients=())], NOW).composed == 0
    assert store.pending_count("all") == (1, 0)


def test_the_footer_tells_of_looks_that_failed_since_the_last_issue(composer, keep, store):
    composer.run([digest()], NOW)
    failed = RunReport(RunOutcome.COULD_NOT_LOOK, error="HTTP 503")
    store.record_run(failed, NOW + timedelta(hours=1), NOW + timedelta(hours=1))
    keep((citation(1), event(pmid=1)), digests=["all"])
    later = NOW + timedelta(hours=2)
    look = Look(later, RunOutcome.NEW, 5)
    Composer(store, replace(composer.letterhead, look=look)).run([digest()], later)
    text = text_of(store)
    assert "PubMed was asked on 23 Nov 2026 08:00 UTC and answered: 5 citations match." in text
    assert "could not be asked once, last on 23 Nov 2026 07:00 UTC: HTTP 503." in text


def test_a_digest_wants_the_conditions_of_its_groups():
    assert to_wanted(digest(groups=frozenset({"chronic-pain"})), LABELS) == {"fibromyalgia", "migraine"}
    assert to_wanted(digest(conditions=frozenset({"migraine"})), LABELS) == {"migraine"}
