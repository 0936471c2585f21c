from lxml import etree

from ldn_watch.model import Labels
from ldn_watch.render.catalogue import FeedGroup, FeedLink, to_catalogue
from ldn_watch.render.opml import render_opml
from tests.unit.render.samples import LABELS


def test_the_catalogue_follows_the_rulebooks_order():
    groups = to_catalogue(LABELS, {"crps": 19})
    assert [group.title for group in groups] == list(LABELS.groups.values())
    assert groups[0].feed == FeedLink("Chronic pain", "feeds/chronic-pain")
    assert groups[0].feeds == (
        FeedLink("Fibromyalgia", "feeds/fibromyalgia", 0),
        FeedLink("Complex regional pain syndrome", "feeds/crps", 19),
    )


def test_conditions_without_a_known_group_are_not_lost_and_empty_groups_are():
    labels = Labels(conditions={"a": "A", "b": "B"}, groups={"empty": "Empty"}, group_of={"b": "strange"})
    assert to_catalogue(labels, {}) == (
        FeedGroup("Other", (FeedLink("A", "feeds/a"),)),
        FeedGroup("strange", (FeedLink("B", "feeds/b"),), FeedLink("strange", "feeds/strange")),
    )


def test_opml_lists_every_feed_by_group():
    raw = render_opml('LDN <Watch> & "co"', "https://ldn.example.org/", to_catalogue(LABELS, {}))
    root = etree.fromstring(raw)
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == 'LDN <Watch> & "co"'
    groups = root.findall("body/outline")
    assert [group.get("text") for group in groups] == list(LABELS.groups.values())
    feeds = [dict(outline.attrib) for outline in groups[0]]
    assert [feed["text"] for feed in feeds] == [
        "Chronic pain: all",
        "Fibromyalgia",
        "Complex regional pain syndrome",
    ]
    assert feeds[1] == {
        "type": "rss",
        "version": "RSS2",
        "text": "Fibromyalgia",
        "title": "Fibromyalgia",
        "xmlUrl": "https://ldn.example.org/feeds/fibromyalgia.rss",
        "htmlUrl": "https://ldn.example.org/",
    }


def test_opml_without_a_base_url_is_relative():
    root = etree.fromstring(render_opml("T", "", to_catalogue(LABELS, {})))
    assert root.find("body/outline/outline").get("xmlUrl") == "feeds/chronic-pain.rss"
    assert root.find("body/outline/outline").get("htmlUrl") is None
