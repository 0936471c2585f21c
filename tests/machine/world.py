"""A small world around the real program: a PubMed, a mail server, a clock, and crashes at any boundary.

The store is the real SQLite file, the stages, the run and the app are the real ones. Only PubMed and the
mail server are models, so that what they know can be held against what readers were told. A crash is
a `BaseException` at a boundary between two acts (before or after a transaction, before or after the
network); what follows is a new process: the database is opened again, all else is forgotten.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ldn_watch.app import Watch
from ldn_watch.config import load_config
from ldn_watch.errors import LeaseHeld, StoreError
from ldn_watch.model import (
    Labels,
    RunOutcome,
    uid_of,
)
from ldn_watch.store.sqlstore import open_store
from tests.machine.models import MailModel, PubMedModel, Record, judge, read
from tests.machine.oracle import NEW, RETRACTED, Broken, Oracle, Telling

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
READERS = ("ann@example.org", "ben@example.org")
CONFIG = """
[watch]
state_dir = "state"
[pubmed]
email = "watch@example.org"
max_new = %d
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
    {
        "apply_harvest",
        "open_digest",
        "hold",
        "release",
        "apply_issue",
        "mark_due",
        "reclaim",
        "claim",
        "settle",
        "record_run",
        "apply_mend",
        "apply_incidents",
    }
)


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Fuse:
    """Counts boundaries down and then does its fault; None never does.

    "crash" kills, "disk" fails what would be written (only there), "second" lets another worker try.
    """

    world: World
    left: int | None = None
    fault: str = "crash"
    dead: bool = False  # a dead process gives no lease back

    def boundary(self, *, writes: bool = False) -> None:
        if self.left is None or (self.fault == "disk" and not writes):
            return
        self.left -= 1
        if self.left >= 0:
            return
        self.left = None
        if self.fault == "crash":
            self.dead = True
            raise Crash
        if self.fault == "disk":
            self.world.counts["disk faults"] += 1
            raise DiskFull("the disk is full")
        self.world.second_worker()


class DiskFull(StoreError):
    """Drawn by the fuse: any other StoreError is the program's own, and a fault of it."""


class CrashingStore:
    """The real store with a boundary before and after each of its transactions."""

    def __init__(self, store, fuse: Fuse) -> None:
        self._store, self._fuse = store, fuse

    def __getattr__(self, name):
        method = getattr(self._store, name)
        if name == "release_lease" and self._fuse.dead:
            return lambda *_: None
        if name not in TRANSACTIONS:
            return method

        def transaction(*args, **kwargs):
            self._fuse.boundary(writes=True)
            result = method(*args, **kwargs)
            if name in {"claim", "settle"}:
                self._fuse.world.attempt_open = name == "claim" and result is not None
            self._fuse.boundary()
            return result

        return transaction


class NoPublisher:
    """Publishing is a projection, proved elsewhere; here it would only cost time."""

    def run(self, now, *, force=False):
        return 0


class World:
    """Everything, and what may happen to it. `wrap` may replace parts of a new process by a mutant's."""

    def __init__(self, folder: Path, wrap=lambda watch: watch, *, max_new: int = 1000) -> None:
        self.folder, self.wrap = folder, wrap
        (folder / "config.toml").write_text(CONFIG % max_new, encoding="utf-8")
        self.config = load_config(folder / "config.toml", {})
        self.now = START
        self.fuse, self.oracle, self.attempt_open = Fuse(self), Oracle(), False
        self.pubmed, self.mail = PubMedModel(self), MailModel(self)
        self.counts = Counter()
        self.watch = None
        self.start_process()

    # --- processes ---------------------------------------------------------------------------------

    def start_process(self) -> None:
        self.fuse.dead = self.attempt_open = False
        self.store = self.opened()
        self.watch = self.wrap(self.make_watch(self.store, self.fuse))

    def opened(self):
        path = self.config.watch.state_dir / "ldn-watch.sqlite3"
        return open_store(path, app_version="machine", now=self.now)

    def make_watch(self, store, fuse: Fuse) -> Watch:
        watch = Watch(self.config, CrashingStore(store, fuse), lambda: self.now)
        watch.owner = f"elsewhere/{self.counts['processes']}/1/1"
        watch.__dict__["source"] = self.pubmed
        watch.__dict__["channels"] = {"smtp": self.mail}
        watch.__dict__["digests"] = self.config.digests
        watch.__dict__["labels"] = Labels({"fibromyalgia": "Fibromyalgia"}, {"chronic-pain": "Chronic pain"})
        watch.judge = judge
        watch.publisher = lambda look=None: NoPublisher()
        self.counts["processes"] += 1
        return watch

    def restart(self) -> None:
        """The process is gone: its connection closes without a commit; an open attempt is in doubt."""
        self.counts["in doubt"] += self.attempt_open
        self.store.close()
        self.start_process()

    def crash(self) -> None:
        self.now += timedelta(hours=2)  # past the dead one's lease: the next process takes it over
        self.restart()
        self.counts["crashes"] += 1

    def second_worker(self) -> None:
        """Another worker over the same file, at any boundary of the first one's run: it must do nothing."""
        self.counts["second workers"] += 1
        store = self.opened()
        try:
            self.make_watch(store, Fuse(self)).run_once()
        except LeaseHeld:
            return
        finally:
            store.close()
        raise Broken("two workers at once")

    # --- what may happen -------------------------------------------------------------------------------

    def add(self, *, days_late: int = 0, relevant: bool = True) -> None:
        pmid = 40_000_000 + len(self.pubmed.records)
        created = self.now.date()
        title = "" if relevant else f"Of something else, record {pmid}"
        self.pubmed.records[pmid] = Record(pmid, created - timedelta(days=days_late), created, title=title)
        self.oracle.appeared(pmid, self.readers(), relevant=relevant)

    def retract(self, index: int) -> None:
        records = [record for record in self.pubmed.records.values() if not record.retracted]
        if records:
            record = records[index % len(records)]
            self.pubmed.records[record.pmid] = replace(record, retracted=True, revised=self.now.date())
            self.oracle.retracted(record.pmid, self.readers())

    def poison(self, index: int, *, poisoned: bool) -> None:
        records = list(self.pubmed.records.values())
        if records:
            records[index % len(records)].poisoned = poisoned

    def readers(self) -> list[tuple[str, str]]:
        """Who is to be told: (digest, reader)."""
        return [(d.id, to) for d in self.config.digests for to in d.recipients if to not in self.mail.bad]

    def excuse(self, reader: str) -> None:
        self.oracle.excuse(reader, self.told())

    def add_recipient(self, reader: str) -> None:
        """Who reads `weekly` from now on: the configuration changes, and a new process reads it."""
        digests = [
            replace(d, recipients=(*d.recipients, reader))
            if d.id == "weekly" and reader not in d.recipients
            else d
            for d in self.config.digests
        ]
        self.config = replace(self.config, digests=tuple(digests))
        self.restart()

    def release(self, digest: str) -> None:
        self.watch.deliver(release=digest)

    def retry(self) -> None:
        self.watch.deliver(retry=True)

    def unsuppress(self, reader: str) -> None:
        """A person says that the address is good again."""
        self.mail.mood[reader] = ""
        if reader in self.store.suppressed():
            self.watch.deliver(unsuppress=reader)
        self.excuse(reader)
        self.mail.bad.discard(reader)

    def set_clock_back(self, hours: int) -> None:
        self.now -= timedelta(hours=hours)
        self.counts["clock jumps"] += 1

    def hide(self, index: int, *, hidden: bool) -> None:
        records = list(self.pubmed.records.values())
        if records:
            records[index % len(records)].hidden = hidden

    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def run(self, after: int | None = None, fault: str = "crash") -> RunOutcome | None:
        """One run, perhaps with a fault at the n-th boundary; None where that ended it."""
        self.fuse.left, self.fuse.fault = after, fault
        self.counts["runs"] += 1
        try:
            report = self.watch.run_once()
        except Crash:
            self.crash()
            return None
        except DiskFull:
            self.restart()
            return None
        finally:
            self.fuse.left = None
        self.oracle.begun |= report.outcome is not RunOutcome.COULD_NOT_LOOK and report.matched > 0
        return report.outcome

    # --- what must be true -----------------------------------------------------------------------------

    def settle_down(self) -> None:
        """All faults end; time passes until whatever waits has been tried."""
        self.pubmed.down, self.pubmed.census_mood, self.pubmed.twice, self.mail.mood = False, "", False, {}
        for record in self.pubmed.records.values():
            record.hidden = record.poisoned = False
        for _ in range(4):
            self.pass_time(8 * 24)
            assert self.run() is not None
            for digest in self.config.digests:
                self.release(digest.id)
        assert self.run() is RunOutcome.NOTHING_NEW

    def told(self) -> list[Telling]:
        """What each message tells; one that was sent again, with its Message-ID, is the same one."""
        first = {message_id: (reader, body) for reader, message_id, body in reversed(self.mail.taken)}
        return [
            Telling(message_id.split(".")[0].strip("<"), reader, pmid, RETRACTED if retracted else NEW)
            for message_id, (reader, body) in first.items()
            for pmid, retracted in read(body)
        ]

    def check_always(self) -> None:
        """True at every moment, whatever crashed when."""
        bodies = {}
        for recipient, message_id, body in self.mail.taken:
            known = bodies.setdefault(message_id, (recipient, body))
            assert known == (recipient, body), "one Message-ID, two messages"
        self.oracle.check_told(self.told())

    def check_settled(self) -> None:
        """True once all is calm: nothing lost, nothing owed."""
        self.settle_down()
        self.check_always()
        archived = set(self.store.load([uid_of(pmid) for pmid in self.pubmed.records]))
        assert archived == {uid_of(pmid) for pmid in self.pubmed.records}, "a citation was missed"
        self.oracle.check_lost(self.told())
        counts = self.store.counts()
        assert (counts.queued, counts.deferred, counts.in_doubt) == (0, 0, 0)
        reached = {digest for digest, _ in self.readers()}
        waiting = [d.id for d in self.config.digests if self.store.pending(d.id)]
        assert not reached & set(waiting), f"entries wait and nothing holds them: {waiting}"

    def close(self) -> None:
        self.store.close()
