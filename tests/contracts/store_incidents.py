"""What a store owes to those who must know of a failure that lasts (ports.Store): T5, and what was told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldn_watch.errors import StoreError
from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import DeliveryState, RunOutcome, RunReport
from ldn_watch.plans import IncidentPlan, Settlement
from tests.contracts.store_world import DAY, HOUR, NOW, issue, sent_out

SOURCE, MAIL, PUBLISH = IncidentKind.SOURCE, IncidentKind.MAIL, IncidentKind.PUBLISH


def opens(store, kind=SOURCE, at=NOW):
    store.apply_incidents(IncidentPlan(at, (Incident(kind, at, at - DAY, 3, "HTTP 503"),)))


def closes(store, kind=SOURCE, at=NOW + HOUR):
    store.apply_incidents(IncidentPlan(at, closed=(kind,)))


def ran(store, at, error="", **more):
    outcome = RunOutcome.COULD_NOT_LOOK if error else RunOutcome.NOTHING_NEW
    store.record_run(RunReport(outcome, error=error, **more), at, at)


def spell(store, kind=SOURCE, now=NOW + 9 * DAY):
    (found,) = [one for one in store.spells(now) if one.kind is kind]
    return found.failed_runs, found.since, found.reason


def tells(store, number, *incidents, digest="all"):
    store.apply_issue(replace(issue(number, digest=digest), incidents=incidents), NOW)


def attempt(store, state, at, **more):
    delivery = store.claim(at, at + HOUR, "me")
    store.settle(Settlement(delivery.id, delivery.attempt, state, at, **more))


class IncidentContract:
    # --- T5 ------------------------------------------------------------------------------------------

    def test_one_incident_of_a_kind_is_open_at_a_time(self, store):
        opens(store)
        opens(store, at=NOW + HOUR)
        opens(store, MAIL, at=NOW + HOUR)
        assert [(one.kind, one.opened_at) for one in store.incidents()] == [
            (SOURCE, NOW),
            (MAIL, NOW + HOUR),
        ]
        closes(store)
        closes(store, at=NOW + DAY)
        assert [one.kind for one in store.incidents()] == [MAIL]
        opens(store, at=NOW + DAY)
        assert [one.kind for one in store.incidents()] == [MAIL, SOURCE]

    def test_an_incident_comes_back_as_it_was_written(self, store):
        opens(store)
        (kept,) = store.incidents()
        assert kept == Incident(SOURCE, NOW, NOW - DAY, 3, "HTTP 503", id=kept.id)
        closes(store)
        assert store.incidents() == []
        assert store.incidents(NOW + HOUR) == [replace(kept, closed_at=NOW + HOUR)]
        assert store.incidents(NOW + DAY) == []

    # --- told once -----------------------------------------------------------------------------------

    def test_each_digest_tells_an_opening_and_an_end_once(self, store):
        for digest in ("all", "pain"):
            store.open_digest(digest, NOW - DAY)
        opens(store)
        (opened,) = store.untold("all")
        tells(store, 1, opened)
        assert store.untold("all") == []
        assert store.untold("pain") == [opened]
        closes(store)
        (over,) = store.untold("all")
        assert over == replace(opened, closed_at=NOW + HOUR)
        assert store.untold("pain") == [over]
        tells(store, 2, over)
        assert store.untold("all") == []

    def test_an_issue_that_would_tell_it_again_is_not_written(self, store):
        store.open_digest("all", NOW)
        opens(store)
        (opened,) = store.untold("all")
        tells(store, 1, opened)
        with pytest.raises(StoreError):
            tells(store, 2, opened)
        assert store.open_digest("all", NOW).next_number == 2
        assert store.counts().queued == 1

    def test_a_digest_does_not_tell_what_was_over_before_it_began(self, store):
        opens(store)
        closes(store)
        opens(store, MAIL)
        store.open_digest("all", NOW + DAY)
        assert [one.kind for one in store.untold("all")] == [MAIL]

    # --- what has failed -----------------------------------------------------------------------------

    def test_nothing_has_failed_in_an_empty_store(self, store):
        assert {(one.failed_runs, one.since) for one in store.spells(NOW)} == {(0, None)}
        assert [one.kind for one in store.spells(NOW)] == list(IncidentKind)

    def test_failed_looks_are_counted_since_the_last_that_succeeded(self, store):
        ran(store, NOW, "refused")
        assert spell(store) == (1, NOW, "refused")
        ran(store, NOW + DAY)
        assert spell(store) == (0, NOW + DAY, "")
        ran(store, NOW + 2 * DAY, "reset")
        ran(store, NOW - DAY, "HTTP 503")  # the clock went back: runs are counted by their order
        assert spell(store) == (2, NOW + DAY, "HTTP 503")

    def test_an_end_counts_as_a_success_even_if_its_run_was_never_recorded(self, store):
        ran(store, NOW - DAY)
        for hour in range(3):
            ran(store, NOW + hour * HOUR, "refused")
        opens(store)
        assert spell(store)[0] == 3
        closes(store, at=NOW + 4 * HOUR)
        assert spell(store) == (0, NOW + 4 * HOUR, "")
        ran(store, NOW + 5 * HOUR, "reset")
        assert spell(store) == (1, NOW + 4 * HOUR, "reset")

    def test_a_stage_that_breaks_off_is_counted_by_its_name(self, store):
        ran(store, NOW)
        ran(store, NOW + HOUR, stages={"publish": "disk full"})
        ran(store, NOW + DAY, "HTTP 503", stages={"publish": "read-only", "compose": "KeyError"})
        assert spell(store, PUBLISH) == (2, NOW, "read-only")
        assert spell(store, IncidentKind.COMPOSE) == (1, NOW + HOUR, "KeyError")
        assert spell(store, IncidentKind.DELIVER)[0] == 0
        ran(store, NOW + DAY + HOUR)
        assert spell(store, PUBLISH)[0] == 0

    def test_a_mail_that_waits_while_nothing_is_taken_is_counted_by_its_attempts(self, store):
        sent_out(store, 1)
        assert spell(store, MAIL)[0] == 0  # nobody has tried
        attempt(store, DeliveryState.DEFERRED, NOW, next_try=NOW, error="450")
        attempt(store, DeliveryState.DEFERRED, NOW + HOUR, next_try=NOW, error="connection refused")
        assert spell(store, MAIL) == (2, NOW, "connection refused")
        attempt(store, DeliveryState.SENT, NOW + DAY)
        assert spell(store, MAIL)[0] == 0

    def test_one_full_mailbox_is_no_incident_while_others_get_their_mail(self, store):
        sent_out(store, 1, to=("full@readers.test", "ann@readers.test"))
        attempt(store, DeliveryState.DEFERRED, NOW, next_try=NOW + DAY, error="452 mailbox full")
        assert spell(store, MAIL)[0] == 1
        attempt(store, DeliveryState.SENT, NOW + HOUR)
        assert spell(store, MAIL)[0] == 0
        # a clock that was ahead proves nothing about today
        assert spell(store, MAIL, now=NOW)[0] == 1

    def test_the_operators_own_mail_makes_no_incident_of_mail(self, store):
        store.open_digest("_operator", NOW)
        store.apply_issue(issue(1, digest="_operator"), NOW)
        attempt(store, DeliveryState.DEFERRED, NOW, next_try=NOW, error="450")
        assert spell(store, MAIL)[0] == 0
