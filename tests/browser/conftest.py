"""Real Chromium on published pages. A bare machine has none: these tests then say so and skip."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack

import pytest

from tests.browser.site import served

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
