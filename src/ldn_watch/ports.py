"""The three walls of the house: where citations come from, where they are kept, how readers are told.

Comes in and goes out: only the types of model.py and plans.py. May raise: what each port says. An
implementation passes the contract suite of its port in tests/contracts/.

The rule that keeps the promises: no network inside a transaction, no transaction across the network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from ldn_watch.incident import Incident
from ldn_watch.model import (
    Archived,
    Batch,
    Census,
    Delivery,
    Event,
    Fetched,
    Issue,
    LedgerLine,
    Look,
    Outcome,
    RunReport,
    Verdict,
)
from ldn_watch.plans import (
    Ahead,
    Changes,
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
    Placed,
    Scope,
    SearchQuery,
    Selection,
    Settlement,
    Shelved,
    Spell,
    Tally,
    Trouble,
)
from ldn_watch.ports_subscribers import SubscriberStore

# --- source --------------------------------------------------------------------------------------


class Source(Protocol):
    """Lists every uid that the configured query matches, and fetches citations by uid.

    Both calls may take long (rate limit, growing waits) and raise only `SourceError`s. A source
    keeps no state between calls but its session; replaying a call is harmless.
    """

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, retries included."""

    def census(self, modified_since: date | None, today: date, cuts: Sequence[int] = ()) -> Census:
        """The whole set, proven whole (ids collected equal the source's own count), or an error.

        `modified_since` None asks for no changes (a first run has none). `cuts` come from the
        last census.
        """

    def fetch(self, uids: Sequence[str]) -> Batch:
        """One request's worth at most (`batch_size`), in more requests only where one record spoils it.
        What is not readable, or cannot be had for its own sake, is returned as such; what was asked for
        and did not come is in `missing`. Order means nothing.
        """

    @property
    def batch_size(self) -> int:
        """How many uids one `fetch` takes (PubMed: 200 by POST, NBK25499)."""

    def read_raw(self, raw: bytes) -> Fetched | None:
        """Read a kept raw record again, offline; None where it is still unreadable."""


# --- channel -------------------------------------------------------------------------------------


class Channel(Protocol):
    """Hands one message to one recipient. Never raises: whatever happens becomes an `Outcome`.

    `Deferred` for all that may pass (4xx, refused connection, time-out, TLS trouble, a drop after
    DATA), `Refused` for what will not (5xx for the recipient suppresses the address; 5xx for the
    message or the sender does not). Clear text is never used where encryption is configured.
    """

    def send(self, message: bytes, recipient: str) -> Outcome:
        """`message` is a whole RFC 5322 message with CRLF lines, sent unchanged."""

    def close(self) -> None:
        """End the session, if one is open; never raises."""


# --- store -----------------------------------------------------------------------------------------


class Store(SubscriberStore, Protocol):
    """The archive, the ledger and the outbox behind one wall; every writing method is one
    transaction, whole or not at all, durable when it returns. One process writes at a time (the
    lease); readers are never blocked. Datetimes in and out are aware UTC. Raises `StoreError`.
    """

    @property
    def in_transaction(self) -> bool:
        """True inside a writing method: tests assert that no network happens then."""

    def close(self) -> None: ...

    # leases: one worker at a time, across processes and hosts
    def take_lease(
        self, name: str, owner: str, now: datetime, ttl: timedelta, is_dead: Callable[[str], bool]
    ) -> str:
        """Take or take over (expired, or its owner `is_dead`); returns "" or the holder's name."""

    def renew_lease(self, name: str, owner: str, now: datetime, ttl: timedelta) -> bool:
        """False where the lease was lost: the caller must stop writing."""

    def release_lease(self, name: str, owner: str) -> None: ...

    # harvest
    def harvest_state(self) -> HarvestState: ...

    def unknown(self, uids: Collection[str]) -> set[str]:
        """Those of `uids` that are neither archived nor in the trouble list."""

    def load(self, uids: Collection[str]) -> dict[str, Archived]: ...

    def fetched_on(self, uids: Collection[str]) -> dict[str, datetime]:
        """When each archived one of `uids` was last fetched."""

    def refresh_due(self, now: datetime) -> list[str]: ...

    def troubles(self, now: datetime | None = None) -> list[Trouble]:
        """All, or those whose `next_try` has come."""

    def told(self, uids: Collection[str]) -> dict[str, set[str]]:
        """Digest -> those of `uids` of which an entry for it stands in the outbox, sent or waiting."""

    def events_of(self, uids: Collection[str]) -> list[Event]: ...

    def apply_harvest(self, plan: HarvestPlan) -> list[Event]:
        """T1. Returns the events that were new to the ledger."""

    # judging again
    def archived(self, after: str = "", limit: int = 500) -> list[Archived]:
        """A page of the archive in the order of PMIDs; `after` is the last uid of the page before."""

    def apply_verdicts(
        self, verdicts: Mapping[str, Verdict], events: Sequence[Event], owed: Sequence[Owed]
    ) -> None:
        """Retag: new verdicts for archived uids, ledger lines for what became relevant, and what
        is owed of it (empty unless announced).
        """

    # publish (reading only)
    def version(self) -> int:
        """Grows with every write that a reader could see: an event, a new fingerprint, another verdict."""

    def changed_since(self, version: int) -> Changes:
        """What a reader could see changed after this version: citations, and scopes of feeds and pages."""

    def listed(self, relevance: Collection[str], scope: Scope) -> list[str]:
        """The uids of the scope's citations of these relevances, in the order of PMIDs."""

    def shelf(self, relevance: Collection[str], scope: Scope) -> list[Shelved]:
        """A scope's citations of these relevances, newest publication first; of one day the highest PMID."""

    def grave(self, relevance: Collection[str]) -> list[str]:
        """The uids of them that are retracted, and of all with a grave event; newest publication first."""

    def tally(self, relevance: Collection[str], scope: Scope) -> list[Tally]:
        """How many of them were published in which year as which study type, oldest year first."""

    def tag_counts(self, relevance: Collection[str]) -> dict[str, int]:
        """How many citations of these relevances carry each condition's tag, and each group's."""

    def tag_latest(self, relevance: Collection[str]) -> dict[str, str]:
        """When the newest of them was published (`2026-11`, as exact as NLM says), by condition and group."""

    def months(self, relevance: Collection[str]) -> dict[str, int]:
        """How many ledger lines of them, quiet ones excepted, each month (`2026-11`, UTC) has, in order."""

    def lines_between(self, relevance: Collection[str], since: datetime, until: datetime) -> list[LedgerLine]:
        """The same ledger lines from `since` until before `until`, newest first."""

    def dated_after(self, at: datetime, last: int) -> Ahead:
        """Of the ledger's lines until `last`: those dated after `at`, and citations first seen after it."""

    def newest(self, selection: Selection) -> list[Placed]:
        """The newest events first: `at_least` many, and all since `since` if those are more."""

    def read_note(self, name: str) -> str:
        """A small text kept for a stage (publish: the version and settings it last rendered)."""

    def write_note(self, name: str, text: str) -> None: ...

    # clock
    def apply_mend(self, plan: MendPlan) -> None:
        """T0, after the clock was set back: troubles and deliveries that wait for later than now are due,
        every citation is to be seen again, the last look was today at the latest, and a digest that was
        last due later than now was last due at its newest issue before now. No incident lasts since, or
        was closed, later than now, and no digest began later.
        """

    # compose
    def open_digest(self, digest: str, now: datetime) -> DigestState:
        """The digest's state; a digest never met before begins now, with nothing owed."""

    def last_dues(self) -> dict[str, datetime]:
        """When each digest that was ever met was last due."""

    def pending(self, digest: str) -> list[LedgerLine]:
        """What is owed and in no issue yet, held entries excluded, in the ledger's order."""

    def pending_count(self, digest: str) -> tuple[int, int]:
        """(waiting, held)."""

    def waiting(self) -> dict[str, tuple[int, int]]:
        """(waiting, held) of each digest in which something waits or is held."""

    def hold(self, digest: str, spare: Collection[str] = ()) -> int:
        """The flood brake: hold what waits for this digest, but for events of the kinds to `spare`;
        returns how many are held now.
        """

    def release(self, digest: str, beside: Collection[str] = ()) -> int:
        """Let go what is held for this digest, past the brake; returns how many. `beside`: only what is
        held of a citation of which an event of these kinds goes out next.
        """

    def discard(self, digest: str, now: datetime) -> int:
        """Count what is held for this digest as told, by an issue that goes to nobody; returns how many."""

    def apply_issue(self, plan: IssuePlan, due: datetime) -> None:
        """T2. Its entries leave the outbox for this issue for ever; `due` is the digest's last due time.
        A subscriber who has left meanwhile gets no delivery.
        """

    def mark_due(self, digest: str, due: datetime) -> None:
        """The digest was due and had nothing to tell."""

    def suppressed(self) -> dict[str, str]:
        """Addresses that refused for ever, with the reason."""

    # deliver
    def reclaim(self, *, hold: bool, letters: bool = False) -> int:
        """`letters`: of the digest `LETTERS` alone, which has a lease of its own; else of all others.
        Attempts left open by a dead or expired worker become in doubt: queued again with the
        same Message-ID, or held. Called under the lease, before any claim. Returns how many.
        """

    def claim(self, now: datetime, until: datetime, owner: str, *, letters: bool = False) -> Delivery | None:
        """T3: the next delivery of these that is queued, or deferred and due; its attempt is now open."""

    def message(self, delivery: Delivery) -> Issue: ...

    def settle(self, settlement: Settlement) -> bool:
        """T4. False, and nothing changed, where the attempt is no longer the open one."""

    def retry_now(self, now: datetime) -> int:
        """Make every deferred and held delivery due now; returns how many."""

    # incidents
    def spells(self, now: datetime) -> list[Spell]:
        """For each kind, how often in a row it has failed, by the recorded runs and the deliveries.

        An incident that was closed counts as a time when it worked.
        """

    def incidents(self, since: datetime | None = None) -> list[Incident]:
        """Those that are open, and with `since` those that were closed then or later; oldest first."""

    def untold(self, digest: str) -> list[Incident]:
        """What this digest has not told: incidents that are open, or over since it began; oldest first.

        One that opened and ended between two of its issues is told once, as over.
        """

    def apply_incidents(self, plan: IncidentPlan) -> None:
        """T5. A kind that has an open incident gets no second one; written twice, it changes nothing."""

    # runs, status, search, export
    def record_run(self, report: RunReport, started: datetime, finished: datetime) -> None: ...

    def last_look(self, *, succeeded: bool = False) -> Look | None:
        """The newest run's look, or the newest in which the source answered."""

    def missed_looks(self, since: datetime) -> list[Look]:
        """The looks since then in which the source did not answer, oldest first."""

    def counts(self) -> Counts: ...

    def search(self, query: SearchQuery) -> list[Archived]:
        """Full text over title, abstract, authors, journal, keywords and MeSH headings.

        Every word is quoted and must occur; accents and case do not matter; a PMID or a DOI finds
        its citation. Newest first seen first.
        """

    def export(self) -> Iterator[tuple[Archived, list[Event]]]:
        """The whole archive in the order of PMIDs, a page at a time."""

    def raws(self, uids: Iterable[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """The newest raw record of each archived uid."""

    # verify
    def flaws(self) -> list[Flaw]:
        """What is not as it must be: in the file, between its tables, in its search index."""

    def kept(self, after: str = "", limit: int = 500) -> list[Kept]:
        """A page of citations, each with its raw record and what was made of it, in the order of PMIDs."""

    def remake(self) -> None:
        """Make anew whatever is made from the records and the ledger: search, conditions, places in feeds."""
