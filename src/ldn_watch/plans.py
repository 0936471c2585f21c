"""What is handed to a store: the plans, each exactly what one transaction writes, and the questions.

Comes in: the types of model.py. Goes out: frozen values that the stages build and a `Store` (ports.py)
takes, or answers with. T1 to T5 are told in docs/architecture.md. Raises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import (
    Archived,
    Citation,
    Event,
    EventKind,
    Issue,
    Relevance,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A citation to be kept with its raw bytes and verdict. The store adds a revision row only
    where the fingerprint is new for the uid, and refreshes `fetched_at`, `refresh_at` in any case.
    """

    citation: Citation
    fingerprint: str
    raw: bytes
    verdict: Verdict
    fetched_at: datetime
    refresh_at: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """An outbox entry: this digest must tell this event. Unique for ever by (digest, identity)."""

    digest: str
    event: tuple[str, str, str]  # Event.identity


@dataclass(frozen=True, slots=True)
class Trouble:
    """A uid that PubMed lists and we do not have: `missing` (not returned) or `unreadable` (raw and
    error kept). After a few runs it is parked: tried again only at `next_try`.
    """

    uid: str
    kind: str  # "missing" | "unreadable"
    attempts: int
    next_try: datetime
    parked: bool
    error: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class HarvestState:
    """What the next harvest must know; written with the last transaction of a complete harvest."""

    bootstrapped: bool = False  # a harvest has completed: what comes now is news
    matched: int = 0
    query: str = ""
    census_digest: str = ""  # hash of the uid set that was wholly settled
    modified: frozenset[str] = frozenset()  # the uids of the last mdat window
    looked_on: date | None = None  # NCBI day of the last complete look: where the next window begins
    cuts: tuple[int, ...] = ()
    translation: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HarvestPlan:
    """T1: everything one batch of a harvest writes. Idempotent: written twice, it changes nothing.

    `events` go to the append-only ledger (a known identity is left as it is), `owed` to the outbox,
    `settled` leave the trouble list, `deleted` are marked, `state` (the last batch) moves the cursor, and
    `listed` with it is the whole census.
    """

    revisions: tuple[Revision, ...] = ()
    events: tuple[Event, ...] = ()
    owed: tuple[Owed, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    settled: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    state: HarvestState | None = None
    listed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MendPlan:
    """T0: the clock was at `seen` and is at `now` again; nothing may wait for an hour between them.
    Idempotent. `today` is the day at NCBI.
    """

    now: datetime
    today: date
    seen: datetime


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a clock that was ahead has dated: events, by their identity, and citations first seen then."""

    events: frozenset[tuple[str, str, str]] = frozenset()
    citations: frozenset[str] = frozenset()
    until: datetime | None = None  # the latest of these events


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """T2: an issue, its entries, one delivery a recipient (address, Message-ID), and the schedule.

    `incidents` are those that its mail tells of, as they stand: opened, or over.
    """

    issue: Issue
    deliveries: tuple[tuple[str, str], ...]
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """T4: the new state of a delivery, valid only where `attempt` is still the open one."""

    delivery: int
    attempt: int
    state: str  # DeliveryState
    at: datetime
    next_try: datetime | None = None
    error: str = ""
    suppress: str = ""  # an address to write to no more
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class DigestState:
    """What compose must know of a digest: when it was last due, and its next issue's number."""

    last_due: datetime | None
    next_number: int


@dataclass(frozen=True, slots=True)
class Spell:
    """How often in a row something has failed until now, newest reason; 0: it works, or was not tried.

    `since` is when it last worked; where it never did, when it was first tried; None before that.
    """

    kind: IncidentKind
    failed_runs: int = 0
    since: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IncidentPlan:
    """T5: the incidents that open, and the kinds whose open incident is over, at one moment."""

    at: datetime
    opened: tuple[Incident, ...] = ()
    closed: tuple[IncidentKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of `status`."""

    citations: int = 0
    relevant: int = 0
    retracted: int = 0  # of the relevant
    events: int = 0
    queued_entries: int = 0  # outbox entries in no issue yet
    held_entries: int = 0  # by the flood brake
    queued: int = 0  # deliveries
    sent: int = 0
    deferred: int = 0
    refused: int = 0
    in_doubt: int = 0
    held: int = 0
    quarantine: int = 0
    parked: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """The ledger lines that make one feed: of citations whose present verdict has one of these
    relevances and (where given) a tag of this condition or group, and of these event kinds (empty:
    all). A retraction, concern or deletion is selected whatever the citation's relevance is now.
    """

    relevance: frozenset[Relevance]
    condition: str = ""
    group: str = ""
    kinds: frozenset[EventKind] = frozenset()
    at_least: int = 50
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An event in its place: `seq` is the ledger's order."""

    seq: int
    event: Event


@dataclass(frozen=True, slots=True)
class Scope:
    """What a feed or a page is about: a condition, a group, or (neither) everything."""

    condition: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What was written since a version: the citations, the scopes that lines entered or left, and the
    publication years ("" where none is known) of what entered, left or changed in them.
    """

    uids: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    years: tuple[tuple[Scope, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """So many citations of a study type were published in a year ("" where no year is known)."""

    year: str
    study_type: str
    count: int


@dataclass(frozen=True, slots=True)
class Shelved:
    """A citation's place in a scope: its uid, its publication year ("" where none is known), its kind."""

    uid: str
    year: str
    study_type: str


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What `ldn-watch search` asks; `since` compares with the day a citation was first seen."""

    words: str = ""
    condition: str = ""
    study_type: str = ""
    since: date | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """Which citations an export holds; what is empty asks for all. `since` is the day (UTC) on or after which
    a citation was first seen, as in a search.
    """

    condition: str = ""
    study_type: str = ""
    since: date | None = None
    relevance: frozenset[Relevance] = frozenset()

    def takes(self, one: Archived) -> bool:
        verdict = one.verdict
        return (
            (not self.condition or self.condition in verdict.conditions())
            and (not self.study_type or self.study_type == verdict.study_type)
            and (self.since is None or one.first_seen.astimezone(UTC).date() >= self.since)
            and (not self.relevance or verdict.relevance in self.relevance)
        )


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A copy of the database: the state it holds, and what a restore holds back in it for a person."""

    citations: int
    events: int
    revision: str  # of the schema
    version: str  # of the program that brought the file to it
    as_of: datetime | None  # the end of the last run that it knows of
    held_mails: int = 0
    held_entries: int = 0


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in the store that is not as it must be; `kind` says which rule, `where` which rows."""

    kind: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A citation with all that stands of it in several places, as `verify` compares them.

    `citation` is None where its record cannot be read, then `error` says why; `raw` is None where the
    present revision's bytes are missing or cannot be unpacked. `stale` names what was made from the
    record and differs from it.
    """

    uid: str
    fetched_at: datetime
    fingerprint: str
    citation: Citation | None
    raw: bytes | None
    stale: tuple[str, ...] = ()
    error: str = ""
