import json
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import etree

from ldn_watch.model import EventKind
from ldn_watch.render.feed import FORMS, read_pieces, render_atom, render_json, render_rss
from tests.unit.render.samples import FATIGUE, META, NOW, TOPIC, entry_of, realistic_entries, titled

RENDERERS = (render_rss, render_atom, render_json)
ATOM = "{http://www.w3.org/2005/Atom}"


def read(raw):
    parsed = feedparser.parse(raw)
    assert parsed.bozo == 0
    return parsed


def entries_of(renderer, entries):
    """(guid, link, title, content, time, categories) of each entry, as a reader finds them."""
    raw = renderer(META, entries)
    if renderer is render_json:
        return [
            (i["id"], i["url"], i["title"], i["content_html"], i["date_published"][:19], i["tags"])
            for i in json.loads(raw)["items"]
        ]
    found = []
    for entry in read(raw).entries:
        at = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*entry.published_parsed[:6])
        terms = [tag.term for tag in entry.get("tags", [])]
        found.append((entry.id, entry.link, entry.title, entry.summary, at, terms))
    return found


def test_all_three_tell_the_same():
    entries = [*realistic_entries(), titled('IFN-γ <b>p<0.05</b> & ]]> &amp; "q"')]
    rss, atom, feed = (entries_of(renderer, entries) for renderer in RENDERERS)
    without_content = [[row[:3] + row[4:] for row in rows] for rows in (rss, atom, feed)]
    assert without_content[0] == without_content[1] == without_content[2]
    assert rss == atom
    assert [row[2] for row in rss] == [entry.heading for entry in entries]
    assert len(feed) == len(entries)


def test_the_content_holds_the_whole_entry():
    ((*_, content, _, _),) = entries_of(render_json, [entry_of()])
    for text in (
        "<strong>Randomised trial · Naltrexone 4.5 mg · Older citation (2019), newly indexed</strong>",
        "Polo O, Pesonen P, Tuominen E",
        "Fatigue: Biomedicine, Health &amp; Behavior. 2019;7(4):207-217",
        "About: ME/CFS",
        "Mentions: Fibromyalgia",
        '<li>ME/CFS: "ME/CFS" in the title</li>',
        "<h4>AIM</h4>",
        "p&lt;0.05 &amp; stable.",
        '<a href="https://doi.org/10.1080/21641846.2019.1692770">DOI</a>',
    ):
        assert text in content


def test_an_entry_with_little_says_little():
    bare = replace(FATIGUE, abstract=(), authors=(), journal=replace(FATIGUE.journal, title="", volume=""))
    entry = entry_of(
        replace(bare, vernacular_title="Étude"), replace(TOPIC, tags=(), reasons=(), dose_evidence=())
    )
    ((*_, content, _, tags),) = entries_of(render_json, [entry])
    assert "Étude" in content
    assert "About" not in content
    assert "Why" not in content
    assert "authors" not in json.loads(render_json(META, [entry]))["items"][0]
    assert tags == ["Randomised trial"]
    assert "author" not in read(render_rss(META, [entry])).entries[0]
    assert entries_of(render_json, [entry_of(verdict=replace(TOPIC, study_type="other"))])[0][-1] == [
        "ME/CFS"
    ]


def test_rss_has_what_readers_ask_for():
    raw = render_rss(META, realistic_entries())
    parsed = read(raw)
    assert parsed.version == "rss20"
    assert parsed.entries[0].author.startswith("Family0 AB, Family1 AB")
    assert parsed.entries[0].published == "Sun, 22 Nov 2026 06:00:00 +0000"
    channel = etree.fromstring(raw).find("channel")
    assert channel.findtext("lastBuildDate") == "Sun, 22 Nov 2026 06:00:00 +0000"
    assert channel.findtext("link") == "https://ldn.example.org/"
    assert channel.find(f"{ATOM}link").attrib == {
        "href": "https://ldn.example.org/feeds/all.rss",
        "rel": "self",
    }
    assert {guid.get("isPermaLink") for guid in channel.iter("guid")} == {"false"}


def test_atom_names_each_author_and_its_own_id():
    feed = etree.fromstring(render_atom(META, realistic_entries()))
    assert feed.findtext(f"{ATOM}id") == "tag:ldn-watch,2026:feed/all"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "ldn-watch"
    third = feed.findall(f"{ATOM}entry")[2]
    assert [name.text for name in third.iter(f"{ATOM}name")] == ["Younger J", "Noor N", "FINAL Study Group"]
    assert third.find(f"{ATOM}content").get("type") == "html"
    assert (
        third.findtext(f"{ATOM}updated") == third.findtext(f"{ATOM}published") == "2026-11-22T06:00:00+00:00"
    )


def test_json_feed_is_sorted_readable_and_ends_its_line():
    raw = render_json(META, [titled("β-endorphin")])
    feed = json.loads(raw)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://ldn.example.org/feeds/all.json"
    assert feed["items"][0]["authors"] == [{"name": "Polo O"}, {"name": "Pesonen P"}, {"name": "Tuominen E"}]
    assert list(feed) == sorted(feed)
    assert "β-endorphin" in raw.decode()
    assert raw.endswith(b"}\n")


def test_a_later_event_is_an_entry_of_its_own():
    entries = [entry_of(kind=EventKind.RETRACTED, at=NOW + timedelta(days=1)), entry_of()]
    for renderer in RENDERERS:
        guids = [row[0] for row in entries_of(renderer, entries)]
        assert guids == ["info:pmid/39000001#retracted", "info:pmid/39000001"]


def test_nothing_but_links_to_itself_moves_with_the_base_url():
    moved = replace(META, base_url="https://new.example.net/ldn/")
    old, new = (render_atom(meta, realistic_entries()).decode() for meta in (META, moved))
    assert old.replace("https://ldn.example.org/", "https://new.example.net/ldn/") == new


def test_without_a_base_url_no_false_address_is_told():
    bare = replace(META, base_url="")
    assert read(render_rss(bare, [])).feed.link == "https://pubmed.ncbi.nlm.nih.gov/"
    assert b'rel="self"' not in render_atom(bare, [])
    assert "feed_url" not in json.loads(render_json(bare, []))


def test_an_empty_feed_stands_still():
    assert b"<lastBuildDate>Thu, 01 Jan 1970 00:00:00 +0000<" in render_rss(META, [])
    assert b"<updated>1970-01-01T00:00:00+00:00<" in render_atom(META, [])
    for renderer in RENDERERS:
        assert renderer(META, []) == renderer(META, [])
        assert entries_of(renderer, []) == []


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_title_of_a_megabyte_is_cut_in_the_title_and_whole_in_the_content(renderer):
    title = "naltrexone " * 100_000
    ((_, _, shown, content, _, _),) = entries_of(renderer, [titled(title)])
    assert len(shown) <= 1000
    assert content.count("naltrexone ") >= 99_999


@pytest.mark.parametrize(("form", "renderer"), [*zip(FORMS, RENDERERS, strict=True)])
def test_a_feed_gives_back_the_pieces_that_it_was_made_of(form, renderer):
    hostile = titled('</item></entry>"}, {"id": "x"<guid>x</guid><id>x</id>"items": []')
    entries = [*realistic_entries(), hostile]
    text = renderer(META, entries).decode()
    assert list(read_pieces(form, text)) == [(entry.guid, FORMS[form](entry)) for entry in entries]
    assert len(list(read_pieces(form, text[: len(text) // 2]))) < len(entries)
    for other in ("", "<rss/>", '{"items": [{"id', '{"items": [3]}', renderer(META, []).decode()):
        assert list(read_pieces(form, other)) == []
