"""A citation as the search knows it."""

import re
from dataclasses import replace

from ldn_watch.model import Detail, Tag, TagKind, Term, Verdict
from ldn_watch.render.pages.finding import Named, Topic, to_search_record
from ldn_watch.render.pages.frame import Frame
from ldn_watch.render.pages.search import render_search
from tests.unit.render.samples import FATIGUE, LABELS, TOPIC, to_line


def found(citation=FATIGUE, verdict=TOPIC):
    return to_search_record(to_line(citation, verdict).archived, LABELS)


def test_all_that_a_result_shows_comes_from_the_citation():
    one = found()
    assert (one.pmid, one.year, one.date) == (39000001, 2019, "Dec 2019")
    assert one.authors == ("Polo O", "Pesonen P", "Tuominen E")
    assert one.abstract.startswith("AIM: To see whether low-dose naltrexone helps")
    assert one.journal == "Fatigue: Biomedicine, Health & Behavior. 2019;7(4):207-217"
    assert one.study == Named("rct", "Randomised trial")


def test_topics_come_before_mentions_and_each_once():
    tags = [Tag("crohn", "gut", TagKind.MENTION, ()), Tag("me-cfs", "fatigue", TagKind.TOPIC, ())]
    one = found(verdict=replace(TOPIC, tags=(*tags, Tag("crohn", "gut", TagKind.TOPIC, ()))))
    assert one.conditions == (
        Topic("me-cfs", "ME/CFS", Named("fatigue", "Fatigue and after infection")),
        Topic("crohn", "Crohn's disease", Named("gut", "Gut")),
    )


def test_flags_come_from_nlm_and_from_the_verdict():
    types = (Term("Preprint", "D000076942"), Term("Retracted Publication", "D016441"))
    children = replace(TOPIC, details=(Detail("age-group", "children", ()),))
    one = found(replace(FATIGUE, publication_types=types), children)
    assert (one.is_preprint, one.is_retracted, one.is_about_children) == (True, True, True)
    plain = found()
    assert (plain.is_preprint, plain.is_retracted, plain.is_about_children) == (False, False, False)


def test_what_deceives_the_eye_is_taken_out_and_no_year_is_none():
    citation = replace(FATIGUE, title="Pain\u202e gniht\x00", dates=replace(FATIGUE.dates, published="soon"))
    one = found(citation, Verdict(TOPIC.relevance, study_type="unheard-of"))
    assert one.title == "Pain gniht"
    assert one.year == 0
    assert one.study == Named("unheard-of", "unheard-of")


def test_the_page_asks_nobody_and_says_what_to_do_without_a_script():
    page = render_search(Frame("LDN <Watch>", "", "search.html")).decode()
    asked = re.findall(r'(?:src|action|<link[^>]*href)="([^"]*)"', page)
    assert asked
    assert [address for address in asked if ":" in address and not address.startswith("data:")] == []
    assert "<script>" not in page
    assert "style=" not in page
    assert "<noscript>" in page
    assert "LDN &lt;Watch&gt;" in page
