"""Our feeds by the rules of their specifications, and what a browser is given beside them."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from ldn_watch.model import EventKind
from ldn_watch.render.feed import FeedMeta, render_atom, render_json, render_rss, render_stylesheet
from tests.unit.render.samples import META, entry_of, realistic_entries, titled

SCHEMA = Path(__file__).parents[2] / "data/feeds/atom.rng"
ENTRIES = (
    *realistic_entries(),
    titled('TNF-α<IL-6 & <b>β</b> ]]> "p<0.05"'),
    entry_of(kind=EventKind.DELETED),
)
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
NOWHERE = FeedMeta("all", "T", "D", "feeds/all", "")


def atom_flaws(raw: bytes) -> list[str]:
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    schema.validate(etree.fromstring(raw))
    return [f"{one.line}: {one.message}" for one in schema.error_log]


def rss_flaws(raw: bytes) -> list[str]:
    """What RSS 2.0 (rssboard.org/rss-specification) asks of what a feed of ours holds."""
    root = etree.fromstring(raw)
    known = {
        "channel": {"title", "link", "description", "language", "lastBuildDate", "item"},
        "item": {"title", "link", "description", "pubDate", "guid", "category"},
    }
    flaws = [] if (root.tag, root.get("version")) == ("rss", "2.0") else ["no RSS 2.0"]
    for place in (*root.iter("channel"), *root.iter("item")):
        own = [child.tag for child in place if not child.tag.startswith("{")]
        flaws += [f"{place.tag}: {tag}" for tag in set(own) - known[place.tag]]
        once = known[place.tag] - {"item", "category"}
        flaws += [f"{place.tag}: {own.count(tag)} {tag}" for tag in once if own.count(tag) != 1]
    for stamp in (*root.iter("pubDate"), *root.iter("lastBuildDate")):
        if parsedate_to_datetime(stamp.text).tzinfo is None:
            flaws.append(f"no date: {stamp.text}")
    guids = [guid.text for guid in root.iter("guid")]
    flaws += ["a guid twice"] if len(set(guids)) != len(guids) else []
    return flaws + [f"{guid.text} is no permalink" for guid in root.iter("guid") if len(guid.attrib) != 1]


@pytest.mark.parametrize("meta", [META, NOWHERE], ids=["public", "nowhere"])
@pytest.mark.parametrize("entries", [ENTRIES, ()], ids=["full", "empty"])
def test_atom_is_as_rfc_4287_has_it(meta, entries):
    raw = render_atom(meta, entries)
    assert atom_flaws(raw) == []
    root = etree.fromstring(raw)
    assert root.find(f"{ATOM}author/{ATOM}name").text  # 4.1.1: an entry without one has the feed's
    links = [(one.get("rel"), one.get("href")) for one in root.findall(f"{ATOM}link")]
    assert len(set(links)) == len(links)
    assert feedparser.parse(raw).bozo == 0


def test_the_schema_of_atom_finds_what_is_wrong():
    raw = render_atom(META, ENTRIES)
    assert atom_flaws(raw.replace(b"<id>", b"<guid>").replace(b"</id>", b"</guid>"))
    assert atom_flaws(raw.replace(b"T06:00:00", b" 06:00"))
    assert atom_flaws(raw.replace(b'type="html"', b'type="markdown"'))


@pytest.mark.parametrize("meta", [META, NOWHERE], ids=["public", "nowhere"])
@pytest.mark.parametrize("entries", [ENTRIES, ()], ids=["full", "empty"])
def test_rss_is_as_its_specification_has_it(meta, entries):
    raw = render_rss(meta, entries)
    assert rss_flaws(raw) == []
    assert feedparser.parse(raw).bozo == 0
    assert rss_flaws(raw.replace(b"<language>", b"<lang>").replace(b"</language>", b"</lang>"))


@pytest.mark.parametrize("render", [render_rss, render_atom])
def test_a_browser_is_told_what_it_is_and_how_to_go_on(render):
    raw = render(META, ENTRIES)
    head, sheet = raw.split(b"\n")[:2]
    assert head.startswith(b"<?xml")
    assert sheet == b'<?xml-stylesheet type="text/css" href="feed.css"?>'
    root = etree.fromstring(raw)
    (about,) = root.iter(f"{XHTML}div")
    assert "This is a feed" in "".join(about.itertext())
    assert [a.get("href") for a in about.iter(f"{XHTML}a")] == ["https://ldn.example.org/"]
    doors = [a for a in root.iter(f"{XHTML}a") if a.getparent().tag in ("item", f"{ATOM}entry")]
    assert [a.get("href") for a in doors] == [entry.link for entry in ENTRIES]
    assert [a.get("class") == "grave" for a in doors] == [entry.is_grave for entry in ENTRIES]


@pytest.mark.parametrize("render", [render_rss, render_atom])
def test_a_reader_takes_none_of_that_for_content(render):
    parsed = feedparser.parse(render(META, ENTRIES))
    assert parsed.feed.title == META.title
    assert parsed.feed.subtitle == META.description
    for found, entry in zip(parsed.entries, ENTRIES, strict=True):
        assert found.link == entry.link
        assert len(found.get("content", [0])) == 1
        assert "This is a feed" not in found.summary


def test_what_is_retracted_says_so_as_a_category_too():
    (retracted, *others) = feedparser.parse(render_rss(META, ENTRIES)).entries
    assert retracted.tags[0].term == "Retracted"
    assert not any(tag.term == "Retracted" for one in others for tag in one.get("tags", []))


def test_the_page_of_a_feed_is_its_alternate_link():
    meta = FeedMeta("fm", "T", "D", "feeds/fm", "https://ldn.example.org/x/", "conditions/fm.html")
    page = "https://ldn.example.org/x/conditions/fm.html"
    assert feedparser.parse(render_rss(meta, ENTRIES)).feed.link == page
    assert feedparser.parse(render_atom(meta, ENTRIES)).feed.link == page
    assert page.encode() in render_json(meta, ENTRIES)


def test_the_style_sheet_asks_nobody():
    css = render_stylesheet().decode()
    assert re.search(r"@import|url\(|https?:", css) is None
    for shown in ("item", "feed > entry", "category[term]::before", ".about"):
        assert shown in css
