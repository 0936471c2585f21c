"""What the server makes itself, in a real Chromium: the form, and a reader's own pages."""

from __future__ import annotations

import pytest

from ldn_watch.render.pages.frame import assets
from tests.browser.html import vnu
from tests.browser.visit import DESKTOP, PHONE, axe

NOTHING = {"do": "change", "scope": "chosen"}
SHADE = "getComputedStyle(document.querySelector('header.site')).backgroundColor"
HOME = "new URL(document.querySelector('header.site .home').href).pathname"
LIST = "getComputedStyle(document.querySelector('nav ul')).listStyleType"


@pytest.fixture
def paths(desktop):
    """Every page that a GET shows, by name."""
    desktop.ask("eve@example.org")
    confirm = desktop.link("confirm", "eve@example.org")
    ada = desktop.subscribed(scope="chosen", condition="migraine")
    return {
        "form": "/subscribe",
        "confirm": confirm,
        "manage": desktop.path("manage", ada),
        "leave": desktop.path("unsubscribe", ada),
    }


def bodies(desktop, paths):
    """Every page, by name; with what is said after each step."""
    sent = {
        "form-wrong": desktop.ask("nobody", scope="chosen"),
        "sent": desktop.ask("new@example.org"),
        "stale": desktop.ask("new@example.org", form=""),
        "confirmed": desktop.browser.post(paths["confirm"]),
        "manage-wrong": desktop.browser.post(paths["manage"], data=NOTHING),
        "changed": desktop.browser.post(paths["manage"], data=NOTHING | {"scope": "everything"}),
        "no-page": desktop.browser.get("/nothing/at/all"),
        "no-pages-yet": desktop.browser.get("/"),
    }
    sent = {name: desktop.browser.get(path) for name, path in paths.items()} | sent
    sent["left"] = desktop.browser.post(paths["leave"])
    return {name: answer.data for name, answer in sent.items()}


def test_the_pages_are_valid_html(desktop, paths, tmp_path):
    found = bodies(desktop, paths)
    assert len(set(found.values())) == len(found), "each is a page of its own"
    files = [tmp_path / f"{name}.html" for name in found]
    for file in files:
        file.write_bytes(found[file.stem])
    (tmp_path / "serve.css").write_bytes(desktop.browser.get("/serve.css").data)
    assert vnu(*files, tmp_path / "serve.css") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_axe_finds_nothing_on_the_form_and_nobody_else_is_asked(visitor, paths, size, scheme):
    for path in paths.values():
        page = visitor.open(path[1:], size=size, scheme=scheme, bypass_csp=True)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_axe_finds_nothing_on_what_is_wrong(visitor, paths):
    for path in (paths["form"], paths["manage"]):
        page = visitor.open(path[1:], size=PHONE, bypass_csp=True)
        page.evaluate("document.querySelectorAll('main form').forEach(form => { form.noValidate = true })")
        page.evaluate("document.querySelectorAll('[name=condition]').forEach(box => { box.checked = false })")
        page.click("main .go")
        page.get_by_role("alert").wait_for()
        assert axe(page) == []
    visitor.faults[:] = [fault for fault in visitor.faults if "422" not in fault]


def test_the_form_can_be_sent_and_names_no_fault_of_its_policy(visitor):
    page = visitor.open("subscribe", size=PHONE)
    page.fill("[name=address]", "reader@example.org")
    page.check("[name=scope][value=everything]")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    assert "mail" in page.inner_text("main").lower()
    assert page.locator("main form").count() == 0


@pytest.mark.parametrize("published", [False, True])
def test_it_stands_in_the_frame_of_the_site_before_its_first_page_and_after(
    visitor, desktop, paths, published
):
    """Whose public folder has a style sheet is shown that one."""
    for path, body in assets() if published else ():
        (desktop.folder / path).parent.mkdir(exist_ok=True)
        mark = b"header.site { background: #123456 !important }" if path.endswith("site.css") else b""
        (desktop.folder / path).write_bytes(body + mark)
    for path in paths.values():
        page = visitor.open(path[1:])
        assert (page.evaluate(SHADE) == "rgb(18, 52, 86)") == published
        assert page.evaluate(LIST) == "none"
        assert page.evaluate("document.documentElement.className") == "scripted"
        assert page.evaluate(HOME) == "/index.html"


def test_where_one_is_is_said(visitor, paths):
    page = visitor.open("subscribe")
    assert page.locator("nav [aria-current=page]").all_inner_texts() == ["Mail"]
    page = visitor.open(paths["manage"][1:])
    assert page.locator("nav [aria-current=page]").count() == 0
    page.get_by_role("link", name="Mail", exact=True).click()
    page.wait_for_url("**/subscribe")


def test_without_a_script_a_condition_is_chosen_all_the_same(visitor, desktop):
    page = visitor.open("subscribe", size=PHONE, java_script_enabled=False)
    assert page.locator("#filter").count() == 0
    page.fill("[name=address]", "reader@example.org")
    page.click("summary >> nth=0")
    page.check("[name=condition] >> nth=0")
    page.click("main .go")
    page.wait_for_load_state()
    (asked,) = desktop.store.requests()
    assert asked.choice.conditions == {"crohn"}
