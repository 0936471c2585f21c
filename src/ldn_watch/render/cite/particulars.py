"""What every reference format asks of a citation, read once and for all.

Comes in: a citation. Goes out: clean text (`one_line`: nothing in it can begin a line, a field or a record
of its own). Raises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ldn_watch.model import AbstractSection, Author, Citation, pmid_of
from ldn_watch.render.languages import tag_of
from ldn_watch.render.reference import numbers_of
from ldn_watch.render.text import one_line
from ldn_watch.render.view import DOI, PMC, to_pubmed

RETRACTION_LINKS = ("RetractionIn", "RetractedandRepublishedIn")
CONCERN_LINKS = ("ExpressionOfConcernIn",)
REMOVED = "NLM has removed this record from PubMed."
NO_TITLE = "[Not Available]"  # NLM's own words for a record without a title
_RANGE = re.compile(r"(\d+)-(\d+)")


def kind_of(citation: Citation) -> str:
    """`article`, `preprint`, `chapter` (of a book with another title) or `book`."""
    if citation.kind != "book":
        return "preprint" if citation.is_preprint else "article"
    whole = one_line(citation.journal.title)
    return "chapter" if whole and whole.rstrip(".") != title_of(citation) else "book"


def title_of(citation: Citation) -> str:
    """The whole title without the full stop that NLM puts after it; where NLM gives none, the original
    one, else the PMID.
    """
    own = one_line(citation.title)
    known = "" if own == NO_TITLE else own
    known = known or one_line(citation.vernacular_title) or f"PMID {citation.pmid} (no title in PubMed)"
    return known[:-1] if known.endswith(".") and not known.endswith("..") else known


def original_title_of(citation: Citation) -> str:
    """The title in the language of publication, where it is another one than `title_of`."""
    original = one_line(citation.vernacular_title).removesuffix(".")
    return "" if original == title_of(citation) else original


def container_of(citation: Citation) -> str:
    """The journal's full title, or the book's of a chapter; "" for a whole book."""
    if kind_of(citation) == "book":
        return ""
    return one_line(citation.journal.title or citation.journal.abbreviation).replace(" : ", ": ")


def given_of(author: Author) -> str:
    return one_line(author.given or author.initials)


def date_of(citation: Citation) -> list[int]:
    """[2024, 3, 9], [2024, 3], [2024]: as precise as NLM knows it, else the electronic date, else []."""
    dates = citation.dates
    electronic = dates.electronic
    return numbers_of(dates.published) or (
        [electronic.year, electronic.month, electronic.day] if electronic else []
    )


def pages_of(citation: Citation) -> str:
    """`101-109`: NLM shortens the second number (`101-9`), which most readers take for a page 9."""
    return _RANGE.sub(_whole_range, one_line(citation.journal.pages))


def _whole_range(found: re.Match[str]) -> str:
    first, last = found.groups()
    return f"{first}-{first[: max(0, len(first) - len(last))]}{last}"


def doi_of(citation: Citation) -> str:
    """The DOI where it has the shape of one, else ""."""
    doi = one_line(citation.doi)
    return doi if DOI.fullmatch(doi) else ""


def pmc_of(citation: Citation) -> str:
    return citation.pmc if PMC.fullmatch(citation.pmc) else ""


def isbns_of(citation: Citation) -> list[str]:
    return [one_line(value) for kind, value in citation.other_ids if kind == "isbn"]


def pubmed_of(citation: Citation) -> str:
    return to_pubmed(citation.uid)


def languages_of(citation: Citation) -> list[str]:
    """As BCP 47 wants them: `en`; a code that is not in the table stays NLM's."""
    return [tag_of(code) or code for code in map(one_line, citation.languages)]


def abstract_of(citation: Citation) -> str:
    """One line, each section after its label: `AIM: To see whether ... METHODS: ...`."""
    return " ".join(filter(None, map(_section, citation.abstract)))


def _section(section: AbstractSection) -> str:
    label, text = one_line(section.label), one_line(section.text)
    return f"{label}: {text}" if label and text else text


def keywords_of(citation: Citation) -> list[str]:
    """The authors' keywords, then the MeSH headings, each once."""
    words = [*(term.name for term in citation.keywords), *(heading.name for heading in citation.mesh)]
    return list(dict.fromkeys(filter(None, map(one_line, words))))


def warnings_of(citation: Citation, *, removed: bool = False) -> list[str]:
    """What must be known before it is cited, gravest first. `removed`: NLM has deleted the record."""
    found = list(_linked(citation, "Retraction in", RETRACTION_LINKS))
    if citation.is_retracted:
        found = [" ".join(["RETRACTED.", *found])]
    found += _linked(citation, "Expression of concern in", CONCERN_LINKS)
    return found + [REMOVED] * removed


def notes_of(citation: Citation, *, removed: bool = False) -> list[str]:
    """The warnings, and what no field says."""
    found = warnings_of(citation, removed=removed)
    if citation.is_preprint:
        found.append("Preprint.")
    if original := original_title_of(citation):
        found.append(f"Original title: {original}.")
    if not citation.authors_complete:
        found.append("PubMed does not list all authors.")
    return found


def _linked(citation: Citation, label: str, ref_types: tuple[str, ...]) -> Iterator[str]:
    """`Retraction in: J Made Up. 2016 Jan;1(1):2. PMID: 39000001.`, one for each notice."""
    for link in citation.linked(*ref_types):
        pmid = pmid_of(link.uid)
        source = one_line(link.ref_source).rstrip(".")
        words = filter(None, [source, f"PMID: {pmid}" if pmid.isdecimal() else ""])
        yield f"{label}: {'. '.join(words)}."
