"""Feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, with the same entries in each.

Comes in: a `FeedMeta` and entries, newest first: of citations, and notices of the watch itself. Goes out:
the file's bytes, UTF-8. Raises nothing.

A person who opens a feed in a browser sees a page: a style sheet beside the feeds lays it out (CSS: browsers
give XSLT up), and a few XHTML elements, which readers pass over (RFC 4287, 6.3), explain it and lead on.
`lastBuildDate` and `updated` are the newest entry's time, never now: bytes change only when content does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from ldn_watch.render.catalogue import to_address
from ldn_watch.render.markup import allowed
from ldn_watch.render.notice import Notice
from ldn_watch.render.templating import render
from ldn_watch.render.text import one_line, shorten
from ldn_watch.render.view import GRAVE_BADGES, PUBMED, Entry

Item = Entry | Notice
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed has not been updated yet
XHTML = "http://www.w3.org/1999/xhtml"
STYLESHEET = "feed.css"  # beside the feeds, so that its address is right wherever they move
STYLED = f'<?xml-stylesheet type="text/css" href="{STYLESHEET}"?>\n'
LONGEST_TITLE = 1000  # readers lay titles out on a line; a longer one stands whole in the content


WHAT = (
    "This is a feed: a list that a feed reader looks at again and again, to tell you of what is new, each "
    "citation once. Feed readers are apps and web sites, such as Thunderbird, NetNewsWire or Feedly."
)
HOW = (
    "To subscribe, copy the address of this page and give it to your feed reader. You need no account, and "
    "give no address of yours. "
)


@dataclass(frozen=True, slots=True)
class FeedMeta:
    """A feed: `id` is stable for ever, `path_stem` is its path below `base_url` without extension, `page`
    that of the page which shows the same ("" is the index page).
    """

    id: str
    title: str
    description: str
    path_stem: str
    base_url: str
    page: str = ""

    @property
    def uri(self) -> str:
        """The atom:id: from the feed's own id, so that it survives a move to another base_url."""
        return f"tag:ldn-watch,2026:feed/{self.id}"

    @property
    def home(self) -> str:
        """The alternate link: the feed's page; PubMed where no base_url is configured."""
        return to_address(self.base_url, self.page) if self.base_url else f"{PUBMED}/"

    def address(self, extension: str) -> str | None:
        """The feed's own address; None where no base_url is configured, as a relative one is wrong."""
        return to_address(self.base_url, f"{self.path_stem}.{extension}") if self.base_url else None


def render_rss(meta: FeedMeta, entries: Sequence[Item]) -> bytes:
    """RSS 2.0: guid isPermaLink="false", pubDate in RFC 822 (+0000), the whole entry as description."""
    feed = writers()[0](feed_url=meta.address("rss"), **to_channel(meta))
    for entry in entries:
        feed.add_item(
            **to_item(entry),
            description=to_content(entry),
            author_name=(isinstance(entry, Entry) and entry.byline()) or None,
            unique_id_is_permalink=False,
        )
    return written(feed)


def render_atom(meta: FeedMeta, entries: Sequence[Item]) -> bytes:
    """Atom: one author element a person, the entry as content of type html."""
    feed = writers()[1](
        feed_url=meta.address("atom"), feed_guid=meta.uri, author_name="ldn-watch", **to_channel(meta)
    )
    for entry in entries:
        feed.add_item(
            **to_item(entry),
            description=None,
            content=to_content(entry),
            updateddate=entry.updated,
            people=to_people(entry),
        )
    return written(feed)


def render_json(meta: FeedMeta, entries: Sequence[Item]) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1), keys sorted."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(meta.title),
        "description": one_line(meta.description),
        "home_page_url": meta.home,
        "language": "en",
        "items": [to_json_item(entry) for entry in entries],
    }
    if address := meta.address("json"):
        feed["feed_url"] = address
    return (json.dumps(feed, ensure_ascii=False, sort_keys=True) + "\n").encode()


def to_channel(meta: FeedMeta) -> dict[str, Any]:
    return {
        "title": one_line(meta.title),
        "link": meta.home,
        "description": one_line(meta.description),
        "language": "en",
    }


def to_item(entry: Item) -> dict[str, Any]:
    return {
        "title": shorten(entry.heading, LONGEST_TITLE),
        "link": entry.link,
        "unique_id": entry.guid,
        "pubdate": entry.at,
        "categories": to_categories(entry),
        "opens": "PubMed" if isinstance(entry, Entry) else "The web page",
        "door": {"xmlns": XHTML, "href": entry.link} | ({"class": "grave"} if is_grave(entry) else {}),
    }


def is_grave(entry: Item) -> bool:
    return isinstance(entry, Entry) and entry.is_grave


def to_people(entry: Item) -> tuple[str, ...]:
    """The authors; a notice has none but the feed's own."""
    return entry.authors if isinstance(entry, Entry) else ()


def to_categories(entry: Item) -> list[str]:
    """What must be known before reading, what it is about, and its study type, by their labels."""
    if isinstance(entry, Notice):
        return ["About this watch"]
    grave = [badge for badge in entry.badges if badge in GRAVE_BADGES]
    study = [entry.study_label] if entry.study_label and entry.study != "other" else []
    return [*grave, *(subject.label for subject in entry.about), *study]


def to_json_item(entry: Item) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.guid,
        "url": entry.link,
        "title": shorten(entry.heading, LONGEST_TITLE),
        "content_html": to_content(entry),
        "date_published": entry.at.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": to_categories(entry),
    }
    if people := to_people(entry):
        item["authors"] = [{"name": name} for name in people]
    return item


@lru_cache(maxsize=8192)
def to_content(entry: Item) -> str:
    """The entry as HTML. Kept, as one entry stands in three formats of several feeds."""
    if isinstance(entry, Notice):
        return allowed(render("feeds/notice.html.j2", notice=entry))
    whole_title = entry.heading if len(entry.heading) > LONGEST_TITLE else ""
    return allowed(render("feeds/entry.html.j2", entry=entry, note=entry.note, whole_title=whole_title))


def written(feed: Any) -> bytes:
    """The file, its style sheet named before the first element (W3C, xml-stylesheet 1.0)."""
    text: str = feed.writeString("utf-8")
    return text.replace("?>\n", f"?>\n{STYLED}", 1).encode() + b"\n"


def render_stylesheet() -> bytes:
    """What lays RSS and Atom out where a browser shows them: `feeds/feed.css`."""
    return render("feeds/feed.css.j2").encode()


def explain(handler: Any, feed: dict[str, Any]) -> None:
    """What a person should know who opened the feed in a browser: what it is and where to go instead."""
    handler.startElement("div", {"xmlns": XHTML, "class": "about"})
    handler.addQuickElement("p", WHAT)
    handler.startElement("p", {})
    handler.characters(HOW)
    handler.addQuickElement("a", "To read without a feed reader, see the web page.", {"href": feed["link"]})
    handler.endElement("p")
    handler.endElement("div")


@cache
def writers() -> tuple[Any, Any]:
    """The two writers of feedgenerator, with our clock (none) and, in Atom, every author."""
    from feedgenerator import Atom1Feed, Rss201rev2Feed

    class Ours:
        """`latest_post_date` without a clock, and what a browser shows."""

        items: list[dict[str, Any]]
        feed: dict[str, Any]

        def latest_post_date(self) -> datetime:
            # feedgenerator takes the present for an empty feed: it would change at every run.
            return max((item["updateddate"] or item["pubdate"] for item in self.items), default=EPOCH)

        def add_root_elements(self, handler: Any) -> None:
            super().add_root_elements(handler)  # type: ignore[misc]
            explain(handler, self.feed)

        def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
            super().add_item_elements(handler, item)  # type: ignore[misc]
            handler.addQuickElement("a", item["opens"], item["door"])

    class Rss(Ours, Rss201rev2Feed):  # type: ignore[misc]
        pass

    class Atom(Ours, Atom1Feed):  # type: ignore[misc]
        def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
            super().add_item_elements(handler, item)
            for name in item["people"]:
                handler.startElement("author", {})
                handler.addQuickElement("name", name)
                handler.endElement("author")

    return Rss, Atom
