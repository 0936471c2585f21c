"""A citation's page says all that is known, why it is here, and what is grave before anything else."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from lxml import html

from ldn_watch.model import EventKind
from ldn_watch.render.pages.citation import CitationView, render_citation
from ldn_watch.render.pages.frame import Frame
from tests.unit.render.strange import (
    HOSTILE,
    LATER,
    RETRACTED,
    TRIAL,
    archived,
    changed,
    gallery,
    rules,
    view,
)
from tests.unit.render.test_hostile import ANY, QUICK, assert_harmless_page


def page_of(seen, base_url="https://ldn.example.org"):
    frame = Frame("LDN watch", base_url, f"citations/{seen.archived.citation.pmid}.html")
    return html.fromstring(render_citation(seen, rules().labels(), frame).decode())


def text_of(node):
    return " ".join(node.text_content().split())


def meta_of(page, name):
    return page.xpath(f"//meta[@name='{name}']/@content")


def test_it_holds_what_is_known_of_a_trial():
    page = page_of(view(TRIAL))
    text = text_of(page.xpath("//article")[0])
    for told in (
        TRIAL.title,
        "Lindqvist KM, Ólafsson J, Smith AB Jr, FIBRO-LDN Study Group",
        "The Journal of made-up pain: official journal of nobody. 2026;27(11):1101-12",
        "METHODS We randomly assigned 99 women",
        "P = 0.27). Sleep was better in 44% & fatigue",
        "Study type Randomised controlled trial “Randomized Controlled Trial” among the publication types",
        "Participants 99 “99 women” in the abstract (methods)",
        "1.5–4.5 mg a day",
        "NCT04270877, ISRCTN12345678",
        "12 Nov 2026 Published online",
        "14 Nov 2026 Added to PubMed",
        "16 Nov 2026 First seen here",
        "Fibromyalgia / drug therapy*",
    ):
        assert told in text
    links = set(page.xpath("//article//a/@href"))
    assert {
        "https://pubmed.ncbi.nlm.nih.gov/39000101/",
        "https://doi.org/10.9999/made.39000101",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9900101/",
        "https://clinicaltrials.gov/study/NCT04270877",
        "../conditions/fibromyalgia.html",
        "../glossary.html#rct",
    } <= links


def test_the_words_that_brought_it_here_are_marked_where_they_stand():
    page = page_of(view(TRIAL))
    title = [(text_of(mark), mark.get("title")) for mark in page.xpath("//h1/mark")]
    assert title == [
        ("Low-dose naltrexone", "Low-dose naltrexone"),
        ("4.5 mg", "Dose"),
        ("fibromyalgia", "Fibromyalgia"),
        ("long COVID", "Long COVID"),
    ]
    methods = page.xpath("//h3[.='METHODS']/following-sibling::p[1]/mark")
    assert [text_of(mark) for mark in methods] == ["fibromyalgia", "1.5 mg to 4.5 mg", "rheumatoid arthritis"]
    why = [text_of(one) for one in page.xpath("//section[@aria-labelledby='why']//li")]
    assert why[0].startswith("Fibromyalgia: “fibromyalgia” in the title; ")
    assert "Rheumatoid arthritis: “rheumatoid arthritis” in the abstract (methods)" in why


def test_a_retraction_stands_at_the_top_and_before_the_title_itself():
    page = page_of(view(RETRACTED, "corrected", "concern", "retracted"))
    banners = [text_of(one) for one in page.xpath("//article/*[@class='banner']")]
    assert banners[0].startswith("Retracted.")
    assert "Noticed here on 22 Nov 2026. Notice: J Made Up Pain. 2026 Dec;27(12):1300." in banners[0]
    assert banners[1].startswith("Expression of concern.")
    assert page.xpath("//article/*")[0].get("class") == "banner"
    assert text_of(page.xpath("//h1")[0]).startswith("Retracted: Low-dose naltrexone")
    assert page.findtext(".//title").startswith("Retracted: ")
    assert meta_of(page, "description")[0].startswith("Retracted · Expression of concern")
    history = [text_of(step) for step in page.xpath("//ol[@class='history']/li")]
    assert history[-1].startswith("22 Nov 2026 Retracted: J Made Up Pain. 2026 Dec;27(12):1300")
    related = [text_of(one) for one in page.xpath("//section[@aria-labelledby='related']//dt")]
    assert related == [
        "Retraction notice",
        "Expression of concern",
        "Correction notice",
        "Earlier version (such as a preprint)",
        "Comment",
    ]


def test_a_title_that_says_retracted_itself_does_not_say_it_twice():
    page = page_of(view(replace(RETRACTED, title="RETRACTED: Low-dose naltrexone"), "retracted"))
    assert text_of(page.xpath("//h1")[0]) == "RETRACTED: Low-dose naltrexone"


def test_a_citation_that_is_retracted_no_more_says_that():
    text = text_of(page_of(view(TRIAL, "retracted")).xpath("//article")[0])
    assert text.startswith(
        "Once marked as retracted. PubMed called this citation retracted and no longer does"
    )
    assert page_of(view(TRIAL)).xpath("//*[@class='banner' or @class='notice']") == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "preprint",
            "This is a preprint: it has not been peer reviewed. Published since: J Made Up Pain. 2026",
        ),
        ("possible-old", "Low-dose naltrexone is possible here, not certain"),
        ("possible-old", "Older citation (1997), newly indexed: it came to PubMed, or to us, long after"),
        ("removed", "Removed from PubMed. NLM has removed this record from PubMed."),
        ("no-more", "By the rules of today this is not about low-dose naltrexone."),
        ("translated", "22 Nov 2026 No longer ahead of print: the final version"),
        ("preprint", "22 Nov 2026 Published version known: J Made Up Pain. 2026 Nov;27(11):1101-12"),
        ("endless", "This record is too long for a page and is cut here. It stands whole in PubMed."),
    ],
)
def test_what_a_reader_must_know_is_said_in_words(name, told):
    assert told in text_of(page_of(gallery()[name]).xpath("//article")[0])


def test_what_is_not_english_says_its_language():
    page = page_of(gallery()["translated"])
    assert [text_of(one) for one in page.xpath("//h2")][:4] == [
        "Abstract",
        "In plain language",
        "Abstract in Spanish",
        "Abstract in Arabic",
    ]
    assert page.xpath("//*[@class='original']/@lang") == ["es"]
    assert page.xpath("//article//div/@lang") == ["en", "es", "ar"]


def test_reference_managers_find_the_citation():
    page = page_of(view(TRIAL))
    assert meta_of(page, "citation_title") == [TRIAL.title.rstrip(".")]
    assert meta_of(page, "citation_author") == [
        "Lindqvist, Karin Maria",
        "Ólafsson, Jón",
        "Smith, Ann B, Jr",
        "FIBRO-LDN Study Group",
    ]
    for name, content in {
        "publication_date": "2026/11",
        "online_date": "2026/11/12",
        "journal_title": "The Journal of made-up pain: official journal of nobody",
        "volume": "27",
        "issue": "11",
        "firstpage": "1101",
        "lastpage": "1112",
        "doi": "10.9999/made.39000101",
        "pmid": "39000101",
        "language": "en",
        "abstract_html_url": "https://ldn.example.org/citations/39000101.html",
    }.items():
        assert meta_of(page, f"citation_{name}") == [content]
    found = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert found["@type"] == "ScholarlyArticle"
    assert found["isPartOf"]["isPartOf"]["isPartOf"]["issn"] == "1234-5678"
    assert [author["@type"] for author in found["author"]] == ["Person", "Person", "Person", "Organization"]
    retracted = json.loads(page_of(view(RETRACTED)).xpath("//script[@type='application/ld+json']/text()")[0])
    assert retracted["creativeWorkStatus"] == ["Retracted", "Expression of concern"]
    assert retracted["correction"][0] == "https://pubmed.ncbi.nlm.nih.gov/39000190/"


def test_the_downloads_hold_the_citation():
    page = page_of(view(RETRACTED))
    files = {
        one.get("download"): one.get("href").partition("base64,")[2] for one in page.xpath("//a[@download]")
    }
    texts = {name: b64decode(body).decode() for name, body in files.items()}
    assert texts["39000102.ris"].startswith("TY  - JOUR\nID  - pmid39000102\n")
    assert "@article{pmid39000102," in texts["39000102.bib"]
    assert json.loads(texts["39000102.json"])[0]["PMID"] == "39000102"
    assert "RETRACTED." in text_of(page.get_element_by_id("reference"))


def test_a_restamped_record_gives_the_same_bytes():
    """NLM restamps records without a change, and the archive then does not tell of one."""
    stamped = replace(
        TRIAL, dates=replace(TRIAL.dates, revised=date(2026, 11, 21), completed=date(2026, 11, 21))
    )
    before, after = view(TRIAL), view(stamped)
    later = replace(after.archived, fetched_at=LATER + timedelta(days=9))
    frame = Frame("LDN watch", "", "citations/1.html")
    made = [render_citation(one, rules().labels(), frame) for one in (before, replace(after, archived=later))]
    assert made[0] == made[1]


def test_other_citations_are_linked_at_pubmed_alone():
    for seen in gallery().values():
        for href in page_of(seen).xpath("//article//a/@href"):
            assert href.startswith(
                ("https://", "../conditions/", "../glossary.html", "../how-we-judge.html", "data:")
            )


@pytest.mark.parametrize("name", [*gallery()])
def test_a_page_is_bounded(name):
    frame = Frame("LDN watch", "https://ldn.example.org", "citations/1.html")
    size = len(render_citation(gallery()[name], rules().labels(), frame))
    assert size < (700_000 if name == "endless" else 40_000)


def test_hostile_text_stays_text():
    page = page_of(gallery()["hostile"])
    assert "</script><script>alert(1)</script> ]]> <!-- {{ 7*7 }} desrever" in text_of(page.xpath("//h1")[0])
    assert "\u202e" not in page.text_content()
    assert_harmless_page(page)


@QUICK
@given(ANY, ANY, ANY)
def test_any_text_stays_text(one, other, third):
    odd = replace(
        HOSTILE,
        title=f"Low-dose naltrexone {one}",
        vernacular_title=third,
        abstract=(replace(TRIAL.abstract[0], text=f"{other} fibromyalgia {one}", label=third),),
        doi=one,
        pmc=other,
    )
    event = replace(view(odd).events[0], kind=EventKind.CORRECTED, key=third, detail=one)
    page = page_of(CitationView(archived(odd), (*view(odd).events, event)))
    assert_harmless_page(page)
    assert text_of(page.xpath("//h1")[0]).split()[:2] == ["Retracted:", "Low-dose"]
    schema = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert schema["headline"].startswith("Low-dose naltrexone")


def test_a_page_without_an_address_of_the_site_names_pubmed():
    page = page_of(view(changed(20)), base_url="")
    assert meta_of(page, "citation_abstract_html_url") == ["https://pubmed.ncbi.nlm.nih.gov/39000120/"]
    assert page.xpath("//meta[@property='og:url']") == []
