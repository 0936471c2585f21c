"""What is handed to a store: the plans, each exactly what one transaction writes, and the questions.

Comes in: the types of model.py. Goes out: frozen values that the stages build and a `Store` (ports.py)
takes, or answers with. T1 to T4 are told in docs/architecture.md. Raises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ldn_watch.model import Citation, Event, EventKind, Issue, Relevance, Verdict


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
    `settled` leave the trouble list, `deleted` are marked, `state` (the last batch) moves the cursor.
    """

    revisions: tuple[Revision, ...] = ()
    events: tuple[Event, ...] = ()
    owed: tuple[Owed, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    settled: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    state: HarvestState | None = None


@dataclass(frozen=True, slots=True)
class MendPlan:
    """T0: the clock was at `seen` and is at `now` again; nothing may wait for an hour between them.
    Idempotent. `today` is the day at NCBI.
    """

    now: datetime
    today: date
    seen: datetime


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """T2: an issue, its entries, one delivery a recipient (address, Message-ID), and the schedule."""

    issue: Issue
    deliveries: tuple[tuple[str, str], ...]


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
class SearchQuery:
    """What `ldn-watch search` asks; `since` compares with the day a citation was first seen."""

    words: str = ""
    condition: str = ""
    study_type: str = ""
    since: date | None = None
    limit: int = 50
