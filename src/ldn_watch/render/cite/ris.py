"""A citation as RIS, which every reference manager imports.

Comes in: a citation. Goes out: one record, `TY` first and `ER` last, a blank line after it; lines end in
LF, each value is one line, so that no text from outside can begin a tag. Raises nothing. Tags as Reference
Manager's RIS format specification and Zotero's and EndNote's importers read them; M2, M3 and C1 to C8 mean
something else in each of them and are not written.
"""

from __future__ import annotations

from collections.abc import Iterator

from ldn_watch.model import Author, Citation
from ldn_watch.render.cite import particulars
from ldn_watch.render.text import one_line

TYPES = {"article": "JOUR", "preprint": "JOUR", "chapter": "CHAP", "book": "BOOK"}


def to_ris(citation: Citation, *, removed: bool = False) -> str:
    """One RIS record. `removed`: NLM has deleted the record, which a note says."""
    lines = [f"{tag}  - {value}" for tag, value in _tags(citation, removed=removed) if value]
    return "\n".join([*lines, "ER  - ", "", ""])


def _tags(citation: Citation, *, removed: bool) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES[particulars.kind_of(citation)]
    yield "ID", f"pmid{one_line(citation.pmid)}"
    yield "TI", particulars.title_of(citation)
    for author in citation.authors:
        yield "AU", to_name(author)
    yield from _place(citation)
    yield from _date(particulars.date_of(citation))
    for language in particulars.languages_of(citation):
        yield "LA", language
    yield "AB", particulars.abstract_of(citation)
    for keyword in particulars.keywords_of(citation):
        yield "KW", keyword
    if citation.is_retracted:
        yield "KW", "Retracted Publication"
    for note in particulars.notes_of(citation, removed=removed):
        yield "N1", note
    yield "DO", particulars.doi_of(citation)
    yield "AN", one_line(citation.pmid)
    yield "DB", "PubMed"
    yield "UR", particulars.pubmed_of(citation)
    if pmc := particulars.pmc_of(citation):
        yield "L2", f"https://pmc.ncbi.nlm.nih.gov/articles/{pmc}/"


def to_name(author: Author) -> str:
    """`Smith, Ann B, Jr`; a collective's name as it is."""
    if not author.family:
        return one_line(author.collective or author.given)
    return ", ".join(
        filter(None, [one_line(author.family), particulars.given_of(author), one_line(author.suffix)])
    )


def _place(citation: Citation) -> Iterator[tuple[str, str]]:
    journal = citation.journal
    yield "T2", particulars.container_of(citation)
    if citation.kind == "book":
        yield "PB", one_line(journal.publisher)
        for isbn in particulars.isbns_of(citation):
            yield "SN", isbn
    else:
        yield "J2", one_line(journal.abbreviation)
        yield "SN", one_line(journal.issn)
    yield "VL", one_line(journal.volume)
    yield "IS", one_line(journal.issue)
    first, dash, last = particulars.pages_of(citation).partition("-")
    if dash and not set("-,;") & {*first, *last}:
        yield "SP", first
        yield "EP", last
    else:
        yield "SP", first + dash + last


def _date(numbers: list[int]) -> Iterator[tuple[str, str]]:
    """PY is the year, DA `YYYY/MM/DD/` with what is not known left empty."""
    if numbers:
        month, day = [f"{number:02}" for number in numbers[1:]] + [""] * (3 - len(numbers))
        year = str(numbers[0])
        yield "PY", year
        yield "DA", f"{year}/{month}/{day}/"
