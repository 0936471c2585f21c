"""A citation as CSL-JSON, the input of citation processors (CSL 1.0.2, csl-data.json).

Comes in: a citation. Goes out: one item, keys in a fixed order, nothing empty. Raises nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ldn_watch.model import Author, Citation
from ldn_watch.render.cite import particulars
from ldn_watch.render.text import one_line

# `article` is CSL's word for a preprint since 1.0.2, with the genre that says so.
TYPES = {"article": "article-journal", "preprint": "article", "chapter": "chapter", "book": "book"}


def to_csl(citation: Citation, *, removed: bool = False) -> dict[str, Any]:
    """One CSL-JSON item. `removed`: NLM has deleted the record, which the note says."""
    return {key: value for key, value in _variables(citation, removed=removed) if value}


def to_csl_list(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A JSON array, one item a line."""
    before = "[\n"
    for item in items:
        yield before + json.dumps(item, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _variables(citation: Citation, *, removed: bool) -> Iterator[tuple[str, Any]]:
    kind, journal = particulars.kind_of(citation), citation.journal
    yield "id", f"pmid{citation.pmid}"
    yield "type", TYPES[kind]
    yield "title", particulars.title_of(citation)
    yield "original-title", particulars.original_title_of(citation)
    yield "author", [name for author in citation.authors if (name := to_name(author))]
    yield "container-title", particulars.container_of(citation)
    yield "container-title-short", one_line(journal.abbreviation)
    yield "issued", _issued(citation)
    yield "volume", one_line(journal.volume)
    yield "issue", one_line(journal.issue)
    yield "page", particulars.pages_of(citation)
    yield "publisher", one_line(journal.publisher)
    yield "genre", "Preprint" if kind == "preprint" else ""
    yield "ISSN", one_line(journal.issn)
    yield "ISBN", " ".join(particulars.isbns_of(citation))
    yield "DOI", particulars.doi_of(citation)
    yield "PMID", one_line(citation.pmid)
    yield "PMCID", particulars.pmc_of(citation)
    yield "URL", particulars.pubmed_of(citation)
    yield "language", next(iter(particulars.languages_of(citation)), "")
    yield "abstract", particulars.abstract_of(citation)
    yield "keyword", ", ".join(particulars.keywords_of(citation))
    yield "note", " ".join(particulars.notes_of(citation, removed=removed))


def to_name(author: Author) -> dict[str, str]:
    """A person's family, given and suffix, or a collective's `literal`; {} where NLM gives no name."""
    if not author.family:
        literal = one_line(author.collective or author.given)
        return {"literal": literal} if literal else {}
    name = {
        "family": one_line(author.family),
        "given": particulars.given_of(author),
        "suffix": one_line(author.suffix),
    }
    return {part: value for part, value in name.items() if value}


def _issued(citation: Citation) -> dict[str, Any]:
    if numbers := particulars.date_of(citation):
        return {"date-parts": [numbers]}
    given = one_line(citation.dates.published_as_given)
    return {"literal": given} if given else {}
