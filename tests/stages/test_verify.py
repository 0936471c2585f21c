"""What verify finds: each thing that can be wrong, broken on purpose in a whole and healthy state."""

from __future__ import annotations

import os
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from ldn_watch.demo.records import make_record
from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import Batch, Fetched, Relevance
from ldn_watch.plans import IncidentPlan, Settlement
from ldn_watch.progress import Silent
from ldn_watch.sources.pubmed_xml import read_or_keep
from ldn_watch.stages.events import Knowledge
from ldn_watch.stages.harvest import READER_SINCE, HarvestSettings, plan_harvest
from ldn_watch.stages.publish import STAMP, Publisher, PublishSettings
from ldn_watch.stages.verify import DO, HEALS, Verification, Verifier
from ldn_watch.store import checks
from ldn_watch.store.sqlstore import SqlStore, open_store
from tests.contracts.store_world import HOUR, issue
from tests.stages.builders import NOW, digest, judge
from tests.stages.conftest import LABELS

SETTINGS = PublishSettings("LDN watch", "https://ldn.example.org", frozenset(Relevance))
LEDGER = ("DROP TRIGGER event_undeleted", "DROP TRIGGER event_unchanged")


@dataclass
class World:
    """Three citations, one issue of two of them to two readers, published feeds."""

    path: Path
    store: SqlStore
    publisher: Publisher

    def verify(self) -> Verification:
        return Verifier(self.store, reread, self.publisher, Silent()).run()

    def found(self) -> list[tuple[str, str]]:
        return [(finding.kind, finding.where) for finding in self.verify().findings]

    def break_by(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as conn:
            for statement in statements:
                conn.execute(statement)


def reread(raw: bytes) -> Fetched | None:
    record = read_or_keep(raw)
    return record if isinstance(record, Fetched) else None


def harvest(store, *pmids: int) -> None:
    titles = {2: "Low-dose naltrexone for migraine", 3: "Naltrexone after nephrectomy"}
    raws = [make_record(pmid, title=titles.get(pmid, "LDN for fibromyalgia")) for pmid in pmids]
    batch = Batch(tuple(reread(raw) for raw in raws))
    store.apply_harvest(plan_harvest(batch, Knowledge(NOW, judge, digests=(digest(),)), HarvestSettings("q")))


@pytest.fixture
def world(tmp_path):
    path = tmp_path / "ldn-watch.sqlite3"
    with closing(open_store(path, app_version="1", now=NOW)) as store:
        harvest(store, 1, 2, 3)
        store.write_note(READER_SINCE, NOW.isoformat())
        store.open_digest("all", NOW)
        entries = [line.seq for line in store.pending("all")]
        store.apply_issue(issue(1, *entries, to=("ann@readers.test", "ben@readers.test")), NOW)
        publisher = Publisher(store, tmp_path / "public", LABELS, SETTINGS)
        publisher.run(NOW)
        yield World(path, store, publisher)


def test_a_healthy_state_has_no_findings_and_everything_was_looked_at(world):
    verification = world.verify()
    assert verification.findings == ()
    assert verification.is_well
    files = len(dict(world.publisher.render(NOW)))
    assert verification.looked_at == {"citations": 3, "files": files}


def test_an_empty_archive_is_well(tmp_path):
    with closing(open_store(tmp_path / "ldn-watch.sqlite3", app_version="1", now=NOW)) as store:
        found = Verifier(store, reread, Publisher(store, tmp_path, LABELS, SETTINGS), Silent()).run()
    assert found.is_well
    assert [finding.kind for finding in found.findings] == ["unpublished"]


def test_nothing_is_changed(world):
    before = sorted(world.path.parent.rglob("*"))
    dump = [*sqlite3.connect(world.path).iterdump()]
    world.verify()
    assert sorted(world.path.parent.rglob("*")) == before
    assert [*sqlite3.connect(world.path).iterdump()] == dump
    assert not world.store.in_transaction


@pytest.mark.parametrize(
    ("kind", "where", "statements"),
    [
        ("reference", "delivery, row 1", ["UPDATE delivery SET number = 9 WHERE id = 1"]),
        ("reference", "outbox, row 1", ["UPDATE outbox SET number = 9 WHERE seq = 1"]),
        (
            "ledger",
            "PMID 2",
            [*LEDGER, "DELETE FROM outbox WHERE seq = 2", "DELETE FROM event WHERE pmid = 2"],
        ),
        ("ledger", "PMID 1", ["UPDATE citation SET is_deleted = 1 WHERE pmid = 1"]),
        ("outbox", "all, event 1", ["UPDATE outbox SET position = NULL WHERE seq = 1"]),
        ("outbox", "all, event 1", ["UPDATE outbox SET state = 'held' WHERE seq = 1"]),
        ("issue", "all no. 1", ["UPDATE outbox SET position = 7 WHERE seq = 2"]),
        ("issue", "all no. 1", ["DELETE FROM outbox WHERE seq = 1"]),
        ("issue", "digest all", ["UPDATE digest SET next_number = 1"]),
        ("issue", "digest all", ["UPDATE digest SET next_number = 3"]),
        ("issue", "<a@b>", ["UPDATE delivery SET message_id = '<a@b>'"]),
        ("issue", "all no. 1", ["UPDATE issue SET message = x'0102'"]),
        (
            "quarantine",
            "pmid:9",
            ["INSERT INTO trouble VALUES ('pmid:9', 'unreadable', 1, '2026-11-23T00:00:00Z', 0, 'e', x'00')"],
        ),
        ("search", "", ["INSERT INTO citation_fts(rowid, title) VALUES (77, 'ghost')"]),
        ("record", "PMID 1", ["UPDATE record SET citation = '{}' WHERE pmid = 1"]),
        ("record", "PMID 1", ["UPDATE record SET verdict = 'x' WHERE pmid = 1"]),
        ("record", "PMID 1", ["DELETE FROM record WHERE pmid = 1"]),
        ("made", "PMID 1", ["UPDATE citation SET title = 'other' WHERE pmid = 1"]),
        ("made", "PMID 1", ["UPDATE citation_text SET abstract = 'other' WHERE pmid = 1"]),
        ("made", "PMID 1", ["DELETE FROM citation_text WHERE pmid = 1"]),
        ("made", "PMID 1", ["UPDATE tag SET words = 'other' WHERE pmid = 1"]),
        ("made", "PMID 1", ["INSERT INTO tag VALUES (1, 'gout', 'topic', 'g', 'focus', 'title', 'gout')"]),
        ("made", "PMID 1", ["UPDATE feed_line SET band = 'grave' WHERE pmid = 1"]),
        ("made", "PMID 1", ["DELETE FROM feed_line WHERE pmid = 1 AND scope = ''"]),
        ("raw", "PMID 1", ["DELETE FROM revision WHERE pmid = 1"]),
        ("raw", "PMID 1", ["UPDATE revision SET raw = x'789c00' WHERE pmid = 1"]),
        (
            "raw",
            "PMID 1",
            ["UPDATE revision SET raw = (SELECT raw FROM revision WHERE pmid = 2) WHERE pmid = 1"],
        ),
        ("attempt", "all no. 1 to ann@readers.test", ["UPDATE delivery SET state = 'sending' WHERE id = 1"]),
    ],
)
def test_what_is_broken_is_found_and_nothing_else(world, kind, where, statements):
    world.break_by(*statements)
    verification = world.verify()
    found = {(finding.kind, finding.where) for finding in verification.findings}
    assert (kind, where) in found
    assert {place for other, place in found if other != "feeds"} <= {where, "all no. 1", "all no. 9"}
    assert verification.is_well is (kind in HEALS)
    assert all(finding.do for finding in verification.findings)


def test_a_torn_file_is_said_and_nothing_else_of_it_believed(world):
    world.store.close()
    with closing(sqlite3.connect(world.path)) as conn:
        ((root,),) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'delivery'")
        ((size,),) = conn.execute("PRAGMA page_size")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with world.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(os.urandom(size))
    verification = world.verify()
    assert {finding.kind for finding in verification.findings} == {"file"}
    assert "restore a backup" in verification.findings[0].do
    assert verification.looked_at == {}


def test_an_index_that_misses_a_row_is_found(world):
    world.break_by(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX citation_doi ON citation (title)' "
        "WHERE name = 'citation_doi'",
        "PRAGMA schema_version = 999",
    )
    assert ("file", "") in world.found()


def test_a_record_that_this_version_reads_otherwise_is_damage_only_if_this_version_read_it(world):
    raw = make_record(1, title="LDN for fibromyalgia, another text")
    with closing(sqlite3.connect(world.path, isolation_level=None)) as conn:
        conn.execute("UPDATE revision SET raw = ? WHERE pmid = 1", [zlib.compress(raw)])
    assert world.found() == [("raw", "PMID 1")]
    world.store.write_note(READER_SINCE, (NOW + HOUR).isoformat())
    assert world.found() == [("reader", "PMID 1")]
    assert world.verify().is_well
    world.store.write_note(READER_SINCE, "")
    assert world.found() == [("reader", "PMID 1")]


# --- feeds --------------------------------------------------------------------------------------------


def test_feeds_are_compared_file_by_file(world):
    feed, index = world.publisher.folder / "feeds/all.rss", world.publisher.folder / "index.html"
    feed.write_bytes(feed.read_bytes() + b" ")
    index.unlink()
    verification = world.verify()
    assert [(finding.kind, finding.where) for finding in verification.findings] == [
        ("feeds", str(feed)),
        ("feeds", str(index)),
    ]
    assert not verification.is_well


def test_feeds_that_the_next_run_writes_are_no_fault(world):
    harvest(world.store, 4)
    assert world.found() == [("unpublished", "")]
    assert world.verify().is_well
    world.publisher.run(NOW + HOUR)
    assert world.found() == []


def test_notices_are_compared_as_of_the_day_they_were_written(world):
    """An incident that is over leaves the feed after a fortnight; the ledger says nothing of that day."""
    opened = Incident(IncidentKind.SOURCE, NOW - HOUR, NOW - 2 * HOUR, 3, "no answer")
    world.store.apply_incidents(IncidentPlan(NOW - HOUR, opened=(opened,)))
    world.store.apply_incidents(IncidentPlan(NOW, closed=(IncidentKind.SOURCE,)))
    world.publisher.run(NOW)
    later = NOW + timedelta(days=30)
    assert dict(world.publisher.render(later)) != dict(world.publisher.render(NOW))
    assert world.found() == []


def test_feeds_of_an_older_version_are_not_called_wrong(world):
    world.store.write_note(STAMP, "7 0123456789abcdef 2026-11-20T06:00:00+00:00")
    assert world.found() == [("unpublished", "")]


def test_a_run_that_publishes_meanwhile_is_no_finding(world, monkeypatch):
    render, interrupted = Publisher.render, []

    def rendered(self, at):
        yield from render(self, at)
        if self is world.publisher and not interrupted:
            interrupted.append(True)
            harvest(world.store, 5)
            (world.publisher.folder / "feeds/all.rss").write_bytes(b"")
            Publisher(world.store, world.publisher.folder, LABELS, SETTINGS).run(NOW + HOUR)

    monkeypatch.setattr(Publisher, "render", rendered)
    assert world.found() == []
    assert interrupted


# --- what it says is what helps ------------------------------------------------------------------------


def test_every_kind_of_finding_says_what_to_do():
    kinds = {kind for kind, *_ in checks.QUERIES} | {checks.FILE, "reference", "search", "quarantine"}
    assert kinds <= DO.keys()
    assert DO.keys() >= HEALS


def test_what_is_said_to_be_made_anew_is(world):
    with closing(sqlite3.connect(world.path)) as conn:
        before = [*conn.iterdump()]
    world.break_by(
        "UPDATE citation SET title = 'other', doi = 'x', is_retracted = 1 WHERE pmid = 1",
        "DELETE FROM tag",
        "UPDATE citation_text SET abstract = 'other' WHERE pmid = 2",
        "DELETE FROM feed_line WHERE scope = ''",
        "INSERT INTO citation_fts(rowid, title) VALUES (77, 'ghost')",
    )
    assert {kind for kind, _ in world.found()} == {"search", "made", "feeds"}
    world.store.remake()
    assert world.found() == []  # the public files had been right
    index = ('INSERT INTO "citation_fts_', 'INSERT INTO "sqlite_sequence')
    with closing(sqlite3.connect(world.path)) as conn:
        after = [*conn.iterdump()]
    assert [line for line in after if not line.startswith(index)] == [
        line for line in before if not line.startswith(index)
    ]


def test_a_settled_delivery_is_no_open_attempt(world):
    claimed = world.store.claim(NOW, NOW + HOUR, "me")
    assert world.found() == [("attempt", "all no. 1 to ann@readers.test")]
    world.store.settle(Settlement(claimed.id, claimed.attempt, "sent", NOW))
    assert world.found() == []
