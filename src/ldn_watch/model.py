"""The nouns of ldn-watch: frozen values, no I/O, no clock.

Names are NLM's (citation, PMID, MeSH heading, publication type), the feed specifications'
(entry, guid) and mail's (issue, envelope, Message-ID). Instants are aware datetimes in UTC;
days are `datetime.date` in NCBI's own day (US Eastern), as PubMed gives no hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ldn_watch.citation import (
    AbstractSection,
    Author,
    Citation,
    CommentCorrection,
    DataBank,
    Dates,
    Journal,
    MeshHeading,
    OtherAbstract,
    Substance,
    Term,
    pmid_of,
    uid_of,
)
from ldn_watch.handbook import Handbook

__all__ = [
    "AbstractSection",
    "Archived",
    "Author",
    "Batch",
    "Census",
    "Citation",
    "CommentCorrection",
    "DataBank",
    "Dates",
    "Deferred",
    "Delivered",
    "Delivery",
    "DeliveryState",
    "Detail",
    "Digest",
    "Event",
    "EventKind",
    "Evidence",
    "Fetched",
    "Issue",
    "Journal",
    "Labels",
    "LedgerLine",
    "Look",
    "MeshHeading",
    "OtherAbstract",
    "Outcome",
    "Refused",
    "Relevance",
    "RunOutcome",
    "RunReport",
    "Substance",
    "Tag",
    "TagKind",
    "Term",
    "Unreadable",
    "Verdict",
    "pmid_of",
    "uid_of",
]

# --- what a source answers -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Census:
    """Every uid that the query matches now, whole (an incomplete one is raised, never returned).

    `modified` are those whose record changed on or after the day that was asked for. `cuts` are the
    PMIDs at which a set above the ceiling was partitioned; given back at the next census, they save
    the search for them. `translation` is how PubMed understood the query, `warnings` what it ignored.
    """

    uids: frozenset[str]
    modified: frozenset[str] = frozenset()
    cuts: tuple[int, ...] = ()
    translation: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def matched(self) -> int:
        return len(self.uids)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One citation as it came: parsed, and the raw bytes of its element."""

    citation: Citation
    raw: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be read; `uid` is empty where not even that could be told."""

    uid: str
    raw: bytes
    error: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a fetch brought: nothing that was asked for is in none of the four."""

    fetched: tuple[Fetched, ...] = ()
    missing: tuple[str, ...] = ()  # asked for, not returned
    unreadable: tuple[Unreadable, ...] = ()
    deleted: tuple[str, ...] = ()  # named by DeleteCitation


# --- judging -------------------------------------------------------------------------------------


class Relevance(StrEnum):
    FOCUS = "focus"  # low-dose naltrexone is what it is about
    POSSIBLE = "possible"  # naltrexone outside addiction with the dose not stated, or LDN in passing
    UNRELATED = "unrelated"


class TagKind(StrEnum):
    TOPIC = "topic"  # title, MeSH major topic, author keyword
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: rule id, field ("title", "abstract:RESULTS", "mesh", "keyword", ...), the words as they
    stand in that field, and their character offset there (-1 for a controlled term).
    """

    rule: str
    field: str
    words: str
    offset: int = -1


@dataclass(frozen=True, slots=True)
class Tag:
    """A condition that a citation is about, or mentions; `group` is the condition's group id."""

    condition: str
    group: str
    kind: TagKind
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """What else is said of a study: ("participants", "31"), ("design", "crossover"), ("age-group",
    "children"), ("trial-id", "NCT00568555"), ("preprint", "preprint"). Designs and age groups are ids of
    study.toml.
    """

    kind: str
    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rulebook's judgement of one revision of a citation."""

    relevance: Relevance
    reasons: tuple[Evidence, ...] = ()
    tags: tuple[Tag, ...] = ()
    study_type: str = "other"  # an id of study.toml: rct, case-report, review, ...
    study_evidence: tuple[Evidence, ...] = ()
    dose: str = ""  # "1.5–4.5 mg": the least and the most that the text states of low-dose naltrexone a day
    dose_evidence: tuple[Evidence, ...] = ()
    rulebook: str = ""  # the rulebook's hash
    details: tuple[Detail, ...] = ()

    @property
    def is_relevant(self) -> bool:
        return self.relevance is not Relevance.UNRELATED

    def conditions(self, kind: TagKind | None = None) -> tuple[str, ...]:
        return tuple(tag.condition for tag in self.tags if kind is None or tag.kind is kind)


@dataclass(frozen=True, slots=True)
class Labels:
    """The rulebook's names for readers: ids to labels, each condition's group, in display order; and what
    it says of itself.
    """

    conditions: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    study_types: Mapping[str, str] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)  # designs and age groups
    handbook: Handbook = field(default_factory=Handbook)


# --- the ledger ----------------------------------------------------------------------------------


class EventKind(StrEnum):
    NEW = "new"
    PUBLISHED = "published"  # a preprint or ahead-of-print became final
    CORRECTED = "corrected"
    CONCERN = "concern"
    RETRACTED = "retracted"
    DELETED = "deleted"  # NLM removed the record


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a uid, once: (uid, kind, key) is unique for ever.

    `key` tells two events of one kind apart (which erratum); `quiet` events were already known when
    the watch began: feeds show them, nobody is owed them. `detail` is a line for readers.
    """

    uid: str
    kind: EventKind
    at: datetime
    key: str = ""
    quiet: bool = False
    detail: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        return (self.uid, self.kind.value, self.key)


@dataclass(frozen=True, slots=True)
class Archived:
    """A citation as the archive holds it: the newest revision and its verdict."""

    citation: Citation
    verdict: Verdict
    first_seen: datetime
    fetched_at: datetime
    fingerprint: str
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An event with the archive's present knowledge of its citation; `seq` is the ledger's order."""

    seq: int
    event: Event
    archived: Archived


# --- readers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Digest:
    """What one list of recipients wants to be told; empty conditions and groups mean everything."""

    id: str
    title: str
    schedule: str  # "" is every run, else a cron expression in the watch's time zone
    recipients: tuple[str, ...]
    channel: str = "smtp"
    conditions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    relevance: frozenset[Relevance] = frozenset({Relevance.FOCUS, Relevance.POSSIBLE})
    study_types: frozenset[str] = frozenset()
    send_empty: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """A digest's numbered, frozen list of events. `composed_at` is the Date of its mail; `message` is
    the rendered mail without the recipient's own headers, kept so that every attempt sends the same bytes.
    """

    digest: str
    number: int
    composed_at: datetime
    entries: tuple[int, ...]  # ledger seqs, in the order they are shown
    message: bytes
    channel: str


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # claimed: an attempt is open
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    HELD = "held"  # in doubt and configured to hold, until a person decides


@dataclass(frozen=True, slots=True)
class Delivery:
    """One issue owed to one recipient. `attempt` counts claims; `in_doubt` says that an earlier
    attempt was open when its process died, so the message may have arrived already.
    """

    id: int
    digest: str
    number: int
    recipient: str
    message_id: str
    channel: str
    state: DeliveryState = DeliveryState.QUEUED
    attempt: int = 0
    in_doubt: bool = False
    next_try: datetime | None = None
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server took responsibility for the message; `detail` is its reply."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now. `why` is the server's reply or the network's; `until` only where the server named a time.

    `in_doubt`: the connection ended after the message and before the reply; it may have been taken.
    """

    why: str
    until: datetime | None = None
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """No. `suppress`: the address itself is bad, stop writing to it; otherwise it is the sender, the
    message or a policy, which a person can mend.
    """

    why: str
    suppress: bool = True


Outcome = Delivered | Deferred | Refused


# --- a run ---------------------------------------------------------------------------------------


class RunOutcome(StrEnum):
    NEW = "new"
    NOTHING_NEW = "nothing-new"
    COULD_NOT_LOOK = "could-not-look"


@dataclass(frozen=True, slots=True)
class Look:
    """When the source was last asked and how it answered: the truth in every footer."""

    at: datetime
    outcome: RunOutcome
    matched: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run, as `--json` prints it and the store keeps it. Counts are of this run alone."""

    outcome: RunOutcome
    matched: int = 0
    fetched: int = 0
    new: int = 0
    events: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    composed: int = 0
    sent: int = 0
    deferred: int = 0
    refused: int = 0
    in_doubt: int = 0
    held: int = 0
    discarded: int = 0  # held entries that a person counts as told
    requests: int = 0
    seconds: float = 0.0
    error: str = ""  # why the source could not be asked
    alerts: tuple[str, ...] = ()  # what a person must hear of although nothing failed
    warnings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()  # stages that failed after the harvest
    stages: dict[str, str] = field(default_factory=dict)  # the same by their names, each with its reason
