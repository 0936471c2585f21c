"""Source -> archive, ledger, outbox.

Comes in: a `Source`, a `Store`, the rulebook's judgement, the settings, the time. Goes out: a
`HarvestReport`; what was written is in the store, one `HarvestPlan` a transaction (T1). Raises
`SourceError` where the source could not be asked or cannot be believed: nothing has moved then, and the
next run takes the same census (of a filling of many thousands, what came is kept).

New is what the archive has not seen, not what a date says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ldn_watch.codec import fingerprint
from ldn_watch.model import (
    Batch,
    Census,
    Citation,
    Digest,
    Event,
    EventKind,
    Fetched,
    Verdict,
)
from ldn_watch.plans import HarvestPlan, HarvestState, Owed, Revision, Trouble
from ldn_watch.ports import Source, Store
from ldn_watch.progress import Progress
from ldn_watch.stages.census import (
    RAW_PREFIX,
    FetchList,
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
from ldn_watch.stages.events import Judge, Knowledge, plan_events, plan_owed

ATTEMPTS_BEFORE_PARKING = 3
AT_ONCE = 3_000  # citations kept in one transaction: some 100 MB at the most
READER = "reader"  # the store's note of the version that last read what is quarantined
READER_SINCE = "reader_since"  # and since when it reads: what it read, it reads the same again


@dataclass(frozen=True, slots=True)
class HarvestSettings:
    """What the operator decides; days are whole days."""

    query: str
    digests: tuple[Digest, ...] = ()
    refresh_days: int = 7
    refresh_days_unrelated: int = 30
    overlap_days: int = 3
    accept_census: bool = False  # a person has looked: believe a census that shrank
    reader: str = ""  # the version of the program that reads records


@dataclass(frozen=True, slots=True)
class HarvestReport:
    """What a harvest found and did; `new` are citations that the archive had not seen."""

    matched: int
    fetched: int = 0
    new: int = 0
    events: Mapping[str, int] = field(default_factory=dict)
    troubled: int = 0  # asked for in this run, and still not readable or not returned
    warnings: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()  # warnings that the last harvest had not
    finished: bool = True


# --- decisions, pure ---------------------------------------------------------------------------------


def plan_revision(fetched: Fetched, verdict: Verdict, now: datetime, settings: HarvestSettings) -> Revision:
    """The citation as it is to be kept, and when it is to be seen again."""
    days = settings.refresh_days if verdict.is_relevant else settings.refresh_days_unrelated
    return Revision(
        fetched.citation,
        fingerprint(fetched.citation),
        fetched.raw,
        verdict,
        fetched_at=now,
        refresh_at=now + timedelta(days=days),
    )


def plan_harvest(batch: Batch, known: Knowledge, settings: HarvestSettings) -> HarvestPlan:
    """Everything that T1 writes for one batch.

    An older version of a record than the archive's (VersionID; PubMed keeps the PMID) is no revision.
    """
    revisions = [
        plan_revision(fetched, known.verdict_of(fetched.citation), known.now, settings)
        for fetched in batch.fetched
        if not is_outdated(fetched.citation, known)
    ]
    events, owed = list[Event](), list[Owed]()
    for revision in revisions:
        happened = plan_events(revision, known)
        events += happened
        owed += plan_owed(revision, happened, known)
    troubles = plan_troubles(batch, known, settings)
    gone = plan_gone(batch, troubles, known)
    deleted = [Event(uid, EventKind.DELETED, known.now) for uid in gone if known.news_of(uid)]
    return HarvestPlan(
        revisions=tuple(revisions),
        events=(*events, *deleted),
        owed=(*owed, *plan_owed_deletions(deleted, known)),
        troubles=tuple(trouble for trouble in troubles if trouble.uid not in gone),
        settled=tuple(fetched.citation.uid for fetched in batch.fetched) + gone,
        deleted=gone,
    )


def is_outdated(citation: Citation, known: Knowledge) -> bool:
    """True where the archive has a newer version of the record."""
    before = known.archived.get(citation.uid)
    return before is not None and before.citation.version > citation.version


def plan_owed_deletions(deleted: Sequence[Event], known: Knowledge) -> Iterator[Owed]:
    """A deletion concerns whoever was told of the citation."""
    for digest in known.digests:
        told = known.told.get(digest.id, ())
        yield from (Owed(digest.id, event.identity) for event in deleted if event.uid in told)


def plan_troubles(batch: Batch, known: Knowledge, settings: HarvestSettings) -> tuple[Trouble, ...]:
    """What was asked for and is not here: named, with its raw bytes where there are any.

    A record that does not even tell its PMID came in the place of one that was asked for and is missing.
    """
    nameless = [record for record in batch.unreadable if not record.uid]
    places = [*batch.missing, *(raw_uid(record.raw) for record in nameless[len(batch.missing) :])]
    unreadable = {record.uid: record for record in batch.unreadable if record.uid}
    unreadable |= dict(zip(places, nameless, strict=False))
    missing = [uid for uid in batch.missing if uid not in unreadable]
    return tuple(
        [plan_trouble(uid, "missing", known, settings) for uid in missing]
        + [
            replace(plan_trouble(uid, "unreadable", known, settings), error=record.error, raw=record.raw)
            for uid, record in unreadable.items()
        ]
    )


def plan_trouble(uid: str, kind: str, known: Knowledge, settings: HarvestSettings) -> Trouble:
    """One more failed attempt: tried again in the next runs, then parked for `refresh_days`."""
    earlier = known.troubles.get(uid)
    attempts = (earlier.attempts if earlier else 0) + 1
    parked = attempts >= ATTEMPTS_BEFORE_PARKING
    wait = timedelta(days=settings.refresh_days) if parked else timedelta(0)
    return Trouble(uid, kind, attempts, known.now + wait, parked)


def raw_uid(raw: bytes) -> str:
    """A name for a record that has none, so that it can be kept and counted."""
    return f"{RAW_PREFIX}{hashlib.sha256(raw).hexdigest()[:12]}"


def plan_gone(batch: Batch, troubles: Sequence[Trouble], known: Knowledge) -> tuple[str, ...]:
    """Archived uids that NLM deleted: named by DeleteCitation, or neither listed nor returned any more."""
    vanished = [trouble.uid for trouble in troubles if trouble.parked and trouble.uid not in known.listed]
    return tuple(
        uid
        for uid in (*batch.deleted, *vanished)
        if uid in known.archived and not known.archived[uid].deleted
    )


def merged(parts: Iterable[Batch]) -> Batch:
    """Several batches as one."""
    whole = list(parts)
    return Batch(
        tuple(fetched for batch in whole for fetched in batch.fetched),
        tuple(uid for batch in whole for uid in batch.missing),
        tuple(record for batch in whole for record in batch.unreadable),
        tuple(uid for batch in whole for uid in batch.deleted),
    )


def first_pass(batch: Batch) -> Batch:
    """The batch less what is asked for once more: missing uids, and the nameless records in their place."""
    nameless = bool(batch.missing)
    return replace(
        batch,
        missing=(),
        unreadable=tuple(record for record in batch.unreadable if record.uid or not nameless),
    )


# --- the shell -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What a harvest has done so far; a report is made of it at the end."""

    fetched: int = 0
    new: int = 0
    troubled: int = 0
    events: dict[str, int] = field(default_factory=dict)

    def add(self, plan: HarvestPlan, events: Iterable[Event], known: Knowledge) -> None:
        """Count one batch."""
        self.fetched += len(plan.revisions)
        self.new += sum(revision.citation.uid not in known.archived for revision in plan.revisions)
        self.troubled += len(plan.troubles)
        for event in events:
            self.events[event.kind] = self.events.get(event.kind, 0) + 1


@dataclass(frozen=True, slots=True)
class Harvester:
    """The parts of one harvest, put together by the app. `stopping` is asked between batches."""

    source: Source
    store: Store
    judge: Judge
    settings: HarvestSettings
    progress: Progress
    stopping: Callable[[], bool] = lambda: False
    dry_run: bool = False

    def run(self, now: datetime) -> HarvestReport:
        """Take the census, fetch what is to be fetched, move the cursor."""
        state = self.store.harvest_state()
        today = ncbi_day(now)
        start = window_start(state, today, self.settings.overlap_days)
        tally = Tally()
        self.read_again(now, tally)
        self.progress.stage("Asking PubMed", None)
        census = self.source.census(start, today, state.cuts)
        if not self.settings.accept_census:
            check_census(census, state, self.settings.query)
        first = Knowledge(now, self.judge, not state.bootstrapped, self.settings.digests, listed=census.uids)
        after = plan_state(census, state, self.settings.query, today)
        finished = self.fetch(self.plan(census, state, after, now), first, tally)
        if finished and not self.dry_run and after != state:
            self.store.apply_harvest(HarvestPlan(settled=self.left(census), state=after, listed=census.uids))
        return HarvestReport(
            census.matched,
            tally.fetched,
            tally.new,
            tally.events,
            tally.troubled,
            census.warnings,
            plan_alerts(census, state),
            finished,
        )

    def read_again(self, now: datetime, tally: Tally) -> None:
        """After an upgrade, what an older reader could not read is read again from what was kept."""
        if self.dry_run or self.store.read_note(READER) == self.settings.reader:
            return
        kept = [self.source.read_raw(trouble.raw) for trouble in self.store.troubles() if trouble.raw]
        batch = Batch(tuple(fetched for fetched in kept if fetched))
        if batch.fetched:
            self.keep(batch, Knowledge(now, self.judge, digests=self.settings.digests), tally)
        self.store.write_note(READER_SINCE, now.isoformat())
        self.store.write_note(READER, self.settings.reader)

    def plan(self, census: Census, state: HarvestState, after: HarvestState, now: datetime) -> FetchList:
        """Compare the census with the archive."""
        settled = after.census_digest == state.census_digest
        unknown = set() if settled else self.store.unknown(census.uids)
        fetched = self.store.fetched_on(census.modified) if census.modified else {}
        changed = plan_changed(census, state, fetched, ncbi_day(now))
        again = changed | set(self.store.refresh_due(now))
        asked = plan_fetch(unknown, again, self.store.troubles(), now)
        return plan_company(asked, fetched, self.source.batch_size)

    def fetch(self, asked: FetchList, first: Knowledge, tally: Tally) -> bool:
        """Fetch first, then keep in one transaction: a source that fails half-way has moved nothing.

        Only a first filling of many thousands is kept in steps, so that what came is not asked for again.
        """
        self.progress.stage("Fetching citations", len(asked))
        missing = set[str]()
        for uids in batches(asked.new + asked.again, AT_ONCE):
            batch = self.gather(uids)
            if batch is None:
                return False
            missing.update(batch.missing)
            self.keep(batch, first, tally)
        check_news(asked.new, missing)
        return True

    def gather(self, uids: Sequence[str]) -> Batch | None:
        """All batches of `uids` as one, what was not returned asked for once more; None if told to stop."""
        arrived = list[Batch]()
        for some in batches(uids, self.source.batch_size):
            if self.stopping():
                return None
            arrived.append(self.source.fetch(some))
            self.progress.advance(len(some))
        missing = [uid for batch in arrived for uid in batch.missing]
        again = [self.source.fetch(some) for some in batches(missing, self.source.batch_size)]
        return merged([*map(first_pass, arrived), *again])

    def keep(self, batch: Batch, first: Knowledge, tally: Tally) -> None:
        """T1: what was fetched, in one transaction."""
        known = self.learn(batch, first)
        plan = plan_harvest(batch, known, self.settings)
        tally.add(plan, plan.events if self.dry_run else self.store.apply_harvest(plan), known)

    def learn(self, batch: Batch, first: Knowledge) -> Knowledge:
        """What the store knows of the batch's uids."""
        uids = [*(fetched.citation.uid for fetched in batch.fetched), *batch.deleted, *batch.missing]
        return replace(
            first,
            archived=self.store.load(uids),
            ledger=self.store.events_of(uids),
            told=self.store.told(uids),
            troubles={trouble.uid: trouble for trouble in self.store.troubles()},
        )

    def left(self, census: Census) -> tuple[str, ...]:
        """Troubled uids that PubMed lists no longer and the archive never had: deleted or merged."""
        unlisted = {trouble.uid for trouble in self.store.troubles()} - census.uids
        kept = self.store.fetched_on(unlisted)
        return tuple(uid for uid in unlisted if uid not in kept and not uid.startswith(RAW_PREFIX))


def batches(uids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """`uids` in runs of at most `size`."""
    return (uids[at : at + size] for at in range(0, len(uids), size))
