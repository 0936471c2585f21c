"""A visitor with a real browser: what it saw, and everything that a page did and should not have done.

Comes in: a Chromium. Goes out: `Visitor.open(address, ...)` -> a Playwright page. What went wrong is kept in
`Visitor.faults`: console errors and warnings, exceptions, violated policies, requests to any other place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route

PHONE, DESKTOP = (390, 844), (1200, 900)
OWN = ("data:", "blob:", "about:", "file:")


@dataclass
class Visitor:
    """Pages of one browser, each in a fresh profile; `home` is the only place that they may ask."""

    browser: Browser
    home: str
    faults: list[str] = field(default_factory=list)

    def open(
        self, path: str = "", *, size: tuple[int, int] = DESKTOP, scheme: str = "light", **context: Any
    ) -> Page:
        """The page at `path` below home (or at a whole address), loaded.

        `context`: options of Playwright's new_context (`java_script_enabled=False`, `reduced_motion`, ...).
        """
        width, height = size
        made = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **context
        )
        made.route(self._is_outside, self._refuse)
        page = made.new_page()
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.goto(path if ":" in path else f"{self.home}/{path}", wait_until="load")
        return page

    def _is_outside(self, url: str) -> bool:
        return not url.startswith((self.home, *OWN))

    def _refuse(self, route: Route, request: Request) -> None:
        self.faults.append(f"request to {request.url}")
        route.abort()

    def _hear(self, kind: str, text: str) -> None:
        """Chromium tells violated policies and files that are not there as console errors."""
        if kind in ("error", "warning"):
            self.faults.append(f"console {kind}: {text}")


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: `rule: selector: why`; [] where it reports nothing."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {' '.join(map(str, node['target']))}: {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]
