"""A citation in PubMed's own format (MEDLINE display, files named .nbib).

Comes in: a citation. Goes out: one record and a blank line after it; long texts are wrapped as PubMed wraps
them, continued after six blanks, so that no text from outside can begin a tag. Raises nothing. Tags and
their order as in NLM's "MEDLINE/PubMed Data Element (Field) Descriptions"; what the archive does not keep
(affiliations, grants, the hour of a date) is left out, not made up.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from ldn_watch.model import Author, Citation, MeshHeading, pmid_of
from ldn_watch.render.cite import particulars
from ldn_watch.render.reference import to_authors, to_published, to_volume
from ldn_watch.render.text import one_line

WIDTH = 88
_INDENT = " " * 6
_WRAPPED = frozenset(
    {"AB", "JT", "SO", "TI", "TT"}
)  # Bio.Medline takes the second line of others for another
# CommentsCorrections/@RefType -> its tag; "comments/corrections" of the field descriptions.
LINKS = {
    "AssociatedDataset": "DDIN",
    "AssociatedPublication": "DRIN",
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "CorrectedandRepublishedFrom": "CRF",
    "CorrectedandRepublishedIn": "CRI",
    "ErratumFor": "EFR",
    "ErratumIn": "EIN",
    "ExpressionOfConcernFor": "ECF",
    "ExpressionOfConcernIn": "ECI",
    "OriginalReportIn": "ORI",
    "PartialRetractionIn": "PRIN",
    "PartialRetractionOf": "PROF",
    "ReprintIn": "RPI",
    "ReprintOf": "RPF",
    "RepublishedFrom": "RPF",
    "RepublishedIn": "RPI",
    "RetractedandRepublishedFrom": "RRF",
    "RetractedandRepublishedIn": "RRI",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "SummaryForPatientsIn": "SPIN",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
}


def to_nbib(citation: Citation, *, removed: bool = False) -> str:
    """One MEDLINE record. `removed`: NLM has deleted the record, which a general note (GN) says."""
    tags = _tags(citation, removed=removed)
    return "\n".join([*(_line(tag, value) for tag, value in tags if value), "", ""])


def _line(tag: str, value: str) -> str:
    line = f"{tag:4}- {value}"
    if tag not in _WRAPPED or len(line) <= WIDTH:
        return line
    return textwrap.fill(
        value,
        WIDTH,
        initial_indent=f"{tag:4}- ",
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _tags(citation: Citation, *, removed: bool) -> Iterator[tuple[str, str]]:
    journal, dates = citation.journal, citation.dates
    yield "PMID", one_line(citation.pmid)
    yield "STAT", one_line(citation.status)
    yield "DCOM", _compact(dates.completed)
    yield "LR", _compact(dates.revised)
    yield from _issue(citation)
    yield "TI", one_line(citation.title)
    yield from _book(citation)
    yield "PG", one_line(journal.pages)
    if doi := particulars.doi_of(citation):
        yield "LID", f"{doi} [doi]"
    yield "AB", particulars.abstract_of(citation)
    yield from _authors(citation)
    yield from (("LA", one_line(code)) for code in citation.languages)
    yield from (("SI", number) for number in _accessions(citation))
    yield from (("PT", kind) for kind in _types(citation))
    yield "DEP", _compact(dates.electronic)
    yield "TT", one_line(citation.vernacular_title)
    if citation.kind != "book":
        yield "TA", one_line(journal.abbreviation)
        yield "JT", one_line(journal.title)
    yield "JID", one_line(journal.nlm_id)
    yield from (("RN", one_line(f"{one.registry_number or 0} ({one.name})")) for one in citation.substances)
    yield from _links(citation)
    yield from (("MH", _heading(heading)) for heading in citation.mesh)
    yield "PMC", particulars.pmc_of(citation)
    yield from (("OT", "*" * term.major + one_line(term.name)) for term in citation.keywords)
    yield "GN", particulars.REMOVED if removed else ""
    yield from _history(citation)
    yield from _ids(citation)
    yield "PST", one_line(citation.publication_status)
    yield "SO", _source(citation)


def _issue(citation: Citation) -> Iterator[tuple[str, str]]:
    journal, dates = citation.journal, citation.dates
    yield "IS", one_line(journal.issn)
    yield "VI", one_line(journal.volume)
    yield "IP", one_line(journal.issue)
    yield "DP", one_line(dates.published_as_given) or one_line(dates.published).replace("-", " ")


def _book(citation: Citation) -> Iterator[tuple[str, str]]:
    if citation.kind == "book":
        yield "BTI", one_line(citation.journal.title)
        yield from (("ISBN", isbn) for isbn in particulars.isbns_of(citation))
        yield "PB", one_line(citation.journal.publisher)


def _authors(citation: Citation) -> Iterator[tuple[str, str]]:
    """FAU and AU of each person, CN of each collective, in NLM's order; `et al.` where more wrote it."""
    for author in citation.authors:
        if author.family:
            yield "FAU", _full_name(author)
            yield from (("AU", name) for name in to_authors((author,)))
            yield "AUID", f"ORCID: {author.orcid}" if author.orcid else ""
        else:
            yield "CN", one_line(author.collective or author.given)
    if not citation.authors_complete:
        yield "FAU", "et al."
        yield "AU", "et al."


def _full_name(author: Author) -> str:
    """`Smith, Ann B Jr`."""
    given = one_line(f"{author.given or author.initials} {author.suffix}")
    return f"{one_line(author.family)}, {given}" if given else one_line(author.family)


def _types(citation: Citation) -> list[str]:
    """The publication types; a retracted one says so even where only the retraction's link does, and a book
    is named as importers expect it.
    """
    types = [one_line(term.name) for term in citation.publication_types]
    if citation.is_retracted and "Retracted Publication" not in types:
        types.append("Retracted Publication")
    if citation.kind == "book":
        types.append("Book Chapter" if particulars.kind_of(citation) == "chapter" else "Book")
    return list(dict.fromkeys(types))


def _accessions(citation: Citation) -> Iterator[str]:
    for bank in citation.data_banks:
        name = one_line(bank.name)
        yield from (f"{name}/{one_line(number)}" for number in bank.accessions)
        if not bank.accessions:
            yield name


def _links(citation: Citation) -> Iterator[tuple[str, str]]:
    for link in citation.comments_corrections:
        if tag := LINKS.get(link.ref_type):
            pmid = pmid_of(link.uid)
            source = one_line(link.ref_source)
            stop = "" if source.endswith(".") else "."
            yield tag, f"{source}{stop} PMID: {pmid}" if pmid.isdecimal() else source


def _heading(heading: MeshHeading) -> str:
    """`Naltrexone/administration & dosage/*therapeutic use`; the star of a heading without a starred
    qualifier is its own.
    """
    qualifiers = "".join(f"/{'*' * one.major}{one_line(one.name)}" for one in heading.qualifiers)
    own_star = heading.major and not any(one.major for one in heading.qualifiers)
    return "*" * own_star + one_line(heading.name) + qualifiers


def _history(citation: Citation) -> Iterator[tuple[str, str]]:
    dates = citation.dates
    for tag, day in (("EDAT", dates.pubmed), ("MHDA", dates.medline), ("CRDT", dates.entrez)):
        yield tag, f"{day:%Y/%m/%d}" if day else ""


def _ids(citation: Citation) -> Iterator[tuple[str, str]]:
    if doi := particulars.doi_of(citation):
        yield "AID", f"{doi} [doi]"
    for kind, value in citation.other_ids:
        if kind != "isbn":
            yield "AID", one_line(f"{value} [{kind}]")


def _source(citation: Citation) -> str:
    """`Pain Med. 2025 Feb 1;26(2):101-109. doi: 10.9999/made.`"""
    journal = citation.journal
    name = one_line(journal.abbreviation or journal.title).rstrip(".")
    given = one_line(citation.dates.published_as_given) or to_published(citation.dates)
    doi = particulars.doi_of(citation)
    parts = [name, (given + to_volume(journal)).strip(":;"), f"doi: {doi}" if doi else ""]
    return " ".join(f"{part}." for part in parts if part)


def _compact(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""
