"""What a citation page says of a citation beside its text: warnings, facts with their evidence, tags, links.

Comes in: an archived citation, its events, labels. Goes out: values of clean text and checked links, for the
template. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ldn_watch.model import (
    Archived,
    Citation,
    CommentCorrection,
    Event,
    EventKind,
    Evidence,
    Labels,
    MeshHeading,
    Relevance,
    TagKind,
    Verdict,
    pmid_of,
)
from ldn_watch.render.cite.particulars import CONCERN_LINKS, RETRACTION_LINKS
from ldn_watch.render.languages import ENGLISH, name_of, tag_of
from ldn_watch.render.text import day, one_line, shorten
from ldn_watch.render.view import CONCERN, NCT, REMOVED, RETRACTED, Link, to_pubmed
from ldn_watch.render.why import LONGEST_QUOTE, label_of, to_place

MOST_QUOTES = 4
MOST_TRIALS = 20
POSSIBLE = (
    "Low-dose naltrexone is possible here, not certain: the record names naltrexone without its dose, or "
    "low-dose naltrexone only in passing."
)
UNRELATED = (
    "By the rules of today this is not about low-dose naltrexone. The page stays, because of what became "
    "of it."
)
PREPRINT = "This is a preprint: it has not been peer reviewed."
CUT = "This record is too long for a page and is cut here. It stands whole in PubMed."


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the record, and where they stand: `in the abstract (results)`."""

    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Banner:
    """Grave news: what, since when we know, and the notices; `is_grave` is False for what is over."""

    what: str
    text: str
    sources: tuple[Link, ...]
    is_grave: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader should know, and the records that it names."""

    text: str
    sources: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the facts: `links` or texts, and the words that they rest on."""

    name: str
    values: tuple[Link, ...]
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class TagView:
    """A condition of the citation; `id` is "" where it has no page (any more)."""

    id: str
    label: str
    quotes: tuple[Quote, ...]
    more: int


def to_banners(archived: Archived, events: Sequence[Event]) -> Iterator[Banner]:
    """Retracted, expression of concern, removed: the gravest first."""
    citation = archived.citation
    if citation.is_retracted:
        yield _banner(RETRACTED, EventKind.RETRACTED, citation, events, RETRACTION_LINKS)
    elif any(event.kind is EventKind.RETRACTED for event in events):
        yield Banner(
            "Once marked as retracted",
            "PubMed called this citation retracted and no longer does: see its history below.",
            (),
            is_grave=False,
        )
    if citation.linked(*CONCERN_LINKS):
        yield _banner(CONCERN, EventKind.CONCERN, citation, events, CONCERN_LINKS)
    if archived.deleted:
        yield _banner(REMOVED, EventKind.DELETED, citation, events, ())


_MEANING = {
    RETRACTED: "Its authors, the journal or the publisher withdrew it: do not rely on it.",
    CONCERN: "The journal's editors doubt that it can be relied on.",
    REMOVED: "NLM has removed this record from PubMed. What stands here is what it said.",
}


def _banner(
    what: str,
    kind: EventKind,
    citation: Citation,
    events: Sequence[Event],
    ref_types: tuple[str, ...],
) -> Banner:
    noticed = next((event for event in events if event.kind is kind and not event.quiet), None)
    when = f" Noticed here on {day(noticed.at)}." if noticed else ""
    return Banner(what, _MEANING[what] + when, tuple(map(to_source, citation.linked(*ref_types))))


def to_source(link: CommentCorrection) -> Link:
    """Another record: its source's words, and PubMed's address where NLM gives a PMID.

    Never an address of our own: whether that citation has a page here hangs on its record, not on this one.
    """
    pmid = pmid_of(link.uid)
    is_known = pmid.isascii() and pmid.isdecimal()
    words = ". ".join(filter(None, [one_line(link.ref_source).rstrip("."), one_line(link.note)]))
    return Link(
        words or (f"PMID {pmid}" if is_known else "not named"), to_pubmed(link.uid) if is_known else ""
    )


def to_notes(archived: Archived, *, is_cut: bool, late: str) -> Iterator[Note]:
    """What a reader should know before reading on, in plain words; `late` is the badge of an old one."""
    if archived.citation.is_preprint:
        published = tuple(map(to_source, archived.citation.linked("UpdateIn")))
        yield Note(f"{PREPRINT} Published since:" if published else PREPRINT, published)
    if late:
        yield Note(f"{late}: it came to PubMed, or to us, long after it was published.")
    if archived.verdict.relevance is Relevance.POSSIBLE:
        yield Note(POSSIBLE)
    if not archived.verdict.is_relevant:
        yield Note(UNRELATED)
    if is_cut:
        yield Note(CUT)


# --- facts -------------------------------------------------------------------------------------------


def to_facts(archived: Archived, labels: Labels, root: str) -> list[Fact]:
    """Study type, design, participants, dose, trials, languages: as far as they are known."""
    facts = [*_study(archived.verdict, labels, root), *_trials(archived.citation, archived.verdict)]
    names = tuple(Link(name_of(code), "") for code in archived.citation.languages if tag_of(code) != ENGLISH)
    return [*facts, Fact("Language", names)] if names else facts


def _study(verdict: Verdict, labels: Labels, root: str) -> Iterator[Fact]:
    if verdict.study_type != "other":
        kind, known = verdict.study_type, labels.study_types.get(verdict.study_type, "")
        link = Link(one_line(known or kind), f"{root}glossary.html#{kind}" if known else "")
        yield Fact("Study type", (link,), to_quotes(verdict.study_evidence)[:1])
    for kind, name in (("design", "Design"), ("age-group", "Age group"), ("participants", "Participants")):
        found = [detail for detail in verdict.details if detail.kind == kind]
        values = tuple(Link(_worded(labels.details.get(one.value, one.value)), "") for one in found)
        if values:
            yield Fact(name, values, to_quotes(proof for one in found for proof in one.evidence))
    if verdict.dose:
        yield Fact("Naltrexone", (Link(f"{verdict.dose} a day", ""),), to_quotes(verdict.dose_evidence))


def _worded(text: str) -> str:
    text = one_line(text)
    return text[:1].upper() + text[1:]


def _trials(citation: Citation, verdict: Verdict) -> Iterator[Fact]:
    """Registered trials, with a link where ClinicalTrials.gov has them, then other data banks."""
    read = [detail.value for detail in verdict.details if detail.kind == "trial-id"]
    listed = [number for bank in citation.data_banks for number in bank.accessions]
    found = list(dict.fromkeys(filter(None, map(one_line, [*listed, *read]))))
    shown = tuple(map(_trial, found[:MOST_TRIALS]))
    if len(found) > MOST_TRIALS:
        shown += (Link(f"and {len(found) - MOST_TRIALS} more", ""),)
    if shown:
        yield Fact("Registered as" if len(found) == 1 else "Registered trials and data", shown)


def _trial(number: str) -> Link:
    return Link(number, f"https://clinicaltrials.gov/study/{number}" if NCT.fullmatch(number) else "")


# --- why it is here ----------------------------------------------------------------------------------


def to_tags(verdict: Verdict, labels: Labels, kind: TagKind) -> tuple[TagView, ...]:
    """The topics or the mentions, each with the words that it rests on."""
    return tuple(
        _tag(tag.condition, to_quotes(tag.evidence), labels) for tag in verdict.tags if tag.kind is kind
    )


def _tag(condition: str, quotes: tuple[Quote, ...], labels: Labels) -> TagView:
    known = condition if condition in labels.conditions else ""
    return TagView(
        known, label_of(labels, condition), quotes[:MOST_QUOTES], max(0, len(quotes) - MOST_QUOTES)
    )


def to_quotes(evidence: Iterable[Evidence]) -> tuple[Quote, ...]:
    """Each once: the same words in the same place prove nothing more."""
    found = dict[tuple[str, str], Quote]()
    for proof in evidence:
        words, place = shorten(one_line(proof.words), LONGEST_QUOTE), to_place(proof.field)
        if words:
            found.setdefault((words.casefold(), place), Quote(words, place))
    return tuple(found.values())


# --- other records, indexing ---------------------------------------------------------------------------

_RELATIONS = {
    "RetractionIn": "Retraction notice",
    "RetractionOf": "Retraction notice of",
    "RetractedandRepublishedIn": "Retracted and republished as",
    "RetractedandRepublishedFrom": "Republished after the retraction of",
    "ExpressionOfConcernIn": "Expression of concern",
    "ExpressionOfConcernFor": "Expression of concern about",
    "ErratumIn": "Correction notice",
    "ErratumFor": "Correction of",
    "CorrectedandRepublishedIn": "Corrected and republished as",
    "CorrectedandRepublishedFrom": "Corrected republication of",
    "UpdateIn": "Later version",
    "UpdateOf": "Earlier version (such as a preprint)",
    "RepublishedIn": "Republished as",
    "RepublishedFrom": "Republication of",
    "OriginalReportIn": "Original report",
    "ReprintIn": "Reprinted as",
    "ReprintOf": "Reprint of",
    "SummaryForPatientsIn": "Summary for patients",
    "CommentIn": "Comment",
    "CommentOn": "Comment on",
    "AssociatedDataset": "Data",
    "AssociatedPublication": "Publication",
}


def to_related(citation: Citation) -> dict[str, list[Link]]:
    """The comments/corrections by what they are, the gravest first; references that it cites are left out."""
    known = list(_RELATIONS)
    place = {ref_type: at for at, ref_type in enumerate(known)}
    found = dict[str, list[Link]]()
    for link in sorted(citation.comments_corrections, key=lambda one: place.get(one.ref_type, len(known))):
        if link.ref_type != "Cites":
            found.setdefault(_relation(link.ref_type, citation), []).append(to_source(link))
    return found


def _relation(ref_type: str, citation: Citation) -> str:
    if ref_type == "UpdateIn" and citation.is_preprint:
        return "Published version"
    return _RELATIONS.get(ref_type, "Related")


def to_indexing(citation: Citation) -> dict[str, list[str]]:
    """MeSH headings, keywords, substances, publication types, each list in NLM's order."""
    lists = {
        "MeSH headings": list(map(_heading, citation.mesh)),
        "Author keywords": [one_line(term.name) for term in citation.keywords],
        "Substances": [one_line(one.name) for one in citation.substances],
        "Publication types": [one_line(term.name) for term in citation.publication_types],
    }
    return {name: known for name, values in lists.items() if (known := list(filter(None, values)))}


def _heading(heading: MeshHeading) -> str:
    """`Naltrexone / therapeutic use*`: the star is NLM's for a major topic."""
    parts = [heading.name, *(qualifier.name for qualifier in heading.qualifiers)]
    return " / ".join(map(one_line, parts)) + "*" * heading.major
