"""A small world around the real program: a PubMed, a mail server, a clock, and crashes at any boundary.

The store is the real SQLite file, the stages, the run and the app are the real ones. Only PubMed and the
mail server are models, so that what they know can be held against what readers were told. A crash is
a `BaseException` at a boundary between two acts (before or after a transaction, before or after the
network); what follows is a new process: the database is opened again, all else is forgotten.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from ldn_watch import parts
from ldn_watch.app import Watch
from ldn_watch.config.reading import load_config
from ldn_watch.errors import LeaseHeld, StoreError
from ldn_watch.model import (
    Labels,
    RunOutcome,
    uid_of,
)
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.store.sqlstore import open_store
from tests.machine.faults import Crash, CrashingStore, DiskFull, Fuse
from tests.machine.models import MailModel, PubMedModel, Record, judge, read
from tests.machine.oracle import REMOVED, RETRACTED, Broken, Oracle, Telling

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
READERS = ("ann@example.org", "ben@example.org")
CONFIG = """
[watch]
state_dir = "state"
timezone = "Europe/Berlin"
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
[[digest]]
id = "daily"
title = "At the hour that a DST day skips, or has twice"
schedule = "daily 02:30"
to = ["ben@example.org"]
"""
HELD = """
SELECT pmid, kind FROM outbox JOIN event USING (seq) WHERE digest = ? AND number IS NULL AND state = 'held'
"""
ZONE = ZoneInfo("Europe/Berlin")
LABELS = Labels({"fibromyalgia": "Fibromyalgia"}, {"chronic-pain": "Chronic pain"})


class World:
    """Everything, and what may happen to it. `wrap` may replace parts of a new process by a mutant's."""

    def __init__(self, folder: Path, wrap=lambda watch: watch, *, max_new: int = 1000) -> None:
        self.folder, self.wrap = folder, wrap
        (folder / "config.toml").write_text(CONFIG % max_new, encoding="utf-8")
        self.config = load_config(folder / "config.toml", {})
        self.true, self.error = START, timedelta(0)
        self.erred = False  # the clock was wrong, or an old archive restored: a day may come twice
        self.restored_old = False
        self.fuse, self.oracle = Fuse(self), Oracle()
        self.pubmed, self.mail = PubMedModel(self), MailModel(self)
        self.counts = Counter()
        self.watch = None
        self.start_process()

    @property
    def now(self) -> datetime:
        """What this machine takes for the present."""
        return self.true + self.error

    # --- processes ---------------------------------------------------------------------------------

    def start_process(self) -> None:
        self.fuse.dead = self.fuse.attempt_open = False
        self.store = self.opened()
        self.watch = self.wrap(self.make_watch(self.store, self.fuse))

    def opened(self):
        return open_store(parts.database_of(self.config), app_version="machine", now=self.now)

    def make_watch(self, store, fuse: Fuse) -> Watch:
        watch = Watch(self.config, CrashingStore(store, fuse), lambda: self.now)
        watch.tenure.owner = f"elsewhere/{self.counts['processes']}/1/1"
        watch.__dict__["source"] = self.pubmed
        watch.__dict__["channels"] = {"smtp": self.mail}
        watch.__dict__["digests"] = self.config.digests
        watch.__dict__["rulebook"] = rules()
        watch.__dict__["labels"] = LABELS
        watch.judge = judge
        self.counts["processes"] += 1
        return watch

    def restart(self) -> None:
        """The process is gone: its connection closes without a commit; an open attempt is in doubt."""
        self.counts["in doubt"] += self.fuse.attempt_open
        self.store.close()
        self.start_process()

    def crash(self) -> None:
        self.pass_time(2)  # past the dead one's lease: the next process takes it over
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

    def sleep_past_the_lease(self) -> None:
        """This worker sleeps, another takes its lease and does the whole work; then this one wakes."""
        self.counts["late workers"] += 1
        self.late = True
        self.pass_time(2)
        store = self.opened()
        try:
            self.wrap(self.make_watch(store, Fuse(self))).run_once()
        finally:
            store.close()

    # --- what may happen -------------------------------------------------------------------------------

    def add(self, *, days_late: int = 0, relevant: bool = True) -> None:
        pmid = 40_000_000 + len(self.pubmed.records)
        created = self.true.date()
        title = "" if relevant else f"Of something else, record {pmid}"
        self.pubmed.records[pmid] = Record(pmid, created - timedelta(days=days_late), created, title=title)
        self.oracle.appeared(pmid, self.readers(), relevant=relevant)

    def pick(self, index: int, *, unless: str = "") -> Record | None:
        """A citation that PubMed has and to which this has not happened."""
        records = [
            r for r in self.pubmed.records.values() if not (r.removed or (unless and getattr(r, unless)))
        ]
        return records[index % len(records)] if records else None

    def revise(self, record: Record, **what: bool) -> None:
        self.pubmed.records[record.pmid] = replace(record, revised=self.true.date(), **what)

    def retract(self, index: int) -> None:
        if record := self.pick(index, unless="retracted"):
            self.revise(record, retracted=True)
            self.oracle.happened(record.pmid, RETRACTED, self.readers())

    def correct(self, index: int) -> None:
        """An erratum is published."""
        if record := self.pick(index, unless="corrected"):
            self.revise(record, corrected=True)
            self.oracle.corrected(record.pmid, self.reached())

    def remove(self, index: int) -> None:
        """NLM deletes a citation, but never the last: an empty list is believed from nobody."""
        left = [one for one in self.pubmed.records.values() if not one.removed]
        if len(left) > 1 and (record := self.pick(index)):
            self.revise(record, removed=True)
            self.oracle.removed(record.pmid, self.reached())

    def poison(self, index: int, *, poisoned: bool) -> None:
        if record := self.pick(index):
            record.poisoned = poisoned

    def hide(self, index: int, *, hidden: bool) -> None:
        if record := self.pick(index):
            record.hidden = hidden

    def readers(self) -> list[tuple[str, str]]:
        """Who is to be told: (digest, reader)."""
        return [(d.id, to) for d in self.config.digests for to in d.recipients if to not in self.mail.bad]

    def excuse(self, reader: str) -> None:
        self.oracle.excuse(self.told(), reader)

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
        """A person lets go what is held. After a restore they look into the mails that were sent: where some
        of it was told, all of it counts as told.
        """
        held = self.held(digest) if self.restored_old else set()
        if held & {(one.pmid, one.kind) for one in self.told() if one.digest == digest}:
            self.watch.deliver(discard=digest)
            self.oracle.excuse_held(digest, {pmid for pmid, _ in held}, self.told())
        else:
            self.watch.deliver(release=digest)

    def held(self, digest: str) -> set[tuple[int, str]]:
        """What waits for a person in this digest, past the program."""
        with closing(sqlite3.connect(parts.database_of(self.config))) as database:
            rows = database.execute(HELD, (digest,)).fetchall()
        return {(pmid, REMOVED if kind == "deleted" else kind) for pmid, kind in rows}

    def retry(self) -> None:
        self.watch.deliver(retry=True)

    def unsuppress(self, reader: str) -> None:
        """A person says that the address is good again."""
        self.mail.mood[reader] = ""
        if reader in self.store.suppressed():
            self.watch.deliver(unsuppress=reader)
        self.excuse(reader)
        self.mail.bad.discard(reader)

    def set_clock(self, hours: int) -> None:
        """Whoever sets it, or a wrong server: by hours back, by a year ahead; 0 puts it right."""
        self.error = timedelta(hours=hours) + (self.error if hours < 0 else timedelta(0))
        self.erred |= bool(hours)
        self.counts["clock jumps"] += 1

    def pass_time(self, hours: float) -> None:
        self.true += timedelta(hours=hours)

    def pass_to_dst(self, minutes: int) -> None:
        """To the next night in which the clocks change, so many minutes after half past two is first due."""
        nights = [
            datetime(year, month, day, 0, 30, tzinfo=UTC)
            for year, month, day in ((2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31))
        ]
        coming = [night for night in nights if night > self.true]
        if coming:
            self.true = coming[0] + timedelta(minutes=minutes)
            self.counts["DST nights"] += 1

    def back_up(self) -> None:
        copy = self.folder / "copy.sqlite3"
        copy.unlink(missing_ok=True)
        parts.back_up(self.config, copy)

    def restore(self) -> None:
        """The archive is lost, and an older copy takes its place."""
        copy = self.folder / "copy.sqlite3"
        if not copy.exists():
            return
        self.store.close()
        database = parts.database_of(self.config)
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink()
        parts.restore(self.config, copy)
        self.counts["restores"] += 1
        self.restored_old = self.erred = True
        self.start_process()
        for reader in (
            set(self.store.suppressed()) - self.mail.bad
        ):  # it was suppressed when the copy was made
            self.mail.bad.add(reader)
        self.oracle.excuse(self.told())

    def run(self, after: int | None = None, fault: str = "crash") -> RunOutcome | None:
        """One run, perhaps with a fault at the n-th boundary; None where that ended it."""
        self.fuse.left, self.fuse.fault, self.late = after, fault, False
        self.counts["runs"] += 1
        unsettled = self.restored_old and bool(self.store.read_note("restored"))
        if unsettled:  # what PubMed hides from this look and shows later cannot be known for told
            self.pubmed.census_mood = ""
        try:
            with patch("os.fsync"):  # a process dies here, never the power
                report = self.watch.run_once()
        except Crash:
            self.crash()
            return None
        except DiskFull:
            self.restart()
            return None
        except StoreError as error:
            if not (self.late and "is not its next one" in str(error)):
                raise  # only who slept while another composed may be refused
            self.restart()
            return None
        finally:
            self.fuse.left = None
            if unsettled:  # what the first whole look finds may have been told, so it is held
                self.oracle.excuse(self.told())
        self.oracle.begun |= report.outcome is not RunOutcome.COULD_NOT_LOOK and report.matched > 0
        return report.outcome

    # --- what must be true -----------------------------------------------------------------------------

    def settle_down(self) -> None:
        """All faults end; time passes until whatever waits has been tried."""
        self.pubmed.down, self.pubmed.census_mood, self.pubmed.twice, self.mail.mood = False, "", False, {}
        for record in self.pubmed.records.values():
            record.hidden = record.poisoned = False
        self.error = timedelta(0)
        for _ in range(6):
            self.pass_time(8 * 24)
            assert self.run() is not None
            self.retry()
            for digest in self.config.digests:
                self.release(digest.id)
        assert self.run() is RunOutcome.NOTHING_NEW

    def told(self) -> list[Telling]:
        """What each message tells; one that was sent again, with its Message-ID, is the same one."""
        first = {message_id: (reader, body) for reader, message_id, body in reversed(self.mail.taken)}
        return [
            Telling(digest_of(message_id), reader, pmid, kind)
            for message_id, (reader, body) in first.items()
            for pmid, kind in read(body).entries
        ]

    def reached(self) -> list[Telling]:
        """The same, without readers whose address was refused since: they are owed nothing more."""
        return [one for one in self.told() if one.reader not in self.mail.bad]

    def check_always(self) -> None:
        """True at every moment, whatever crashed when."""
        bodies = {}
        for recipient, message_id, body in self.mail.taken:
            known = bodies.setdefault(message_id, (recipient, body))
            assert known == (recipient, body), "one Message-ID, two messages"
        self.oracle.check_told(self.told())
        if not self.erred:
            self.check_days()

    def check_days(self) -> None:
        """A daily digest comes once a day, also on the day that has its hour twice."""
        daily = {
            (day_of(read(body).composed), reader, message_id)
            for reader, message_id, body in self.mail.taken
            if digest_of(message_id) == "daily"
        }

        def day(one: tuple[date, str, str]) -> tuple[date, str]:
            return one[:2]

        for (when, reader), mails in groupby(sorted(daily), day):
            assert len(list(mails)) == 1, f"the daily digest came twice on {when} to {reader}"

    def check_settled(self) -> None:
        """True once all is calm: nothing lost, nothing owed."""
        self.settle_down()
        self.check_always()
        here = {uid_of(record.pmid) for record in self.pubmed.records.values() if not record.removed}
        assert here <= set(self.store.load(here)), "a citation was missed"
        self.oracle.check_lost(self.told())
        counts = self.store.counts()
        assert (counts.queued, counts.deferred, counts.in_doubt) == (0, 0, 0)
        reached = {digest for digest, _ in self.readers()}
        waiting = [d.id for d in self.config.digests if self.store.pending(d.id)]
        assert not reached & set(waiting), f"entries wait and nothing holds them: {waiting}"
        findings = self.watch.verify().findings
        assert not findings, f"verify finds: {findings[:3]}"
        assert not list(self.config.watch.public_dir.rglob(".*")), "a draft was left behind"

    def close(self) -> None:
        self.store.close()


@cache
def rules():
    """The shipped rules: only their hash is asked for here, and 130 files are long to read."""
    return read_rulebook(None)


def day_of(composed: datetime) -> date:
    """The day whose half past two an issue is of: before that hour, the day before."""
    local = composed.astimezone(ZONE)
    return local.date() if local.fold else (local.replace(tzinfo=None) - timedelta(hours=2.5)).date()


def digest_of(message_id: str) -> str:
    return message_id.split(".", maxsplit=1)[0].strip("<")
