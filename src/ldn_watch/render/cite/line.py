"""A citation as one line of text, as a reference list prints it (NLM style, Citing Medicine, 2nd ed.;
six authors, then et al., as the ICMJE's samples do).

Comes in: a citation. Goes out: one clean line. Raises nothing. Other styles: styles.py.
"""

from __future__ import annotations

from ldn_watch.model import Citation
from ldn_watch.render.cite import particulars
from ldn_watch.render.reference import to_authors, to_volume
from ldn_watch.render.text import MONTHS, one_line

MOST_AUTHORS = 6
ALL = 0


def to_text(citation: Citation, *, removed: bool = False, most_authors: int = MOST_AUTHORS) -> str:
    """`Younger J, Noor N. Low-dose naltrexone. Pain Med. 2024 Mar 9;26(2):101-109. doi: 10.9/x. PMID: 7.
    RETRACTED. ...`: first what it is, then what a reader must know. `removed`: NLM has deleted it.
    `most_authors`: more than so many end in et al.; ALL names every one.
    """
    doi, pmc = particulars.doi_of(citation), particulars.pmc_of(citation)
    parts = [
        _names(citation, most_authors),
        particulars.title_of(citation),
        *_place(citation),
        f"doi: {doi}" if doi else "",
        f"PMID: {citation.pmid}",
        f"PMCID: {pmc}" if pmc else "",
        *particulars.warnings_of(citation, removed=removed),
    ]
    return " ".join(map(_sentence, filter(None, map(one_line, parts))))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _names(citation: Citation, most: int) -> str:
    names = to_authors(citation.authors)
    shown = list(names[: most or None])
    if shown and (len(names) > len(shown) or not citation.authors_complete):
        shown.append("et al")
    return ", ".join(shown)


def _place(citation: Citation) -> list[str]:
    journal, day = citation.journal, _day(particulars.date_of(citation))
    if citation.kind == "book":
        within = particulars.container_of(citation)
        publisher = "; ".join(filter(None, [one_line(journal.publisher), day]))
        pages = particulars.pages_of(citation)
        return [f"In: {within}" if within else "", publisher, f"p. {pages}" if pages and within else ""]
    name = one_line(journal.abbreviation or journal.title).rstrip(".")
    mark = " [Preprint]" if name and citation.is_preprint else ""
    return [f"{name}{mark}", (day + to_volume(journal)).strip(":;")]


def _day(numbers: list[int]) -> str:
    """`2024 Mar 9`, as precise as it is known."""
    year, *rest = [*map(str, numbers), ""]
    month = [MONTHS[numbers[1] - 1]] if len(numbers) > 1 else []
    return " ".join(filter(None, [year, *month, *rest[1:]]))
