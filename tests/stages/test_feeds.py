"""A feed is made of what stands already and of what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ldn_watch.model import Relevance
from ldn_watch.plans import Selection
from ldn_watch.stages.feeds import FeedPlan, Feeds
from ldn_watch.stages.shown import Shown
from tests.stages.builders import citation, event
from tests.stages.conftest import LABELS

PLAN = FeedPlan("all", "LDN watch", "All", Selection(frozenset({Relevance.FOCUS})))


class Remembering:
    """A store that remembers which citations it was asked for."""

    def __init__(self, store):
        self.store, self.read = store, []

    def __getattr__(self, name):
        return getattr(self.store, name)

    def load(self, uids):
        self.read += uids
        return self.store.load(uids)


@pytest.fixture
def feeds(store, keep):
    keep(*((citation(pmid), event(pmid=pmid)) for pmid in (1, 2)))
    return Feeds(Shown(Remembering(store)), LABELS, "https://ldn.example.org", timedelta(days=14))


def standing(feeds):
    """The feed as it is written; and those to come that find it there."""
    files = dict(feeds.feed(PLAN))
    shown = Shown(Remembering(feeds.shown.store.store))
    return files, replace(feeds, shown=shown, read=lambda name: files[name].decode(), pieces={})


def test_of_a_feed_that_stands_only_what_changed_is_read(feeds, keep):
    _, later = standing(feeds)
    keep((citation(2, "LDN for fibromyalgia, anew"), event("corrected", 2)), (citation(3), event(pmid=3)))
    later.changed = {"pmid:2", "pmid:3"}
    made = dict(later.feed(PLAN))
    assert set(later.shown.store.read) == {"pmid:2", "pmid:3"}
    assert made == dict(replace(later, read=lambda _: "", pieces={}).feed(PLAN))
    assert b"anew" in made["feeds/all.rss"]


def test_a_citation_is_read_once_for_all_feeds(feeds):
    [*feeds.feed(PLAN), *feeds.feed(replace(PLAN, id="other"))]
    assert sorted(feeds.shown.store.read) == ["pmid:1", "pmid:2"]


@pytest.mark.parametrize("name", ["feeds/all.rss", "feeds/all.atom", "feeds/all.json"])
def test_a_feed_that_is_damaged_or_missing_is_made_anew(feeds, name):
    files, later = standing(feeds)
    for damaged in (b"", files[name][:-300], b"{}", b"<rss><channel>"):
        found = {**files, name: damaged}
        later = replace(later, read=lambda one, found=found: found[one].decode(), pieces={})
        assert dict(later.feed(PLAN)) == files
