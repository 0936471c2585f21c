"""The store: each method one transaction over the archive, the ledger and the outbox.

Comes in: a path. Goes out: `SqlStore`, the `Store` of ports.py on SQLite. Raises `StoreError`, a line
for a person, where the file is foreign, damaged, newer than this program, locked or cannot be written.
What each method promises is told in ports.py; here stands only which parts make one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from ldn_watch.incident import Incident
from ldn_watch.model import (
    Archived,
    Delivery,
    Event,
    Issue,
    LedgerLine,
    Look,
    RunReport,
    Verdict,
    uid_of,
)
from ldn_watch.plans import (
    Counts,
    DigestState,
    Flaw,
    HarvestPlan,
    HarvestState,
    IncidentPlan,
    IssuePlan,
    Kept,
    MendPlan,
    Owed,
    SearchQuery,
    Settlement,
    Spell,
    Trouble,
)
from ldn_watch.store import (
    archive,
    checks,
    deliveries,
    incidents,
    leases,
    ledger,
    mending,
    outbox,
    runs,
    scopes,
    search,
    state,
)
from ldn_watch.store.asked import Asked
from ldn_watch.store.database import open_database
from ldn_watch.store.readers import Readers
from ldn_watch.store.subscribers import addressed

PATIENCE = timedelta(seconds=10)
PAGE = 500


def open_store(
    path: Path,
    *,
    app_version: str,
    now: datetime,
    patience: timedelta = PATIENCE,
    traces: Collection[Path] = (),
) -> SqlStore:
    """The store at `path`, made (folders 0700, file 0600) or brought up to date where needed.

    `patience` is how long a write waits for another process's; `traces` say that there was a database.
    Raises `StoreError`; a file that cannot be used is left as it is.
    """
    opened = open_database(path, app_version=app_version, now=now, patience=patience, traces=traces)
    return SqlStore(opened)


class SqlStore(Asked, Readers):
    """Implements ports.Store."""

    @property
    def in_transaction(self) -> bool:
        return self._database.in_transaction

    def close(self) -> None:
        self._database.close()

    # --- leases ----------------------------------------------------------------------------------

    def take_lease(
        self, name: str, owner: str, now: datetime, ttl: timedelta, is_dead: Callable[[str], bool]
    ) -> str:
        with self._write() as conn:
            holder = leases.holder(conn, name, now, ttl)
            if holder not in ("", owner) and not is_dead(holder):
                return holder
            leases.put(conn, name, owner, now, ttl)
            return ""

    def renew_lease(self, name: str, owner: str, now: datetime, ttl: timedelta) -> bool:
        with self._write() as conn:
            return leases.renew(conn, name, owner, now, ttl)

    def release_lease(self, name: str, owner: str) -> None:
        with self._write() as conn:
            leases.release(conn, name, owner)

    # --- harvest ---------------------------------------------------------------------------------

    def harvest_state(self) -> HarvestState:
        with self._read() as conn:
            return state.read_harvest(conn)

    def unknown(self, uids: Collection[str]) -> set[str]:
        with self._read() as conn:
            return archive.unknown(conn, uids)

    def load(self, uids: Collection[str]) -> dict[str, Archived]:
        with self._read() as conn:
            return archive.load(conn, uids)

    def fetched_on(self, uids: Collection[str]) -> dict[str, datetime]:
        with self._read() as conn:
            return archive.fetched_on(conn, uids)

    def refresh_due(self, now: datetime) -> list[str]:
        with self._read() as conn:
            return archive.refresh_due(conn, now)

    def troubles(self, now: datetime | None = None) -> list[Trouble]:
        with self._read() as conn:
            return state.troubles(conn, now)

    def told(self, uids: Collection[str]) -> dict[str, set[str]]:
        with self._read() as conn:
            return outbox.told(conn, uids)

    def events_of(self, uids: Collection[str]) -> list[Event]:
        with self._read() as conn:
            return ledger.events_of(conn, uids)

    def apply_harvest(self, plan: HarvestPlan) -> list[Event]:
        with self._write() as conn:
            years = scopes.years_of(conn, archive.keys(one.citation.uid for one in plan.revisions))
            changed = archive.put(conn, plan.revisions)
            added = ledger.append(conn, plan.events)
            outbox.owe(conn, plan.owed, state.is_in_doubt(conn))
            changed += archive.mark_deleted(conn, plan.deleted)
            state.put_troubles(conn, plan.troubles)
            state.settle_troubles(conn, plan.settled)
            state.settle_doubt(conn, plan.settled)
            if plan.state:
                state.write_harvest(conn, plan.state, plan.listed)
            self._show(conn, changed, added, years)
        return added

    # --- judging again ---------------------------------------------------------------------------

    def archived(self, after: str = "", limit: int = PAGE) -> list[Archived]:
        with self._read() as conn:
            return archive.page(conn, after, limit)

    def apply_verdicts(
        self, verdicts: Mapping[str, Verdict], events: Sequence[Event], owed: Sequence[Owed]
    ) -> None:
        with self._write() as conn:
            changed = archive.judge(conn, verdicts)
            added = ledger.append(conn, events)
            outbox.owe(conn, owed)
            self._show(conn, changed, added)

    @staticmethod
    def _show(
        conn: Connection, changed: Sequence[int], added: Sequence[Event], before: Mapping[int, str] = {}
    ) -> None:
        """Bring the feeds' index and the version up to what a transaction wrote; `before`: in which year
        each citation had been published until now.
        """
        pmids = {*changed, *archive.keys(event.uid for event in added)}
        if pmids:
            now = scopes.years_of(conn, pmids)
            years = {pmid: {before.get(pmid, year), year} for pmid, year in now.items()}
            left = scopes.scopes_of(conn, years)
            ledger.shelve(conn, pmids)
            touched = left | scopes.scopes_of(conn, years)
            scopes.touch(conn, pmids, touched, state.count_version(conn))

    # --- notes -----------------------------------------------------------------------------------

    def read_note(self, name: str) -> str:
        with self._read() as conn:
            return state.read_note(conn, name)

    def write_note(self, name: str, text: str) -> None:
        with self._write() as conn:
            state.write_note(conn, name, text)

    # --- clock -----------------------------------------------------------------------------------

    def apply_mend(self, plan: MendPlan) -> None:
        with self._write() as conn:
            mending.mend(conn, plan)

    # --- compose ---------------------------------------------------------------------------------

    def open_digest(self, digest: str, now: datetime) -> DigestState:
        with self._read() as conn:  # a commit for each of many digests would cost a run seconds
            known = outbox.read_digest(conn, digest)
        if known:
            return known
        with self._write() as conn:
            return outbox.open_digest(conn, digest, now)

    def last_dues(self) -> dict[str, datetime]:
        with self._read() as conn:
            return outbox.last_dues(conn)

    def pending(self, digest: str) -> list[LedgerLine]:
        with self._read() as conn:
            return outbox.pending(conn, digest)

    def pending_count(self, digest: str) -> tuple[int, int]:
        with self._read() as conn:
            return outbox.pending_count(conn, digest)

    def waiting(self) -> dict[str, tuple[int, int]]:
        with self._read() as conn:
            return outbox.waiting(conn)

    def hold(self, digest: str, spare: Collection[str] = ()) -> int:
        with self._write() as conn:
            outbox.move(conn, digest, outbox.WAITING, outbox.HELD, spare)
            return outbox.pending_count(conn, digest)[1]

    def release(self, digest: str, beside: Collection[str] = ()) -> int:
        with self._write() as conn:
            if beside:
                return outbox.release_beside(conn, digest, beside)
            return outbox.move(conn, digest, outbox.HELD, outbox.RELEASED)

    def discard(self, digest: str, now: datetime) -> int:
        with self._write() as conn:
            return outbox.discard(conn, digest, now)

    def apply_issue(self, plan: IssuePlan, due: datetime) -> None:
        with self._write() as conn:
            outbox.put_issue(conn, addressed(conn, plan), due)

    def mark_due(self, digest: str, due: datetime) -> None:
        with self._write() as conn:
            outbox.mark_due(conn, digest, due)

    def suppressed(self) -> dict[str, str]:
        with self._read() as conn:
            return outbox.suppressed(conn)

    # --- deliver ---------------------------------------------------------------------------------

    def reclaim(self, *, hold: bool, letters: bool = False) -> int:
        with self._write() as conn:
            return deliveries.reclaim(conn, hold=hold, letters=letters)

    def claim(self, now: datetime, until: datetime, owner: str, *, letters: bool = False) -> Delivery | None:
        with self._write() as conn:
            return deliveries.claim(conn, now, until, owner, letters=letters)

    def message(self, delivery: Delivery) -> Issue:
        with self._read() as conn:
            return outbox.load_issue(conn, delivery.digest, delivery.number)

    def settle(self, settlement: Settlement) -> bool:
        with self._write() as conn:
            return deliveries.settle(conn, settlement)

    def retry_now(self, now: datetime) -> int:
        with self._write() as conn:
            return deliveries.retry_now(conn, now)

    # --- incidents -------------------------------------------------------------------------------

    def spells(self, now: datetime) -> list[Spell]:
        with self._read() as conn:
            return incidents.spells(conn, now)

    def incidents(self, since: datetime | None = None) -> list[Incident]:
        with self._read() as conn:
            return incidents.known(conn, since)

    def untold(self, digest: str) -> list[Incident]:
        with self._read() as conn:
            return incidents.untold(conn, digest)

    def apply_incidents(self, plan: IncidentPlan) -> None:
        with self._write() as conn:
            incidents.apply(conn, plan)

    # --- runs, status, search, export ------------------------------------------------------------

    def record_run(self, report: RunReport, started: datetime, finished: datetime) -> None:
        with self._write() as conn:
            runs.record(conn, report, started, finished)

    def last_look(self, *, succeeded: bool = False) -> Look | None:
        with self._read() as conn:
            return runs.last_look(conn, succeeded=succeeded)

    def missed_looks(self, since: datetime) -> list[Look]:
        with self._read() as conn:
            return runs.missed_looks(conn, since)

    def counts(self) -> Counts:
        with self._read() as conn:
            return runs.counts(conn)

    def search(self, query: SearchQuery) -> list[Archived]:
        with self._read() as conn:
            found = [uid_of(pmid) for pmid in search.find(conn, query)]
            known = archive.load(conn, found)
        return [known[uid] for uid in found]

    def export(self) -> Iterator[tuple[Archived, list[Event]]]:
        after = ""
        while True:
            with self._read() as conn:
                page = archive.page(conn, after, PAGE)
                events = ledger.events_of(conn, [one.citation.uid for one in page])
            if not page:
                return
            by_uid = dict[str, list[Event]]()
            for event in events:
                by_uid.setdefault(event.uid, []).append(event)
            yield from ((one, by_uid.get(one.citation.uid, [])) for one in page)
            after = page[-1].citation.uid

    def raws(self, uids: Iterable[str] | None = None) -> Iterator[tuple[str, bytes]]:
        after, only = -1, None if uids is None else sorted(archive.keys(uids))
        while True:
            with self._read() as conn:
                page = archive.raw_page(conn, after, PAGE, only)
            if not page:
                return
            yield from ((uid_of(pmid), raw) for pmid, raw in page)
            after = page[-1][0]

    # --- verify, and making anew what is made from the records -------------------------------------

    def flaws(self) -> list[Flaw]:
        with self._read() as conn:
            found = list(checks.check_file(conn))
        if any(flaw.kind == checks.FILE for flaw in found):
            return found
        with self._read() as conn:
            found += checks.check_tables(conn)
        with self._write() as conn:
            found += checks.check_search(conn)
        return found

    def kept(self, after: str = "", limit: int = PAGE) -> list[Kept]:
        with self._read() as conn:
            return checks.kept(conn, max(archive.keys([after]), default=-1), limit)

    def remake(self) -> None:
        after = ""
        while True:
            with self._write() as conn:
                page = archive.page(conn, after, PAGE)
                ledger.shelve(conn, archive.remake(conn, page))
            if not page:
                break
            after = page[-1].citation.uid
        with self._write() as conn:
            search.rebuild(conn)
