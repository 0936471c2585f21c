"""Citation pages in a real browser: right for readers and machines, in light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from ldn_watch.render.pages.citation import render_citation
from ldn_watch.render.pages.frame import Frame, assets
from tests.browser.html import vnu
from tests.unit.render.strange import gallery, rules

SHOWN = ("trial", "retracted", "translated", "hostile")


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Every page of the gallery with its assets, as publish lays them out."""
    folder = tmp_path_factory.mktemp("public")
    pages = {f"citations/{name}.html": view for name, view in gallery().items()}
    files = dict(assets())
    for path, view in pages.items():
        files[path] = render_citation(
            view, rules().labels(), Frame("LDN watch", "https://ldn.example.org", path)
        )
    for path, body in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(body)
    return folder


def test_the_pages_are_valid_html(public):
    assert vnu(*sorted((public / "citations").iterdir())) == []


@pytest.mark.parametrize("name", SHOWN)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(public, visit, name):
    from tests.browser.visit import DESKTOP, PHONE, axe

    visitor = visit(public)
    for size, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        page = visitor.open(f"citations/{name}.html", size=size, scheme=scheme)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_downloads_come_down_from_a_server_and_from_a_disk(public, visit):
    visitor = visit(public)
    for address in ("citations/trial.html", (public / "citations/trial.html").as_uri()):
        page = visitor.open(address)
        for label, name, begin in (
            ("RIS", "39000101.ris", "TY  - JOUR"),
            ("BibTeX", "39000101.bib", "@article{"),
            ("CSL-JSON", "39000101.json", "[\n"),
        ):
            with page.expect_download() as waiting:
                page.get_by_role("link", name=label, exact=True).click()
            assert waiting.value.suggested_filename == name
            assert waiting.value.path().read_text(encoding="utf-8").startswith(begin)


def test_the_reference_is_copied(public, visit):
    page = visit(public).open("citations/trial.html", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#reference").text_content()


def test_where_copying_is_refused_the_reference_is_selected(public, visit):
    page = visit(public).open("citations/trial.html")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Selected:").wait_for()
    assert page.evaluate("getSelection().toString()") == page.locator("#reference").text_content()


def test_without_a_script_all_is_there_but_the_button(public, visit):
    page = visit(public).open("citations/retracted.html", java_script_enabled=False)
    assert page.get_by_role("link", name="RIS", exact=True).is_visible()
    assert not page.get_by_role("button", name="Copy").is_visible()
    assert page.get_by_text("Its authors, the journal or the publisher withdrew it").is_visible()


def test_every_control_is_reached_by_the_keyboard(public, visit):
    page = visit(public).open("citations/trial.html")
    everything = "[...document.querySelectorAll('a, button, input, summary')]"
    wanted = page.evaluate(f"{everything}.length")
    reached = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(f"{everything}.indexOf(document.activeElement)"))
    assert reached == set(range(wanted))
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Fibromyalgia / drug therapy*").is_visible()
