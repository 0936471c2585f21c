import email
import re
from dataclasses import replace
from datetime import timedelta
from email import policy

import pytest
from lxml import html

from ldn_watch.model import EventKind, Look, RunOutcome
from ldn_watch.render.messages.digest import Part, Told
from ldn_watch.render.messages.email import (
    HTML_LIMIT,
    Layout,
    address,
    message_id,
    plan_layout,
    render_digest,
    unsubscribe_uri,
)
from tests.unit.render.samples import NOW, entry_of, mail_of, realistic_entries, tagged, titled

LONG = "Low-dose naltrexone for condition {} in adults: a randomised, double-blind, placebo-controlled trial"


def read(raw):
    return email.message_from_bytes(raw, policy=policy.default)


def text_of(raw):
    return read(raw).get_body(("plain",)).get_content()


def html_of(raw):
    return read(raw).get_body(("html",)).get_content()


def words_of(raw):
    page = html.fromstring(html_of(raw))
    return " ".join(page.find("body").text_content().split())


def test_the_headers_are_those_of_a_list():
    message = read(render_digest(mail_of()))
    assert dict(message.items()) == {
        "From": "LDN Watch <watch@example.org>",
        "Subject": "1 retraction, 1 correction, 4 new on fibromyalgia, ME/CFS and 1 more - LDN weekly",
        "Date": "Sun, 22 Nov 2026 06:00:00 +0000",
        "List-Id": "<weekly.example.org>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.defects == []


def test_the_bytes_are_fixed_and_pass_every_server():
    raw = render_digest(mail_of())
    assert raw == render_digest(mail_of())
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_the_boundary_is_the_issues_own():
    boundaries = {read(render_digest(mail_of(number=number))).get_boundary() for number in (1, 2)}
    assert len(boundaries) == 2


def test_both_parts_tell_each_citation_with_its_links():
    raw = render_digest(mail_of())
    text, page = " ".join(text_of(raw).split()), words_of(raw)
    hrefs = html.fromstring(html_of(raw)).xpath("//a/@href")
    for entry in realistic_entries():
        assert entry.heading in text
        assert entry.heading in page
        for link in entry.links:
            assert link.url in text
            assert link.url in hrefs
    for words in (
        "Family5 AB, et al.",
        "Older citation (2019), newly indexed",
        "no medical advice",
        "in the title",
    ):
        assert words in text
        assert words in page
    assert page.index("Retractions and warnings") < page.index(
        "Fibromyalgia All on this condition Naltrexone 6 mg"
    )


def test_text_lines_are_short_and_links_whole():
    lines = text_of(render_digest(mail_of())).splitlines()
    assert all(len(line) <= 72 or "https://" in line for line in lines)
    assert "  DOI: https://doi.org/10.1080/21641846.2019.1692770" in lines


def test_the_html_is_inline_and_asks_nobody_for_anything():
    page = html.fromstring(html_of(render_digest(mail_of())))
    assert not page.xpath("//img|//script|//link")
    assert "color:#a3161c" in page.xpath("//h2")[0].get("style")
    assert "prefers-color-scheme" in page.xpath("//style")[0].text
    assert page.get("lang") == "en"


def test_outlook_gets_tables_of_a_fixed_width_that_mean_nothing():
    raw = html_of(render_digest(mail_of()))
    page = html.fromstring(raw)
    assert {table.get("role") for table in page.xpath("//table")} == {"presentation"}
    assert len(page.xpath("//table//td[@style]//h3")) == len(realistic_entries())  # Word pads cells alone
    assert re.search(r"flex|grid|position:", raw) is None
    opened, closed = (raw.count(f"<!--[if mso]>{tag}") for tag in ("<table", "</td></tr></table>"))
    assert (opened, closed) == (1, 1)
    assert 'width="640"' in raw


def hidden_of(raw):
    (hidden,) = html.fromstring(html_of(raw)).xpath("//div[contains(@style, 'display:none')]")
    return hidden.text_content()


def test_the_preheader_tells_what_the_subject_does_not():
    told = hidden_of(render_digest(mail_of()))
    assert told.startswith("Retracted: Low-dose naltrexone for complex regional pain syndrome")
    assert len(told) <= 200
    assert hidden_of(render_digest(mail_of([]))).startswith("PubMed was asked on 22 Nov 2026")


PUBLIC = ("https://ldn.example.org/x", "https://ldn.example.org/x/", "http://192.0.2.7:8080/x")
LOCAL = ("", "http://localhost:8000", "http://127.0.0.1:8000/x", "http://[::1]/", "http://ldn.localhost")


@pytest.mark.parametrize("base_url", PUBLIC)
def test_a_public_site_has_more_on_each_citation_and_condition(base_url):
    raw = render_digest(mail_of([realistic_entries()[1]], base_url=base_url))
    hrefs, home = html.fromstring(html_of(raw)).xpath("//a/@href"), base_url.rstrip("/")
    for path in ("citations/41000002.html", "conditions/fibromyalgia.html", ""):
        assert f"{home}/{path}" in hrefs
        assert any(line.endswith(f": {home}/{path}") for line in text_of(raw).splitlines())
    assert hrefs.index("https://pubmed.ncbi.nlm.nih.gov/41000002/") < hrefs.index(
        f"{home}/citations/41000002.html"
    )


@pytest.mark.parametrize("base_url", LOCAL)
def test_nobody_is_sent_to_a_site_that_only_this_machine_has(base_url):
    raw = render_digest(mail_of(base_url=base_url))
    assert "citations/" not in text_of(raw)
    assert "conditions/" not in html_of(raw)
    assert "localhost" not in html_of(raw)


def test_the_foot_says_how_to_leave():
    raw = render_digest(mail_of())
    assert "write to leave@example.org with the subject: unsubscribe weekly" in " ".join(text_of(raw).split())
    assert "mailto:leave@example.org?subject=unsubscribe%20weekly" in html.fromstring(html_of(raw)).xpath(
        "//a/@href"
    )
    assert "write to watch@example.org" in words_of(render_digest(mail_of(unsubscribe="")))


def test_a_quiet_issue_says_since_when():
    raw = render_digest(mail_of([]))
    assert read(raw)["Subject"] == "Nothing new - LDN weekly"
    assert "Nothing new since 15 Nov 2026." in text_of(raw)
    assert "Nothing new since 15 Nov 2026." in words_of(raw)
    assert "Nothing new." in text_of(render_digest(mail_of([], since=None)))
    assert "1,503 citations match" in words_of(raw)


def test_a_quiet_issue_of_an_outage_does_not_claim_that_there_is_nothing():
    raw = render_digest(mail_of([], look=Look(NOW, RunOutcome.COULD_NOT_LOOK, error="<b>HTTP 502</b>")))
    assert read(raw)["Subject"] == "PubMed could not be asked - LDN weekly"
    for words in (text_of(raw), words_of(raw)):
        assert "Nothing new" not in words
        assert "<b>HTTP 502</b>" in words


@pytest.mark.parametrize("number", [70, 400, 1200])
def test_what_does_not_fit_is_listed_and_nothing_is_dropped(number):
    entries = [titled(LONG.format(n), n) for n in range(number)]
    entries.append(tagged("crps", 41000001, "Pain: two cases", kind_=EventKind.RETRACTED))
    raw = render_digest(mail_of(entries))
    page, text = html_of(raw), " ".join(text_of(raw).split())
    assert 70_000 < len(page.encode()) < 95_000
    assert "Also new (no room for details)" in page
    assert all(entry.heading in text and entry.link in text for entry in entries)
    assert words_of(raw).count("Why it is here") >= 1  # the retraction keeps its details
    shown = page.count("https://pubmed.ncbi.nlm.nih.gov/4")
    if number == 1200:
        assert "every title stands in the plain-text part" in page
    else:
        assert shown >= number + 1


def test_one_entry_more_than_fits_costs_only_its_details():
    entries = [titled(LONG.format(n), n) for n in range(300)]
    fitting = max(n for n in range(30, 80) if "no room" not in html_of(render_digest(mail_of(entries[:n]))))
    page = html_of(render_digest(mail_of(entries[: fitting + 1])))
    assert len(page.encode()) <= HTML_LIMIT
    assert page.count("Why it is here") >= fitting - 3


def test_even_where_nothing_fits_there_is_a_layout():
    parts = (Part("P", (Told(entry_of()),) * 3, is_grave=True), Part("Q", (Told(entry_of()),) * 5))
    assert plan_layout(parts, lambda _: True) == Layout(8, 0, 140)
    assert plan_layout(parts, lambda layout: layout.cap < 100) == Layout(8, 0, 60)
    assert plan_layout(parts, lambda layout: layout.detailed <= 2) == Layout(2, 6, 140)
    assert plan_layout(parts, lambda layout: layout.listed <= 2 and layout.detailed <= 3) == Layout(3, 2, 60)
    assert plan_layout(parts, lambda _: False) == Layout(3, 0, 60)


def test_one_citation_of_a_megabyte_does_not_burst_the_mail():
    raw = render_digest(mail_of([titled('"<&β' * 250_000)]))
    assert len(html_of(raw).encode()) < 10_000
    assert len(raw) < 30_000


def test_a_mail_in_another_script_takes_the_shorter_encoding():
    raw = render_digest(mail_of([titled("低剂量纳曲酮治疗纤维肌痛 " * 8, n) for n in range(20)]))
    assert b"Content-Transfer-Encoding: base64" in raw
    assert "低剂量纳曲酮治疗纤维肌痛" in text_of(raw)


def test_no_name_or_title_injects_a_header():
    evil = "x\r\nBcc: evil@example.org\r\n\r\n<b>"
    mail = mail_of([titled(evil)], title=evil, watch_title=evil, digest=evil, list_domain=evil, base_url=evil)
    for sender in (
        f"{evil} <watch@example.org>",
        evil,
        '"A, \\"B\\"" <a@example.org>',
        "Ä Ö <watch@example.org>",
    ):
        raw = render_digest(replace(mail, sender=sender))
        message = read(raw)
        assert "Bcc" not in message
        assert message["List-Id"].startswith("<x-Bcc-evil-example-org-b.xBccevilexample.org")
        assert len(message.keys()) == 8


def test_a_long_title_beyond_ascii_folds_as_it_must():
    raw = render_digest(mail_of(title="Sjögren " * 12))
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert "Sjögren" in read(raw)["Subject"]


# --- one recipient -----------------------------------------------------------------------------------


def test_an_address_is_put_before_an_unchanged_message():
    raw = render_digest(mail_of())
    uri = unsubscribe_uri("Leave <leave@example.org>", "weekly")
    sent = address(raw, "ann@example.net", "<a@example.org>", uri)
    assert sent.endswith(raw)
    message = read(sent)
    assert message["To"] == "ann@example.net"
    assert message["Message-ID"] == "<a@example.org>"
    assert message["List-Unsubscribe"] == "<mailto:leave@example.org?subject=unsubscribe%20weekly>"
    assert "List-Unsubscribe-Post" not in message


def test_a_long_https_link_is_neither_folded_nor_encoded():
    link = "https://ldn.example.org/leave/" + "t0ken-" * 60
    sent = address(b"Subject: x\r\n\r\n", "a@example.net", "<1@x>", link)
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in sent
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent
    assert b"List-Unsubscribe" not in address(b"", "a@example.net", "<1@x>", "")


@pytest.mark.parametrize(
    ("recipient", "ident", "link"),
    [
        ("a@example.net\r\nBcc: b@example.net", "<1@x>", ""),
        ("ä@example.net", "<1@x>", ""),
        ("a@example.net", "<1@x>\nX: y", ""),
        ("a@example.net", "<1@x>", "https://x/\r\nX: y"),
        ("a@example.net", "<1@x>", "https://x/" + "y" * 1000),
    ],
)
def test_what_cannot_stand_in_a_header_is_refused(recipient, ident, link):
    with pytest.raises(ValueError, match="cannot stand in a mail header"):
        address(b"", recipient, ident, link)


def test_message_ids_are_fixed_and_unlike():
    first = message_id("weekly", 12, "ann@example.net", "example.org")
    assert first == message_id("weekly", 12, "ann@example.net", "example.org")
    assert first.startswith("<weekly.12.")
    assert first.endswith("@example.org>")
    others = {
        message_id("weekly", 13, "ann@example.net", "example.org"),
        message_id("weekly", 12, "bob@example.net", "example.org"),
        message_id("week ly", 12, "ann@example.net", "example.org"),
        message_id("weekly", 12, "ann@example.net", "example.org", NOW),
        message_id("weekly", 12, "ann@example.net", "example.org", NOW, "pmid:1/new/"),
        message_id("weekly", 12, "ann@example.net", "example.org", NOW + timedelta(days=1)),
    }
    assert len(others | {first}) == 7
    assert message_id("ä", 1, "a@b", "\r\n") == message_id("ä", 1, "a@b", "localhost")


def test_the_unsubscribe_address_is_a_proper_uri():
    assert (
        unsubscribe_uri("a+b c@example.org", "x y&z")
        == "mailto:a%2Bb%20c@example.org?subject=unsubscribe%20x%20y%26z"
    )
