"""Citations of every shape for the tests of the formats, and what a reader of each format must get back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import printable

from hypothesis import strategies as st

from ldn_watch.codec import from_json
from ldn_watch.model import (
    AbstractSection,
    Archived,
    Author,
    Citation,
    Dates,
    Journal,
    MeshHeading,
    Relevance,
    Term,
    Verdict,
)
from ldn_watch.render.cite import particulars
from ldn_watch.render.text import one_line

AT = datetime(2026, 11, 22, tzinfo=UTC)
DATA = Path(__file__).parents[2] / "data"


def golden():
    """The golden citations of tests/data, by number."""
    paths = sorted(DATA.glob("0*.json"))
    return {path.name[:3]: from_json(path.read_text(encoding="utf-8")) for path in paths}


FOCUS = Verdict(Relevance.FOCUS)


def archived(citation, *, deleted=False, verdict=FOCUS):
    return Archived(citation, verdict, AT, AT, "f", deleted)


RETRACTED = Citation(
    "pmid:7",
    "A claim that did not hold",
    publication_types=(Term("Journal Article"), Term("Retracted Publication", "D016441")),
)
# What breaks one format or another, as a text and as pieces of it.
HOSTILE = [
    "} , note = {x}",
    "{",
    "}}",
    "\\",
    "\\end{document}",
    "%",
    "a\nTY  - BOOK\nER  - \n",
    "\r\nPMID- 1\r\n",
    "ER  - ",
    "TY  - JOUR",
    "@article{x,",
    "Smith and Jones",
    "Smith, Jones",
    "others",
    '"',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\x1b[31m",
    "\x9b2J",
    "\u202e",
    "\x00",
    "<i>x</i>",
    "</script><script>alert(1)</script>",
    "&amp;",
    "β-endorphin, p<0.05",
    "   ",
    "~^_#$&",
    "ナルトレキソン",
    "\ud800",
    "--",
]
TEXT = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8), st.text(printable, max_size=8)), max_size=4
).map(" ".join)
AUTHOR = st.one_of(
    st.builds(Author, family=TEXT, given=TEXT, initials=TEXT, suffix=TEXT),
    st.builds(Author, collective=TEXT),
)
PUBLISHED = st.sampled_from(["", "2024", "2024-03", "2024-02-29", "2023-02-31", "0000", "x", "2024-13"])
CITATION = st.builds(
    Citation,
    uid=st.integers(1, 10**8).map("pmid:{}".format),
    title=TEXT,
    kind=st.sampled_from(["article", "book"]),
    vernacular_title=TEXT,
    abstract=st.lists(st.builds(AbstractSection, text=TEXT, label=TEXT), max_size=3).map(tuple),
    authors=st.lists(AUTHOR, max_size=4).map(tuple),
    authors_complete=st.booleans(),
    journal=st.builds(
        Journal,
        title=TEXT, abbreviation=TEXT, issn=TEXT, nlm_id=TEXT, volume=TEXT, issue=TEXT, pages=TEXT,
        publisher=TEXT,
    ),
    languages=st.lists(TEXT, max_size=2).map(tuple),
    publication_types=st.lists(st.builds(Term, TEXT), max_size=2).map(tuple),
    mesh=st.lists(st.builds(MeshHeading, TEXT, ui=TEXT, major=st.booleans()), max_size=2).map(tuple),
    keywords=st.lists(st.builds(Term, TEXT), max_size=2).map(tuple),
    dates=st.builds(
        Dates,
        published=PUBLISHED,
        published_as_given=TEXT,
        electronic=st.sampled_from([None, date(1, 1, 1), date(2024, 2, 29), date.max]),
    ),
    doi=st.one_of(TEXT, st.sampled_from(["10.1000/a{b}c", "10.1000/a_b%c\\d", "10.1002/(SICI)1<1::A>2"])),
    pmc=st.one_of(TEXT, st.just("PMC123")),
    other_ids=st.lists(st.tuples(st.sampled_from(["isbn", "pii"]), TEXT), max_size=2).map(tuple),
)  # fmt: skip


def names_of(citation):
    """Each author's name as one string of letters, however a format parts or orders it."""
    found = (
        [author.family, author.given or author.initials, author.suffix]
        if author.family
        else [author.collective or author.given]
        for author in citation.authors
    )
    return [name for parts in found if (name := letters(" ".join(map(one_line, parts))))]


def letters(text):
    """What is left of a name when order and punctuation do not matter."""
    return sorted(re.findall(r"\w", text))


def expected(citation):
    """Title, authors, year, DOI, PMID."""
    day = particulars.date_of(citation)
    return (
        particulars.title_of(citation),
        names_of(citation),
        str(day[0]) if day else "",
        particulars.doi_of(citation),
        citation.pmid,
    )
