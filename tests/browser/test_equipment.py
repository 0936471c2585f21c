"""The equipment sees what it is there to see."""

from __future__ import annotations

import pytest

from tests.browser.html import vnu

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src data:">
</head><body><main><h1>A page</h1>{}</main></body></html>
"""


@pytest.fixture
def open_page(visit, tmp_path):
    def opened(body, **how):
        (tmp_path / "index.html").write_text(PAGE.format(body))
        visitor = visit(tmp_path)
        return visitor, visitor.open("index.html", **how)

    return opened


def test_a_good_page_has_no_fault(open_page):
    from tests.browser.visit import PHONE, axe

    visitor, page = open_page("<p>Text.</p>", size=PHONE, scheme="dark")
    assert axe(page) == []
    assert visitor.faults == []
    assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [390, True]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<script>alert(1)</script>", "Content Security Policy"),
        ('<p style="color: red">Text.</p>', "Content Security Policy"),
        ('<script src="broken.js"></script>', "exception"),
        ('<script src="missing.js"></script>', "404"),
        ('<a id="out" href="http://192.0.2.1/">Out</a>', "request to http://192.0.2.1/"),
    ],
)
def test_a_fault_is_seen(open_page, tmp_path, body, told):
    (tmp_path / "broken.js").write_text("throw new Error('broken')")
    visitor, page = open_page(body)
    if page.locator("#out").count():
        page.evaluate("setTimeout(() => document.getElementById('out').click())")
        page.wait_for_event("requestfailed")
    assert any(told in fault for fault in visitor.faults)
    visitor.faults.clear()


def test_axe_sees_a_picture_without_words(open_page):
    from tests.browser.visit import axe

    _, page = open_page('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">')
    assert [found.partition(":")[0] for found in axe(page)] == ["image-alt"]


def test_the_validator_tells_a_good_page_from_a_bad_one(tmp_path):
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(PAGE.format("<p>Text.</p>"))
    bad.write_text(PAGE.format("<p><div>Text.</div></p>"))
    assert vnu(good) == []
    assert all("bad.html" in told for told in vnu(good, bad))
    assert len(vnu(good, bad)) > 0
