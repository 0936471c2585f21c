r"""A citation as BibTeX, for LaTeX (BibTeX and biblatex), pandoc and reference managers.

Comes in: a citation. Goes out: one entry under the key `pmid39012345`, a blank line after it, in UTF-8.
Raises nothing. BibTeX counts braces whether or not a backslash stands before them, so a brace of the text
becomes a command (`\textbraceleft{}`): no text from outside ends its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from ldn_watch.model import Author, Citation
from ldn_watch.render.cite import particulars
from ldn_watch.render.text import one_line

TYPES = {"article": "article", "preprint": "article", "chapter": "incollection", "book": "book"}
DASH = "\x00"  # between two pages, until the rest is escaped; `one_line` leaves no such character in any text
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
_SPECIALS = re.compile(r"[\\{}~^&%$#_]")
# Of two of these TeX would make one sign: a dash, a quotation mark.
_SECOND = re.compile(r"(?<=-)-|(?<=')'|(?<=`)`")
# What would divide a name, or one name from the next; a last author "others" means et al.; a command outside
# braces is more than some readers of names can bear.
_PARTS = re.compile(r"[,\\{}~^&%$#_]|\band\b|^others$", re.IGNORECASE)
_UNSAFE = re.compile(r"[{}\\%~^]")


def to_bibtex(citation: Citation, *, removed: bool = False) -> str:
    """One BibTeX entry. `removed`: NLM has deleted the record, which the note says."""
    fields = [f"  {name} = {value}" for name, value in _fields(citation, removed=removed)]
    head = f"@{TYPES[particulars.kind_of(citation)]}{{pmid{quote(citation.pmid, safe='')}"
    return ",\n".join([head, *fields]) + "\n}\n\n"


def escape(text: str) -> str:
    """The text as LaTeX prints it unchanged."""
    clean = _SPECIALS.sub(lambda found: _SPECIAL[found[0]], text)
    if "--" in clean or "''" in clean or "``" in clean:
        clean = _SECOND.sub(r"{}\g<0>", clean)
    return clean


def _fields(citation: Citation, *, removed: bool) -> Iterator[tuple[str, str]]:
    """Every field that is not empty, its value as it stands in the file."""
    if names := _names(citation):
        yield "author", f"{{{names}}}"
    yield "title", f"{{{to_title(particulars.title_of(citation))}}}"
    yield from _date(particulars.date_of(citation))
    yield from ((name, f"{{{escape(value)}}}") for name, value in _place(citation) if value)
    if pages := particulars.pages_of(citation):
        yield "pages", f"{{{escape(pages.replace('-', DASH)).replace(DASH, '--')}}}"
    yield from ((name, f"{{{value}}}") for name, value in _verbatim(citation) if value)
    yield from ((name, f"{{{escape(value)}}}") for name, value in _about(citation, removed=removed) if value)


def _place(citation: Citation) -> Iterator[tuple[str, str]]:
    kind, journal = particulars.kind_of(citation), citation.journal
    yield "booktitle" if kind == "chapter" else "journal", particulars.container_of(citation)
    yield "volume", one_line(journal.volume)
    yield "number", one_line(journal.issue)
    yield "publisher", one_line(journal.publisher)
    yield "issn", one_line(journal.issn)
    yield "isbn", " ".join(particulars.isbns_of(citation))


def _verbatim(citation: Citation) -> Iterator[tuple[str, str]]:
    """Fields that biblatex reads as they stand, without escapes; what could end them is percent-encoded."""
    yield "doi", _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", particulars.doi_of(citation))
    yield "pmid", quote(citation.pmid, safe="")
    yield "pmcid", particulars.pmc_of(citation)
    yield "url", particulars.pubmed_of(citation)


def _about(citation: Citation, *, removed: bool) -> Iterator[tuple[str, str]]:
    yield "note", " ".join(particulars.notes_of(citation, removed=removed))
    yield "language", ", ".join(particulars.languages_of(citation))
    yield "keywords", ", ".join(particulars.keywords_of(citation))
    yield "abstract", particulars.abstract_of(citation)


def to_title(title: str) -> str:
    """The title with its capitals protected: a style that writes titles small must not touch `LDN`. The
    first letter needs no protection, no style makes it small.
    """
    first, *rest = title.split(" ")
    return " ".join([_word(first, has_capital=_has_capital(first[1:])), *map(_word, rest)])


def _word(word: str, *, has_capital: bool | None = None) -> str:
    protected = _has_capital(word) if has_capital is None else has_capital
    return f"{{{escape(word)}}}" if protected else escape(word)


def _has_capital(text: str) -> bool:
    return not text.islower() and any(map(str.isupper, text))


def _names(citation: Citation) -> str:
    names = [*filter(None, map(to_name, citation.authors))]
    if names and not citation.authors_complete:
        names.append("others")
    return " and ".join(names)


def to_name(author: Author) -> str:
    """`Smith, Jr, Ann B`; a collective in braces, for it has no parts."""
    if not author.family:
        literal = one_line(author.collective or author.given)
        return f"{{{escape(literal)}}}" if literal else ""
    family, suffix, given = one_line(author.family), one_line(author.suffix), particulars.given_of(author)
    if not given:
        return f"{{{escape(f'{family} {suffix}'.strip())}}}"
    return ", ".join(_part(part) for part in (family, suffix, given) if part)


def _part(text: str) -> str:
    return f"{{{escape(text)}}}" if _PARTS.search(text) else escape(text)


def _date(numbers: list[int]) -> Iterator[tuple[str, str]]:
    if numbers:
        yield "year", f"{{{numbers[0]}}}"
    if len(numbers) > 1:
        yield "month", MONTHS[numbers[1] - 1]
