"""The page of a condition or a group: what its literature consists of.

Comes in: a `ScopeView`, the labels, a `Frame`. Goes out: the page's bytes. Raises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from ldn_watch.model import Archived, Labels
from ldn_watch.render.catalogue import to_stem
from ldn_watch.render.page import FeedAdvert, Frame, render_page
from ldn_watch.render.reference import to_journal_line
from ldn_watch.render.text import one_line
from ldn_watch.render.view import to_title
from ldn_watch.render.why import label_of


@dataclass(frozen=True, slots=True)
class ScopeView:
    """A condition or a group (one id is empty), and its citations."""

    condition: str
    group: str
    citations: tuple[Archived, ...]


def render_scope(view: ScopeView, labels: Labels, frame: Frame) -> bytes:
    """One page."""
    label = label_of(labels, view.condition) if view.condition else one_line(labels.groups[view.group])
    newest = sorted(view.citations, key=lambda one: one.citation.dates.published, reverse=True)
    rows = [(one.citation.pmid, to_title(one.citation), to_journal_line(one.citation)) for one in newest]
    feed = FeedAdvert(f"{one_line(frame.title)}: {label}", to_stem(view.condition or view.group))
    return render_page("scope.html.j2", frame, feed=feed, label=label, rows=rows)
