"""What readers see of one event: the one view that feeds, pages and mails share.

Comes in: a `LedgerLine` and the rulebook's `Labels`. Goes out: an `Entry`, every text of it clean and
every link built here from checked identifiers. Raises nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from ldn_watch.model import (
    Archived,
    Citation,
    Event,
    EventKind,
    Labels,
    LedgerLine,
    Relevance,
    TagKind,
    Verdict,
    pmid_of,
)
from ldn_watch.render.reference import is_old, to_authors, to_journal_line, to_published, year_of
from ldn_watch.render.text import one_line
from ldn_watch.render.why import Why, label_of, to_why

PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
RETRACTED, CONCERN, REMOVED = "Retracted", "Expression of concern", "Removed from PubMed"
GRAVE_BADGES = frozenset({RETRACTED, CONCERN, REMOVED})

PREFIXES = {
    EventKind.PUBLISHED: "Now published",
    EventKind.CORRECTED: "Correction",
    EventKind.CONCERN: CONCERN,
    EventKind.RETRACTED: RETRACTED,
    EventKind.DELETED: REMOVED,
}
# The RefTypes (CommentsCorrections, pubmed DTD) that lead from a citation to the notice of an event.
NOTICES = {
    EventKind.PUBLISHED: ("Published version", ("UpdateIn",)),
    EventKind.CORRECTED: ("Correction notice", ("ErratumIn", "CorrectedandRepublishedIn")),
    EventKind.CONCERN: ("Expression of concern", ("ExpressionOfConcernIn",)),
    EventKind.RETRACTED: ("Retraction notice", ("RetractionIn", "RetractedandRepublishedIn")),
}
DOI = re.compile(r"10\.\d{4,9}/\S+")
PMC = re.compile(r"PMC\d+")
NCT = re.compile(r"NCT\d{8}")
MOST_TRIALS = 10  # registries of trials have citations that name thousands
PLAIN_KEY = re.compile(r"(?:pmid:)?([A-Za-z0-9]{1,16})")


@dataclass(frozen=True, slots=True)
class Subject:
    """A condition: its id and its label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the abstract; `label` is empty where NLM gives none."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as readers see it. Texts are plain: whoever writes HTML or XML escapes them.

    `guid` never changes; `at` is when the event was noticed (UTC, whole seconds) and `updated` the
    same: what happens to a citation later is an entry of its own.
    """

    uid: str
    kind: EventKind
    guid: str
    link: str
    title: str
    heading: str
    at: datetime
    updated: datetime
    original_title: str = ""
    authors: tuple[str, ...] = ()
    authors_complete: bool = True
    journal: str = ""
    published: str = ""
    study: str = ""
    study_label: str = ""
    badges: tuple[str, ...] = ()
    about: tuple[Subject, ...] = ()
    mentions: tuple[Subject, ...] = ()
    why: tuple[Why, ...] = ()
    abstract: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    detail: str = ""

    @property
    def pmid(self) -> str:
        return pmid_of(self.uid)

    @property
    def is_grave(self) -> bool:
        """True where a reader must know of it before anything else: retracted, in doubt, removed."""
        return any(badge in GRAVE_BADGES for badge in self.badges)

    @property
    def note(self) -> str:
        """What happened, in words: `Retraction notice: Pain Med. 2024;25(1):9`; "" for a plain `new`."""
        if self.kind is EventKind.DELETED:
            return " ".join(filter(None, ["NLM has removed this record from PubMed.", self.detail]))
        label = NOTICES[self.kind][0] if self.kind in NOTICES else ""
        return ": ".join(filter(None, [label, self.detail])) if self.detail else ""

    def byline(self, most: int = 0) -> str:
        """`Polo O, Pesonen P`; above `most` names (0: no limit) the first of them and `et al.`."""
        cut = bool(most) and len(self.authors) > most
        names = list(self.authors[:most] if cut else self.authors)
        if names and (cut or not self.authors_complete):
            names.append("et al.")
        return ", ".join(names)


def to_entry(line: LedgerLine, labels: Labels) -> Entry:
    """The view of one ledger line, with the archive's present knowledge of its citation."""
    event, archived = line.event, line.archived
    citation, verdict = archived.citation, archived.verdict
    at = event.at.astimezone(UTC).replace(microsecond=0)
    topics = to_subjects(verdict, TagKind.TOPIC, labels)
    study_label = one_line(labels.study_types.get(verdict.study_type, verdict.study_type))
    return Entry(
        uid=event.uid,
        kind=event.kind,
        guid=to_guid(event),
        link=to_pubmed(event.uid),
        title=to_title(citation),
        heading=to_heading(event, citation),
        at=at,
        updated=at,
        original_title=one_line(citation.vernacular_title),
        authors=to_authors(citation.authors),
        authors_complete=citation.authors_complete,
        journal=to_journal_line(citation),
        published=to_published(citation.dates),
        study=verdict.study_type,
        study_label=study_label,
        badges=tuple(to_badges(event, archived, labels)),
        about=topics,
        mentions=tuple(s for s in to_subjects(verdict, TagKind.MENTION, labels) if s not in topics),
        why=to_why(verdict, labels),
        abstract=to_sections(citation),
        links=tuple(to_links(event, citation, verdict)),
        detail=one_line(event.detail),
    )


def to_guid(event: Event) -> str:
    """`info:pmid/39012345`, and for what happened later `...#retracted`, `...#corrected-38000001`.

    Built from the event's identity alone, which never changes: neither a new base_url nor a DOI that
    becomes known later makes readers see an entry twice.
    """
    base = f"info:pmid/{pmid_of(event.uid)}"
    key = to_short_key(event.key)
    if event.kind is EventKind.NEW and not key:
        return base
    return f"{base}#{event.kind.value}" + (f"-{key}" if key else "")


def to_short_key(key: str) -> str:
    """A key that may stand in a URI: a PMID or a short word as it is, anything else hashed."""
    plain = PLAIN_KEY.fullmatch(key)
    if plain:
        return plain[1]
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12] if key else ""


def to_pubmed(uid: str) -> str:
    return f"{PUBMED}/{quote(pmid_of(uid), safe='')}/"


def to_title(citation: Citation) -> str:
    """The whole title; where NLM gives none, the original one, else the PMID."""
    title = one_line(citation.title) or one_line(citation.vernacular_title)
    return title or f"PMID {citation.pmid} (no title in PubMed)"


def to_heading(event: Event, citation: Citation) -> str:
    """The title after what happened; a citation that is new and already retracted says so."""
    title = to_title(citation)
    prefix = PREFIXES.get(event.kind, "")
    if event.kind is EventKind.NEW and citation.is_retracted:
        prefix = RETRACTED
    # Publishers put "RETRACTED: " before the title themselves: not twice.
    return title if not prefix or title.casefold().startswith(prefix.casefold()) else f"{prefix}: {title}"


def to_badges(event: Event, archived: Archived, labels: Labels) -> Iterator[str]:
    """What must be known before reading, gravest first."""
    citation, verdict = archived.citation, archived.verdict
    if citation.is_retracted or event.kind is EventKind.RETRACTED:
        yield RETRACTED
    if citation.linked("ExpressionOfConcernIn") or event.kind is EventKind.CONCERN:
        yield CONCERN
    if archived.deleted or event.kind is EventKind.DELETED:
        yield REMOVED
    yield from to_study(verdict, labels)
    if citation.is_preprint:
        yield "Preprint"
    if citation.is_ahead_of_print:
        yield "Ahead of print"
    if is_late(event, archived):
        yield f"Older citation ({year_of(citation.dates)}), newly indexed"
    if verdict.relevance is Relevance.POSSIBLE:
        yield "Low-dose naltrexone: possible"


def to_study(verdict: Verdict, labels: Labels) -> Iterator[str]:
    """The evidence in short: `Randomised controlled trial`, `Crossover`, `31 participants`, ..."""
    if verdict.study_type != "other":
        yield one_line(labels.study_types.get(verdict.study_type, verdict.study_type))
    for detail in verdict.details:
        if detail.kind == "participants":
            yield f"{detail.value} participant{'' if detail.value == '1' else 's'}"
        elif detail.kind in ("design", "age-group"):
            label = one_line(labels.details.get(detail.value, detail.value))
            yield label[:1].upper() + label[1:]
    if verdict.dose:
        yield f"Naltrexone {verdict.dose}"


def is_late(event: Event, archived: Archived) -> bool:
    """True for a citation that became known over twelve months after its publication.

    What was there when the watch began was not seen late by us: PubMed's own Create Date decides.
    """
    dates = archived.citation.dates
    seen = dates.entrez if event.quiet else archived.first_seen.astimezone(UTC).date()
    return event.kind is EventKind.NEW and seen is not None and is_old(dates, seen)


def to_subjects(verdict: Verdict, kind: TagKind, labels: Labels) -> tuple[Subject, ...]:
    ids = dict.fromkeys(verdict.conditions(kind))
    return tuple(Subject(condition, label_of(labels, condition)) for condition in ids)


def to_sections(citation: Citation) -> tuple[Section, ...]:
    sections = (Section(one_line(part.label), one_line(part.text)) for part in citation.abstract)
    return tuple(section for section in sections if section.text)


def to_links(event: Event, citation: Citation, verdict: Verdict) -> Iterator[Link]:
    """PubMed first, then the notice of what happened, DOI, free full text and registered trials.

    An identifier that has not its proper shape makes no link: nothing from outside becomes a URL
    scheme, a host or a path of its own.
    """
    yield Link("PubMed", to_pubmed(event.uid))
    yield from to_notices(event, citation)
    if DOI.fullmatch(doi := one_line(citation.doi)):
        yield Link("DOI", f"https://doi.org/{quote(doi, safe='/:;().-_~')}")
    if PMC.fullmatch(citation.pmc):
        yield Link("Free full text", f"https://pmc.ncbi.nlm.nih.gov/articles/{citation.pmc}/")
    listed = [number for bank in citation.data_banks for number in bank.accessions]
    read = [detail.value for detail in verdict.details if detail.kind == "trial-id"]
    for number in list(dict.fromkeys(filter(NCT.fullmatch, [*listed, *read])))[:MOST_TRIALS]:
        yield Link(f"Trial {number}", f"https://clinicaltrials.gov/study/{number}")


def to_notices(event: Event, citation: Citation) -> Iterator[Link]:
    """Links to the notices of this event; of an already retracted citation, to the retraction's."""
    retracted = event.kind is EventKind.NEW and citation.is_retracted
    label, ref_types = NOTICES.get(EventKind.RETRACTED if retracted else event.kind, ("", ()))
    for notice in citation.linked(*ref_types):
        if pmid_of(notice.uid).isdecimal() and event.key in ("", notice.uid):
            yield Link(label, to_pubmed(notice.uid))
