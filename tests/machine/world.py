"""A small world around the real program: a PubMed, a mail server, a clock, and crashes at any boundary.

The store is the real SQLite file, the stages, the run and the app are the real ones. Only PubMed and the
mail server are models, so that what they know can be held against what readers were told. A crash is
a `BaseException` at a boundary between two acts (before or after a transaction, before or after the
network); what follows is a new process: the database is opened again, all else is forgotten.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from ldn_watch.app import Watch
from ldn_watch.config import load_config
from ldn_watch.errors import Transient
from ldn_watch.model import (
    Batch,
    Census,
    Citation,
    CommentCorrection,
    Dates,
    Deferred,
    Delivered,
    Fetched,
    Labels,
    Refused,
    Relevance,
    RunOutcome,
    Tag,
    TagKind,
    Term,
    Verdict,
    pmid_of,
    uid_of,
)
from ldn_watch.store.sqlstore import open_store

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
READERS = ("ann@example.org", "ben@example.org")
CONFIG = """
[watch]
state_dir = "state"
[pubmed]
email = "watch@example.org"
max_new = 1000
[smtp]
host = "127.0.0.1"
security = "none"
from = "watch@example.org"
[[digest]]
id = "all"
title = "Everything"
to = ["ann@example.org", "ben@example.org"]
[[digest]]
id = "weekly"
title = "Weekly"
schedule = "weekly monday 07:00"
to = ["ann@example.org"]
"""
# The writing methods of the store: a crash may come before each, and after each.
TRANSACTIONS = frozenset(
    {"apply_harvest", "open_digest", "apply_issue", "mark_due", "reclaim", "claim", "settle", "record_run"}
)


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Fuse:
    """Counts boundaries down and then kills; None never does."""

    left: int | None = None
    passed: int = 0

    def boundary(self) -> None:
        self.passed += 1
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Crash


@dataclass
class Record:
    """A citation in PubMed."""

    pmid: int
    created: date
    revised: date
    retracted: bool = False
    title: str = ""
    hidden: bool = False  # EFetch does not return it for now

    def citation(self) -> Citation:
        types = (
            Term("Journal Article"),
            *([Term("Retracted Publication", "D016441")] if self.retracted else []),
        )
        links = (CommentCorrection("RetractionIn", "J Test. 2026"),) if self.retracted else ()
        return Citation(
            uid_of(self.pmid),
            self.title or f"Low-dose naltrexone, record {self.pmid}",
            publication_types=types,
            comments_corrections=links,
            dates=Dates(entrez=self.created, revised=self.revised, published=self.created.isoformat()),
        )


@dataclass
class PubMedModel:
    """A source over the records; it may be down."""

    world: World
    records: dict[int, Record] = field(default_factory=dict)
    down: bool = False
    requests: int = 0
    batch_size: int = 3  # small, so that a harvest has many transactions

    def census(self, modified_since, today, cuts=()):
        self.touch()
        modified = [r for r in self.records.values() if modified_since and r.revised >= modified_since]
        return Census(frozenset(map(uid_of, self.records)), frozenset(uid_of(r.pmid) for r in modified))

    def fetch(self, uids):
        self.touch()
        found = [self.records.get(int(pmid_of(uid))) for uid in uids]
        here = [record for record in found if record and not record.hidden]
        fetched = tuple(Fetched(record.citation(), b"<PubmedArticle/>") for record in here)
        return Batch(fetched, tuple(uid for uid in uids if uid not in {one.citation.uid for one in fetched}))

    def read_raw(self, raw):
        return None

    def touch(self):
        assert not self.world.store.in_transaction, "the network inside a transaction"
        self.world.fuse.boundary()
        self.requests += 1
        if self.down:
            raise Transient("PubMed did not answer")


@dataclass
class MailModel:
    """A channel that remembers every message it took, for ever, and may misbehave for a reader."""

    world: World
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)  # recipient, Message-ID, bytes
    mood: dict[str, str] = field(default_factory=dict)  # recipient -> "defer" | "refuse"

    def send(self, message: bytes, recipient: str):
        assert not self.world.store.in_transaction, "the network inside a transaction"
        self.world.fuse.boundary()
        mood = self.mood.get(recipient, "")
        if mood == "defer":
            return Deferred("450 not now")
        if mood == "refuse":
            return Refused("552 too large", suppress=False)
        self.taken.append((recipient, str(message_from_bytes(message)["Message-ID"]), message))
        self.world.fuse.boundary()  # the server has it, and we do not know it yet
        return Delivered("250 OK")

    def close(self):
        pass


class CrashingStore:
    """The real store with a boundary before and after each of its transactions."""

    def __init__(self, store, fuse: Fuse) -> None:
        self._store, self._fuse = store, fuse

    def __getattr__(self, name):
        method = getattr(self._store, name)
        if name not in TRANSACTIONS:
            return method

        def transaction(*args, **kwargs):
            self._fuse.boundary()
            result = method(*args, **kwargs)
            self._fuse.boundary()
            return result

        return transaction


class NoPublisher:
    """Publishing is a projection, proved elsewhere; here it would only cost time."""

    def run(self, now, *, force=False):
        return 0


def judge(citation: Citation) -> Verdict:
    relevance = Relevance.FOCUS if "naltrexone" in citation.title else Relevance.UNRELATED
    return Verdict(
        relevance, tags=(Tag("fibromyalgia", "chronic-pain", TagKind.TOPIC, ()),), rulebook="machine"
    )


class World:
    """Everything, and what may happen to it. `wrap` may replace parts of a new process by a mutant's."""

    def __init__(self, folder: Path, wrap=lambda watch: watch) -> None:
        self.folder, self.wrap = folder, wrap
        (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        self.config = load_config(folder / "config.toml", {})
        self.now = START
        self.fuse = Fuse()
        self.pubmed, self.mail = PubMedModel(self), MailModel(self)
        self.counts = Counter()
        self.watch = None
        self.start_process()

    # --- processes ---------------------------------------------------------------------------------

    def start_process(self) -> None:
        path = self.config.watch.state_dir / "ldn-watch.sqlite3"
        self.store = open_store(path, app_version="machine", now=self.now)
        watch = Watch(self.config, CrashingStore(self.store, self.fuse), lambda: self.now)
        watch.owner = f"elsewhere/{self.counts['processes']}/1/1"
        watch.__dict__["source"] = self.pubmed
        watch.__dict__["channels"] = {"smtp": self.mail}
        watch.__dict__["digests"] = self.config.digests
        watch.__dict__["labels"] = Labels({"fibromyalgia": "Fibromyalgia"}, {"chronic-pain": "Chronic pain"})
        watch.judge = judge
        watch.publisher = lambda look=None: NoPublisher()
        self.watch = self.wrap(watch)
        self.counts["processes"] += 1

    def crash(self) -> None:
        """The process is gone: its connection closes without a commit, its lease is a dead one's."""
        self.store.close()
        self.now += timedelta(hours=2)  # past the lease: the next process takes it over
        self.start_process()
        self.counts["crashes"] += 1

    # --- what may happen -------------------------------------------------------------------------------

    def add(self, *, days_late: int = 0) -> None:
        pmid = 40_000_000 + len(self.pubmed.records)
        created = self.now.date()
        self.pubmed.records[pmid] = Record(pmid, created - timedelta(days=days_late), created)

    def retract(self, index: int) -> None:
        records = [record for record in self.pubmed.records.values() if not record.retracted]
        if records:
            record = records[index % len(records)]
            self.pubmed.records[record.pmid] = replace(record, retracted=True, revised=self.now.date())

    def hide(self, index: int, *, hidden: bool) -> None:
        records = list(self.pubmed.records.values())
        if records:
            records[index % len(records)].hidden = hidden

    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def run(self, crash_after: int | None = None) -> RunOutcome | None:
        """One run, perhaps cut off at the n-th boundary; None where it was."""
        self.fuse.left = crash_after
        self.counts["runs"] += 1
        try:
            return self.watch.run_once().outcome
        except Crash:
            self.crash()
            return None
        finally:
            self.fuse.left = None

    # --- what must be true -----------------------------------------------------------------------------

    def settle_down(self) -> None:
        """All faults end; time passes until whatever waits has been tried."""
        self.pubmed.down, self.mail.mood = False, {}
        for record in self.pubmed.records.values():
            record.hidden = False
        for _ in range(4):
            self.pass_time(8 * 24)
            assert self.run() is not None
        assert self.run() is RunOutcome.NOTHING_NEW

    def told(self) -> dict[str, list[tuple[str, int, bool]]]:
        """Message-ID -> what it tells: (recipient, PMID, as a retraction)."""
        told = {}
        for recipient, message_id, body in self.mail.taken:
            told.setdefault(message_id, [])
            if not told[message_id]:
                told[message_id] = [(recipient, *line) for line in read(body)]
        return told

    def check_always(self) -> None:
        """True at every moment, whatever crashed when."""
        bodies = {}
        for recipient, message_id, body in self.mail.taken:
            known = bodies.setdefault(message_id, (recipient, body))
            assert known == (recipient, body), "one Message-ID, two messages"
        times = Counter(
            (message_id.split(".")[0], *line) for message_id, lines in self.told().items() for line in lines
        )
        repeated = [line for line, count in times.items() if count > 1]
        assert not repeated, f"told in a second message: {repeated}"

    def check_settled(self) -> None:
        """True once all is calm: nothing lost, nothing owed."""
        self.settle_down()
        self.check_always()
        archived = set(self.store.load([uid_of(pmid) for pmid in self.pubmed.records]))
        assert archived == {uid_of(pmid) for pmid in self.pubmed.records}, "a citation was missed"
        told = {line for lines in self.told().values() for line in lines}
        owed = {event for event in self.store.events_of(sorted(archived)) if not event.quiet}
        for event in owed:
            pmid, as_retracted = int(pmid_of(event.uid)), event.kind.value == "retracted"
            for reader in READERS:
                lines = {
                    (reader, pmid, as_retracted),
                    (reader, pmid, True),
                }  # both at once: told as retracted
                assert lines & told, f"{reader} was never told {event.identity}"
        counts = self.store.counts()
        assert (counts.queued, counts.deferred, counts.in_doubt, counts.queued_entries) == (0, 0, 0, 0)

    def close(self) -> None:
        self.store.close()


def read(body: bytes) -> list[tuple[int, bool]]:
    """What a mail tells, from its text part: each citation's PMID, and whether as retracted."""
    text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
    entries = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.startswith("* ")]
    pmids = [re.search(r"https://pubmed\.ncbi\.nlm\.nih\.gov/(\d+)/", block) for block in entries]
    return [(int(pmid[1]), "Retracted:" in block) for pmid, block in zip(pmids, entries, strict=True)]
