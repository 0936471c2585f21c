"""Lists to take along: whole files for reference managers and spreadsheets, made of one piece a citation.

Comes in: archived citations, or such a file as it was written before. Goes out: pieces of text by PMID, and
what stands before the first. Raises nothing. Every value in these formats is one line (ris.py, bibtex.py,
table.py), so that no text from outside can look like the beginning of a piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ldn_watch.model import Archived
from ldn_watch.render.cite.formats import FORMATS

EXTENSIONS = ("ris", "csv", "bib")
MOST_WITH_ABSTRACTS = 100  # of a longer list the abstracts stay out: the file would be megabytes
_FORMS = {form.extension: form for form in FORMATS.values()}
_BEGINNINGS = {
    "ris": re.compile(r"^TY  - .*\nID  - pmid(\d+)$", re.MULTILINE),
    "csv": re.compile(r"^(\d+),", re.MULTILINE),
    "bib": re.compile(r"^@\w+\{pmid(\d+),$", re.MULTILINE),
}


def head_of(extension: str) -> str:
    """What stands before the first piece: the names of a CSV's columns."""
    return "".join(_FORMS[extension].render(()))


def to_pieces(extension: str, citations: Iterable[Archived], *, whole: bool) -> dict[str, str]:
    """A piece for each citation, by PMID; `whole` ones have their abstract."""
    head = head_of(extension)
    pieces = {}
    for one in citations:
        told = one if whole else replace(one, citation=replace(one.citation, abstract=()))
        pieces[one.citation.pmid] = "".join(_FORMS[extension].render([told])).removeprefix(head)
    return pieces


def read_pieces(extension: str, text: str) -> dict[str, str]:
    """The pieces of a file that was made of them; {} for any other."""
    found = list(_BEGINNINGS[extension].finditer(text))
    if not found or text[: found[0].start()] != head_of(extension):
        return {}
    ends = [*(one.start() for one in found[1:]), len(text)]
    return {one[1]: text[one.start() : end] for one, end in zip(found, ends, strict=True)}
