"""What every page stands in: the frame of names and ways, and the files that pages are made with.

Comes in: a `Frame`, a template's name and its values. Goes out: the page's bytes; the assets. Raises nothing.

Links are relative, so that the pages work below any address and from a disk. A page asks nobody but its own
server for anything, and its Content-Security-Policy says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ldn_watch.render.catalogue import ALL, FORMATS, to_address
from ldn_watch.render.templating import asset, asset_names, render
from ldn_watch.render.text import one_line

FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
FEED_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The watch's name and address, and the page's own path below it (`citations/39012345.html`).

    `subscribe` is where readers subscribe to mails themselves; "" where they cannot.
    """

    title: str
    base_url: str
    path: str
    subscribe: str = ""

    @property
    def root(self) -> str:
        """The way up: "" for a page at the root, `../` for one in a folder."""
        return "../" * self.path.count("/")

    @property
    def canonical(self) -> str:
        """The page's whole address; "" where the watch has none."""
        return to_address(self.base_url, self.path.removesuffix("index.html")) if self.base_url else ""


@dataclass(frozen=True, slots=True)
class FeedAdvert:
    """A feed that a page offers: what readers call it and its path below the root, without extension."""

    title: str
    path_stem: str


def render_page(template: str, frame: Frame, *, feed: FeedAdvert | None = None, **values: Any) -> bytes:
    """The page; `feed` (everything, where none is given) is the one that readers find by its address."""
    page = render(
        template,
        frame=frame,
        root=frame.root,
        watch=one_line(frame.title),
        feed=feed or FeedAdvert(one_line(frame.title), ALL),
        formats=FORMATS,
        feed_types=FEED_TYPES,
        feed_names=FEED_NAMES,
        **values,
    )
    return page.encode()


def assets() -> Iterator[tuple[str, bytes]]:
    """Style sheets, scripts and icons, as they are packaged: `assets/site.css`, ..."""
    for name in asset_names():
        yield f"assets/{name}", asset(name)
