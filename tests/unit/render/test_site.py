import base64
import hashlib
from dataclasses import replace
from datetime import timedelta

from lxml import html

from ldn_watch.render.catalogue import to_catalogue
from ldn_watch.render.site import IndexView, render_index
from tests.unit.render.samples import LABELS, NOW, realistic_entries, titled

VIEW = IndexView(
    "LDN Watch",
    "https://ldn.example.org",
    realistic_entries(),
    to_catalogue(LABELS, {"fibromyalgia": 212}),
    citations=1503,
    retractions=3,
)


def page_of(**changes):
    return html.fromstring(render_index(replace(VIEW, **changes)).decode())


def words_of(page):
    return " ".join(page.text_content().split())


def test_the_page_tells_what_is_new():
    page = page_of()
    headings = [heading.text_content() for heading in page.xpath("//ol/li//h3")]
    assert headings == [entry.heading for entry in VIEW.entries]
    words = words_of(page)
    assert "1,503 citations · last change 22 Nov 2026" in words
    assert "Older citation (2019), newly indexed" in words
    assert "no medical advice" in words


def test_the_newest_fifteen_are_shown():
    page = page_of(entries=tuple(titled(f"T{n}", n) for n in range(40)))
    assert len(page.xpath("//ol/li")) == 15


def test_every_feed_is_linked_by_group():
    page = page_of()
    links = set(page.xpath("//main//a/@href"))
    for stem in ("all", "retractions", "chronic-pain", "fibromyalgia", "hailey-hailey"):
        assert {f"feeds/{stem}.{kind}" for kind in ("rss", "atom", "json")} <= links
    assert "feeds.opml" in links
    assert "Fibromyalgia 212" in words_of(page)
    assert page.xpath("//link[@rel='alternate']/@href") == [
        "feeds/all.rss",
        "feeds/all.atom",
        "feeds/all.json",
    ]


def test_the_page_asks_nobody_for_anything():
    raw = render_index(VIEW).decode()
    page = html.fromstring(raw)
    assert not page.xpath("//script|//img|//iframe|//form|//link[@rel='stylesheet']|//@onclick|//@style")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = page.xpath("//style/text()")
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert "url(" not in style
    assert raw.startswith("<!doctype html>")


def test_the_page_is_built_for_every_reader():
    page = page_of()
    assert page.get("lang") == "en"
    assert [part.tag for part in page.xpath("//header|//main|//footer")] == ["header", "main", "footer"]
    assert page.xpath("//a[@class='skip']/@href") == ["#new"]
    assert page.xpath("//*[@id='new']")
    assert page.xpath("//title/text()") == ["LDN Watch"]
    assert page.xpath("//meta[@name='description']/@content")
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://ldn.example.org/"]


def test_a_hostile_title_is_only_text():
    page = page_of(title="<b>W</b>", entries=(titled("<script>alert(1)</script> ]]> \" '"),))
    assert not page.xpath("//script|//b[text()='W']")
    assert page.xpath("//ol/li//h3")[0].text_content() == "<script>alert(1)</script> ]]> \" '"


def test_an_outage_is_told_with_the_last_answer_and_calm_says_nothing():
    assert "has not answered" not in words_of(page_of())
    words = words_of(page_of(unanswered_since=NOW - timedelta(days=2)))
    assert "PubMed has not answered since 20 Nov 2026 06:00 UTC." in words


def test_an_empty_page_says_so():
    page = page_of(entries=(), base_url="", groups=())
    assert "Nothing yet." in words_of(page)
    assert "last change" not in words_of(page)
    assert not page.xpath("//link[@rel='canonical']")
