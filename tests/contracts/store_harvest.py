"""What a store owes to harvest, retag and publish (ports.Store)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ldn_watch.errors import StoreError
from ldn_watch.model import EventKind, Relevance, TagKind
from ldn_watch.plans import (
    Ahead,
    Changes,
    HarvestPlan,
    HarvestState,
    Owed,
    Scope,
    Selection,
    Shelved,
    Tally,
    Trouble,
)
from tests.contracts.store_world import (
    ALL,
    DAY,
    HOUR,
    NOW,
    RELEVANT,
    citation,
    news,
    plan,
    revision,
    tag,
    uids,
    verdict,
)

SCOPES = {
    "lupus": (Scope(), Scope(condition="lupus"), Scope(group="autoimmune")),
    "fibromyalgia": (Scope(), Scope(condition="fibromyalgia"), Scope(group="chronic-pain")),
}


class HarvestContract:
    def test_what_was_kept_comes_back_equal(self, store):
        judged = verdict(tag("fibromyalgia"), tag("lupus", "autoimmune", TagKind.MENTION))
        one = revision(citation(7), judged)
        store.apply_harvest(HarvestPlan((one,)))
        archived = store.load(["pmid:7", "pmid:8"])["pmid:7"]
        assert archived.citation == one.citation
        assert archived.verdict == judged
        assert (archived.first_seen, archived.fetched_at) == (NOW, NOW)
        assert (archived.fingerprint, archived.deleted) == (one.fingerprint, False)

    def test_a_plan_written_twice_changes_nothing(self, store):
        first = plan(1, 2, digests=("all", "pain"))
        trouble = Trouble("pmid:9", "missing", 1, NOW, parked=False)
        first = replace(first, troubles=(trouble,), state=HarvestState(bootstrapped=True))
        assert store.apply_harvest(first) == list(first.events)
        once = (
            store.version(),
            store.counts(),
            store.pending("all"),
            list(store.export()),
            list(store.raws()),
        )
        assert store.apply_harvest(first) == []
        again = (
            store.version(),
            store.counts(),
            store.pending("all"),
            list(store.export()),
            list(store.raws()),
        )
        assert once == again

    def test_a_later_fetch_keeps_the_day_it_was_first_seen(self, store):
        store.apply_harvest(plan(1))
        changed = revision(citation(1, title="Another title"), at=NOW + DAY)
        store.apply_harvest(HarvestPlan((changed,)))
        archived = store.load(["pmid:1"])["pmid:1"]
        assert (archived.first_seen, archived.fetched_at) == (NOW, NOW + DAY)
        assert archived.citation.title == "Another title"
        assert dict(store.raws()) == {"pmid:1": b"Another title"}

    def test_content_that_comes_back_is_the_present_one(self, store):
        before, between = revision(citation(1)), revision(citation(1, title="Between"))
        for one in (before, between, before):
            store.apply_harvest(HarvestPlan((one,)))
        assert store.load(["pmid:1"])["pmid:1"].citation == before.citation
        assert dict(store.raws()) == {"pmid:1": before.raw}

    def test_a_restamped_record_is_kept_and_is_no_news_for_readers(self, store):
        store.apply_harvest(plan(1))
        version = store.version()
        stamped = citation(1, dates=replace(citation(1).dates, revised=date(2026, 11, 24)))
        store.apply_harvest(HarvestPlan((revision(stamped, at=NOW + DAY),)))
        assert store.version() == version
        assert store.load(["pmid:1"])["pmid:1"].citation == stamped

    def test_the_version_grows_with_what_a_reader_could_see(self, store):
        seen = [store.version()]
        for step in (
            plan(1),
            HarvestPlan((revision(citation(1, title="New title")),)),
            HarvestPlan((revision(citation(1, title="New title"), verdict(study_type="review")),)),
            HarvestPlan(events=(news(1, kind=EventKind.CORRECTED, key="x"),)),
            HarvestPlan(deleted=("pmid:1",)),
        ):
            store.apply_harvest(step)
            seen.append(store.version())
        store.apply_verdicts({"pmid:1": verdict(tag("lupus"))}, [], [])
        seen.append(store.version())
        assert seen == sorted(set(seen))

    def test_what_changed_since_a_version_is_told_with_the_scopes_that_were_left_and_entered(self, store):
        store.apply_harvest(plan(1, 2, judged=verdict(tag("lupus", "autoimmune"))))
        before = store.version()
        assert store.changed_since(before) == Changes()
        years = tuple((scope, "2026") for scope in SCOPES["lupus"])
        assert store.changed_since(0) == Changes(("pmid:1", "pmid:2"), SCOPES["lupus"], years)
        store.apply_verdicts({"pmid:2": verdict(tag("fibromyalgia"))}, [], [])
        touched = (*SCOPES["fibromyalgia"], *SCOPES["lupus"][1:])
        assert store.changed_since(before).uids == ("pmid:2",)
        assert set(store.changed_since(before).scopes) == set(touched)

    def test_a_scope_lists_and_tallies_its_citations_of_the_relevances_asked_for(self, store):
        lupus = verdict(tag("lupus", "autoimmune"))
        store.apply_harvest(plan(1, judged=lupus))
        store.apply_harvest(plan(2, judged=verdict(tag("lupus", "autoimmune", TagKind.MENTION))))
        store.apply_harvest(plan(3, judged=verdict(tag("lupus"), relevance=Relevance.UNRELATED)))
        store.apply_harvest(plan(4, judged=verdict(tag("fibromyalgia"), study_type="review")))
        undated = citation(5, dates=replace(citation(5).dates, published=""))
        store.apply_harvest(HarvestPlan((revision(undated, verdict()),), (news(5),)))
        everything, of_lupus, of_pain = Scope(), Scope(condition="lupus"), Scope(group="chronic-pain")
        assert store.listed(RELEVANT, everything) == ["pmid:1", "pmid:2", "pmid:4", "pmid:5"]
        assert store.listed(RELEVANT, of_lupus) == ["pmid:1", "pmid:2"]
        assert store.listed(RELEVANT, of_pain) == ["pmid:4"]
        assert store.listed({Relevance.UNRELATED}, of_lupus) == ["pmid:3"]
        assert store.tally(RELEVANT, of_lupus) == [Tally("2026", "rct", 2)]
        assert store.tally(RELEVANT, everything) == [
            Tally("", "rct", 1),
            Tally("2026", "rct", 2),
            Tally("2026", "review", 1),
        ]

    def test_a_citation_that_moves_to_another_year_touches_both(self, store):
        store.apply_harvest(plan(1, judged=verdict(tag("lupus"))))
        before = store.version()
        moved = citation(1, dates=replace(citation(1).dates, published="2027-01"))
        store.apply_harvest(HarvestPlan((revision(moved, verdict(tag("lupus"))),)))
        touched = {year for scope, year in store.changed_since(before).years if scope.condition == "lupus"}
        assert touched == {"2026", "2027"}
        before = store.version()
        store.apply_verdicts({"pmid:1": verdict(tag("fibromyalgia"))}, [], [])
        left = {one for one in store.changed_since(before).years if one[0].condition}
        assert left == {(Scope(condition="lupus"), "2027"), (Scope(condition="fibromyalgia"), "2027")}

    def test_a_shelf_has_a_scopes_citations_newest_publication_first(self, store):
        for number, published, study in ((1, "2024", "rct"), (2, "2026-11-02", "review"), (3, "2026", "rct")):
            dated = citation(number, dates=replace(citation(1).dates, published=published))
            judged = verdict(tag("lupus"), study_type=study)
            store.apply_harvest(HarvestPlan((revision(dated, judged),), (news(number),)))
        lupus, gout = Scope(condition="lupus"), Scope(condition="gout")
        assert store.shelf(RELEVANT, lupus) == [
            Shelved("pmid:2", "2026", "review"),
            Shelved("pmid:3", "2026", "rct"),
            Shelved("pmid:1", "2024", "rct"),
        ]
        assert store.shelf(RELEVANT, gout) == store.shelf({Relevance.UNRELATED}, lupus) == []
        assert store.tag_latest(RELEVANT) == {"lupus": "2026-11-02", "chronic-pain": "2026-11-02"}
        assert store.tag_latest({Relevance.UNRELATED}) == {}

    def test_a_month_has_what_happened_in_it_and_was_not_known_before(self, store):
        october = NOW - 40 * DAY
        store.apply_harvest(plan(1, at=october))
        store.apply_harvest(plan(2, 3))
        store.apply_harvest(HarvestPlan((revision(citation(4)),), (news(4, quiet=True),)))
        unrelated = verdict(relevance=Relevance.UNRELATED)
        store.apply_harvest(plan(5, judged=unrelated))
        store.apply_harvest(HarvestPlan(events=(news(5, NOW + HOUR, EventKind.RETRACTED),)))
        assert store.months(RELEVANT) == {"2026-10": 1, "2026-11": 3}
        lines = store.lines_between(RELEVANT, NOW, NOW + DAY)
        assert [(line.event.uid, line.event.kind) for line in lines] == [
            ("pmid:5", "retracted"),
            ("pmid:3", "new"),
            ("pmid:2", "new"),
        ]
        assert store.lines_between(RELEVANT, october, october) == []

    def test_what_a_clock_ahead_has_dated_is_told_from_what_came_later(self, store):
        store.apply_harvest(plan(1))
        store.apply_harvest(plan(2, at=NOW + 9 * DAY))
        store.apply_harvest(HarvestPlan(events=(news(1, NOW + 8 * DAY, EventKind.RETRACTED),)))
        last = store.counts().events
        store.apply_harvest(plan(3, at=NOW + 9 * DAY))
        ahead = store.dated_after(NOW + DAY, last)
        assert ahead.events == {("pmid:2", "new", ""), ("pmid:1", "retracted", "")}
        assert (ahead.citations, ahead.until) == ({"pmid:2"}, NOW + 9 * DAY)
        assert store.dated_after(NOW + 9 * DAY, last) == Ahead()

    def test_unknown_is_what_is_neither_archived_nor_in_trouble(self, store):
        trouble = Trouble("pmid:2", "missing", 1, NOW, parked=False)
        store.apply_harvest(replace(plan(1), troubles=(trouble,)))
        assert store.unknown({"pmid:1", "pmid:2", "pmid:3", "raw:4"}) == {"pmid:3", "raw:4"}
        assert store.unknown([]) == set()
        many = [f"pmid:{number}" for number in range(1, 40_000)]
        assert len(store.unknown(many)) == len(many) - 2

    def test_fetched_on_tells_of_archived_ones_alone(self, store):
        store.apply_harvest(plan(1, 2))
        assert store.fetched_on(["pmid:2", "pmid:3", "raw:ab"]) == {"pmid:2": NOW}

    def test_refresh_is_due_at_its_time_and_longest_due_first(self, store):
        store.apply_harvest(plan(1, at=NOW))
        store.apply_harvest(plan(2, at=NOW - DAY))
        store.apply_harvest(plan(3, at=NOW + DAY))
        assert store.refresh_due(NOW + 7 * DAY - HOUR) == ["pmid:2"]
        assert store.refresh_due(NOW + 7 * DAY) == ["pmid:2", "pmid:1"]

    def test_a_deleted_citation_stays_and_is_refreshed_no_more(self, store):
        store.apply_harvest(plan(1, 2))
        gone = news(1, NOW + HOUR, EventKind.DELETED)
        store.apply_harvest(HarvestPlan(events=(gone,), deleted=("pmid:1",)))
        assert store.load(["pmid:1"])["pmid:1"].deleted
        assert store.refresh_due(NOW + 99 * DAY) == ["pmid:2"]
        assert uids(store.newest(ALL)) == ["pmid:1", "pmid:2", "pmid:1"]
        assert store.counts().citations == 1

    def test_a_record_that_nlm_restored_is_deleted_no_more(self, store):
        store.apply_harvest(plan(1))
        store.apply_harvest(HarvestPlan(deleted=("pmid:1",)))
        store.apply_harvest(plan(1))
        assert not store.load(["pmid:1"])["pmid:1"].deleted

    def test_troubles_are_kept_replaced_and_settled(self, store):
        raw = Trouble("raw:ab12", "unreadable", 1, NOW + DAY, parked=True, error="no PMID", raw=b"<x>\xff")
        missing = Trouble("pmid:5", "missing", 1, NOW, parked=False)
        store.apply_harvest(HarvestPlan(troubles=(raw, missing)))
        assert store.troubles() == [missing, raw]
        assert store.troubles(NOW) == [missing]
        assert (store.counts().quarantine, store.counts().parked) == (1, 1)
        again = replace(missing, attempts=2, next_try=NOW + HOUR)
        store.apply_harvest(HarvestPlan(troubles=(again,)))
        assert store.troubles() == [again, raw]
        store.apply_harvest(HarvestPlan(settled=("raw:ab12",)))
        assert store.troubles() == [again]

    def test_what_becomes_archived_is_no_trouble(self, store):
        store.apply_harvest(HarvestPlan(troubles=(Trouble("pmid:1", "missing", 3, NOW, parked=True),)))
        store.apply_harvest(plan(1))
        assert store.troubles() == []

    def test_the_harvest_state_comes_back_whole(self, store):
        assert store.harvest_state() == HarvestState()
        state = HarvestState(
            bootstrapped=True,
            matched=2012,
            query='naltrexone "low dose"',
            census_digest="ab",
            modified=frozenset({"pmid:1", "pmid:2"}),
            looked_on=date(2026, 11, 22),
            cuts=(100, 200),
            translation="naltrexone[All Fields]",
            warnings=("PubMed ignored ldn",),
        )
        store.apply_harvest(HarvestPlan(state=state))
        assert store.harvest_state() == state
        store.apply_harvest(HarvestPlan(state=HarvestState()))
        assert store.harvest_state() == HarvestState()

    def test_an_event_happens_once_and_keeps_its_first_time(self, store):
        store.apply_harvest(plan(1))
        later = news(1, NOW + DAY, detail="again", quiet=True)
        other = news(1, NOW + DAY, EventKind.CORRECTED, key="erratum-1", detail="J Small Doses 2027")
        assert store.apply_harvest(HarvestPlan(events=(later, other, other))) == [other]
        assert store.events_of(["pmid:1", "pmid:2"]) == [news(1), other]

    def test_an_event_of_a_citation_that_is_not_archived_is_refused_whole(self, store):
        with pytest.raises(StoreError):
            store.apply_harvest(replace(plan(1), events=(news(2),)))
        assert store.load(["pmid:1"]) == {}
        assert not store.in_transaction

    def test_entries_may_be_owed_of_events_that_happened_before(self, store):
        store.apply_harvest(plan(1))
        store.apply_harvest(HarvestPlan(owed=(Owed("all", news(1).identity),) * 2))
        assert uids(store.pending("all")) == ["pmid:1"]

    def test_an_entry_of_an_event_that_never_happened_is_refused_whole(self, store):
        with pytest.raises(StoreError, match="'all'"):
            store.apply_harvest(replace(plan(1), owed=(Owed("all", ("pmid:1", "retracted", "")),)))
        assert store.load(["pmid:1"]) == {}

    def test_told_knows_what_waits_and_what_was_sent(self, store):
        store.apply_harvest(plan(1, 2, digests=("all",)))
        store.apply_harvest(plan(3, digests=("pain",)))
        assert store.told(["pmid:1", "pmid:2", "pmid:3", "raw:x"])["all"] == {"pmid:1", "pmid:2"}
        assert store.told(["pmid:1"]) == {"all": {"pmid:1"}}

    # --- judged again ------------------------------------------------------------------------------

    def test_pages_of_the_archive_follow_the_pmids(self, store):
        store.apply_harvest(plan(10, 9, 100, 1))
        assert uids(store.archived(limit=3)) == ["pmid:1", "pmid:9", "pmid:10"]
        assert uids(store.archived(after="pmid:10", limit=3)) == ["pmid:100"]
        assert store.archived(after="pmid:100") == []

    def test_new_verdicts_move_citations_between_feeds(self, store):
        store.apply_harvest(plan(1, judged=verdict(tag("lupus"))))
        store.apply_harvest(HarvestPlan((revision(citation(2), verdict(relevance=Relevance.UNRELATED)),)))
        after = {"pmid:1": verdict(tag("fibromyalgia")), "pmid:2": verdict(tag("lupus")), "pmid:3": verdict()}
        store.apply_verdicts(after, [news(2)], [Owed("all", news(2).identity)])
        assert uids(store.newest(replace(ALL, condition="lupus"))) == ["pmid:2"]
        assert uids(store.newest(replace(ALL, condition="fibromyalgia"))) == ["pmid:1"]
        assert uids(store.pending("all")) == ["pmid:2"]
        assert store.load(["pmid:1"])["pmid:1"].verdict == after["pmid:1"]

    # --- publish -------------------------------------------------------------------------------------

    def test_the_newest_lines_come_by_time_then_by_the_ledgers_order(self, store):
        store.apply_harvest(plan(1, 2, at=NOW))
        store.apply_harvest(plan(3, at=NOW - DAY))
        store.apply_harvest(HarvestPlan(events=(news(3, NOW + DAY, EventKind.CORRECTED),)))
        lines = store.newest(ALL)
        assert uids(lines) == ["pmid:3", "pmid:2", "pmid:1", "pmid:3"]
        assert [line.seq for line in lines] == [4, 2, 1, 3]
        assert lines[0].event == news(3, NOW + DAY, EventKind.CORRECTED)
        assert uids(store.newest(replace(ALL, at_least=2))) == ["pmid:3", "pmid:2"]

    def test_since_adds_lines_and_never_takes_any(self, store):
        for number in range(1, 7):
            store.apply_harvest(plan(number, at=NOW - number * DAY))
        few = replace(ALL, at_least=2)
        assert len(store.newest(replace(few, since=NOW - 4 * DAY))) == 4
        assert len(store.newest(replace(few, since=NOW))) == 2
        assert store.newest(replace(ALL, at_least=0)) == []

    def test_relevance_decides_but_not_over_what_is_grave(self, store):
        for number, relevance in enumerate(Relevance, start=1):
            store.apply_harvest(plan(number, judged=verdict(tag("lupus"), relevance=relevance)))
        focus = Selection(frozenset({Relevance.FOCUS}))
        assert uids(store.newest(focus)) == ["pmid:1"]
        assert uids(store.newest(ALL)) == ["pmid:2", "pmid:1"]
        for kind in (EventKind.RETRACTED, EventKind.CONCERN, EventKind.DELETED):
            store.apply_harvest(HarvestPlan(events=(news(3, NOW, kind),)))
        assert uids(store.newest(focus)) == ["pmid:3", "pmid:3", "pmid:3", "pmid:1"]
        assert len(store.newest(replace(focus, condition="lupus"))) == 4
        assert store.newest(replace(focus, condition="gout")) == []

    def test_kinds_conditions_and_groups_are_filters(self, store):
        store.apply_harvest(plan(1, judged=verdict(tag("lupus", "autoimmune"), tag("gout", "autoimmune"))))
        store.apply_harvest(plan(2, judged=verdict(tag("fibromyalgia", kind=TagKind.MENTION))))
        store.apply_harvest(HarvestPlan(events=(news(1, NOW, EventKind.RETRACTED),)))
        grave = frozenset({EventKind.RETRACTED, EventKind.CONCERN})
        assert [line.event.kind for line in store.newest(replace(ALL, kinds=grave))] == [EventKind.RETRACTED]
        assert uids(store.newest(replace(ALL, kinds=frozenset({EventKind.NEW})))) == ["pmid:2", "pmid:1"]
        assert uids(store.newest(replace(ALL, group="autoimmune"))) == ["pmid:1", "pmid:1"]
        assert uids(store.newest(replace(ALL, group="autoimmune", condition="fibromyalgia"))) == [
            "pmid:1", "pmid:2", "pmid:1"
        ]  # fmt: skip
        assert store.newest(Selection(frozenset(), kinds=frozenset({EventKind.NEW}))) == []

    def test_tag_counts_count_citations_once(self, store):
        both = verdict(tag("lupus", "autoimmune"), tag("gout", "autoimmune"), tag("gout", "autoimmune"))
        store.apply_harvest(plan(1, judged=both))
        store.apply_harvest(plan(2, judged=verdict(tag("gout", "autoimmune"), relevance=Relevance.POSSIBLE)))
        assert store.tag_counts(["focus", "possible"]) == {"lupus": 1, "gout": 2, "autoimmune": 2}
        assert store.tag_counts({Relevance.POSSIBLE}) == {"gout": 1, "autoimmune": 1}

    def test_notes_are_replaced(self, store):
        assert store.read_note("publish") == ""
        store.write_note("publish", "1")
        store.write_note("publish", "2 é")
        assert (store.read_note("publish"), store.read_note("other")) == ("2 é", "")
