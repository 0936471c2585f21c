"""Every format, read back by the readers of other people, whatever the citation holds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings

from ldn_watch.model import (
    Author,
    Citation,
    CommentCorrection,
    Dates,
    Detail,
    Journal,
    Relevance,
    Tag,
    TagKind,
    Verdict,
)
from ldn_watch.render.cite import particulars
from ldn_watch.render.cite.bibtex import to_bibtex
from ldn_watch.render.cite.csl import to_csl
from ldn_watch.render.cite.formats import FORMATS
from ldn_watch.render.cite.line import ALL, to_text
from ldn_watch.render.cite.nbib import to_nbib
from ldn_watch.render.cite.ris import to_ris
from ldn_watch.render.text import _UNWANTED, one_line
from tests.unit.render.citing import (
    AT,
    CITATION,
    HOSTILE,
    RETRACTED,
    TEXT,
    archived,
    expected,
    golden,
    names_of,
)
from tests.unit.render.reading_back import from_bibtex, from_csl, from_csv, from_nbib, from_ris, plain

GOLDEN = golden()
READERS = {"ris": from_ris, "bibtex": from_bibtex, "csl": from_csl}


def written(style, *citations):
    return "".join(FORMATS[style].render([archived(one) for one in citations]))


# --- what comes back ------------------------------------------------------------------------------


@pytest.mark.parametrize("style", READERS)
def test_the_golden_citations_read_back(style):
    found = READERS[style](written(style, *GOLDEN.values()))
    assert found == [expected(one) for one in GOLDEN.values()]


def test_the_golden_citations_read_back_from_nbib_as_nlm_writes_them():
    for (title, names, year, doi, pmid), one in zip(
        from_nbib(written("nbib", *GOLDEN.values())), GOLDEN.values(), strict=True
    ):
        _, people, known_year, known_doi, known_pmid = expected(one)
        assert title == one.title
        assert (sorted(names), year, doi, pmid) == (sorted(people), known_year, known_doi, known_pmid)


@pytest.mark.parametrize("style", READERS)
@given(CITATION)
@settings(max_examples=100)
def test_nothing_in_a_citation_breaks_its_format(style, citation):
    title, names, year, doi, pmid = expected(citation)
    ((found_title, found_names, *found),) = READERS[style](written(style, citation))
    assert found == [year, doi, pmid]
    assert [name for name in found_names if name] == names
    assert found_title == title


@given(CITATION)
@settings(max_examples=60)
@example(Citation("pmid:1", "Of a group with an odd name", authors=(Author(collective="et al."),)))
def test_nothing_in_a_citation_breaks_nbib(citation):
    assume("et al." not in [one_line(author.family) for author in citation.authors])  # it reads as no name
    (found,) = from_nbib(written("nbib", citation))
    assert found[0] == one_line(citation.title)
    assert sorted(filter(None, found[1])) == sorted(names_of(citation))
    assert found[3:] == expected(citation)[3:]


@given(CITATION)
@settings(max_examples=60)
def test_nothing_in_a_citation_breaks_a_table_or_computes(citation):
    text = written("csv", citation)
    (row,) = from_csv(text)
    assert row["title"].removeprefix("'") == particulars.title_of(citation).removeprefix("'")
    assert row["pmid"] == citation.pmid
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert text.count("\r\n") == text.count("\n") == text.count("\r") == 2


@pytest.mark.parametrize("style", FORMATS)
@given(CITATION)
@settings(max_examples=25)
def test_no_format_carries_a_command_to_a_terminal(style, citation):
    text = written(style, citation)
    kinds = {unicodedata.category(char) for char in text if char not in "\r\n"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"} - allowed(text)


def allowed(text):
    """Format characters that are letters of their script, not controls: an Arabic number sign, say."""
    return {"Cf"} if not _UNWANTED.search(text.replace("\n", " ").replace("\r", " ")) else set()


@given(TEXT)
def test_a_clean_line_is_found_in_one_look_or_in_two(text):
    assert one_line(text) == " ".join(_UNWANTED.sub("", text).split())


def test_many_authors_and_many_citations_come_through():
    crowd = replace(
        GOLDEN["006"], authors=tuple(Author(f"Fam{n}", "Ann", "A") for n in range(3000)), uid="pmid:8"
    )
    for style, read in READERS.items():
        assert len(read(written(style, crowd))[0][1]) == 3000
        assert len(read(written(style, *[crowd] * 3))) == 3 if style != "bibtex" else True
    assert len(from_nbib(written("nbib", crowd))[0][1]) == 3000


@pytest.mark.parametrize("text", HOSTILE)
def test_bibtex_prints_what_was_meant(text):
    made = to_bibtex(replace(RETRACTED, title=f"x{text}x", abstract=(), uid="pmid:1"))
    assert made.count("{") == made.count("}")
    assert from_bibtex(made)[0][0] == one_line(f"x{text}x")


@pytest.mark.skipif(not shutil.which("pandoc"), reason="skipped: no pandoc")
def test_pandoc_reads_the_same_from_bibtex_as_csl_json_says():
    """pandoc sets the apostrophe, knows no `others`, and knows a preprint as an article."""
    done = subprocess.run(
        ["pandoc", "-f", "bibtex", "-t", "csljson"],
        input=written("bibtex", *GOLDEN.values()).replace(" and others", ""),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = json.loads(done.stdout.replace("’", "'"))
    asked = ("id", "container-title", "volume", "issue", "page", "DOI", "ISSN", "publisher", "note")
    for one, known in zip(found, map(to_csl, GOLDEN.values()), strict=True):
        assert {key: one.get(key) for key in asked} == {key: known.get(key) for key in asked}
        assert re.sub("<[^>]*>", "", one["title"]).casefold() == known["title"].casefold()
        to_the_month = [day[:2] for day in known.get("issued", {}).get("date-parts", [])]
        assert one.get("issued", {}).get("date-parts", []) == to_the_month


# --- what each says -------------------------------------------------------------------------------


def test_ris_of_an_article():
    lines = to_ris(GOLDEN["001"]).split("\n")
    assert lines[0] == "TY  - JOUR"
    assert lines[-3:] == ["ER  - ", "", ""]
    for line in (
        "AU  - O'Ünal, Ada B, Jr",
        "T2  - Pain medicine (Malden, Mass.)",
        "J2  - Pain Med",
        "VL  - 26",
        "SP  - 101",
        "EP  - 109",
        "PY  - 2025",
        "DA  - 2025/02/01/",
        "LA  - en",
        "AN  - 90000001",
    ):
        assert line in lines


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        ("001", ("JOUR", "article", "article-journal")),
        ("003", ("CHAP", "incollection", "chapter")),
        ("004", ("BOOK", "book", "book")),
        ("010", ("JOUR", "article", "article")),
    ],
)
def test_what_it_is(number, kinds):
    one = GOLDEN[number]
    assert to_ris(one).startswith(f"TY  - {kinds[0]}\n")
    assert to_bibtex(one).startswith(f"@{kinds[1]}{{pmid{one.pmid},\n")
    assert to_csl(one)["type"] == kinds[2]


def test_a_chapter_stands_in_its_book():
    chapter = GOLDEN["003"]
    assert "T2  - StatPearls\nPB  - StatPearls Publishing\nSN  - 9780000000003\n" in to_ris(chapter)
    assert "booktitle = {StatPearls}" in to_bibtex(chapter)
    assert to_csl(chapter)["container-title"] == "StatPearls"
    assert "PT  - Book Chapter\n" in to_nbib(chapter)
    assert "In: StatPearls. StatPearls Publishing; 2026 Jan." in to_text(chapter)


@pytest.mark.parametrize("write", [to_ris, to_bibtex, lambda one: json.dumps(to_csl(one)), to_text])
def test_a_retraction_is_said_and_the_title_stays(write):
    one = GOLDEN["007"]
    said = "RETRACTED. Retraction in: J Made Up. 2016 Jan;1(1):2. doi: 10.9999/made.8. PMID: 90000008."
    assert said in write(one)
    assert "Expression of concern in: J Made Up. 2015 Dec;1(1):1." in write(one)
    assert "RETRACTED." in write(RETRACTED)
    assert particulars.title_of(RETRACTED) == RETRACTED.title
    for harmless in ("008", "009"):  # a retraction notice is not retracted, nor is what has an erratum
        assert "RETRACTED." not in write(GOLDEN[harmless])


def test_nbib_says_a_retraction_as_nlm_does():
    assert "PT  - Retracted Publication\n" in to_nbib(GOLDEN["007"])
    assert "RIN - J Made Up. 2016 Jan;1(1):2. doi: 10.9999/made.8. PMID: 90000008\n" in to_nbib(GOLDEN["007"])
    link = CommentCorrection("RetractionIn", "J. 2016", "pmid:8")
    only_linked = replace(GOLDEN["001"], comments_corrections=(link,))
    assert "PT  - Retracted Publication\n" in to_nbib(only_linked)
    assert "ROF - " in to_nbib(GOLDEN["008"])


@pytest.mark.parametrize("style", FORMATS)
def test_what_nlm_removed_says_so(style):
    (text,) = ["".join(FORMATS[style].render([archived(GOLDEN["001"], deleted=True)]))]
    assert particulars.REMOVED in " ".join(text.split())
    assert particulars.REMOVED not in written(style, GOLDEN["001"])


def test_nbib_wraps_and_keeps_nlms_tags():
    text = to_nbib(GOLDEN["001"])
    assert max(map(len, text.splitlines())) <= 88
    for line in (
        "FAU - O'Ünal, Ada B Jr",
        "AU  - O'Ünal AB Jr",
        "FAU - et al.",
        "MH  - *Fibromyalgia",
        "MH  - Naltrexone/administration & dosage/*therapeutic use",
        "RN  - 5S6W795CQM (Naltrexone)",
        "SI  - ISRCTN",
        "LID - 10.9999/Made.Up.1 [doi]",
        "SO  - Pain Med. 2025 Feb 01;26(2):101-109. doi: 10.9999/Made.Up.1.",
    ):
        assert f"\n{line}\n" in text
    assert "CN  - The LDN Study Group" in to_nbib(GOLDEN["006"])
    assert "TT  - Налтрексон" in to_nbib(GOLDEN["011"])


def test_titles_of_every_kind():
    assert particulars.title_of(GOLDEN["011"]) == "[Low-dose naltrexone in Crohn's disease]"
    assert to_csl(GOLDEN["011"])["original-title"].startswith("Налтрексон")
    assert "N1  - Original title: Налтрексон" in to_ris(GOLDEN["011"])
    assert particulars.title_of(GOLDEN["013"]) == "ナルトレキソン"
    assert particulars.title_of(GOLDEN["012"]) == "PMID 90000012 (no title in PubMed)"
    assert particulars.title_of(replace(RETRACTED, title="And so on...")) == "And so on..."


def test_bibtex_protects_capitals():
    made = to_bibtex(replace(RETRACTED, title="Low-dose naltrexone (LDN) for ME/CFS & Crohn's α"))
    assert r"title = {Low-dose naltrexone {(LDN)} for {ME/CFS} \& {Crohn's} α}" in made


@pytest.mark.parametrize(
    ("author", "name"),
    [
        (Author("de la Cruz", "Ana M", "AM"), "de la Cruz, Ana M"),
        (Author("O'Neil", "J", "J", "3rd"), "O'Neil, 3rd, J"),
        (Author("Ibn Sina"), "{Ibn Sina}"),
        (Author("Smith and Jones", "A"), "{Smith and Jones}, A"),
        (Author(collective="Pain, Dose and Care Group"), "{Pain, Dose and Care Group}"),
    ],
)
def test_names_in_bibtex(author, name):
    assert f"author = {{{name}}}" in to_bibtex(replace(RETRACTED, authors=(author,)))


@pytest.mark.parametrize(
    ("given", "pages"),
    [
        ("101-9", "101-109"),
        ("101-109", "101-109"),
        ("e12", "e12"),
        ("S12-5", "S12-15"),
        ("1-3; discussion 4-5", "1-3; discussion 4-5"),
    ],
)
def test_pages_are_whole(given, pages):
    one = replace(RETRACTED, journal=Journal(pages=given))
    assert to_csl(one)["page"] == pages
    assert f"pages = {{{pages.replace('-', '--')}}}" in to_bibtex(one)


@pytest.mark.parametrize(
    ("dates", "ris", "csl"),
    [
        (Dates(published="2024"), "DA  - 2024///", {"date-parts": [[2024]]}),
        (Dates(published="2024-03"), "DA  - 2024/03//", {"date-parts": [[2024, 3]]}),
        (Dates(published="2023-02-31"), "", None),
        (Dates(published_as_given="Spring"), "", {"literal": "Spring"}),
        (Dates(), "", None),
    ],
)
def test_dates_are_as_precise_as_they_are_known(dates, ris, csl):
    one = replace(RETRACTED, dates=dates)
    assert ris in to_ris(one)
    assert ("DA  - " in to_ris(one)) == bool(ris)
    assert to_csl(one).get("issued") == csl
    assert ("year = " in to_bibtex(one)) == bool(ris)


def test_a_line_names_six_authors_or_all():
    one = replace(RETRACTED, authors=tuple(Author(f"F{n}", "Ann", "A") for n in range(8)))
    assert to_text(one).startswith("F0 A, F1 A, F2 A, F3 A, F4 A, F5 A, et al. A claim that did not hold. ")
    assert "F7 A. A claim" in to_text(one, most_authors=ALL)
    assert to_text(GOLDEN["001"]) == (
        "O'Ünal AB Jr, Plato, et al. Low-dose naltrexone for fibromyalgia: a made-up crossover trial. "
        "Pain Med. 2025 Feb 1;26(2):101-109. doi: 10.9999/Made.Up.1. PMID: 90000001. PMCID: PMC9000001."
    )
    assert "medRxiv [Preprint]. 2025 Apr." in to_text(GOLDEN["010"])


def test_a_table_tells_the_verdict():
    tags = (Tag("migraine", "g", TagKind.MENTION, ()), Tag("fibromyalgia", "g", TagKind.TOPIC, ()))
    verdict = Verdict(
        Relevance.POSSIBLE,
        tags=tags,
        study_type="rct",
        dose="4.5 mg",
        details=(Detail("participants", "31", ()),),
    )
    text = "".join(FORMATS["csv"].render([archived(GOLDEN["007"], verdict=verdict)]))
    (row,) = from_csv(text)
    told = {name: row[name] for name in ("relevance", "study_type", "conditions", "mentions", "dose")}
    assert told == {
        "relevance": "possible",
        "study_type": "rct",
        "conditions": "fibromyalgia",
        "mentions": "migraine",
        "dose": "4.5 mg",
    }
    assert (row["retracted"], row["expression_of_concern"], row["participants"]) == ("yes", "yes", "31")
    assert row["first_seen"] == AT.date().isoformat()


def test_an_empty_list_is_a_whole_file():
    assert "".join(FORMATS["csl"].render([])) == "[]\n"
    assert "".join(FORMATS["csv"].render([])).startswith("pmid,title,")
    assert [*FORMATS["ris"].render([])] == []


def test_a_list_is_streamed():
    def endless():
        while True:
            yield archived(GOLDEN["001"])

    for made in FORMATS.values():
        pieces = made.render(endless())
        assert all(next(pieces) for _ in range(3))


def test_the_reading_of_latex_in_these_tests_undoes_nothing_by_itself():
    assert plain(r"a \& b \% \{") == "a & b % {"
