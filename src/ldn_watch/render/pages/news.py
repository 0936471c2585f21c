"""The pages of the months: what was noticed when; and the page of retractions.

Comes in: ledger lines of one month, newest first, or archived citations; the labels, a `Frame`. Goes out:
pages, each with its path. Raises nothing. What was there when the watch began is no news: no month has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ldn_watch.model import Archived, Labels, LedgerLine
from ldn_watch.render.catalogue import RETRACTIONS
from ldn_watch.render.pages.frame import FeedAdvert, Frame, render_page
from ldn_watch.render.pages.home import to_month
from ldn_watch.render.pages.row import pack, to_html, to_news, to_retraction
from ldn_watch.render.templating import Markup
from ldn_watch.render.text import one_line


def render_month(
    month: str, lines: Sequence[LedgerLine], labels: Labels, frame: Frame
) -> Iterator[tuple[str, bytes]]:
    """`months/2026-11.html`, and `months/2026-11-2.html`, ... where it is long; nothing for no lines."""
    rows = [to_html(to_news(line, labels), "../") for line in lines]
    values = {"heading": f"New in {to_month(month)}", "total": len(rows), "is_month": True}
    if rows:
        yield from _pages(f"months/{month}", rows, frame, None, **values)


def render_retractions(
    citations: Sequence[Archived], labels: Labels, frame: Frame
) -> Iterator[tuple[str, bytes]]:
    """`retractions.html`, and `retractions-2.html`, ... where there are many."""
    rows = [to_html(to_retraction(one, labels), "") for one in citations]
    feed = FeedAdvert(f"{one_line(frame.title)}: retractions", RETRACTIONS)
    values = {"heading": "Retractions and concerns", "total": len(rows), "is_month": False}
    yield from _pages("retractions", rows, frame, feed, **values)


def _pages(
    stem: str, rows: Sequence[Markup], frame: Frame, feed: FeedAdvert | None, **values: object
) -> Iterator[tuple[str, bytes]]:
    packed = pack(rows)
    paths = [f"{stem}.html", *(f"{stem}-{number}.html" for number in range(2, len(packed) + 1))]
    for number, (path, part) in enumerate(zip(paths, packed, strict=True)):
        page = render_page(
            "pages/news.html.j2",
            replace(frame, path=path),
            feed=feed,
            rows=part,
            number=number + 1,
            parts=len(paths),
            before=paths[number - 1] if number else "",
            after=paths[number + 1] if number + 1 < len(paths) else "",
            **values,
        )
        yield path, page
