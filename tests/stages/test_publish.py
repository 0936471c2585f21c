"""Files change when content does, and only then."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest

from ldn_watch.model import Relevance
from ldn_watch.plans import Selection
from ldn_watch.stages.events import IN_PRINT
from ldn_watch.stages.publish import (
    Publisher,
    PublishSettings,
    plan_feeds,
    plan_stamp,
    select,
    write_atomically,
    write_changed,
)
from tests.stages.builders import NOW, citation, event, line, retracted
from tests.stages.conftest import LABELS

SETTINGS = PublishSettings(
    "LDN watch", "https://ldn.example.org", frozenset({Relevance.FOCUS, Relevance.POSSIBLE})
)


@pytest.fixture
def publisher(store, tmp_path):
    return Publisher(store, tmp_path / "public", LABELS, SETTINGS)


def test_there_is_a_feed_for_all_retractions_each_condition_and_each_group():
    plans = {plan.id: plan for plan in plan_feeds(LABELS, SETTINGS, NOW)}
    assert list(plans) == ["all", "retractions", "fibromyalgia", "migraine", "chronic-pain"]
    assert plans["migraine"].selection.condition == "migraine"
    assert plans["chronic-pain"].selection.group == "chronic-pain"
    assert plans["retractions"].selection.kinds == {"retracted", "concern"}
    assert plans["all"].selection.since == NOW - timedelta(days=14)


def test_a_feed_holds_fifty_and_all_of_the_last_fortnight_and_no_mere_pagination():
    old = NOW - timedelta(days=400)
    lines = [line(seq) for seq in range(200, 130, -1)]
    paged = replace(line(131), event=event("published", 131, key=IN_PRINT, quiet=True))
    aged = [replace(one, event=replace(one.event, at=old)) for one in map(line, range(100, 1, -1))]
    selection = Selection(frozenset(), since=NOW - timedelta(days=14))
    assert len(select(lambda _: [*lines, paged, *aged], selection)) == 70
    assert len(select(lambda _: [paged, *aged], selection)) == 50


def test_each_feed_stands_in_three_forms_with_the_same_entries(publisher, keep, tmp_path):
    keep((citation(1), event(pmid=1)), (citation(2, "LDN for migraine"), event(pmid=2)))
    publisher.run(NOW)
    feeds = tmp_path / "public" / "feeds"
    for name, guids in (
        ("all", ["info:pmid/2", "info:pmid/1"]),
        ("migraine", ["info:pmid/2"]),
        ("retractions", []),
    ):
        for form in ("rss", "atom"):
            parsed = feedparser.parse((feeds / f"{name}.{form}").read_bytes())
            assert parsed.bozo == 0
            assert [entry.id for entry in parsed.entries] == guids
        items = json.loads((feeds / f"{name}.json").read_bytes())["items"]
        assert [item["id"] for item in items] == guids


def test_the_opml_file_names_every_feed(publisher, tmp_path):
    publisher.run(NOW)
    public = tmp_path / "public"
    listed = set(re.findall(r'xmlUrl="https://ldn.example.org/([^"]+)"', (public / "feeds.opml").read_text()))
    assert listed == {f"feeds/{path.name}" for path in (public / "feeds").glob("*.rss")}


def test_a_retraction_is_an_entry_of_its_own(publisher, keep, tmp_path):
    keep((citation(1), event(pmid=1)))
    keep((retracted(1), event("retracted", pmid=1)))
    publisher.run(NOW)
    feed = feedparser.parse((tmp_path / "public/feeds/all.rss").read_bytes())
    assert [entry.id for entry in feed.entries] == ["info:pmid/1#retracted", "info:pmid/1"]


def test_nothing_new_is_nothing_written(publisher, keep, tmp_path):
    keep((citation(1), event(pmid=1)))
    assert publisher.run(NOW) == 3 * 5 + 2
    files = [path for path in (tmp_path / "public").rglob("*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
    assert publisher.run(NOW) == 0
    assert publisher.run(NOW + timedelta(hours=6), force=True) == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files} == before


def test_only_files_whose_content_changes_are_written(publisher, keep, tmp_path):
    keep((citation(1), event(pmid=1)))
    publisher.run(NOW)
    before = (tmp_path / "public/feeds/fibromyalgia.rss").stat().st_mtime_ns
    keep((citation(2, "LDN for migraine"), event(pmid=2)))
    assert 0 < publisher.run(NOW) < 17
    assert (tmp_path / "public/feeds/fibromyalgia.rss").stat().st_mtime_ns == before


def test_what_was_deleted_by_hand_comes_back(publisher, tmp_path):
    publisher.run(NOW)
    (tmp_path / "public/index.html").unlink()
    assert publisher.run(NOW) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"base_url": "https://moved.example.org"},
        {"entries": 20},
        {"relevance": frozenset()},
    ],
)
def test_other_settings_are_rendered_anew(change):
    assert plan_stamp(1, LABELS, SETTINGS, None) != plan_stamp(1, LABELS, replace(SETTINGS, **change), None)
    assert plan_stamp(1, LABELS, SETTINGS, None) != plan_stamp(1, LABELS, SETTINGS, NOW)
    assert plan_stamp(1, LABELS, SETTINGS, None) != plan_stamp(2, LABELS, SETTINGS, None)


def test_a_reader_never_sees_half_a_file_and_a_web_server_may_read_it(tmp_path):
    path = tmp_path / "feed.rss"
    path.write_bytes(b"old")
    before = path.stat().st_ino
    old = os.umask(0o077)
    try:
        write_atomically(path, b"new")
        write_changed(tmp_path, [("feeds/all.rss", b"x")])
    finally:
        os.umask(old)
    assert path.read_bytes() == b"new"
    assert path.stat().st_ino != before
    assert path.stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "feeds").stat().st_mode & 0o777 == 0o755
    assert sorted(one.name for one in tmp_path.iterdir()) == ["feed.rss", "feeds"]


def test_a_disk_that_refuses_keeps_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = tmp_path / "feed.rss"
    path.write_bytes(b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("feed.rss", b"old")]


def test_what_a_killed_run_left_is_swept(tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/.all.rss.abc.new").write_bytes(b"half")
    write_changed(tmp_path, [("feeds/all.rss", b"x")])
    assert [one.name for one in (tmp_path / "feeds").iterdir()] == ["all.rss"]
