"""A citation for machines that read its page: reference managers, search engines, previews of links.

Comes in: a citation (within reason), its state, a `Frame`. Goes out: names and contents of meta elements,
a schema.org object, a description. Raises nothing. The citation_* names are those that Google Scholar's
inclusion guidelines and Zotero's Embedded Metadata translator read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ldn_watch.model import Archived, Citation
from ldn_watch.render.cite import particulars
from ldn_watch.render.cite.ris import to_name
from ldn_watch.render.pages.citation_facts import to_source
from ldn_watch.render.pages.frame import Frame
from ldn_watch.render.text import one_line, shorten
from ldn_watch.render.view import CONCERN, REMOVED, RETRACTED, Entry

LONGEST_DESCRIPTION = 220
MOST_KEYWORDS = 30
_TYPES = {"article": "ScholarlyArticle", "preprint": "ScholarlyArticle", "chapter": "Chapter", "book": "Book"}


def to_description(entry: Entry, citation: Citation) -> str:
    """What a preview says below the title: what is grave, what it is, where it stands, how it begins."""
    begin = particulars.abstract_of(citation)
    parts = [*entry.badges, entry.journal]
    return shorten(". ".join(filter(None, [" · ".join(filter(None, parts)), begin])), LONGEST_DESCRIPTION)


def to_meta(citation: Citation, frame: Frame) -> list[tuple[str, str]]:
    """The citation_* elements, those with a content."""
    return [(f"citation_{name}", content) for name, content in _fields(citation, frame) if content]


def _fields(citation: Citation, frame: Frame) -> Iterator[tuple[str, str]]:
    yield "title", particulars.title_of(citation)
    for author in citation.authors:
        yield "author", to_name(author)
    yield "publication_date", "/".join(f"{number:02}" for number in particulars.date_of(citation))
    if citation.dates.electronic:
        yield "online_date", citation.dates.electronic.strftime("%Y/%m/%d")
    yield from _place(citation)
    yield "doi", particulars.doi_of(citation)
    yield "pmid", one_line(citation.pmid)
    yield "language", next(iter(particulars.languages_of(citation)), "")
    for keyword in particulars.keywords_of(citation)[:MOST_KEYWORDS]:
        yield "keywords", keyword
    yield "abstract_html_url", frame.canonical or particulars.pubmed_of(citation)
    if pmc := particulars.pmc_of(citation):
        yield "fulltext_html_url", f"https://pmc.ncbi.nlm.nih.gov/articles/{pmc}/"


def _place(citation: Citation) -> Iterator[tuple[str, str]]:
    journal, within = citation.journal, particulars.container_of(citation)
    if citation.kind == "book":
        yield "inbook_title", within
        yield "publisher", one_line(journal.publisher)
        for isbn in particulars.isbns_of(citation):
            yield "isbn", isbn
    else:
        yield "journal_title", within
        yield "journal_abbrev", one_line(journal.abbreviation)
        yield "issn", one_line(journal.issn)
    yield "volume", one_line(journal.volume)
    yield "issue", one_line(journal.issue)
    first, _, last = particulars.pages_of(citation).partition("-")
    yield "firstpage", first
    yield "lastpage", last


# --- schema.org ----------------------------------------------------------------------------------------


def to_schema(archived: Archived, citation: Citation, frame: Frame) -> dict[str, Any]:
    """A schema.org ScholarlyArticle (Chapter, Book); `citation` is the archived one within reason."""
    made = {"@context": "https://schema.org", "@type": _TYPES[particulars.kind_of(citation)]}
    return made | {name: value for name, value in _properties(archived, citation, frame) if value}


def _properties(archived: Archived, citation: Citation, frame: Frame) -> Iterator[tuple[str, Any]]:
    kind, doi = particulars.kind_of(citation), particulars.doi_of(citation)
    pmc = particulars.pmc_of(citation)
    yield "headline" if kind in ("article", "preprint") else "name", particulars.title_of(citation)
    yield "alternativeHeadline", particulars.original_title_of(citation)
    yield (
        "author",
        [found for author in citation.authors if (found := _author(to_name(author), author.family))],
    )
    yield "datePublished", "-".join(f"{number:02}" for number in particulars.date_of(citation))
    yield "inLanguage", particulars.languages_of(citation)
    yield "creativeWorkStatus", _status(archived)
    yield "isPartOf", _container(citation, kind)
    yield "pagination", particulars.pages_of(citation)
    yield "identifier", [{"@type": "PropertyValue", "propertyID": "pmid", "value": one_line(citation.pmid)}]
    yield (
        "sameAs",
        [
            particulars.pubmed_of(citation),
            *([f"https://doi.org/{doi}"] if doi else []),
            *([f"https://pmc.ncbi.nlm.nih.gov/articles/{pmc}/"] if pmc else []),
        ],
    )
    notices = citation.linked("ErratumIn", *particulars.RETRACTION_LINKS, *particulars.CONCERN_LINKS)
    yield "correction", [source.url or source.label for source in map(to_source, notices)]
    yield "mainEntityOfPage", frame.canonical


def _author(name: str, family: str) -> dict[str, str]:
    return {"@type": "Person" if family else "Organization", "name": name} if name else {}


def _status(archived: Archived) -> list[str]:
    citation = archived.citation
    states = [
        (RETRACTED, citation.is_retracted),
        (CONCERN, bool(citation.linked(*particulars.CONCERN_LINKS))),
        (REMOVED, archived.deleted),
        ("Preprint", citation.is_preprint),
    ]
    return [name for name, holds in states if holds]


def _container(citation: Citation, kind: str) -> dict[str, Any]:
    """The journal within its volume and issue, or the chapter's book."""
    journal = citation.journal
    name = particulars.container_of(citation)
    if kind in ("chapter", "book"):
        return {"@type": "Book", "name": name} if name else {}
    part: dict[str, Any] = {"@type": "Periodical", "name": name}
    if issn := one_line(journal.issn):
        part["issn"] = issn
    if volume := one_line(journal.volume):
        part = {"@type": "PublicationVolume", "volumeNumber": volume, "isPartOf": part}
    if issue := one_line(journal.issue):
        part = {"@type": "PublicationIssue", "issueNumber": issue, "isPartOf": part}
    return part if name else {}
