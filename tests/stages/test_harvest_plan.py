"""What to fetch, what to believe, what one batch writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ldn_watch.errors import Untrustworthy
from ldn_watch.model import Batch, Census, EventKind, Unreadable
from ldn_watch.plans import HarvestState, Trouble
from ldn_watch.stages.census import (
    FetchList,
    census_digest,
    check_census,
    check_news,
    ncbi_day,
    plan_alerts,
    plan_changed,
    plan_company,
    plan_fetch,
    plan_state,
    window_start,
)
from ldn_watch.stages.harvest import HarvestSettings, batches, first_pass, plan_harvest
from tests.stages.builders import NOW, archived, citation, digest, event, fetched, known

SETTINGS = HarvestSettings("naltrexone")


def census(*pmids, modified=()):
    return Census(frozenset(f"pmid:{n}" for n in pmids), frozenset(f"pmid:{n}" for n in modified))


def state(matched=100, **fields):
    return HarvestState(bootstrapped=True, matched=matched, query="naltrexone", **fields)


def test_the_day_at_ncbi_is_eastern():
    assert ncbi_day(datetime(2026, 11, 23, 3, 0, tzinfo=UTC)) == date(2026, 11, 22)
    assert ncbi_day(datetime(2026, 7, 1, 4, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_the_window_begins_at_the_last_look_less_the_overlap():
    today = date(2026, 11, 23)
    assert window_start(HarvestState(), today, 3) == date(2026, 11, 20)
    assert window_start(state(looked_on=date(2026, 11, 1)), today, 3) == date(2026, 10, 29)
    assert window_start(state(looked_on=date(2027, 11, 1)), today, 3) == date(2026, 11, 20)


@pytest.mark.parametrize(("before", "now"), [(100, 100), (100, 90), (100, 150), (10_000, 9_801), (0, 0)])
def test_a_census_that_shrinks_a_little_is_believed(before, now):
    check_census(census(*range(now)), state(before), "naltrexone")


@pytest.mark.parametrize(("before", "now"), [(100, 89), (10_000, 9_799)])
def test_a_census_that_shrinks_more_is_not(before, now):
    with pytest.raises(Untrustworthy, match=f"{now} citations match, last time it was {before}"):
        check_census(census(*range(now)), state(before), "naltrexone")


@pytest.mark.parametrize("query", ["naltrexone", "another query"])
def test_nothing_where_there_was_something_is_never_believed(query):
    with pytest.raises(Untrustworthy, match="no citation matches, last time it was 3"):
        check_census(census(), state(3), query)


def test_another_query_may_shrink_the_census():
    check_census(census(1), state(), "naltrexone[ti]")


def test_a_first_census_of_nothing_is_no_beginning():
    before = HarvestState()
    assert not plan_state(census(), before, "q", date(2026, 11, 23)).bootstrapped
    assert plan_state(census(1), before, "q", date(2026, 11, 23)).bootstrapped
    assert plan_state(census(), state(), "q", date(2026, 11, 23)).bootstrapped
    assert plan_alerts(census(), before) == ("the query matches nothing: check [pubmed] query",)


def test_what_pubmed_made_of_the_query_is_said_once():
    warned = replace(census(1), warnings=("PubMed ignored ldn",))
    assert plan_alerts(warned, state()) == ("PubMed ignored ldn",)
    assert plan_alerts(warned, state(warnings=("PubMed ignored ldn",))) == ()


def test_equal_sets_have_equal_digests():
    assert census_digest({"pmid:1", "pmid:2"}) == census_digest(["pmid:2", "pmid:1"])
    assert census_digest({"pmid:12"}) != census_digest({"pmid:1", "pmid:2"})


@pytest.mark.parametrize(
    ("in_window_before", "fetched_on", "again"),
    [
        (False, NOW, True),  # entered the window: revised since the last look
        (True, NOW, False),  # still inside, and seen today: an idle run costs nothing
        (True, NOW - timedelta(days=1), True),  # perhaps revised once more
    ],
)
def test_a_revised_citation_is_seen_again(in_window_before, fetched_on, again):
    before = state(modified=frozenset({"pmid:1"}) if in_window_before else frozenset())
    changed = plan_changed(census(1, modified=[1]), before, {"pmid:1": fetched_on}, ncbi_day(NOW))
    assert changed == ({"pmid:1"} if again else set())


def test_a_citation_outside_the_window_is_left_alone():
    assert plan_changed(census(1), state(), {"pmid:1": NOW - timedelta(days=9)}, ncbi_day(NOW)) == set()


def test_what_was_revised_rides_along_where_there_is_room():
    asked = FetchList(("pmid:9",), ("pmid:5",))
    assert plan_company(asked, {"pmid:5", "pmid:3", "pmid:4"}, 200).again == ("pmid:5", "pmid:3", "pmid:4")
    assert plan_company(asked, {"pmid:3", "pmid:4"}, 3).again == ("pmid:5", "pmid:3")
    assert plan_company(asked, {"pmid:3"}, 2) == asked
    assert len(plan_company(FetchList(), {"pmid:3"}, 200)) == 0  # an idle run stays an idle run


def trouble(pmid, *, due=True, attempts=1, kind="missing"):
    next_try = NOW if due else NOW + timedelta(days=1)
    return Trouble(f"pmid:{pmid}", kind, attempts, next_try, parked=not due)


def test_each_uid_is_asked_for_once_oldest_first():
    plan = plan_fetch({"pmid:30", "pmid:4"}, {"pmid:4", "pmid:2"}, [trouble(3)], NOW)
    assert plan == FetchList(("pmid:4", "pmid:30"), ("pmid:2", "pmid:3"))


def test_what_is_parked_waits_whatever_else_asks_for_it():
    plan = plan_fetch({"pmid:1"}, {"pmid:2"}, [trouble(1, due=False), trouble(2, due=False)], NOW)
    assert len(plan) == 0


def test_a_nameless_record_is_not_asked_for_by_its_name():
    nameless = Trouble("raw:abc", "unreadable", 1, NOW, parked=False)
    assert len(plan_fetch(set(), set(), [nameless], NOW)) == 0


def test_one_batch_writes_revisions_events_and_what_is_owed():
    plan = plan_harvest(Batch(fetched(citation(1), citation(2))), known(digests=(digest(),)), SETTINGS)
    assert [revision.citation.uid for revision in plan.revisions] == ["pmid:1", "pmid:2"]
    assert [event.identity for event in plan.events] == [entry.event for entry in plan.owed]
    assert plan.settled == ("pmid:1", "pmid:2")
    assert plan.revisions[0].refresh_at == NOW + timedelta(days=7)


def test_unrelated_citations_are_kept_refreshed_rarely_and_owed_to_nobody():
    kidney = citation(title="Donor nephrectomy (LDN)")
    plan = plan_harvest(Batch(fetched(kidney)), known(digests=(digest(),)), SETTINGS)
    assert plan.revisions[0].refresh_at == NOW + timedelta(days=30)
    assert (plan.events, plan.owed) == ((), ())


def test_an_older_version_is_no_revision():
    newer = {"pmid:1": archived(citation(version=3))}
    assert plan_harvest(Batch(fetched(citation(version=2))), known(archived=newer), SETTINGS).revisions == ()
    assert plan_harvest(Batch(fetched(citation(version=4))), known(archived=newer), SETTINGS).revisions


def test_what_does_not_come_is_tried_again_then_parked():
    attempts, troubles = [], {}
    for _ in range(4):
        plan = plan_harvest(Batch(missing=("pmid:1",)), known(troubles=troubles), SETTINGS)
        troubles = {one.uid: one for one in plan.troubles}
        attempts.append((plan.troubles[0].attempts, plan.troubles[0].parked, plan.troubles[0].next_try - NOW))
    week = timedelta(days=7)
    now = timedelta(0)
    assert attempts == [(1, False, now), (2, False, now), (3, True, week), (4, True, week)]


def test_an_unreadable_record_is_kept_raw_with_its_error():
    batch = Batch(fetched(citation(1)), unreadable=(Unreadable("pmid:2", b"<bad>", "no title"),))
    (kept,) = plan_harvest(batch, known(), SETTINGS).troubles
    assert (kept.uid, kept.kind, kept.raw, kept.error) == ("pmid:2", "unreadable", b"<bad>", "no title")


def test_a_record_without_a_pmid_stands_for_one_that_is_missing():
    batch = Batch(missing=("pmid:2",), unreadable=(Unreadable("", b"<bad>", "no PMID"),))
    (kept,) = plan_harvest(batch, known(), SETTINGS).troubles
    assert (kept.uid, kept.kind, kept.raw) == ("pmid:2", "unreadable", b"<bad>")


def test_a_record_without_a_pmid_in_nobodys_place_is_named_and_counted():
    (kept,) = plan_harvest(
        Batch(unreadable=(Unreadable("", b"<bad>", "no PMID"),)), known(), SETTINGS
    ).troubles
    assert kept.uid.startswith("raw:")


def test_the_first_pass_leaves_what_is_asked_for_again():
    nameless, named = Unreadable("", b"<a>", "no PMID"), Unreadable("pmid:3", b"<b>", "cut")
    batch = Batch(missing=("pmid:2",), unreadable=(nameless, named))
    assert first_pass(batch) == Batch(unreadable=(named,))
    assert first_pass(Batch(unreadable=(nameless,))).unreadable == (nameless,)


def test_a_deleted_citation_is_marked_and_told_to_whoever_was_told():
    before = known(
        archived={"pmid:1": archived(citation(1)), "pmid:2": archived(citation(2), deleted=True)},
        ledger=[event()],
        digests=(digest(), digest("other")),
        told={"all": {"pmid:1"}, "other": set()},
    )
    plan = plan_harvest(Batch(deleted=("pmid:1", "pmid:2", "pmid:3")), before, SETTINGS)
    assert plan.deleted == ("pmid:1",)
    assert [one.kind for one in plan.events] == [EventKind.DELETED]
    assert [entry.digest for entry in plan.owed] == ["all"]


def test_an_archived_citation_that_pubmed_neither_lists_nor_returns_is_deleted_when_parked():
    before = {"archived": {"pmid:1": archived(citation(1))}, "troubles": {"pmid:1": trouble(1, attempts=2)}}
    assert plan_harvest(Batch(missing=("pmid:1",)), known(**before), SETTINGS).deleted == ("pmid:1",)
    listed = plan_harvest(Batch(missing=("pmid:1",)), known(**before, listed={"pmid:1"}), SETTINGS)
    assert listed.deleted == ()
    assert listed.troubles[0].parked


def test_none_of_many_new_ones_is_not_believed():
    new = [f"pmid:{n}" for n in range(5)]
    with pytest.raises(Untrustworthy, match="5 new citations and returned not one"):
        check_news(new, new)
    check_news(new[:4], new[:4])
    check_news(new, new[1:])


def test_batches_are_whole():
    assert list(batches("abcdefg", 3)) == ["abc", "def", "g"]
    assert list(batches("", 3)) == []
