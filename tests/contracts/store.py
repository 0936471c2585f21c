"""What every store owes (ports.Store): subclass `StoreContract`, and give the fixture `store`, empty."""

from __future__ import annotations

from datetime import date

from ldn_watch.model import Author, Look, MeshHeading, Relevance, RunOutcome, RunReport
from ldn_watch.plans import Counts, HarvestPlan, SearchQuery
from tests.contracts.store_harvest import HarvestContract
from tests.contracts.store_incidents import IncidentContract
from tests.contracts.store_outbox import OutboxContract
from tests.contracts.store_subscribers import SubscriberContract
from tests.contracts.store_world import (
    DAY,
    HOUR,
    NOW,
    citation,
    news,
    plan,
    revision,
    sent_out,
    tag,
    uids,
    verdict,
)


def alive(_: str) -> bool:
    return False


def dead(_: str) -> bool:
    return True


class StoreContract(HarvestContract, OutboxContract, IncidentContract, SubscriberContract):
    # --- leases --------------------------------------------------------------------------------------

    def test_a_lease_has_one_holder(self, store):
        assert store.take_lease("run", "a", NOW, HOUR, alive) == ""
        assert store.take_lease("run", "b", NOW, HOUR, alive) == "a"
        assert store.take_lease("run", "a", NOW, HOUR, alive) == ""
        assert store.take_lease("other", "b", NOW, HOUR, alive) == ""
        store.release_lease("run", "b")
        assert store.take_lease("run", "b", NOW, HOUR, alive) == "a"
        store.release_lease("run", "a")
        assert store.take_lease("run", "b", NOW, HOUR, alive) == ""

    def test_an_expired_lease_and_a_dead_owners_are_taken_over(self, store):
        store.take_lease("run", "a", NOW, HOUR, alive)
        assert store.take_lease("run", "b", NOW + HOUR, HOUR, alive) == ""
        assert store.take_lease("run", "c", NOW + HOUR, HOUR, dead) == ""
        assert not store.renew_lease("run", "a", NOW, HOUR)
        assert not store.renew_lease("run", "b", NOW, HOUR)
        assert store.renew_lease("run", "c", NOW, HOUR)

    def test_a_renewed_lease_lasts_longer(self, store):
        store.take_lease("run", "a", NOW, HOUR, alive)
        assert store.renew_lease("run", "a", NOW + HOUR, HOUR)
        assert store.take_lease("run", "b", NOW + HOUR, HOUR, alive) == "a"
        assert not store.renew_lease("free", "a", NOW, HOUR)

    def test_a_clock_that_was_set_back_locks_nobody_out(self, store):
        store.take_lease("run", "a", NOW + 365 * DAY, HOUR, alive)
        assert store.take_lease("run", "b", NOW, HOUR, alive) == ""

    # --- runs, status --------------------------------------------------------------------------------

    def test_the_last_look_is_the_newest_runs(self, store):
        assert store.last_look() is None
        assert store.last_look(succeeded=True) is None
        store.record_run(RunReport(RunOutcome.NEW, matched=12, new=3, events={"new": 3}), NOW, NOW + HOUR)
        store.record_run(RunReport(RunOutcome.COULD_NOT_LOOK, error="refused"), NOW + DAY, NOW + DAY)
        assert store.last_look() == Look(NOW + DAY, RunOutcome.COULD_NOT_LOOK, 0, "refused")
        assert store.last_look(succeeded=True) == Look(NOW, RunOutcome.NEW, 12)

    def test_missed_looks_are_told_since_a_time_oldest_first(self, store):
        for day, error in enumerate(("a", "", "b", "c")):
            outcome = RunOutcome.COULD_NOT_LOOK if error else RunOutcome.NOTHING_NEW
            store.record_run(RunReport(outcome, error=error), NOW + day * DAY, NOW + day * DAY)
        assert [(look.at, look.error) for look in store.missed_looks(NOW + DAY)] == [
            (NOW + 2 * DAY, "b"), (NOW + 3 * DAY, "c")
        ]  # fmt: skip

    def test_the_newest_success_is_remembered_however_old(self, store):
        store.record_run(RunReport(RunOutcome.NOTHING_NEW, matched=5), NOW, NOW)
        store.record_run(RunReport(RunOutcome.COULD_NOT_LOOK), NOW + 999 * DAY, NOW + 999 * DAY)
        store.record_run(RunReport(RunOutcome.COULD_NOT_LOOK), NOW + 1999 * DAY, NOW + 1999 * DAY)
        assert store.last_look(succeeded=True) == Look(NOW, RunOutcome.NOTHING_NEW, 5)

    def test_an_empty_store_counts_nothing(self, store):
        assert store.counts() == Counts()
        assert store.tag_counts(["focus"]) == {}
        assert list(store.export()) == list(store.raws()) == store.archived() == []

    def test_counts_tell_the_archive_and_the_ledger(self, store):
        sent_out(store, 1)
        retracted = MeshHeading("x", "D1", major=False)
        unrelated = verdict(relevance=Relevance.UNRELATED)
        store.apply_harvest(HarvestPlan((revision(citation(2, mesh=(retracted,)), unrelated),)))
        store.apply_harvest(plan(3, digests=("all", "pain")))
        counts = store.counts()
        assert (counts.citations, counts.relevant, counts.events) == (3, 2, 2)
        assert (counts.queued_entries, counts.held_entries, counts.queued) == (2, 0, 1)

    # --- search --------------------------------------------------------------------------------------

    def test_search_finds_words_in_every_field_whatever_their_case_and_accents(self, store):
        store.apply_harvest(plan(1))
        for words in (
            "low-dose", "NALTREXONE", "sjogren", "Sjögren", "asa", "study group", "small doses",
            "microglia", "fibromyalgia therapy", "pain results", "observ*",
        ):  # fmt: skip
            assert uids(store.search(SearchQuery(words))) == ["pmid:1"], words
        for words in ("naltrexone absent", "fibro", "*", '"', "AND", "title:low"):
            assert store.search(SearchQuery(words)) == [], words

    def test_search_finds_a_pmid_and_a_doi(self, store):
        store.apply_harvest(plan(1, 2, 39012345))
        for words in (
            "39012345", "pmid:39012345", "PMID 39012345", "10.1000/LDN.39012345",
            "https://doi.org/10.1000/ldn.39012345", "doi:10.1000/LDN.39012345",
        ):  # fmt: skip
            assert uids(store.search(SearchQuery(words))) == ["pmid:39012345"], words

    def test_search_results_are_filtered_and_newest_first(self, store):
        store.apply_harvest(plan(1, judged=verdict(tag("lupus")), at=NOW - DAY))
        store.apply_harvest(plan(2, judged=verdict(tag("lupus"), study_type="review")))
        store.apply_harvest(plan(3, at=NOW - 2 * DAY))
        found = {
            name: uids(store.search(SearchQuery(**query)))
            for name, query in {
                "all": {},
                "limit": {"limit": 1},
                "none": {"limit": -1},
                "condition": {"condition": "lupus"},
                "type": {"study_type": "rct", "words": "naltrexone"},
                "since": {"since": date(2026, 11, 22)},
            }.items()
        }
        assert found == {
            "all": ["pmid:2", "pmid:1", "pmid:3"],
            "limit": ["pmid:2"],
            "none": [],
            "condition": ["pmid:2", "pmid:1"],
            "type": ["pmid:1", "pmid:3"],
            "since": ["pmid:2", "pmid:1"],
        }

    def test_search_forgets_words_that_are_gone(self, store):
        store.apply_harvest(plan(1))
        corrected = citation(1, authors=(Author("Grün"),))
        store.apply_harvest(HarvestPlan((revision(corrected, at=NOW + DAY),)))
        assert store.search(SearchQuery("sjogren")) == []
        assert uids(store.search(SearchQuery("grun"))) == ["pmid:1"]

    # --- export --------------------------------------------------------------------------------------

    def test_export_tells_every_citation_with_its_events_in_the_order_of_pmids(self, store):
        numbers = range(1, 1205)  # more than two pages
        store.apply_harvest(plan(*numbers))
        exported = list(store.export())
        assert [archived.citation.uid for archived, _ in exported] == [f"pmid:{number}" for number in numbers]
        assert all(events == [news(int(one.citation.pmid))] for one, events in exported)

    def test_raws_come_whole_for_all_or_for_some(self, store):
        store.apply_harvest(HarvestPlan((revision(citation(1), raw=b"\x00\xff<x/>"),)))
        store.apply_harvest(plan(*range(2, 1205)))
        assert len(dict(store.raws())) == 1204
        assert dict(store.raws(uid for uid in ("pmid:1", "pmid:9999", "raw:1"))) == {
            "pmid:1": b"\x00\xff<x/>"
        }
        assert list(store.raws([])) == []

    def test_reading_may_go_on_while_something_is_written(self, store):
        store.apply_harvest(plan(*range(1, 700)))
        exported = store.export()
        next(exported)
        store.apply_harvest(plan(2000))
        assert not store.in_transaction
        assert sum(1 for _ in exported) == 699
