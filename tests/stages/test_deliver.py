"""Claim, send, settle."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ldn_watch.model import Deferred, Delivered, Delivery, DeliveryState, Issue, Refused
from ldn_watch.plans import IssuePlan
from ldn_watch.stages.deliver import (
    NEXT_RUN,
    PATIENCE,
    Deliverer,
    is_out_of_patience,
    plan_settlement,
    plan_wait,
)
from tests.stages.builders import NOW

DELIVERY = Delivery(7, "all", 1, "ann@example.org", "<1@x>", "smtp", DeliveryState.SENDING, attempt=1)


class FakeChannel:
    """Answers as it is told, and asserts that no transaction is open while it is asked."""

    def __init__(self, store, *outcomes) -> None:
        self.store, self.outcomes, self.sent = store, list(outcomes), []

    def send(self, message, recipient):
        assert not self.store.in_transaction
        self.sent.append((recipient, message))
        return self.outcomes.pop(0) if self.outcomes else Delivered()

    def close(self):
        pass


@pytest.fixture
def owe(store):
    def owed(*recipients):
        state = store.open_digest("all", NOW)
        issue = Issue("all", state.next_number, NOW, (), b"Subject: news\r\n\r\nbody\r\n", "smtp")
        store.apply_issue(IssuePlan(issue, tuple((to, f"<{to}>") for to in recipients)), NOW)

    return owed


def deliverer(store, channel, at=NOW, **more):
    def address(message, delivery):
        return f"To: {delivery.recipient}\r\n".encode() + message

    return Deliverer(store, {"smtp": channel}, address, lambda: at, "me", **more)


def test_each_recipient_gets_the_message_once(store, owe):
    owe("ann@example.org", "ben@example.org")
    channel = FakeChannel(store)
    assert deliverer(store, channel).run().sent == 2
    assert [to for to, _ in channel.sent] == ["ann@example.org", "ben@example.org"]
    assert deliverer(store, channel).run().sent == 0


def test_one_refusal_touches_nobody_else(store, owe):
    owe("ann@example.org", "ben@example.org", "cat@example.org")
    report = deliverer(store, FakeChannel(store, Delivered(), Refused("550 no such user"))).run()
    assert (report.sent, report.refused, report.deferred) == (2, 1, 0)
    assert report.failures == ("all no. 1 to ben@example.org: 550 no such user",)
    assert list(store.suppressed()) == ["ben@example.org"]


def test_a_deferred_delivery_is_tried_by_the_next_run_and_then_waits(store, owe):
    owe("ann@example.org")
    refusing = FakeChannel(store, *[Deferred("450 not now")] * 3)
    for expected in (1, 1, 1, 0):
        report = deliverer(store, refusing, at=store_time(store)).run()
        assert report.deferred == expected
    assert store.counts().deferred == 1
    assert deliverer(store, FakeChannel(store), at=NOW + timedelta(hours=1)).run().sent == 1


def store_time(store):
    """A second after whatever happened last."""
    store_time.at = getattr(store_time, "at", NOW) + timedelta(seconds=1)
    return store_time.at


def test_waits_grow_and_end():
    assert [plan_wait(attempt) for attempt in (1, 2)] == [NEXT_RUN, NEXT_RUN]
    assert [plan_wait(attempt) / timedelta(minutes=1) for attempt in (3, 4, 5)] == [5, 10, 20]
    assert plan_wait(12) == plan_wait(1_000_000) == timedelta(hours=12)


def test_the_server_s_own_time_is_waited_for():
    tomorrow = NOW + timedelta(days=1)
    assert plan_settlement(DELIVERY, Deferred("later", tomorrow), NOW).next_try == tomorrow
    assert (
        plan_settlement(DELIVERY, Deferred("later", NOW - timedelta(days=1)), NOW).next_try == NOW + NEXT_RUN
    )


def test_only_a_bad_address_ends_a_delivery():
    mendable = plan_settlement(DELIVERY, Refused("554 sender refused", suppress=False), NOW)
    assert (mendable.state, mendable.suppress, mendable.next_try) == ("deferred", "", NOW + NEXT_RUN)
    hopeless = plan_settlement(DELIVERY, Refused("550 unknown"), NOW)
    assert (hopeless.state, hopeless.suppress) == ("refused", "ann@example.org")


def test_a_sender_that_was_refused_for_an_hour_costs_nobody_the_issue(store, owe):
    owe("ann@example.org", "ben@example.org")
    refusing = FakeChannel(store, *[Refused("550 sender refused", suppress=False)] * 2)
    report = deliverer(store, refusing).run()
    assert (report.deferred, report.refused, store.suppressed()) == (2, 0, {})
    assert deliverer(store, FakeChannel(store), at=NOW + timedelta(hours=1)).run().sent == 2


@pytest.mark.parametrize(("hold", "state"), [(False, "deferred"), (True, "held")])
def test_a_message_that_may_have_been_taken_is_in_doubt(hold, state):
    settled = plan_settlement(DELIVERY, Deferred("dropped", in_doubt=True), NOW, hold=hold)
    assert (settled.in_doubt, settled.state) == (True, state)
    assert plan_settlement(DELIVERY, Deferred("450 later"), NOW, hold=hold).state == "deferred"


def test_what_a_dead_run_left_open_is_sent_again_or_held(store, owe):
    owe("ann@example.org")
    store.claim(NOW, NOW + timedelta(hours=1), "dead")
    held = deliverer(store, FakeChannel(store), hold=True).run()
    assert (held.in_doubt, held.sent, store.counts().held) == (1, 0, 1)
    store.retry_now(NOW)
    assert deliverer(store, FakeChannel(store)).run().sent == 1


def test_a_channel_that_is_no_longer_configured_defers(store, owe):
    owe("ann@example.org")
    without = Deliverer(store, {}, lambda message, _: message, lambda: NOW, "me")
    report = without.run()
    assert (report.deferred, report.in_doubt) == (1, 0)
    assert "channel 'smtp' is no longer configured" in report.failures[0]


def test_an_address_that_cannot_stand_in_a_header_is_refused(store, owe):
    def refuse(message, delivery):
        raise ValueError("To: cannot stand in a mail header")

    owe("änn@example.org")
    report = Deliverer(store, {"smtp": FakeChannel(store)}, refuse, lambda: NOW, "me").run()
    assert (report.deferred, report.refused, store.suppressed()) == (1, 0, {})


@pytest.mark.parametrize(("hold", "counts"), [(False, (1, 1, 0)), (True, (0, 1, 1))])
def test_doubt_is_counted_in_the_run_in_which_it_arises(store, owe, hold, counts):
    owe("ann@example.org")
    dropped = FakeChannel(store, Deferred("dropped after the message", in_doubt=True))
    report = deliverer(store, dropped, hold=hold).run()
    assert (report.deferred, report.in_doubt, report.held) == counts


def test_a_dead_server_is_given_up_after_a_while():
    deferred = (DELIVERY, Deferred("no route"))
    assert not is_out_of_patience([deferred] * (PATIENCE - 1))
    assert is_out_of_patience([(DELIVERY, Delivered()), *[deferred] * PATIENCE])
    assert not is_out_of_patience([*[deferred] * PATIENCE, (DELIVERY, Delivered())])


def test_a_run_that_must_stop_claims_no_more(store, owe):
    owe("ann@example.org")
    assert deliverer(store, FakeChannel(store), stopping=lambda: True).run().sent == 0
    assert store.counts().queued == 1
