"""Text from outside, at its worst, through the whole program: database, feeds, page, mails, terminal."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from email.policy import default
from xml.etree import ElementTree as ET

import pytest

from tests.system.service import record

pytestmark = pytest.mark.system
MEGABYTE = "Low-dose naltrexone " + "and more of it " * 70_000
WORST = (
    "Low-dose naltrexone <script>alert(1)</script><img src=x onerror=alert(2)> ]]> <!-- "
    "<style>*{display:none}</style> <a href='javascript:alert(3)'>here</a> "
    "\u202egnp.exe\u202c \u200b\ufeff {{ 7*7 }} =HYPERLINK(1) ../../etc/passwd fibromyalgia"
)
OUR_SCRIPTS = {
    ' type="application/ld+json"',
    *(f' src="{up}assets/site.js"' for up in ("", "../")),
    *(f' src="../assets/{name}.js" defer' for name in ("list", "citation")),
    ' type="module" src="assets/search.js"',
}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def flooded(watching):
    watching.replica.put(
        record(104, WORST, abstract=WORST, authors=(WORST, "=" + WORST), keywords=(WORST,), journal=WORST),
        record(105, MEGABYTE, abstract=MEGABYTE),
        record(106, "Low-dose naltrexone\r\nBcc: everybody@example.org\r\n\r\nfibromyalgia"),
    )
    assert watching.run_once()["exit"] == 0
    return watching


def test_what_is_published_stays_ours(flooded):
    public = flooded.folder / "state/public"
    files = [path for path in public.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".rss", ".atom", ".json", ".html", ".opml"}
    for path in files:
        assert public in path.resolve().parents
        text = path.read_text(encoding="utf-8")
        assert len(text) < 3_000_000, f"{path.name} is a flood"
        if path.suffix == ".json":
            json.loads(text)
        elif path.suffix == ".html":
            assert not re.search(r"<img|<a [^>]*javascript|\son\w+=\"", text, re.IGNORECASE)
            assert {one[1] for one in re.finditer(r"<script([^>]*)>", text, re.IGNORECASE)} <= OUR_SCRIPTS
        elif path.suffix in {".rss", ".atom", ".opml"}:
            root = ET.fromstring(text)  # noqa: S314 - our own
            assert not [
                one for one in root.iter() if str(one.tag).lower().endswith(("script", "style", "img"))
            ]


def test_the_mails_stay_ours(flooded):
    assert len(flooded.mails()) == 2
    for mail in flooded.mails():
        message = message_from_bytes(mail.content, policy=default)
        assert message["Bcc"] is None
        assert mail.recipients in {("ann@example.org",), ("ben@example.org",)}
        assert len(mail.content) < 1_000_000
        page = message.get_body(("html",)).get_content()
        assert not re.search(r"<(script|img|iframe|object|form)|<a [^>]*javascript:", page, re.IGNORECASE)
        assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", page, re.IGNORECASE)


@pytest.mark.parametrize(
    "verb", [["search", "naltrexone"], ["show", "104"], ["show", "105"], ["explain", "104"]]
)
def test_the_terminal_stays_ours(flooded, verb):
    done = flooded.run(*verb)
    assert done.returncode == 0, done.stderr
    assert not CONTROL.search(done.stdout)
    assert len(done.stdout) < 3_000_000


def test_what_is_asked_for_can_be_anything(flooded):
    for words in (
        "'; DROP TABLE citation; --",
        '" OR 1=1',
        "*",
        "NEAR(",
        "\\",
        "\u202e",
        "-" * 3,
        "a" * 10_000,
    ):
        assert flooded.run("search", "--", words).returncode == 0
    assert len(flooded.export()) == 6
