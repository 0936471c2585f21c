"""What every store owes of people who subscribe themselves (ports_subscribers.SubscriberStore)."""

from __future__ import annotations

from dataclasses import replace

from ldn_watch.plans import Settlement
from ldn_watch.subscriber import (
    FORGOTTEN,
    LETTERS,
    AnswerPlan,
    Choice,
    Frequency,
    Letter,
    Limits,
    Request,
    Subscriber,
    SubscriberState,
    is_sealed,
)
from tests.contracts.store_world import DAY, HOUR, NOW, issue, plan, uids

ADA = "Ada@readers.test"
CHOICE = Choice(frozenset({"fibromyalgia"}), frozenset({"pain"}), Frequency.DAILY)
ASKED = Subscriber("_sada", ADA, CHOICE, SubscriberState.PENDING, NOW, consent="1", nonce="n1")
LOOSE = Limits(per_client=100, per_hour=100)


def request(address: str = ADA, at=NOW, choice: Choice = CHOICE) -> Request:
    return Request(address, choice, at, "1")


def letter(number: int = 1, to: str = ADA, at=NOW) -> Letter:
    return Letter(to, b"Subject: please confirm\r\n\r\nhello\r\n", f"<letter.{number}>", at)


def ask(store, one: Subscriber = ASKED, **more) -> bool:
    """A request, answered by a letter to this subscriber."""
    store.put_request(request(one.address))
    (waiting,) = store.requests()
    return store.answer_request(AnswerPlan(waiting.id, one, letter(waiting.id, one.address, **more)))


def active(store, one: Subscriber = ASKED, at=NOW) -> Subscriber:
    ask(store, one)
    assert store.confirm(one.id, one.nonce, at)
    return store.subscriber(one.id)


class SubscriberContract:
    # --- the key, and requests ---------------------------------------------------------------------

    def test_the_key_is_made_once(self, store):
        key = store.secret()
        assert len(key) == 32
        assert store.secret() == key

    def test_a_request_is_kept_whole_until_it_is_answered(self, store):
        assert store.take_request(request(), "192.0.2.1", LOOSE)
        (kept,) = store.requests()
        assert replace(kept, id=0) == request()
        assert store.answer_request(AnswerPlan(kept.id, ASKED, letter()))
        assert store.requests() == []
        assert store.subscriber("_sada") == ASKED

    def test_a_request_is_answered_once(self, store):
        store.put_request(request())
        (kept,) = store.requests()
        assert store.answer_request(AnswerPlan(kept.id, ASKED, letter()))
        assert not store.answer_request(AnswerPlan(kept.id, ASKED, letter(2)))
        assert store.counts().queued == 1

    def test_a_request_that_brings_nothing_only_ends(self, store):
        store.put_request(request())
        assert store.answer_request(AnswerPlan(store.requests()[0].id))
        assert (store.requests(), store.subscribers(), store.counts().queued) == ([], [], 0)

    def test_a_client_and_all_together_may_ask_so_often_in_an_hour(self, store):
        limits = Limits(per_client=2, per_hour=3)
        taken = [store.take_request(request(), "a", limits) for _ in range(3)]
        taken += [store.take_request(request(), "b", limits) for _ in range(2)]
        assert taken == [True, True, False, True, False]
        assert len(store.requests()) == 3
        assert store.take_request(request(at=NOW + HOUR), "a", limits)

    def test_a_clock_that_was_ahead_shuts_nobody_out(self, store):
        limits = Limits(per_client=1, per_hour=1)
        assert store.take_request(request(at=NOW + 365 * DAY), "a", limits)
        assert store.take_request(request(), "a", limits)

    def test_letters_go_their_own_way(self, store):
        ask(store)
        assert store.claim(NOW, NOW + HOUR, "run") is None
        assert store.reclaim(hold=False) == 0
        delivery = store.claim(NOW, NOW + HOUR, "post", letters=True)
        assert (delivery.digest, delivery.recipient, delivery.message_id) == (LETTERS, ADA, "<letter.1>")
        assert store.message(delivery).message == letter().message
        assert store.reclaim(hold=False) == 0, "a run takes no letter that is on its way for a dead one"
        assert store.reclaim(hold=False, letters=True) == 1

    def test_letters_are_counted_by_address_and_time(self, store):
        ask(store)
        ask(store, at=NOW + HOUR)
        assert store.letters_to(ADA, NOW - HOUR) == 2
        assert store.letters_to(ADA, NOW) == 1
        assert store.letters_to("eve@readers.test", NOW - HOUR) == 0

    # --- to confirm, to change, to leave -------------------------------------------------------------

    def test_a_link_confirms_once_and_only_the_newest(self, store):
        ask(store)
        ask(store, replace(ASKED, nonce="n2"))
        assert not store.confirm("_sada", "n1", NOW)
        assert not store.confirm("_sada", "", NOW)
        assert store.written_to() == []
        assert store.confirm("_sada", "n2", NOW + HOUR)
        assert not store.confirm("_sada", "n2", NOW + DAY)
        (one,) = store.written_to()
        assert (one.state, one.confirmed_at, one.nonce) == (SubscriberState.ACTIVE, NOW + HOUR, "")

    def test_a_link_does_nothing_after_who_used_it_has_left(self, store):
        active(store)
        assert store.leave("_sada", NOW)
        assert not store.confirm("_sada", "n1", NOW)
        assert store.subscriber("_sada").state is SubscriberState.GONE

    def test_two_spellings_are_one_reader(self, store):
        active(store)
        assert store.subscriber_of("aDA@READERS.test").id == "_sada"
        assert store.subscriber_of("eve@readers.test") is None

    def test_a_digest_begins_with_its_confirmation(self, store):
        active(store, at=NOW + DAY)
        assert store.open_digest("_sada", NOW + 9 * DAY).last_due == NOW + DAY

    def test_another_choice_leaves_what_is_owed_as_it_is(self, store):
        active(store)
        store.apply_harvest(plan(1, digests=("_sada",)))
        assert store.change_choice("_sada", Choice(frequency=Frequency.MONTHLY))
        assert store.subscriber("_sada").choice == Choice(frequency=Frequency.MONTHLY)
        assert uids(store.pending("_sada")) == ["pmid:1"]
        store.leave("_sada", NOW)
        assert not store.change_choice("_sada", CHOICE)

    def test_who_leaves_is_owed_nothing_and_gets_nothing(self, store):
        active(store)
        store.apply_harvest(plan(1, 2, digests=("_sada",)))
        first = store.pending("_sada")[0].seq
        store.apply_issue(issue(1, first, to=(ADA,), digest="_sada"), NOW)
        assert store.leave("_sada", NOW)
        assert not store.leave("_sada", NOW)
        assert store.pending("_sada") == []
        assert store.claim(NOW + DAY, NOW + DAY, "me") is None

    def test_who_comes_back_is_told_nothing_of_the_time_between_and_nothing_twice(self, store):
        active(store)
        store.apply_harvest(plan(1, digests=("_sada",)))
        store.apply_issue(issue(1, store.pending("_sada")[0].seq, to=(ADA,), digest="_sada"), NOW)
        store.leave("_sada", NOW)
        store.apply_harvest(plan(2, digests=("_sada",)))  # by a run that had begun before
        active(store, replace(ASKED, nonce="n2"), at=NOW + DAY)
        store.apply_harvest(plan(1, 3, digests=("_sada",)))
        assert uids(store.pending("_sada")) == ["pmid:3"]
        assert store.open_digest("_sada", NOW).last_due == NOW + DAY

    def test_an_issue_of_who_left_meanwhile_goes_to_nobody(self, store):
        active(store)
        store.apply_harvest(plan(1, digests=("_sada",)))
        entry = store.pending("_sada")[0].seq
        store.forget(ADA, NOW)
        store.apply_harvest(plan(1, digests=("_sada",)))
        store.apply_issue(issue(1, entry, to=(ADA,), digest="_sada"), NOW)
        assert store.claim(NOW, NOW + HOUR, "me") is None
        assert store.dossier(ADA).deliveries == ()

    def test_what_waits_is_told_for_all_digests_at_once(self, store):
        active(store)
        store.apply_harvest(plan(1, 2, digests=("_sada", "all")))
        store.hold("all")
        assert store.waiting() == {"_sada": (2, 0), "all": (0, 2)}

    # --- no more mail -----------------------------------------------------------------------------

    def test_a_suppressed_reader_is_owed_nothing(self, store):
        active(store)
        store.apply_harvest(plan(1, digests=("all",)))
        store.open_digest("all", NOW)
        store.apply_issue(issue(1, store.pending("all")[0].seq, to=(ADA,)), NOW)
        assert store.suppress(ADA, "bounced: 5.1.1", NOW)
        assert not store.suppress(ADA, "bounced again", NOW)
        assert store.suppressed_among([ADA, "eve@readers.test"]) == {ADA: "bounced: 5.1.1"}
        assert store.written_to() == []
        assert store.claim(NOW, NOW + HOUR, "me") is None
        assert store.unsuppress(ADA)
        assert [one.id for one in store.written_to()] == ["_sada"]

    def test_what_stands_against_an_address_stands_against_each_spelling_of_it(self, store):
        active(store)
        other = ADA.upper()
        assert store.suppress(other, "bounced: 5.1.1", NOW)
        assert not store.suppress(ADA, "bounced again", NOW)
        assert store.suppressed_among([ADA, other]) == {ADA: "bounced: 5.1.1", other: "bounced: 5.1.1"}
        assert store.written_to() == []
        assert store.claim(NOW, NOW + HOUR, "me", letters=True) is None, "what waited for the other spelling"
        assert store.dossier(ADA).suppressed == "bounced: 5.1.1"
        assert store.unsuppress(ADA.lower())
        assert store.suppressed_among([ADA, other]) == {}

    def test_a_mail_is_found_by_its_message_id_or_its_reader(self, store):
        ask(store)
        assert store.recipient_of("<letter.1>") == ADA
        assert store.recipient_of("<strange>") == ""
        assert store.spelled_as_sent("ada@readers.test") == "", "no server has it yet"
        delivery = store.claim(NOW, NOW + HOUR, "me", letters=True)
        store.settle(Settlement(delivery.id, delivery.attempt, "sent", NOW))
        assert store.spelled_as_sent("ada@readers.test") == ADA

    # --- to be forgotten ---------------------------------------------------------------------------

    def test_who_is_forgotten_is_named_nowhere_and_counts_hold(self, store):
        active(store)
        store.apply_harvest(plan(1, digests=("_sada", "all")))
        store.open_digest("all", NOW)
        store.apply_issue(issue(1, store.pending("_sada")[0].seq, to=(ADA,), digest="_sada"), NOW)
        before = store.counts()
        store.put_request(request("ADA@readers.test"))
        assert store.forget("ada@readers.test", NOW) > 0
        assert (store.subscribers(), store.requests(), store.dossier(ADA).deliveries) == ([], [], ())
        after = store.counts()
        assert after.refused + after.sent == before.queued
        (sealed,) = store.suppressed()
        assert is_sealed(sealed)
        assert store.suppressed_among([ADA]) == {ADA: FORGOTTEN}
        assert store.claim(NOW, NOW + HOUR, "me", letters=True) is None
        assert uids(store.pending("all")) == ["pmid:1"], "other readers are told as before"

    def test_what_stood_against_an_address_stands_after_it_is_forgotten(self, store):
        store.suppress(ADA, f"550 5.1.1 <{ADA}> is unknown", NOW)
        store.forget(ADA, NOW)
        (why,) = store.suppressed_among([ADA]).values()
        assert why.startswith("550 5.1.1")
        assert ADA.lower() not in why.lower()

    def test_who_asks_again_is_written_to_again(self, store):
        active(store)
        store.forget(ADA, NOW)
        active(store, replace(ASKED, id="_sada2", nonce="n2"))
        assert store.suppressed_among([ADA]) == {}

    def test_who_never_confirmed_is_forgotten_after_two_weeks(self, store):
        ask(store)
        assert store.forget_unconfirmed(NOW + 13 * DAY) == 0
        assert store.forget_unconfirmed(NOW + 15 * DAY) == 1
        assert (store.subscribers(), store.suppressed()) == ([], {})

    def test_who_was_here_before_and_does_not_confirm_is_gone_again(self, store):
        active(store)
        store.leave("_sada", NOW)
        ask(store, replace(ASKED, nonce="n2", confirmed_at=NOW))
        assert store.forget_unconfirmed(NOW + 15 * DAY) == 1
        one = store.subscriber("_sada")
        assert (one.state, one.nonce) == (SubscriberState.GONE, "")

    def test_a_dossier_tells_all_that_is_kept(self, store):
        one = active(store)
        dossier = store.dossier("ada@readers.test")
        assert dossier.subscriber == one
        assert [line[:3] for line in dossier.deliveries] == [(LETTERS, 1, "queued")]
