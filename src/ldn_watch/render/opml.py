"""The list of all feeds for feed readers: OPML 2.0 (opml.org/spec2.opml).

Comes in: a title, base_url and feed groups. Goes out: the file's bytes. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from ldn_watch.render.catalogue import FeedGroup, to_address
from ldn_watch.render.templating import render
from ldn_watch.render.text import one_line


def render_opml(title: str, base_url: str, groups: Sequence[FeedGroup]) -> bytes:
    """One outline a group, one subscription a feed, RSS addresses (every reader knows RSS). No
    dateCreated: the bytes change only when a feed is added or renamed.
    """
    shelves = [(group.title, to_outlines(base_url, group)) for group in groups]
    home = to_address(base_url, "")
    return render("feeds/feeds.opml.xml.j2", title=one_line(title), home=home, shelves=shelves).encode()


def to_outlines(base_url: str, group: FeedGroup) -> list[tuple[str, str]]:
    """(title, address) of the group's own feed, then of its conditions'. A group may be called as one of
    its conditions is ("Cancer"), and a reader that knows feeds by their names would take neither or one.
    """
    own = [(f"{group.feed.title}: all", group.feed.path_stem)] if group.feed else []
    feeds = own + [(feed.title, feed.path_stem) for feed in group.feeds]
    return [(title, to_address(base_url, f"{stem}.rss")) for title, stem in feeds]
