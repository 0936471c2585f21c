"""Any Unicode in a citation: feeds and pages stay well formed, mails stay the mails that we wrote."""

import email
import json
from dataclasses import replace
from email import policy

import feedparser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from ldn_watch.model import AbstractSection, Author, EventKind, Evidence
from ldn_watch.render.feed import render_atom, render_json, render_rss
from ldn_watch.render.messages.email import render_digest
from tests.unit.render.samples import FATIGUE, META, TOPIC, entry_of, mail_of

NASTY = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "]]>",
        "<!--",
        "&amp;#0;",
        "\r\nBcc: x@y.z",
        "\x00",
        "\u202e",
        "{{ 7*7 }}",
        "=?u?q?=0a?=",
    ]
)
ANY = st.lists(st.one_of(st.text(st.characters(exclude_categories=()), max_size=20), NASTY), max_size=4).map(
    "".join
)


@st.composite
def entries(draw):
    citation = replace(
        FATIGUE,
        title=draw(ANY),
        vernacular_title=draw(ANY),
        abstract=(AbstractSection(draw(ANY), draw(ANY)),),
        authors=(Author(draw(ANY), "", draw(ANY)), Author(collective=draw(ANY))),
        journal=replace(FATIGUE.journal, title=draw(ANY), pages=draw(ANY)),
        doi=draw(ANY),
        pmc=draw(ANY),
    )
    verdict = replace(TOPIC, reasons=(Evidence(draw(ANY), draw(ANY), draw(ANY)),))
    return entry_of(citation, verdict, draw(st.sampled_from(EventKind)), key=draw(ANY), detail=draw(ANY))


QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@QUICK
@given(entries())
def test_feeds_stay_well_formed_and_agree(entry):
    found = json.loads(render_json(META, [entry]))["items"][0]
    for raw in (render_rss(META, [entry]), render_atom(META, [entry])):
        etree.fromstring(raw)
        parsed = feedparser.parse(raw)
        assert parsed.bozo == 0
        assert parsed.entries[0].id == found["id"] == entry.guid
    atom = etree.fromstring(render_atom(META, [entry]))
    assert atom.findtext("{*}entry/{*}title") == found["title"] == entry.heading
    assert atom.findtext("{*}entry/{*}content") == found["content_html"]
    assert_harmless(html.fromstring(found["content_html"]))


@QUICK
@given(entries())
def test_mails_stay_the_mails_that_we_wrote(entry):
    raw = render_digest(mail_of([entry]))
    message = email.message_from_bytes(raw, policy=policy.default)
    assert "Bcc" not in message
    assert len(message.keys()) == 8
    assert raw.isascii()
    plain, page = message.iter_parts()
    heading = " ".join(entry.heading.split())
    assert heading in " ".join(plain.get_content().split())
    assert_harmless(html.fromstring(page.get_content()))


def assert_harmless(page):
    assert not page.xpath("//script|//iframe|//img")
    schemes = {href.partition(":")[0] for href in page.xpath("//a/@href") if ":" in href}
    assert schemes <= {"https", "mailto"}


def assert_harmless_page(page):
    """Nothing in a page but what its template put there: its scripts, and links of the known kinds."""
    assert {(one.get("src"), one.get("type")) for one in page.xpath("//script")} <= {
        ("../assets/site.js", None),
        ("../assets/citation.js", None),
        (None, "application/ld+json"),
    }
    assert not page.xpath("//iframe|//img|//style|//*[@style]|//@*[starts-with(name(), 'on')]")
    links = page.xpath("//article//a/@href")
    assert all(href.startswith(("https://", "../", "data:application/")) for href in links)
    assert not any(".." in href[2:] for href in links)
