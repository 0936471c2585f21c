"""Real Chromium on published pages and on the server's. A bare machine has none: they skip and say so."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import ExitStack

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from ldn_watch.store.sqlstore import open_store
from tests.browser.site import served
from tests.contracts.store_world import NOW
from tests.unit.serve.conftest import Desktop

FLAGS = (
    "--no-sandbox",  # CI runs as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="package")
def chromium():
    """A browser for all tests of the package: the one in CHROMIUM, else Debian's."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("skipped: no chromium")
    api = pytest.importorskip("playwright.sync_api", reason="skipped: no playwright")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """`visit(folder)` serves it and returns a `Visitor`; no fault may be left at the end of the test."""
    from tests.browser.visit import Visitor

    visitors = []
    with ExitStack() as stack:

        def begin(folder):
            visitor = Visitor(chromium, stack.enter_context(served(folder)))
            visitors.append(visitor)
            return visitor

        yield begin
        for context in chromium.contexts:
            context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        """A test's output is no place for an access log."""


@pytest.fixture
def desktop(tmp_path):
    """The application of `ldn-watch serve`, over a public folder in which nothing stands yet."""
    store = open_store(tmp_path / "ldn-watch.sqlite3", app_version="test", now=NOW)
    (tmp_path / "public").mkdir()
    yield Desktop(store, tmp_path / "public")
    store.close()


@pytest.fixture
def visitor(chromium, desktop):
    """A `Visitor` of that application; no fault may be left at the end of the test."""
    from tests.browser.visit import Visitor

    server = make_server("127.0.0.1", 0, desktop.web, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made = Visitor(chromium, f"http://127.0.0.1:{server.server_port}")
    yield made
    for context in chromium.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert made.faults == []
