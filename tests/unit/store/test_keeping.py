"""What the store keeps, and what it does not write again: seen in the tables themselves."""

from __future__ import annotations

import pytest

from ldn_watch.model import RunOutcome, RunReport
from ldn_watch.plans import HarvestPlan
from ldn_watch.store.runs import KEPT_FOR
from ldn_watch.store.sqlstore import open_store
from tests.contracts.store_world import DAY, NOW, citation, plan, revision, tag, verdict


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "ldn-watch.sqlite3", app_version="1", now=NOW)
    yield opened
    opened.close()


def rows(store, sql):
    with store._read() as conn:
        return [tuple(row) for row in conn.exec_driver_sql(sql)]


def test_a_revision_is_kept_for_each_new_fingerprint_alone(store):
    versions = [citation(1), citation(1), citation(1, title="New title"), citation(1)]
    for day, one in enumerate(versions):
        store.apply_harvest(HarvestPlan((revision(one, at=NOW + day * DAY),)))
    kept = rows(store, "SELECT pmid, fetched_at FROM revision ORDER BY fetched_at")
    assert kept == [(1, "2026-11-23T04:05:06.000789Z"), (1, "2026-11-25T04:05:06.000789Z")]


def test_two_revisions_of_one_citation_in_one_batch_are_both_kept_and_the_last_is_present(store):
    both = (
        revision(citation(1), verdict(tag("lupus"))),
        revision(citation(1, title="New"), verdict(tag("gout"))),
    )
    store.apply_harvest(HarvestPlan(both))
    assert rows(store, "SELECT count(*) FROM revision") == [(2,)]
    assert rows(store, "SELECT condition_id, relevance, field, words FROM tag") == [
        ("gout", "focus", "title", "gout")
    ]
    assert store.load(["pmid:1"])["pmid:1"].citation.title == "New"


def test_raw_records_and_messages_are_compressed(store):
    raw = b"<PubmedArticle/>" * 1000
    store.apply_harvest(HarvestPlan((revision(citation(1), raw=raw),)))
    ((size,),) = rows(store, "SELECT length(raw) FROM revision")
    assert size < len(raw) / 10


def test_the_search_index_is_not_written_where_the_text_is_the_same(store):
    index = "SELECT id, block FROM citation_fts_data ORDER BY id"
    store.apply_harvest(plan(1, 2))
    before = rows(store, index)
    store.apply_harvest(HarvestPlan((revision(citation(1, status="MEDLINE"), at=NOW + DAY),)))
    assert rows(store, index) == before
    store.apply_harvest(HarvestPlan((revision(citation(1, title="New title")),)))
    assert rows(store, index) != before


def test_the_search_index_agrees_with_the_text_it_stands_for(store):
    for title in ("One", "Two words", "Three"):
        store.apply_harvest(HarvestPlan((revision(citation(1, title=title)), revision(citation(2)))))
    with store._write() as conn:  # raises where they disagree (FTS5 4.4.3, integrity-check)
        conn.exec_driver_sql("INSERT INTO citation_fts(citation_fts, rank) VALUES ('integrity-check', 1)")
    assert rows(store, "SELECT count(*) FROM citation_text") == [(2,)]


def test_a_verdict_for_what_is_not_archived_changes_nothing(store):
    store.apply_verdicts({"pmid:9": verdict(tag("lupus")), "raw:1": verdict()}, [], [])
    assert store.version() == 0
    assert rows(store, "SELECT * FROM tag") == []


def test_old_runs_that_found_nothing_are_forgotten_and_the_others_kept(store):
    day = NOW - KEPT_FOR
    for outcome in RunOutcome:
        store.record_run(RunReport(outcome), day - DAY, day)
    store.record_run(RunReport(RunOutcome.NOTHING_NEW), day + DAY, day + DAY)
    store.record_run(RunReport(RunOutcome.NEW, warnings=("é",)), NOW, NOW)
    kept = [outcome for (outcome,) in rows(store, "SELECT outcome FROM runs ORDER BY id")]
    assert kept == ["new", "could-not-look", "nothing-new", "new"]
    ((report,),) = rows(store, "SELECT report FROM runs ORDER BY id DESC LIMIT 1")
    assert '"warnings": ["é"]' in report
