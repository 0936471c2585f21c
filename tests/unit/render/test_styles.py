"""References by the name of a style: our own line, or a CSL style through citeproc-py."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings

from ldn_watch.model import Author, Dates, Journal
from ldn_watch.render.cite.csl import to_csl
from ldn_watch.render.cite.formats import FORMATS
from ldn_watch.render.cite.styles import CSL_STYLES, STYLES, to_style
from tests.unit.render.citing import CITATION, RETRACTED, archived, golden

GOLDEN = golden()
TRIAL = replace(
    GOLDEN["001"],
    authors=tuple(Author(f"Fam{n}", "Ann B", "AB") for n in range(8)),
    authors_complete=True,
    journal=Journal("Pain medicine", "Pain Med", volume="26", issue="2", pages="101-9"),
    dates=Dates(published="2025-02-01"),
    doi="10.9999/made.1",
)


def styled(style, *citations):
    return "".join(to_style([archived(one) for one in citations], style))


LINES = {
    "apa": """
        Fam0, A. B., Fam1, A. B., Fam2, A. B., Fam3, A. B., Fam4, A. B., Fam5, A. B., Fam6, A. B.,
        & Fam7, A. B. (2025). Low-dose naltrexone for fibromyalgia: a made-up crossover trial. Pain Medicine,
        26(2), 101–109. https://doi.org/10.9999/made.1
    """,
    "ama": """
        Fam0 AB, Fam1 AB, Fam2 AB, et al. Low-dose naltrexone for fibromyalgia: a made-up crossover trial.
        Pain Med. 2025;26(2):101-109. doi:10.9999/made.1
    """,
    "vancouver": """
        Fam0 AB, Fam1 AB, Fam2 AB, Fam3 AB, Fam4 AB, Fam5 AB, et al. Low-dose naltrexone for fibromyalgia: a
        made-up crossover trial. Pain Med. 2025 Feb 1;26(2):101-9. doi: 10.9999/made.1. PMID: 90000001. PMCID:
        PMC9000001.
    """,
}


@pytest.mark.parametrize("style", LINES)
def test_a_trial(style):
    assert styled(style, TRIAL) == " ".join(LINES[style].split()) + "\n"


def test_nlm_names_every_author():
    assert styled("nlm", TRIAL).startswith(", ".join(f"Fam{n} AB" for n in range(8)) + ". Low-dose")


@pytest.mark.parametrize("style", STYLES)
def test_every_style_gives_each_citation_its_place_and_says_a_retraction(style):
    text = styled(style, *GOLDEN.values())
    bare = text.replace("{", "").replace("}", "")  # BibTeX protects capitals
    places = [bare.find(one.title.strip("[].")[:20]) for one in GOLDEN.values() if one.title[1:4] != "Not"]
    if style != "nbib":  # wraps
        assert -1 not in places
        assert "RETRACTED. Retraction in: J Made Up. 2016 Jan;1(1):2." in text
    assert text.endswith("\n")
    assert styled(style, *GOLDEN.values()) == text


@pytest.mark.parametrize("style", CSL_STYLES)
def test_a_citation_without_authors_says_its_title_once(style):
    for title in ("A claim that did not hold", "Does it help?", "J", "A $1 \\g<0> {x} <i>y</i>"):
        one = replace(RETRACTED, title=title, journal=Journal("Pain", "Pain"), publication_types=())
        line = styled(style, one)
        assert line.startswith(title)
        assert line.count(title) == 1 or title == "J"
        assert "?." not in line
        assert "Pain" in line


@pytest.mark.parametrize("style", CSL_STYLES)
@given(CITATION)
@settings(max_examples=40)
def test_nothing_in_a_citation_breaks_a_line(style, citation):
    line = styled(style, citation)
    assert line.count("\n") == 1
    assert len(line) > 10
    assert not set(line) & set("\x00\x1b\x9b\u202e")


def test_csl_json_is_what_a_processor_takes():
    items = json.loads("".join(FORMATS["csl"].render(archived(one) for one in GOLDEN.values())))
    taken = CiteProcJSON(items)
    assert [*taken] == [f"pmid{one.pmid}" for one in GOLDEN.values()]
    assert "".join(taken["pmid90000001"].title) == to_csl(GOLDEN["001"])["title"]


def test_the_styles_say_who_made_them_and_how_they_may_be_used():
    folder = files("ldn_watch.render.cite") / "csl_styles"
    for name in CSL_STYLES.values():
        text = (folder / f"{name}.csl").read_text(encoding="utf-8")
        assert 'license="http://creativecommons.org/licenses/by-sa/3.0/"' in text
        assert name in (folder / "README.md").read_text(encoding="utf-8")
        assert "<author>" in text
