"""List pages in a real browser: filters, address and back button, keyboard, without a script, from a disk."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

pytest.importorskip("playwright.sync_api", reason="skipped: no playwright")
pytest.importorskip("axe_playwright_python", reason="skipped: no axe")
from playwright.sync_api import expect

from ldn_watch.model import (
    Author,
    CommentCorrection,
    Dates,
    Detail,
    Event,
    EventKind,
    Evidence,
    Fetched,
    Journal,
    Relevance,
    Tag,
    TagKind,
    Term,
    Verdict,
)
from ldn_watch.plans import HarvestPlan
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.stages.harvest import HarvestSettings, plan_revision
from ldn_watch.stages.publish import Answer, Publisher
from ldn_watch.store.sqlstore import open_store
from tests.browser.html import vnu
from tests.browser.visit import DESKTOP, PHONE
from tests.stages.builders import NOW, citation
from tests.stages.test_publish import SETTINGS

PAGES = {
    "home": "index.html",
    "condition": "conditions/fibromyalgia.html",
    "short": "conditions/migraine.html",
    "empty": "conditions/gout.html",
    "group": "groups/pain.html",
    "year": "conditions/fibromyalgia-2020.html",
    "month": "months/2026-11.html",
    "retractions": "retractions.html",
    "feeds": "feeds.html",
    "glossary": "glossary.html",
    "judging": "how-we-judge.html",
}
KINDS = ("rct", "meta-analysis", "observational", "case", "review", "animal")


def tag(condition, kind=TagKind.TOPIC):
    return Tag(condition, "pain", kind, (Evidence(condition, "title", condition, 4),))


def made(number):
    """The citation of this number: kind, year, preprint, children and mention go round at their own pace."""
    types = (Term("Preprint"),) if number % 7 == 0 else ()
    links = ()
    if number == 60:
        types = (Term("Retracted Publication", "D016441"),)
        links = (CommentCorrection("RetractionIn", "Pain. 2026;1:1", "pmid:900"),)
    kind = TagKind.MENTION if number % 5 == 0 else TagKind.TOPIC
    one = citation(
        number,
        f"LDN for fibromyalgia, <i>observation</i> {number}",
        dates=Dates(published=f"{2010 + number % 15}-0{1 + number % 9}"),
        authors=(Author("Sjögren", "Åsa", "Å"), Author("O’Neill", "B", "B")),
        journal=Journal("Journal of Small Doses"),
        publication_types=types,
        comments_corrections=links,
    )
    tags = (tag("fibromyalgia", kind), *((tag("migraine"),) if number % 10 == 0 else ()))
    details = (Detail("age-group", "children", ()),) if number % 4 == 0 else ()
    reasons = (Evidence("ldn", "title", "LDN", 0),)
    verdict = Verdict(Relevance.FOCUS, reasons, tags, KINDS[number % len(KINDS)], details=details)
    return one, verdict


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """A site with 120 citations on fibromyalgia, twelve of them on migraine too."""
    folder = tmp_path_factory.mktemp("site")
    store = open_store(folder / "ldn-watch.sqlite3", app_version="test", now=NOW)
    pairs = [made(number) for number in range(1, 121)]
    store.apply_harvest(
        HarvestPlan(
            tuple(
                plan_revision(Fetched(one, b"<x/>"), verdict, NOW, HarvestSettings("q"))
                for one, verdict in pairs
            ),
            tuple(Event(one.uid, EventKind.NEW, NOW, quiet=int(one.pmid) < 100) for one, _ in pairs),
        )
    )
    labels = read_rulebook().labels()
    Publisher(store, folder / "public", labels, replace(SETTINGS, base_url=""), Answer(NOW)).run(NOW)
    store.close()
    (folder / "public/search.html").write_text("<!doctype html><title>Search</title>")
    return folder / "public"


def expected(**which):
    """How many of the made-up citations a filter is to find."""
    return sum(all(test(*made(number)) for test in which.values()) for number in range(1, 121))


def rct(_, verdict):
    return verdict.study_type == "rct"


def since_2020(one, _):
    return one.dates.published >= "2020"


def on_migraine(one, _):
    return int(one.pmid) % 10 == 0


def found(page):
    expect(page.locator("#found")).to_have_text(re.compile(r"^\d+ citation"))
    return int(page.locator("#found").text_content().split()[0])


def shows(page, number):
    """Waits until so many filtered rows are shown."""
    expect(page.locator("#rows .row")).to_have_count(number)


def test_filters_find_what_there_is_in_all_years_and_stand_in_the_address(visit, public):
    page = visit(public).open(PAGES["condition"])
    assert page.locator("#unfiltered .row").count() < 120
    page.select_option("[name=type]", "rct")
    assert found(page) == expected(a=rct)
    page.select_option("[name=from]", "2020")
    page.wait_for_function("location.search === '?type=rct&from=2020'")
    page.wait_for_function(
        f"document.querySelectorAll('#rows .row').length === {expected(a=rct, b=since_2020)}"
    )
    assert found(page) == expected(a=rct, b=since_2020)
    assert not page.locator("#unfiltered").is_visible()
    assert set(page.locator("#rows .row").evaluate_all("rows => rows.map(row => row.dataset.type)")) == {
        "rct"
    }


def test_the_back_button_takes_a_filter_back(visit, public):
    page = visit(public).open(PAGES["condition"])
    page.select_option("[name=type]", "rct")
    found(page)
    page.check("[name=children]")
    page.wait_for_url("**children=only")
    page.go_back()
    assert not page.is_checked("[name=children]")
    assert page.input_value("[name=type]") == "rct"
    shows(page, expected(a=rct))
    page.go_back()
    page.wait_for_selector("#unfiltered", state="visible")
    assert page.locator("#found").text_content() == ""


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("preprint=only", 17),
        ("preprint=no", 103),
        ("retracted=only", 1),
        ("children=only", 30),
        ("mention=no", 96),
        ("from=2024&to=2024", 8),
        ("type=rct&type=meta-analysis", 40),
        ("type=nothing-of-the-kind", 0),
        ("from=never&type=%3Cscript%3E", 0),
    ],
)
def test_an_address_with_a_filter_shows_what_it_asks_for(visit, public, query, number):
    page = visit(public).open(f"{PAGES['condition']}?{query}")
    assert found(page) == number
    assert page.locator("#none").is_visible() == (number == 0)


def test_reset_shows_everything_again(visit, public):
    page = visit(public).open(f"{PAGES['condition']}?type=rct")
    found(page)
    page.click("button[type=reset]")
    page.wait_for_selector("#unfiltered", state="visible")
    assert page.evaluate("location.search") == ""
    assert not page.locator("button[type=reset]").is_visible()


def test_a_count_of_a_kind_is_a_way_to_it_and_more_come_on_demand(visit, public):
    page = visit(public).open(PAGES["condition"])
    page.click("text=Randomised controlled trial")
    assert found(page) == expected(a=rct)
    page = visit(public).open(f"{PAGES['condition']}?preprint=no")
    assert (found(page), page.locator("#rows .row").count()) == (103, 60)
    page.click("#more")
    assert page.locator("#rows .row").count() == 103
    assert page.evaluate("document.activeElement.closest('.row') !== null")


def test_a_short_list_is_filtered_without_asking_for_anything(visit, public):
    page = visit(public).open(PAGES["short"])
    page.on("request", lambda request: pytest.fail(f"asked for {request.url}"))
    page.check("[name=children]")
    assert found(page) == 6


def test_without_a_script_plain_pages_lead_to_everything(visit, public):
    page = visit(public).open(PAGES["condition"], java_script_enabled=False)
    assert not page.locator("#filters").is_visible()
    page.click("a[data-year='2020']")
    assert page.locator("h1").text_content() == "Fibromyalgia: 2020"
    assert page.locator(".row").count() == 8
    page.click(".row >> nth=0 >> summary")
    assert "“" not in page.locator(".why >> nth=0").inner_text()
    assert '"fibromyalgia" in the title' in page.locator(".why >> nth=0").inner_text()


def test_from_a_disk_a_filter_says_what_it_cannot_look_through(visit, public):
    visitor = visit(public)
    page = visitor.open((public / PAGES["condition"]).as_uri())
    page.select_option("[name=type]", "rct")
    expect(page.locator("#found")).to_contain_text("of those on this page")
    assert page.locator("#rows .row").count() > 0
    page.go_back()
    assert page.locator("#unfiltered").is_visible()
    visitor.faults[:] = [
        fault for fault in visitor.faults if "file:" not in fault and "ERR_FAILED" not in fault
    ]


def test_a_keyboard_walks_from_the_skip_link_to_a_filter(visit, public):
    page = visit(public).open(PAGES["short"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] > 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.name") == "type":
            break
    page.keyboard.type("Rand")
    shows(page, expected(a=rct, b=on_migraine))


def test_the_header_finds(visit, public):
    page = visit(public).open(PAGES["condition"])
    page.fill("#site-q", "sjögren & more")
    page.press("#site-q", "Enter")
    page.wait_for_url("**/search.html?q=sj%C3%B6gren+%26+more")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(visit, public, name):
    from tests.browser.visit import axe

    visitor = visit(public)
    for scheme in ("light", "dark"):
        page = visitor.open(PAGES[name], size=PHONE, scheme=scheme, reduced_motion="reduce")
        for width, height in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": height})
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_colours_change_with_the_scheme_and_the_chart_with_them(visit, public):
    visitor = visit(public)
    seen = []
    for scheme in ("light", "dark"):
        page = visitor.open(PAGES["condition"], scheme=scheme)
        fill = "getComputedStyle(document.querySelector('.chart .tone-1 rect')).fill"
        seen.append((page.evaluate("getComputedStyle(document.body).backgroundColor"), page.evaluate(fill)))
    assert len(set(seen)) == 2
    assert seen[0][1] != seen[1][1]


SHIFTS = """new Promise(done => {
    let moved = 0;
    new PerformanceObserver(list => { moved += list.getEntries().length; })
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(moved), 300);
})"""


@pytest.mark.parametrize("name", ["home", "condition"])
def test_nothing_moves_while_a_page_loads(visit, public, name):
    assert visit(public).open(PAGES[name], size=PHONE).evaluate(SHIFTS) == 0


def test_the_pages_are_valid_html_and_small(public):
    pages = [public / path for path in PAGES.values()]
    assert max(page.stat().st_size for page in public.rglob("*.html")) < 150_000
    assert vnu(*pages) == []
