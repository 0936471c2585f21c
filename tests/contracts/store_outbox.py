"""What a store owes to compose and deliver (ports.Store): T2, T3 and T4."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldn_watch.errors import StoreError
from ldn_watch.model import Delivery, DeliveryState, EventKind
from ldn_watch.plans import DigestState, HarvestPlan, Owed, Settlement
from tests.contracts.store_world import DAY, HOUR, NOW, issue, news, plan, sent_out, uids

READERS = ("ada@readers.test", "bob@readers.test")


def settlement(delivery: Delivery, state: DeliveryState, **more) -> Settlement:
    return Settlement(delivery.id, delivery.attempt, state, NOW, **more)


class OutboxContract:
    # --- compose -------------------------------------------------------------------------------------

    def test_a_digest_begins_when_it_is_first_met(self, store):
        assert store.open_digest("all", NOW) == DigestState(NOW, 1)
        assert store.open_digest("all", NOW + DAY) == DigestState(NOW, 1)
        assert store.last_dues() == {"all": NOW}
        store.mark_due("all", NOW + DAY)
        assert store.last_dues() == {"all": NOW + DAY}
        assert store.open_digest("all", NOW + 2 * DAY) == DigestState(NOW + DAY, 1)

    def test_what_is_owed_waits_in_the_ledgers_order(self, store):
        store.apply_harvest(plan(3, 1, digests=("all", "pain")))
        store.apply_harvest(HarvestPlan(owed=(Owed("all", news(3).identity),)))
        assert uids(store.pending("all")) == ["pmid:3", "pmid:1"]
        assert store.pending_count("all") == (2, 0)
        assert store.pending("other") == []

    def test_an_issue_takes_its_entries_for_ever(self, store):
        sent_out(store, 1, 2)
        assert store.pending("all") == []
        assert store.open_digest("all", NOW) == DigestState(NOW, 2)
        store.apply_harvest(plan(1, 2, digests=("all",)))
        assert store.pending("all") == []
        assert store.told(["pmid:1"]) == {"all": {"pmid:1"}}

    def test_an_issue_sets_when_the_digest_was_last_due(self, store):
        store.open_digest("all", NOW)
        store.apply_issue(issue(1), NOW + DAY)
        assert store.open_digest("all", NOW).last_due == NOW + DAY

    def test_an_entry_stands_in_one_issue_or_the_issue_is_not_written(self, store):
        sent_out(store, 1)
        store.apply_harvest(plan(2, digests=("all",)))
        (line,) = store.pending("all")
        for entries in ((line.seq, 1), (line.seq, line.seq), (line.seq, 99)):
            with pytest.raises(StoreError, match="not written"):
                store.apply_issue(issue(2, *entries), NOW)
        assert uids(store.pending("all")) == ["pmid:2"]
        assert store.open_digest("all", NOW).next_number == 2
        assert store.counts().queued == 1

    def test_entries_of_another_digest_are_not_taken(self, store):
        sent_out(store, 1)
        store.open_digest("pain", NOW)
        with pytest.raises(StoreError):
            store.apply_issue(issue(1, 1, digest="pain"), NOW)

    @pytest.mark.parametrize("number", [0, 1, 3])
    def test_an_issue_out_of_turn_is_not_written(self, store, number):
        sent_out(store, 1)
        with pytest.raises(StoreError, match=f"issue {number} "):
            store.apply_issue(issue(number), NOW)

    def test_the_flood_brake_holds_and_a_person_releases(self, store):
        store.apply_harvest(plan(1, 2, digests=("all", "pain")))
        assert store.hold("all") == 2
        assert (store.pending("all"), store.pending_count("all")) == ([], (0, 2))
        assert (store.counts().queued_entries, store.counts().held_entries) == (4, 2)
        store.apply_harvest(plan(3, digests=("all",)))
        assert store.pending_count("all") == (1, 2)
        assert store.release("all") == 2
        assert uids(store.pending("all")) == ["pmid:1", "pmid:2", "pmid:3"]
        assert store.pending_count("all") == (1, 0)  # what was released cannot trip the brake again
        assert store.hold("all") == 1
        assert store.hold("all", spare=["new"]) == 1
        store.open_digest("all", NOW)
        store.apply_issue(issue(1, *(line.seq for line in store.pending("all"))), NOW)
        assert store.pending_count("pain") == (2, 0)

    def test_what_is_discarded_is_told_for_ever_and_goes_to_nobody(self, store):
        store.apply_harvest(plan(1, 2, digests=("all", "pain")))
        assert store.discard("all", NOW) == 0
        store.hold("all")
        assert store.discard("all", NOW) == 2
        assert (store.pending("all"), store.pending_count("all")) == ([], (0, 0))
        assert store.told(["pmid:1", "pmid:2"])["all"] == {"pmid:1", "pmid:2"}
        assert store.release("all") == 0
        assert store.claim(NOW, NOW + HOUR, "me") is None
        assert store.pending_count("pain") == (2, 0)
        store.apply_harvest(plan(1, 3, digests=("all",)))
        assert uids(store.pending("all")) == ["pmid:3"]
        store.apply_issue(issue(2, *(line.seq for line in store.pending("all"))), NOW)
        assert store.claim(NOW, NOW + HOUR, "me").number == 2
        assert [flaw for flaw in store.flaws() if flaw.kind in ("outbox", "issue")] == []

    def test_what_is_held_is_released_beside_what_is_not(self, store):
        store.apply_harvest(plan(1, 2, digests=("all", "pain")))
        store.hold("all")
        store.hold("pain")
        assert store.release("all", beside=["retracted"]) == 0
        retraction = news(2, kind=EventKind.RETRACTED)
        store.apply_harvest(HarvestPlan((), (retraction,), (Owed("all", retraction.identity),)))
        assert store.release("all", beside=["new"]) == 0
        assert store.release("all", beside=["retracted"]) == 1
        assert uids(store.pending("all")) == ["pmid:2", "pmid:2"]
        assert store.pending("pain") == []

    def test_what_is_held_goes_into_no_issue(self, store):
        store.apply_harvest(plan(1, digests=("all",)))
        store.open_digest("all", NOW)
        (line,) = store.pending("all")
        store.hold("all")
        with pytest.raises(StoreError):
            store.apply_issue(issue(1, line.seq), NOW)

    def test_an_issue_may_have_nobody_left_to_tell(self, store):
        store.apply_harvest(plan(1, digests=("all",)))
        store.open_digest("all", NOW)
        store.apply_issue(issue(1, *(line.seq for line in store.pending("all")), to=()), NOW)
        assert store.pending("all") == []
        assert store.claim(NOW, NOW + HOUR, "me") is None

    def test_an_issue_comes_back_as_it_was_composed(self, store):
        store.apply_harvest(plan(1, 2, 3, digests=("all",)))
        store.open_digest("all", NOW)
        composed = issue(1, 3, 1, 2)
        store.apply_issue(composed, NOW)
        assert store.message(store.claim(NOW, NOW + HOUR, "me")) == composed.issue

    # --- deliver -------------------------------------------------------------------------------------

    def test_each_recipient_is_claimed_once_oldest_first(self, store):
        sent_out(store, 1, to=READERS)
        first, second = (store.claim(NOW, NOW + HOUR, "me") for _ in READERS)
        assert store.claim(NOW, NOW + HOUR, "me") is None
        assert first == Delivery(
            id=first.id,
            digest="all",
            number=1,
            recipient="ada@readers.test",
            message_id="<all.1.ada@readers.test>",
            channel="smtp",
            state=DeliveryState.SENDING,
            attempt=1,
        )
        assert second.recipient == "bob@readers.test"

    def test_a_deferred_delivery_waits_for_its_time(self, store):
        sent_out(store, 1)
        opened = store.claim(NOW, NOW + HOUR, "me")
        deferred = settlement(opened, DeliveryState.DEFERRED, next_try=NOW + DAY, error="451 later")
        assert store.settle(deferred)
        assert store.claim(NOW + DAY - HOUR, NOW + DAY, "me") is None
        again = store.claim(NOW + DAY, NOW + 2 * DAY, "me")
        assert again == replace(opened, attempt=2, next_try=NOW + DAY, last_error="451 later")

    @pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.HELD])
    def test_what_is_settled_is_not_claimed_again(self, store, state):
        sent_out(store, 1)
        assert store.settle(settlement(store.claim(NOW, NOW + HOUR, "me"), state))
        assert store.claim(NOW + 99 * DAY, NOW + 100 * DAY, "me") is None
        assert store.reclaim(hold=False) == 0

    def test_only_the_open_attempt_can_be_settled(self, store):
        sent_out(store, 1)
        late = store.claim(NOW, NOW + HOUR, "slow")
        assert store.reclaim(hold=False) == 1
        current = store.claim(NOW, NOW + HOUR, "quick")
        assert not store.settle(settlement(late, DeliveryState.REFUSED, suppress=late.recipient))
        assert store.suppressed() == {}
        assert store.settle(settlement(current, DeliveryState.SENT))
        assert not store.settle(settlement(current, DeliveryState.DEFERRED, next_try=NOW))
        assert (store.counts().sent, store.counts().refused) == (1, 0)

    def test_an_attempt_left_open_is_in_doubt_and_keeps_its_message_id(self, store):
        sent_out(store, 1, to=READERS)
        opened = store.claim(NOW, NOW + 99 * DAY, "dead")
        assert store.counts().in_doubt == 0
        assert store.reclaim(hold=False) == 1
        assert (store.counts().in_doubt, store.counts().queued) == (1, 2)
        again = store.claim(NOW, NOW + HOUR, "me")
        assert again == replace(opened, attempt=2, in_doubt=True)
        assert store.settle(settlement(again, DeliveryState.SENT))
        assert store.counts().in_doubt == 0

    def test_a_doubt_outlives_a_deferral(self, store):
        sent_out(store, 1)
        store.claim(NOW, NOW + HOUR, "dead")
        store.reclaim(hold=False)
        again = store.claim(NOW, NOW + HOUR, "me")
        store.settle(settlement(again, DeliveryState.DEFERRED, next_try=NOW))
        assert store.claim(NOW, NOW + HOUR, "me").in_doubt

    def test_a_settlement_can_bring_a_doubt(self, store):
        sent_out(store, 1)
        opened = store.claim(NOW, NOW + HOUR, "me")
        store.settle(settlement(opened, DeliveryState.DEFERRED, next_try=NOW, in_doubt=True))
        assert store.counts().in_doubt == 1

    def test_a_doubtful_delivery_can_be_held_until_a_person_decides(self, store):
        sent_out(store, 1)
        store.claim(NOW, NOW + HOUR, "dead")
        assert store.reclaim(hold=True) == 1
        assert (store.counts().held, store.counts().in_doubt) == (1, 1)
        assert store.claim(NOW + DAY, NOW + 2 * DAY, "me") is None
        assert store.retry_now(NOW) == 1
        assert store.claim(NOW, NOW + HOUR, "me").in_doubt

    def test_retry_makes_what_is_deferred_due(self, store):
        sent_out(store, 1, to=READERS)
        for _ in READERS:
            opened = store.claim(NOW, NOW + HOUR, "me")
            store.settle(settlement(opened, DeliveryState.DEFERRED, next_try=NOW + DAY))
        assert store.counts().deferred == 2
        assert store.retry_now(NOW) == 2
        assert store.retry_now(NOW) == 0
        assert store.claim(NOW, NOW + HOUR, "me") is not None

    def test_a_bad_address_is_suppressed_and_the_others_are_not_touched(self, store):
        sent_out(store, 1, to=READERS)
        store.apply_issue(issue(2, to=READERS), NOW)
        opened = store.claim(NOW, NOW + HOUR, "me")
        refused = settlement(
            opened, DeliveryState.REFUSED, error="550 no such user", suppress=opened.recipient
        )
        assert store.settle(refused)
        assert store.suppressed() == {"ada@readers.test": "550 no such user"}
        left = [store.claim(NOW, NOW + HOUR, "me") for _ in range(3)]
        assert [one and (one.recipient, one.number) for one in left] == [
            ("bob@readers.test", 1), ("bob@readers.test", 2), None
        ]  # fmt: skip
        assert store.counts().refused == 2
