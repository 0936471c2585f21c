"""Every real record of the corpus in every format: the readers of other people get it back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ldn_watch.parts import read_citations
from ldn_watch.render.cite.formats import FORMATS
from ldn_watch.render.cite.line import to_text
from ldn_watch.render.cite.particulars import title_of
from ldn_watch.render.cite.styles import to_style
from ldn_watch.render.text import one_line
from tests.unit.render.citing import archived, expected, names_of
from tests.unit.render.reading_back import from_bibtex, from_csl, from_csv, from_nbib, from_ris

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "pubmed-xml"

if not CORPUS.is_dir():
    pytest.skip("skipped: no corpus", allow_module_level=True)


@cache
def citations():
    return [*read_citations([CORPUS]).values()]


def written(style):
    return "".join(FORMATS[style].render(archived(one) for one in citations()))


@pytest.mark.parametrize(("style", "read"), [("ris", from_ris), ("bibtex", from_bibtex), ("csl", from_csl)])
def test_every_citation_reads_back(style, read):
    found = read(written(style))
    assert len(found) == len(citations()) > 1_000
    wrong = [
        (one, known) for one, known in zip(found, map(expected, citations()), strict=True) if one != known
    ]
    assert wrong == []


def test_every_citation_reads_back_from_nbib():
    found = from_nbib(written("nbib"))
    assert len(found) == len(citations())
    for (title, names, year, doi, pmid), one in zip(found, citations(), strict=True):
        assert (title, sorted(names)) == (one_line(one.title), sorted(names_of(one))), one.pmid
        assert (doi, pmid) == expected(one)[3:]
        assert year == expected(one)[2] or not one.dates.published, one.pmid


def test_every_citation_reads_back_from_the_table():
    rows = from_csv(written("csv"))
    assert [row["pmid"] for row in rows] == [one.pmid for one in citations()]
    assert [row["title"].removeprefix("'") for row in rows] == [title_of(one) for one in citations()]
    assert [(row["doi"], row["year"]) for row in rows] == [
        (doi, year) for _, _, year, doi, _ in map(expected, citations())
    ]


@pytest.mark.parametrize("style", ["apa", "ama"])
def test_every_style_writes_each_of_a_hundred_with_its_title_once(style):
    for one in citations()[::10]:
        (line,) = to_style([archived(one)], style)
        assert line.count("\n") == 1
        assert line.casefold().count(title_of(one).casefold()) == 1, line


def test_every_line_says_title_and_pmid():
    for one in citations():
        line = to_text(one)
        assert f"PMID: {one.pmid}." in line
        assert title_of(one) in line
