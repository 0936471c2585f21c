"""The formats as programs of other people read them: each gives (title, authors, year, DOI, PMID)."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from urllib.parse import unquote

import bibtexparser
import rispy
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from Bio import Medline
from pylatexenc.latex2text import LatexNodes2Text

from tests.unit.render.citing import letters

_LATEX = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True, keep_comments=True)


def plain(latex):
    r"""What LaTeX prints of a field. pylatexenc knows no \textbraceleft and reads \textasciicircum as another
    accent; ?` is a Spanish question mark to it, which no title means.
    """
    for number, command in enumerate(("braceleft", "braceright", "asciicircum")):
        latex = latex.replace(f"\\text{command}{{}}", chr(0xE0F1 + number))
    for one in ("?`", "!`"):
        latex = latex.replace(one, "{}".join(one))
    text = _LATEX.latex_to_text(latex)
    return text.translate({0xE0F1: "{", 0xE0F2: "}", 0xE0F3: "^"})


def from_ris(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        records = rispy.loads(text)
    return [
        (
            one["title"],
            [letters(name) for name in one.get("authors", [])],
            one.get("year", ""),
            one.get("doi", ""),
            one["accession_number"],
        )
        for one in records
    ]


def from_bibtex(text):
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    assert len(library.blocks) == len(library.entries), "something stands between the entries"
    return [_of_entry(one.fields_dict) for one in library.entries]


def _of_entry(fields):
    def field(name):
        return fields[name].value if name in fields else ""

    people = split_multiple_persons_names(field("author")) if "author" in fields else []
    return (
        plain(field("title")),
        [letters(" ".join(_parts(person))) for person in people if person != "others"],
        field("year"),
        unquote(field("doi")),
        field("pmid"),
    )


def _parts(person):
    name = parse_single_name_into_parts(person)
    return [plain(part) for part in [*name.first, *name.von, *name.last, *name.jr]]


def from_csl(text):
    return [
        (
            one["title"],
            [letters(" ".join(name.values())) for name in one.get("author", [])],
            str(one["issued"]["date-parts"][0][0]) if "date-parts" in one.get("issued", {}) else "",
            one.get("DOI", ""),
            one["PMID"],
        )
        for one in json.loads(text)
    ]


def from_nbib(text):
    """Bio.Medline keeps people and collectives apart: people first. The title is as NLM writes it."""
    return [
        (
            one.get("TI", ""),
            [
                *(letters(name) for name in one.get("FAU", []) if name != "et al."),  # the list is not whole
                *map(letters, one.get("CN", [])),
            ],
            (re.findall(r"\d{4}", one.get("DP", "")) or [""])[0],
            one.get("LID", "").removesuffix(" [doi]"),
            one["PMID"],
        )
        for one in Medline.parse(io.StringIO(text))
    ]


def from_csv(text):
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
