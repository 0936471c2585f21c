"""Which feeds there are and where they stand: what the index page and the OPML file list.

Comes in: the rulebook's labels and how many citations each condition has. Goes out: `FeedGroup`s in
the rulebook's display order. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ldn_watch.model import Labels
from ldn_watch.render.text import one_line

ALL, RETRACTIONS = "feeds/all", "feeds/retractions"
FORMATS = ("rss", "atom", "json")


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed: its title, its path below base_url without extension, how many citations it is about."""

    title: str
    path_stem: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class FeedGroup:
    """A group of feeds; `feed` is the group's own (None for a heading without one)."""

    title: str
    feeds: tuple[FeedLink, ...]
    feed: FeedLink | None = None


def to_catalogue(labels: Labels, counts: Mapping[str, int]) -> tuple[FeedGroup, ...]:
    """Every group that has a condition, with a feed for each; ids without a group come last."""
    members: dict[str, list[FeedLink]] = {group: [] for group in labels.groups}
    for condition, label in labels.conditions.items():
        feed = FeedLink(one_line(label), to_stem(condition), counts.get(condition, 0))
        members.setdefault(labels.group_of.get(condition, ""), []).append(feed)
    return tuple(to_group(group, feeds, labels) for group, feeds in members.items() if feeds)


def to_general(title: str) -> FeedGroup:
    """The two feeds that belong to no condition: everything, and retractions."""
    feeds = (FeedLink("Everything", ALL), FeedLink("Retractions", RETRACTIONS))
    return FeedGroup(one_line(title), feeds)


def to_group(group: str, feeds: list[FeedLink], labels: Labels) -> FeedGroup:
    title = one_line(labels.groups.get(group, group)) or "Other"
    own = FeedLink(title, to_stem(group)) if group else None
    return FeedGroup(title, tuple(feeds), own)


def to_stem(feed: str) -> str:
    """`fibromyalgia` -> `feeds/fibromyalgia`."""
    return f"feeds/{feed}"


def to_address(base_url: str, path: str) -> str:
    """The absolute address of a published file; relative where no base_url is configured."""
    base = one_line(base_url).rstrip("/")
    return f"{base}/{path}" if base else path
