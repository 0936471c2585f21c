"""A harvest against a source that is a list, and the real store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from ldn_watch.errors import Transient, Untrustworthy
from ldn_watch.model import Batch, Census, Dates, Unreadable, uid_of
from ldn_watch.progress import Silent
from ldn_watch.stages.harvest import Harvester, HarvestSettings
from tests.stages.builders import NOW, citation, digest, fetched, judge, retracted

SETTINGS = HarvestSettings("naltrexone", digests=(digest(),))


@dataclass
class ListSource:
    """Lists and returns what it is given; asserts that no transaction is open while it is asked."""

    store: object
    citations: dict = field(default_factory=dict)
    modified: frozenset = frozenset()
    absent: set = field(default_factory=set)
    unreadable: dict = field(default_factory=dict)
    readable: dict = field(default_factory=dict)
    broken: bool = False
    asked: list = field(default_factory=list)
    requests: int = 0
    batch_size: int = 2

    def add(self, *citations):
        self.citations |= {one.uid: one for one in citations}

    def census(self, modified_since, today, cuts=()):
        assert not self.store.in_transaction
        return Census(frozenset(self.citations), self.modified, translation="naltrexone[All Fields]")

    def read_raw(self, raw):
        return self.readable.get(raw)

    def fetch(self, uids):
        assert not self.store.in_transaction
        self.asked.append(list(uids))
        if self.broken and len(self.asked) > 1:
            raise Transient("HTTP 503")
        here = [uid for uid in uids if uid not in self.absent | set(self.unreadable)]
        bad = tuple(self.unreadable[uid] for uid in uids if uid in self.unreadable)
        missing = tuple(uid for uid in uids if uid in self.absent)
        return Batch(fetched(*(self.citations[uid] for uid in here)), missing, bad)


@pytest.fixture
def source(store):
    made = ListSource(store)
    made.add(citation(1), citation(2), citation(3))
    return made


@pytest.fixture
def harvest(source, store):
    def run(now=NOW, settings=SETTINGS, **more):
        source.asked.clear()
        return Harvester(source, store, judge, settings, Silent(), **more).run(now)

    return run


def test_the_first_harvest_keeps_everything_and_owes_nobody(harvest, store):
    report = harvest()
    assert (report.matched, report.new, report.events) == (3, 3, {"new": 3})
    assert store.counts().citations == 3
    assert store.pending_count("all") == (0, 0)
    assert store.harvest_state().translation == "naltrexone[All Fields]"


def test_what_comes_later_is_owed_and_what_is_known_is_not_asked_for(harvest, source, store):
    harvest()
    source.add(citation(4))
    report = harvest(NOW + timedelta(hours=6))
    assert (report.new, source.asked) == (1, [["pmid:4"]])
    assert [line.event.uid for line in store.pending("all")] == ["pmid:4"]
    assert harvest(NOW + timedelta(hours=7)).new == 0
    assert source.asked == []


def test_a_harvest_that_breaks_off_has_moved_nothing(harvest, source, store):
    source.broken = True
    with pytest.raises(Transient):
        harvest()
    assert store.counts().citations == 0
    assert not store.harvest_state().bootstrapped
    source.broken = False
    assert harvest().new == 3
    source.add(citation(4), citation(5), citation(6))
    source.broken = True
    with pytest.raises(Transient):
        harvest(NOW + timedelta(hours=1))
    assert (store.counts().citations, store.pending_count("all")) == (3, (0, 0))


def test_a_filling_of_many_thousands_keeps_what_came(harvest, source, store, monkeypatch):
    monkeypatch.setattr("ldn_watch.stages.harvest.AT_ONCE", 2)
    source.broken = True
    with pytest.raises(Transient):
        harvest()
    assert store.counts().citations == 2
    source.broken = False
    assert harvest().new == 1
    assert store.pending_count("all") == (0, 0)


def test_a_census_that_is_not_believed_changes_nothing(harvest, source, store):
    harvest()
    source.citations.clear()
    with pytest.raises(Untrustworthy):
        harvest()
    assert store.harvest_state().matched == 3
    accepting = replace(SETTINGS, accept_census=True)
    assert harvest(settings=accepting).matched == 0


def test_a_revision_is_seen_when_it_enters_the_window_and_a_retraction_is_told(harvest, source, store):
    harvest()
    source.add(retracted(2))
    source.modified = frozenset({"pmid:2"})
    report = harvest(NOW + timedelta(hours=1))
    assert (report.events, source.asked) == ({"retracted": 1}, [["pmid:2"]])
    harvest(NOW + timedelta(hours=2))
    assert source.asked == []
    harvest(NOW + timedelta(days=1))
    assert source.asked == [["pmid:2"]]


def test_a_retraction_on_the_day_of_the_last_fetch_is_seen_with_its_notice(harvest, source):
    harvest()
    source.add(citation(4))
    source.modified = frozenset({"pmid:4"})
    harvest(NOW + timedelta(hours=1))
    source.add(retracted(4))
    assert harvest(NOW + timedelta(hours=2)).events == {}
    source.add(citation(5, "Retraction notice: LDN for fibromyalgia"))
    assert harvest(NOW + timedelta(hours=3)).events == {"new": 1, "retracted": 1}


def test_everything_is_seen_again_in_its_time_deleted_ones_included(harvest, source):
    source.add(citation(9, "LDN: donor nephrectomy"))
    harvest()
    harvest(NOW + timedelta(days=8))
    assert sorted(uid for asked in source.asked for uid in asked) == ["pmid:1", "pmid:2", "pmid:3"]
    harvest(NOW + timedelta(days=31))
    assert sorted(uid for asked in source.asked for uid in asked) == ["pmid:1", "pmid:2", "pmid:3", "pmid:9"]


def test_what_is_missing_is_asked_for_once_more_and_then_named(harvest, source, store):
    source.absent = {"pmid:2"}
    report = harvest()
    assert source.asked == [["pmid:1", "pmid:2"], ["pmid:3"], ["pmid:2"]]
    assert (report.new, report.troubled) == (2, 1)
    (trouble,) = store.troubles()
    assert (trouble.uid, trouble.kind, trouble.attempts) == ("pmid:2", "missing", 1)
    source.absent.clear()
    assert harvest(NOW + timedelta(hours=1)).new == 1
    assert store.troubles() == []


def test_many_that_are_withheld_are_said_once_and_parked_in_the_end(harvest, source, store):
    harvest()
    source.add(*(citation(number) for number in range(10, 16)))
    source.absent = {f"pmid:{number}" for number in range(10, 16)}
    with pytest.raises(Untrustworthy, match="6 new citations"):
        harvest(NOW + timedelta(hours=1))
    for hour in (2, 3):
        assert harvest(NOW + timedelta(hours=hour)).troubled == 6
    assert store.counts().parked == 6
    assert harvest(NOW + timedelta(hours=4)).troubled == 0


def test_a_first_census_of_nothing_makes_nothing_news(harvest, source, store):
    there, source.citations = source.citations, {}
    assert harvest().matched == 0
    source.citations = there
    harvest(NOW + timedelta(hours=1))
    assert store.pending_count("all") == (0, 0)


def test_after_an_upgrade_what_was_unreadable_is_read_again(harvest, source, store):
    source.unreadable = {"pmid:2": Unreadable("pmid:2", b"<old/>", "unknown shape")}
    old, new = replace(SETTINGS, reader="1"), replace(SETTINGS, reader="2")
    for hour in range(3):
        harvest(NOW + timedelta(hours=hour), old)
    assert store.counts().parked == 1
    source.readable = {b"<old/>": fetched(citation(2))[0]}
    harvest(NOW + timedelta(hours=4), old)
    assert store.counts().parked == 1
    report = harvest(NOW + timedelta(hours=5), new)
    assert (report.new, report.events) == (1, {"new": 1})
    assert store.counts().citations == 3
    assert [line.event.uid for line in store.pending("all")] == ["pmid:2"]


def test_an_unreadable_record_is_kept_and_the_rest_arrives(harvest, source, store):
    source.unreadable = {"pmid:2": Unreadable("pmid:2", b"<bad>", "not well-formed")}
    assert harvest().new == 2
    (trouble,) = store.troubles()
    assert (trouble.raw, trouble.error) == (b"<bad>", "not well-formed")


def test_a_trouble_that_pubmed_lists_no_longer_is_over(harvest, source, store):
    source.absent = {"pmid:3"}
    harvest()
    del source.citations["pmid:3"]
    harvest(NOW + timedelta(hours=1))
    assert store.troubles() == []


def test_a_citation_that_is_neither_listed_nor_returned_is_deleted_in_the_end(harvest, source, store):
    harvest()
    source.absent = {"pmid:3"}
    listed = source.citations.pop("pmid:3")
    for day in (8, 9, 10):
        source.citations["pmid:3"] = listed  # the list source must know whom it withholds
        census = source.census
        source.census = lambda *_: Census(frozenset({"pmid:1", "pmid:2"}))
        harvest(NOW + timedelta(days=day))
        source.census = census
    assert store.load(["pmid:3"])["pmid:3"].deleted
    assert "deleted" in {event.kind for event in store.events_of(["pmid:3"])}


def test_a_dry_run_reports_and_writes_nothing(harvest, store):
    report = harvest(dry_run=True)
    assert (report.new, report.events, report.finished) == (3, {"new": 3}, True)
    assert store.counts().citations == 0
    assert not store.harvest_state().bootstrapped


def test_a_harvest_that_must_stop_has_moved_nothing(harvest, store):
    turns = iter([False, True])
    report = harvest(stopping=lambda: next(turns))
    assert (report.finished, report.new) == (False, 0)
    assert not store.harvest_state().bootstrapped


def test_the_clock_going_back_moves_no_cursor_back(harvest, store):
    harvest()
    looked_on = store.harvest_state().looked_on
    harvest(NOW - timedelta(days=2))
    assert store.harvest_state().looked_on == looked_on == date(2026, 11, 23)


def test_old_citations_of_a_first_run_stand_in_the_order_of_pubmed(harvest, source, store):
    source.add(citation(7, dates=Dates(entrez=date(2001, 1, 1))))
    harvest()
    events = {event.uid: event.at.date() for event in store.events_of([uid_of(7), uid_of(1)])}
    assert events == {"pmid:7": date(2001, 1, 1), "pmid:1": date(2026, 11, 20)}
