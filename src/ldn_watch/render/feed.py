"""Feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, with the same entries in each.

Comes in: a `FeedMeta` and entries, newest first: of citations, and notices of the watch itself; or a feed as
it was written before. Goes out: the file's bytes, UTF-8; its pieces, one an entry. Raises nothing.

A person who opens a feed in a browser sees a page: a style sheet beside the feeds lays it out (CSS: browsers
give XSLT up), and a few XHTML elements, which readers pass over (RFC 4287, 6.3), explain it and lead on.
`lastBuildDate` and `updated` are the newest entry's time, never now: bytes change only when content does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import StringIO
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
NO_ITEMS = '"items": []'
_PIECES = {
    "rss": re.compile(r"<item>.*?<guid[^>]*>([^<]*)</guid>.*?</item>", re.DOTALL),
    "atom": re.compile(r"<entry>.*?<id>([^<]*)</id>.*?</entry>", re.DOTALL),
}
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
    return to_feed("rss", meta, [(entry.updated, to_rss_item(entry)) for entry in entries])


def render_atom(meta: FeedMeta, entries: Sequence[Item]) -> bytes:
    """Atom: one author element a person, the entry as content of type html."""
    return to_feed("atom", meta, [(entry.updated, to_atom_entry(entry)) for entry in entries])


def render_json(meta: FeedMeta, entries: Sequence[Item]) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1), keys sorted."""
    return to_feed("json", meta, [(entry.updated, to_json_item(entry)) for entry in entries])


# --- a feed of its pieces ----------------------------------------------------------------------------


def to_feed(form: str, meta: FeedMeta, parts: Sequence[tuple[datetime, str]]) -> bytes:
    """A feed in one of the FORMS, of the pieces of its entries, each with the time of its last change."""
    head, separator, tail = to_ends(form, meta, max((at for at, _ in parts), default=EPOCH))
    return "".join([head, separator.join(piece for _, piece in parts), tail]).encode()


def to_ends(form: str, meta: FeedMeta, newest: datetime) -> tuple[str, str, str]:
    """What stands before the first piece, between two, and after the last."""
    if form == "json":
        head, opened, tail = to_json_frame(meta).partition(NO_ITEMS)
        return head + opened[:-1], ", ", opened[-1:] + tail + "\n"
    rss, atom = writers()
    if form == "rss":
        feed = rss(feed_url=meta.address("rss"), newest=newest, **to_channel(meta))
    else:
        about = {"feed_guid": meta.uri, "author_name": "ldn-watch", **to_channel(meta)}
        feed = atom(feed_url=meta.address("atom"), newest=newest, **about)
    # The style sheet is named before the first element (W3C, xml-stylesheet 1.0).
    text = feed.writeString("utf-8").replace("?>\n", f"?>\n{STYLED}", 1)
    return text.removesuffix(feed.end), "", feed.end + "\n"


def read_pieces(form: str, text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a feed that was made of them, each after its guid; of a damaged one those that are whole.

    What stands in an entry is escaped: no text from outside can look like the end of one.
    """
    if form in _PIECES:
        return ((found[1], found[0]) for found in _PIECES[form].finditer(text))
    return read_json_pieces(text)


def read_json_pieces(text: str) -> Iterator[tuple[str, str]]:
    items = text.partition(NO_ITEMS[:-1])[2]
    start, decode = 0, json.JSONDecoder().raw_decode
    while items.startswith("{", start):
        try:
            item, end = decode(items, start)
        except ValueError:
            return
        yield str(item.get("id")), items[start:end]
        start = end + len(", ")


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


def to_rss_item(entry: Item) -> str:
    about = to_content(entry)
    author = (isinstance(entry, Entry) and entry.byline()) or None
    is_address = {"unique_id_is_permalink": False}
    return written(writers()[0], **to_item(entry), description=about, author_name=author, **is_address)


def to_atom_entry(entry: Item) -> str:
    more = {"content": to_content(entry), "updateddate": entry.updated, "people": to_people(entry)}
    return written(writers()[1], **to_item(entry), description=None, **more)


def to_json_item(entry: Item) -> str:
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
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


def to_json_frame(meta: FeedMeta) -> str:
    """The feed without items."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(meta.title),
        "description": one_line(meta.description),
        "home_page_url": meta.home,
        "language": "en",
        "items": [],
    }
    if address := meta.address("json"):
        feed["feed_url"] = address
    return json.dumps(feed, ensure_ascii=False, sort_keys=True)


FORMS: dict[str, Callable[[Item], str]] = {"rss": to_rss_item, "atom": to_atom_entry, "json": to_json_item}


@lru_cache(maxsize=1)
def to_content(entry: Item) -> str:
    """The entry as HTML. Kept, as its piece of each form is made next."""
    if isinstance(entry, Notice):
        return allowed(render("feeds/notice.html.j2", notice=entry))
    whole_title = entry.heading if len(entry.heading) > LONGEST_TITLE else ""
    return allowed(render("feeds/entry.html.j2", entry=entry, note=entry.note, whole_title=whole_title))


def written(kind: Any, **item: Any) -> str:
    """An entry as the writer of this kind of feed writes it."""
    from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator

    feed, text = kind("", "", ""), StringIO()
    feed.add_item(**item)
    feed.write_items(SimplerXMLGenerator(text, "utf-8", short_empty_elements=True))
    return text.getvalue()


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

        feed: dict[str, Any]

        def latest_post_date(self) -> Any:
            return self.feed["newest"]

        def add_root_elements(self, handler: Any) -> None:
            super().add_root_elements(handler)  # type: ignore[misc]
            explain(handler, self.feed)

        def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
            super().add_item_elements(handler, item)  # type: ignore[misc]
            handler.addQuickElement("a", item["opens"], item["door"])

    class Rss(Ours, Rss201rev2Feed):  # type: ignore[misc]
        end = "</channel></rss>"

    class Atom(Ours, Atom1Feed):  # type: ignore[misc]
        end = "</feed>"

        def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
            super().add_item_elements(handler, item)
            for name in item["people"]:
                handler.startElement("author", {})
                handler.addQuickElement("name", name)
                handler.endElement("author")

    return Rss, Atom
