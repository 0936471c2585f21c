"""List pages: what stands on them, whatever a citation brings along."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from ldn_watch.handbook import ConditionRule, Handbook
from ldn_watch.model import (
    AbstractSection,
    Author,
    CommentCorrection,
    Dates,
    Detail,
    EventKind,
    Relevance,
    Term,
)
from ldn_watch.render.pages.frame import Frame
from ldn_watch.render.pages.home import HomeView, render_home
from ldn_watch.render.pages.literature import Number, to_literature
from ldn_watch.render.pages.news import render_month, render_retractions
from ldn_watch.render.pages.reading import STUDIES, render_feeds, render_glossary, render_judging
from ldn_watch.render.pages.row import pack, to_card, to_html, to_item, to_news, to_row
from ldn_watch.render.pages.scope import ScopeView, YearView, render_scope, render_year
from ldn_watch.rulebooks import read_rulebook
from tests.unit.render.samples import FATIGUE, LABELS, NOW, TOPIC, to_line

FRAME = Frame("LDN Watch", "https://ldn.example.org", "conditions/me-cfs.html")
MOST = 150_000
RULE = ConditionRule({"D015673": "Fatigue Syndrome, Chronic"}, ("ME/CFS",), ("chronic fatigue of metals",))
TOLD = replace(LABELS, handbook=Handbook(hash="abc", conditions={"me-cfs": RULE}))


def card(number=1, verdict=TOPIC, **changes):
    return to_card(archived(number, verdict, **changes), LABELS)


def archived(number=1, verdict=TOPIC, **changes):
    return to_line(replace(FATIGUE, uid=f"pmid:{number}", **changes), verdict).archived


def scope_page(*, labels=TOLD, frame=FRAME, **view):
    view = ScopeView(
        "me-cfs", "", **{"numbers": (Number("2019", "rct", 1),), "randomised": (card(),), **view}
    )
    body, is_whole = render_scope(view, labels, frame)
    return html.fromstring(body.decode()), is_whole


def words(node):
    return " ".join(node.text_content().split())


# --- rows -----------------------------------------------------------------------------------------------


def test_a_row_says_what_it_is_and_why_it_is_on_this_page_and_on_no_other():
    item = html.fromstring(to_item(card(), frozenset({"me-cfs"})))
    assert item.get("data-type") == "rct"
    assert (item.get("data-year"), item.get("data-is").split()) == ("2019", [])
    assert item.xpath(".//h3/a/@href") == ["../citations/1.html"]
    assert words(item.xpath(".//h3")[0]) == FATIGUE.title
    assert words(item.xpath(".//details")[0]).startswith("Why is this here?")
    assert '"ME/CFS" in the title' in words(item)
    assert "fibromyalgia" not in words(item)
    other = html.fromstring(to_item(card(), frozenset({"fibromyalgia"})))
    assert other.get("data-is").split() == ["mention"]
    assert "Mentioned only" in words(other)
    assert '"fibromyalgia" in the abstract (aim)' in words(other)


def test_what_filters_ask_for_stands_in_the_row():
    child = replace(TOPIC, details=(Detail("age-group", "children", ()),))
    gone = (Term("Preprint"), Term("Retracted Publication", "D016441"))
    item = html.fromstring(to_item(card(verdict=child, publication_types=gone), frozenset({"me-cfs"})))
    assert item.get("data-is").split() == ["preprint", "children", "retracted"]
    assert [words(one) for one in item.xpath(".//li[contains(@class, 'grave')]")] == ["Retracted"]
    assert item.xpath(".//h3/a/@class") == ["grave"]


def test_news_say_what_happened_and_when_and_link_only_to_pages_that_there_are():
    forgotten = replace(LABELS, conditions={"fibromyalgia": "Fibromyalgia"})
    line = to_line(kind=EventKind.CORRECTED, detail="Fatigue. 2026;1:1")
    item = html.fromstring(to_html(to_news(line, forgotten)))
    assert words(item.xpath(".//h3")[0]).startswith("Correction: ")
    assert "Noticed 22 Nov 2026" in words(item)
    assert "Fatigue. 2026;1:1" in words(item)
    assert not item.xpath(".//a[contains(@href, 'conditions/')]")
    assert html.fromstring(to_html(to_news(line, LABELS))).xpath(".//a/@href")[1] == "conditions/me-cfs.html"


def test_rows_are_packed_by_number_and_by_weight_and_none_is_lost():
    rows = [f"<li>{number}</li>" for number in range(10)]
    assert pack([]) == [[]]
    assert [len(page) for page in pack(rows, most=4)] == [4, 4, 2]
    assert [len(page) for page in pack(rows, most_bytes=30)] == [3, 3, 3, 1]
    assert [row for page in pack(rows, most_bytes=1) for row in page] == rows


# --- pages of conditions, groups, years ---------------------------------------------------------------------


def test_a_short_list_stands_whole_on_its_page():
    page, is_whole = scope_page()
    assert is_whole
    assert page.xpath("//h1/text()") == ["ME/CFS"]
    assert len(page.xpath("//ol[@class='rows']/li[@class='row']")) == 1
    assert not page.xpath("//a[@data-year]")
    assert page.xpath("//a[contains(@href, 'lists/')]/@href") == [
        f"../lists/me-cfs.{form}" for form in ("ris", "csv", "bib")
    ]
    assert set(page.xpath("//link[@rel='alternate']/@href")) == {
        f"../feeds/me-cfs.{form}" for form in ("rss", "atom", "json")
    }


def test_a_long_list_shows_the_best_evidence_first_and_links_its_years():
    numbers = (Number("2024", "rct", 40), Number("2025", "review", 30), Number("", "meta-analysis", 20))
    many = {"syntheses": "meta-analysis", "randomised": "rct", "others": "review"}
    lists = {
        name: tuple(card(number, replace(TOPIC, study_type=kind)) for number in range(1, 31))
        for name, kind in many.items()
    }
    page, is_whole = scope_page(numbers=numbers, **lists)
    assert not is_whole
    assert [words(one) for one in page.xpath("//div[@id='unfiltered']//h2")] == [
        "Guidelines and systematic reviews 15 of 20",
        "Randomised trials 15 of 40",
        "Newest of the rest 15 of 30",
    ]
    years = page.xpath("//a[@data-year]")
    assert [(one.get("href"), one.get("data-kinds")) for one in years] == [
        ("me-cfs-2025.html", "review"),
        ("me-cfs-2024.html", "rct"),
        ("me-cfs-undated.html", "meta-analysis"),
    ]


def test_the_rule_is_told_with_its_mesh_heading_and_the_words_that_cancel():
    page, _ = scope_page()
    rule = page.xpath("//dl[@class='rule']")[0]
    assert rule.xpath(".//a/@href")[0] == "https://meshb.nlm.nih.gov/record/ui?ui=D015673"
    assert "ME/CFS" in words(rule)
    assert "But not chronic fatigue of metals" in words(rule)


def test_a_condition_without_a_citation_says_so_and_offers_its_feeds():
    page, is_whole = scope_page(numbers=(), randomised=())
    assert is_whole
    assert "is known here yet" in words(page)
    assert not page.xpath("//svg|//form[@id='filters']|//a[contains(@href, 'lists/')]")
    assert page.xpath("//a[@class='button']/@href")[:3] == [
        f"../feeds/me-cfs.{form}" for form in ("rss", "atom", "json")
    ]


def test_the_chart_and_its_table_tell_the_same():
    numbers = (Number("2019", "rct", 1), Number("2021", "case-report", 2), Number("2021", "animal", 3))
    literature = to_literature(numbers, LABELS)
    assert literature.span == "2019 to 2021"
    assert literature.table == (("2021", (0, 0, 0, 3, 2), 5), ("2019", (0, 1, 0, 0, 0), 1))
    assert [(kind.id, kind.count) for kind in literature.kinds] == [
        ("rct", 1),
        ("case-report", 2),
        ("animal", 3),
    ]
    chart = html.fromstring(literature.chart)
    assert {one.get("class") for one in chart.xpath("//g[starts-with(@class, 'tone')]")} == {
        "tone-2",
        "tone-4",
        "tone-5",
    }
    assert len(chart.xpath("//g[starts-with(@class, 'tone')]//rect")) == 3
    heights = [float(one.get("height")) for one in chart.xpath("//g[starts-with(@class, 'tone')]//rect")]
    assert heights[1] == pytest.approx(3 * heights[0], abs=0.3)
    assert chart.xpath("//g[@class='axis-x']//text/text()") == ["2019", "2020", "2021"]


def test_a_chart_obeys_the_pages_policy_and_names_no_day():
    chart = to_literature((Number("2019", "rct", 2), Number("2020", "rct", 3)), LABELS).chart
    assert not re.search(r"<style|<script|style=|<!--|\bid=|20\d\d-\d\d-\d\d", chart)
    assert 'role="img"' in chart
    assert "2019 to 2020" in re.search('aria-label="([^"]+)"', chart)[1]


def test_too_little_makes_no_chart():
    assert to_literature((Number("2019", "rct", 9),), LABELS).chart == ""
    assert to_literature((Number("2019", "rct", 1), Number("2020", "rct", 1)), LABELS).chart == ""


def test_a_year_is_cut_into_parts_that_lead_to_one_another():
    view = YearView("me-cfs", "", "2019", tuple(card(number) for number in range(1, 101)))
    pages = dict(render_year(view, LABELS, FRAME))
    assert list(pages) == ["conditions/me-cfs-2019.html", "conditions/me-cfs-2019-2.html"]
    first, second = (html.fromstring(body.decode()) for body in pages.values())
    assert first.xpath("//link[@rel='next']/@href") == ["../conditions/me-cfs-2019-2.html"]
    assert second.xpath("//link[@rel='prev']/@href") == ["../conditions/me-cfs-2019.html"]
    rows = [row for page in (first, second) for row in page.xpath("//li[@class='row']//h3/a/@href")]
    assert len(set(rows)) == 100


# --- home, months, retractions, what explains ---


def home(**view):
    return html.fromstring(render_home(HomeView(**view), TOLD, replace(FRAME, path="index.html")).decode())


def test_home_leads_to_conditions_months_and_retractions():
    page = home(
        news=(to_line(),),
        months={"2026-10": 1, "2026-11": 3},
        counts={"me-cfs": 7, "fatigue": 9},
        latest={"me-cfs": "2026-11-03"},
        retractions=(archived(),),
        answered=NOW,
    )
    assert "PubMed last answered on 22 Nov 2026." in words(page)
    assert [words(one) for one in page.xpath("//section[@aria-labelledby='months']//li")] == [
        "November 2026 3",
        "October 2026 1",
    ]
    line = page.xpath("//a[@href='conditions/me-cfs.html']/parent::li")[0]
    assert words(line) == "ME/CFS , 7 · Nov 2026"
    assert "1 without a citation yet" in words(page)
    assert page.xpath("//form/@action") == ["search.html"]


def test_home_warns_while_pubmed_is_silent_and_tells_no_hour_while_it_answers():
    assert "since 22 Nov 2026 06:00 UTC" in words(home(answered=NOW, is_silent=True))
    assert "06:00" not in words(home(answered=NOW))
    assert "has not answered yet" in words(home(is_silent=True))


def test_home_links_to_mails_only_where_there_is_somebody_to_send_them():
    frame = replace(FRAME, path="index.html", subscribe="https://mail.example.org/subscribe")
    body = render_home(HomeView(), LABELS, frame).decode()
    assert body.count("https://mail.example.org/subscribe") == 2
    assert "By mail" not in words(home())


def test_a_month_without_lines_has_no_page():
    assert dict(render_month("2026-11", [], LABELS, FRAME)) == {}
    pages = dict(render_month("2026-11", [to_line()] * 100, LABELS, FRAME))
    assert list(pages) == ["months/2026-11.html", "months/2026-11-2.html"]
    assert b"New in November 2026" in pages["months/2026-11.html"]


def test_retractions_stand_with_their_notices():
    notice = CommentCorrection("RetractionIn", "Pain Med. 2026;27:1", "pmid:41000900")
    gone = archived(
        comments_corrections=(notice,), publication_types=(Term("Retracted Publication", "D016441"),)
    )
    body = dict(render_retractions([gone], LABELS, FRAME))["retractions.html"].decode()
    assert "Pain Med. 2026;27:1" in body
    assert "https://pubmed.ncbi.nlm.nih.gov/41000900/" in body
    assert (
        "is retracted or in doubt" in dict(render_retractions([], LABELS, FRAME))["retractions.html"].decode()
    )


@pytest.fixture(scope="module")
def shipped():
    return read_rulebook().labels()


def test_the_glossary_explains_every_kind_of_the_shipped_rulebook(shipped):
    assert shipped.study_types.keys() == STUDIES.keys()
    page = html.fromstring(render_glossary(shipped, FRAME).decode())
    assert [words(one) for one in page.xpath("//h2")][:-1] != []
    assert {words(one) for one in page.xpath("//h2")} >= set(shipped.study_types.values())
    assert (
        "NLM calls it Equivalence Trial or Pragmatic Clinical Trial or Randomized Controlled Trial"
        in words(page)
    )


def test_how_we_judge_says_what_the_rulebook_in_use_says(shipped):
    page = words(html.fromstring(render_judging(shipped, FRAME).decode()))
    book = shipped.handbook
    for told in (
        f"up to {book.highest_low_mg:g} mg",
        f"within {book.reach} words",
        f"{len(shipped.conditions)} conditions in {len(shipped.groups)} groups",
        book.homonyms[0],
        book.registries[-1],
        book.hash[:12],
    ):
        assert told in page
    other = replace(shipped, handbook=replace(book, highest_low_mg=7.5, dominant=4))
    assert "up to 7.5 mg" in words(html.fromstring(render_judging(other, FRAME).decode()))


def test_every_feed_stands_on_the_page_of_feeds(shipped):
    from ldn_watch.render.catalogue import to_catalogue, to_general

    body = render_feeds(to_catalogue(shipped, {}), to_general("LDN"), replace(FRAME, path="feeds.html"))
    listed = set(re.findall(r'<a href="feeds/([\w-]+)\.atom"', body.decode()))
    assert listed == {"all", "retractions", *shipped.conditions, *shipped.groups}
    assert len(body) < MOST


# --- whatever comes from outside ---

HOSTILE = st.one_of(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "]]>",
            "{{ 7 * 7 }}",
            "&lt;b&gt;",
            "x" * 999,
        ]
    ),
    st.text(max_size=60),
)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_text_from_outside_is_text_on_every_list(title, name, study):
    citation = replace(FATIGUE, title=title, authors=(Author(name, name, "X"),), doi=name)
    verdict = replace(TOPIC, study_type=study)
    line = to_line(citation, verdict, detail=title)
    made = to_card(line.archived, LABELS)
    bodies = [
        render_scope(ScopeView("me-cfs", "", (Number(name, study, 1),), others=(made,)), TOLD, FRAME)[0],
        *dict(render_year(YearView("me-cfs", "", "", (made,)), TOLD, FRAME)).values(),
        *dict(render_month("2026-11", [line], TOLD, FRAME)).values(),
        *dict(render_retractions([line.archived], TOLD, FRAME)).values(),
        render_home(HomeView(news=(line,), numbers=(Number(name, study, 1),)), TOLD, FRAME),
    ]
    for body in bodies:
        page = html.fromstring(body.decode())
        assert len(body) < MOST
        assert not page.xpath("//main//script|//iframe|//img|//@onerror|//@style")
        schemes = {
            link.partition(":")[0] for link in page.xpath("//@href") if re.match(r"\s*[\w+.-]+:", link)
        }
        assert schemes <= {"https", "data"}
        assert "49" not in words(page.xpath("//h1")[0])


def test_a_page_of_monsters_stays_small_and_loses_nobody():
    monsters = tuple(
        to_card(
            archived(
                number,
                title='"' * 9_999,
                authors=(Author("&" * 9_999),) * 3,
                abstract=(AbstractSection("<" * 9),),
            ),
            LABELS,
        )
        for number in range(1, 61)
    )
    page, is_whole = render_scope(
        ScopeView("me-cfs", "", (Number("2019", "other", 50),), others=monsters[:50]), TOLD, FRAME
    )
    years = dict(render_year(YearView("me-cfs", "", "2019", monsters), TOLD, FRAME))
    assert not is_whole
    assert max(map(len, [page, *years.values()])) < MOST
    assert sum(body.count(b'class="row"') for body in years.values()) == 60


def test_a_year_that_is_none_is_no_year():
    assert to_row(archived(dates=Dates(published="20x4")), LABELS).year == ""
    assert to_row(archived(dates=Dates()), LABELS).year == ""


def test_a_possible_citation_says_so():
    assert (
        "Low-dose naltrexone: possible"
        in to_row(archived(verdict=replace(TOPIC, relevance=Relevance.POSSIBLE)), LABELS).badges
    )
