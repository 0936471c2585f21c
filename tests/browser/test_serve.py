"""The form to subscribe in a real Chromium, as the application sends it."""

from __future__ import annotations

import threading

import pytest
from werkzeug.serving import make_server

from ldn_watch.store.sqlstore import open_store
from tests.browser.visit import DESKTOP, PHONE, Visitor, axe
from tests.contracts.store_world import NOW
from tests.unit.serve.conftest import Desktop


@pytest.fixture
def visitor(chromium, tmp_path):
    store = open_store(tmp_path / "ldn-watch.sqlite3", app_version="test", now=NOW)
    server = make_server("127.0.0.1", 0, Desktop(store, tmp_path / "public").web, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made = Visitor(chromium, f"http://127.0.0.1:{server.server_port}")
    yield made
    for context in chromium.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    store.close()
    assert made.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_axe_finds_nothing_on_the_form_and_nobody_else_is_asked(visitor, size, scheme):
    page = visitor.open("subscribe", size=size, scheme=scheme, bypass_csp=True)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_form_can_be_sent_and_names_no_fault_of_its_policy(visitor):
    page = visitor.open("subscribe", size=PHONE)
    page.fill("[name=address]", "reader@example.org")
    page.check("[name=scope][value=everything]")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    assert "mail" in page.inner_text("main").lower()
    assert page.locator("form").count() == 0
