"""The nouns of ldn-watch: frozen values, no I/O, no clock.

Names are NLM's (citation, PMID, MeSH heading, publication type), the feed specifications'
(entry, guid) and mail's (issue, envelope, Message-ID). Instants are aware datetimes in UTC;
days are `datetime.date` in NCBI's own day (US Eastern), as PubMed gives no hour.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

PUBMED_PREFIX = "pmid:"


def pmid_of(uid: str) -> str:
    """`pmid:39012345` -> `39012345`."""
    return uid.removeprefix(PUBMED_PREFIX)


def uid_of(pmid: str | int) -> str:
    """`39012345` -> `pmid:39012345`. A PMID never changes and is never reused (PubMed User Guide, PMID)."""
    return f"{PUBMED_PREFIX}{int(pmid)}"


# --- the citation, faithful to NLM: lists stay lists --------------------------------------------


@dataclass(frozen=True, slots=True)
class Author:
    """A person (family, given, initials, suffix) or a collective (then `collective` alone is set)."""

    family: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class AbstractSection:
    """One AbstractText: its own `label` ("AIM"), NLM's `category` ("OBJECTIVE"), whole text."""

    text: str
    label: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class OtherAbstract:
    """A plain-language summary or a translation: `kind` and ISO 639-2 `language` as NLM gives them."""

    kind: str
    language: str
    sections: tuple[AbstractSection, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """Where it was published; for a book chapter `title` is the book's."""

    title: str = ""
    abbreviation: str = ""  # ISO, else MedlineTA
    issn: str = ""
    nlm_id: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A controlled term with its UI: a publication type (D016449) or a MeSH qualifier (Q000188)."""

    name: str
    ui: str = ""
    major: bool = False


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH descriptor with its qualifiers; `major` if descriptor or any qualifier is starred."""

    name: str
    ui: str
    major: bool
    qualifiers: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Substance:
    """A Chemical: name, MeSH UI, registry number (UNII, CAS or EC; "0" where none)."""

    name: str
    ui: str = ""
    registry_number: str = ""


@dataclass(frozen=True, slots=True)
class CommentCorrection:
    """A CommentsCorrections entry (RefType, RefSource); `uid` is empty where NLM gives no PMID."""

    ref_type: str
    ref_source: str = ""
    uid: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataBank:
    """A registry or data bank with its accession numbers (ClinicalTrials.gov: NCT...)."""

    name: str
    accessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """NLM's dates (User Guide, date fields); None where the record has none or an impossible one.

    `published` is ISO 8601 and as precise as known ("2024", "2024-03", "2024-03-09");
    `published_as_given` keeps NLM's words ("2013 Nov-Dec"). `electronic` is the ArticleDate.
    """

    entrez: date | None = None  # CRDT: first created in PubMed
    pubmed: date | None = None  # EDAT: set back to publication when added late
    medline: date | None = None  # MHDA: MeSH added
    revised: date | None = None  # LR, searched as mdat
    completed: date | None = None
    published: str = ""
    published_as_given: str = ""
    electronic: date | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One PubMed record. `kind` is "article" or "book". Texts are plain: markup flattened, whole."""

    uid: str
    title: str
    version: int = 1
    kind: str = "article"
    vernacular_title: str = ""
    abstract: tuple[AbstractSection, ...] = ()
    other_abstracts: tuple[OtherAbstract, ...] = ()
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    journal: Journal = Journal()
    languages: tuple[str, ...] = ()
    publication_types: tuple[Term, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    substances: tuple[Substance, ...] = ()
    keywords: tuple[Term, ...] = ()
    dates: Dates = Dates()
    doi: str = ""
    pmc: str = ""  # "PMC6313374"
    other_ids: tuple[tuple[str, str], ...] = ()  # (IdType, value): pii, bookaccession, ...
    data_banks: tuple[DataBank, ...] = ()
    comments_corrections: tuple[CommentCorrection, ...] = ()
    status: str = ""  # MedlineCitation/@Status: Publisher, In-Process, MEDLINE, ...
    publication_status: str = ""  # PubmedData/PublicationStatus: aheadofprint, epublish, ppublish

    @property
    def pmid(self) -> str:
        return pmid_of(self.uid)

    @property
    def is_retracted(self) -> bool:
        """Retracted itself (publication type D016441, or RetractionIn); a retraction notice is not."""
        return any(
            term.ui == "D016441" or term.name == "Retracted Publication" for term in self.publication_types
        ) or any(
            link.ref_type in ("RetractionIn", "RetractedandRepublishedIn")
            for link in self.comments_corrections
        )

    @property
    def is_preprint(self) -> bool:
        return any(term.name == "Preprint" for term in self.publication_types)

    @property
    def is_ahead_of_print(self) -> bool:
        return self.publication_status == "aheadofprint"

    def linked(self, *ref_types: str) -> tuple[CommentCorrection, ...]:
        """The comments/corrections of these RefTypes, in NLM's order."""
        return tuple(link for link in self.comments_corrections if link.ref_type in ref_types)


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
class Verdict:
    """The rulebook's judgement of one revision of a citation."""

    relevance: Relevance
    reasons: tuple[Evidence, ...] = ()
    tags: tuple[Tag, ...] = ()
    study_type: str = "other"  # an id of study.toml: rct, case-report, review, ...
    study_evidence: tuple[Evidence, ...] = ()
    dose: str = ""  # "4.5 mg", as the text says it
    dose_evidence: tuple[Evidence, ...] = ()
    rulebook: str = ""  # the rulebook's hash

    @property
    def is_relevant(self) -> bool:
        return self.relevance is not Relevance.UNRELATED

    def conditions(self, kind: TagKind | None = None) -> tuple[str, ...]:
        return tuple(tag.condition for tag in self.tags if kind is None or tag.kind is kind)


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
    """Not now. `why` is the server's reply or the network's; `until` only where the server named a time."""

    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Never for this recipient. `suppress`: the address itself is bad, stop writing to it."""

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
    requests: int = 0
    seconds: float = 0.0
    error: str = ""  # why the source could not be asked
    warnings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()  # stages that failed after the harvest
