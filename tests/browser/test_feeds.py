"""A feed that a person opens in a browser, as `ldn-watch serve` sends it: a page that explains itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from ldn_watch.render.feed import render_atom, render_rss, render_stylesheet
from tests.browser.visit import DESKTOP, PHONE
from tests.unit.render.samples import FATIGUE, META, entry_of, realistic_entries
from tests.unit.render.strange import HOSTILE_WORDS

FEEDS = {"rss": ("feeds/all.rss", "item > title"), "atom": ("feeds/all.atom", "entry > title")}
HOSTILE = entry_of(replace(FATIGUE, uid="pmid:40000000", title=f"{HOSTILE_WORDS} {'x' * 20_000}"))
ENTRIES = (*realistic_entries(), HOSTILE)
COLOURS = "one => { const style = getComputedStyle(one); return [style.color, style.backgroundColor] }"


@pytest.fixture
def feeds(desktop):
    """Both, with their style sheet, and the icon that a browser asks for where a page names none."""
    (desktop.folder / "feeds").mkdir()
    (desktop.folder / "favicon.ico").write_bytes(b"")
    files = {"rss": render_rss(META, ENTRIES), "atom": render_atom(META, ENTRIES), "css": render_stylesheet()}
    for kind, name in (("rss", "all.rss"), ("atom", "all.atom"), ("css", "feed.css")):
        (desktop.folder / "feeds" / name).write_bytes(files[kind])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.usefixtures("feeds")
def test_it_says_what_it_is_and_shows_every_title(visitor, kind, size, scheme):
    path, titles = FEEDS[kind]
    page = visitor.open(path, size=size, scheme=scheme)
    expect(page.locator(".about")).to_contain_text("give it to your feed reader")
    assert page.locator(".about").is_visible()
    assert page.locator(titles).count() == len(ENTRIES)
    assert all(title.is_visible() for title in page.locator(titles).all())
    assert page.locator(titles).first.text_content() == ENTRIES[0].heading
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.usefixtures("feeds")
def test_what_is_for_programs_is_not_shown(visitor, kind):
    page = visitor.open(FEEDS[kind][0])
    shown = page.evaluate("document.documentElement.innerText || document.documentElement.textContent")
    hidden = page.locator("guid, id, description:has(> *), content, updated, language, lastBuildDate")
    assert hidden.count() > 0
    assert [one.evaluate("one => one.localName") for one in hidden.all() if one.is_visible()] == []
    assert "This is a feed" in shown


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.usefixtures("feeds")
def test_a_retraction_is_red_and_the_dark_is_dark(visitor, kind):
    path, titles = FEEDS[kind]
    seen = {}
    for scheme in ("light", "dark"):
        page = visitor.open(path, scheme=scheme)
        ground = page.locator(":root").evaluate(COLOURS)
        seen[scheme] = [ground, *(page.locator(titles).nth(n).evaluate(COLOURS)[0] for n in (0, 1))]
    grave = {scheme: colours[1] for scheme, colours in seen.items()}
    assert grave == {"light": "rgb(163, 22, 28)", "dark": "rgb(255, 154, 148)"}
    assert all(colours[2] == colours[0][0] for colours in seen.values()), "others are the ink's"
    assert seen["light"][0] != seen["dark"][0]


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.usefixtures("feeds")
def test_a_title_leads_on_by_a_link_that_the_keyboard_reaches(visitor, kind):
    page = visitor.open(FEEDS[kind][0])
    reached = []
    for _ in range(len(ENTRIES) + 1):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert reached == [META.home, *(entry.link for entry in ENTRIES)]
