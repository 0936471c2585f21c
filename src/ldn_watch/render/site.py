"""The index page: what is new, and every feed by group, as one plain HTML file.

Comes in: an `IndexView`. Goes out: the page's bytes. Raises nothing.

The page does not say when PubMed was last asked: it would change at every idle run, and caches and
mirrors with it. It shows the newest entry's time, says where the last look is told (mails, `status`),
and warns while PubMed does not answer (`unanswered_since`: the last answer, which stands still).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from ldn_watch.render.catalogue import ALL, FORMATS, RETRACTIONS, FeedGroup, to_address
from ldn_watch.render.templating import render
from ldn_watch.render.text import one_line
from ldn_watch.render.view import GRAVE_BADGES, Entry

MOST_NEW = 15
MOST_AUTHORS = 3
LONGEST_HEADING = 300


@dataclass(frozen=True, slots=True)
class IndexView:
    """What the page shows: `entries` newest first (the first fifteen are shown), the groups of
    `to_catalogue`, how many relevant citations the archive holds and how many retractions it knows.
    """

    title: str
    base_url: str
    entries: tuple[Entry, ...]
    groups: tuple[FeedGroup, ...]
    citations: int = 0
    retractions: int = 0
    unanswered_since: datetime | None = None


def render_index(view: IndexView) -> bytes:
    """One file: no script, no request to anyone; links are relative, so that it works from a disk too."""
    style = render("index.css.j2")
    page = render(
        "index.html.j2",
        view=view,
        title=one_line(view.title),
        entries=view.entries[:MOST_NEW],
        changed=max((entry.at for entry in view.entries), default=None),
        canonical=to_address(view.base_url, ""),
        style_hash=b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        grave=GRAVE_BADGES,
        formats=FORMATS,
        all_feed=ALL,
        retractions_feed=RETRACTIONS,
        most_authors=MOST_AUTHORS,
        longest=LONGEST_HEADING,
    )
    return page.encode()
