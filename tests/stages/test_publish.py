"""Files change when content does, and only then."""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.model import Relevance, Verdict
from ldn_watch.plans import HarvestPlan, Selection
from ldn_watch.stages.events import IN_PRINT
from ldn_watch.stages.feeds import select
from ldn_watch.stages.files import FEW, TOGETHER, write_changed
from ldn_watch.stages.harvest import HarvestSettings, plan_revision
from ldn_watch.stages.publish import (
    Answer,
    Publisher,
    PublishSettings,
    Stamp,
    front_hash,
    plan_feeds,
    published,
    settings_hash,
    to_note,
)
from ldn_watch.store.sqlstore import open_store
from tests.stages.builders import NOW, citation, event, fetched, judge, line, retracted
from tests.stages.conftest import LABELS

SETTINGS = PublishSettings(
    "LDN watch", "https://ldn.example.org", frozenset({Relevance.FOCUS, Relevance.POSSIBLE})
)
ANSWERED = Answer(NOW)


@pytest.fixture
def publisher(store, tmp_path):
    return Publisher(store, tmp_path / "public", LABELS, SETTINGS)


def test_there_is_a_feed_for_all_retractions_each_condition_and_each_group():
    plans = {plan.id: plan for _, plan in plan_feeds(LABELS, SETTINGS)}
    assert list(plans) == ["all", "retractions", "fibromyalgia", "migraine", "chronic-pain"]
    assert plans["migraine"].selection.condition == "migraine"
    assert plans["chronic-pain"].selection.group == "chronic-pain"
    assert plans["retractions"].selection.kinds == {"retracted", "concern"}
    assert {plan.selection.at_least for plan in plans.values()} == {50}


def test_a_feed_holds_fifty_and_all_of_the_fortnight_before_its_newest_and_no_mere_pagination():
    old = NOW - timedelta(days=400)
    lines = [line(seq) for seq in range(300, 130, -1)]
    paged = replace(line(131), event=event("published", 131, key=IN_PRINT, quiet=True))
    aged = [replace(one, event=replace(one.event, at=old)) for one in map(line, range(100, 1, -1))]

    def newest_of(known):
        def newest(wanted):
            recent = [one for one in known if wanted.since and one.event.at >= wanted.since]
            return max(known[: wanted.at_least], recent, key=len)

        return newest

    fortnight = timedelta(days=14)
    assert len(select(newest_of([*lines, paged, *aged]), Selection(frozenset()), fortnight)) == 170
    assert len(select(newest_of([paged, *aged]), Selection(frozenset()), fortnight)) == 50
    assert select(newest_of([]), Selection(frozenset()), fortnight) == []


def test_a_feed_whose_newest_lines_are_mere_pagination_is_filled_from_what_is_before_them():
    lines = [line(seq) for seq in range(300, 130, -1)]
    paged = [
        replace(line(seq), event=event("published", seq, key=IN_PRINT, quiet=True))
        for seq in range(340, 300, -1)
    ]
    asked = []

    def newest(wanted):
        asked.append(wanted.at_least)
        return [*paged, *lines][: wanted.at_least]

    chosen = select(newest, Selection(frozenset()), timedelta(0))
    assert len(chosen) >= 50
    assert chosen[0].seq == 300
    assert asked[-1] == 100
    asked.clear()
    select(
        lambda wanted: (asked.append(wanted.at_least), lines[: wanted.at_least])[1],
        Selection(frozenset()),
        timedelta(0),
    )
    assert max(asked) < 100


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
    assert publisher.run(NOW) == len(dict(publisher.render(NOW)))
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
    assert publisher.run(NOW) > 0
    assert (tmp_path / "public/feeds/fibromyalgia.rss").stat().st_mtime_ns == before


def test_only_what_a_change_touches_is_rendered(publisher, keep):
    keep((citation(1), event(pmid=1)), (citation(2, "LDN for migraine"), event(pmid=2)))
    publisher.run(NOW)
    version = publisher.store.version()
    keep((citation(3, "LDN for migraine, again"), event(pmid=3)))
    rendered = {name for name, _ in publisher.render_since(version, NOW)}
    assert {"citations/3.html", "conditions/migraine.html", "groups/chronic-pain.html"} <= rendered
    assert {"feeds/migraine.rss", "feeds/all.rss", "index.html"} <= rendered
    assert not {"citations/1.html", "conditions/fibromyalgia.html", "feeds/fibromyalgia.rss"} & rendered


def test_a_citation_that_is_relevant_no_more_loses_its_page_and_its_place(publisher, keep, tmp_path):
    keep((citation(1), event(pmid=1)), (citation(2), event(pmid=2)))
    publisher.run(NOW)
    page, pages = tmp_path / "public/citations/1.html", tmp_path / "public/conditions"
    assert page.is_file()
    assert b"citations/1.html" in (pages / "fibromyalgia.html").read_bytes()
    publisher.store.apply_verdicts({"pmid:1": Verdict(Relevance.UNRELATED)}, [], [])
    publisher.run(NOW)
    assert not page.exists()
    assert b"citations/1.html" not in (pages / "fibromyalgia.html").read_bytes()


STEPS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["LDN", "LDN for migraine", "LDN for fibromyalgia", "Nephrectomy"]),
        st.sampled_from(["new", "retracted", "corrected", "deleted", "judged"]),
        st.booleans(),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_files_written_bit_by_bit_are_the_files_written_at_once(steps):
    """Whatever happens in whatever order, publishing what changed ends where publishing everything would."""
    with tempfile.TemporaryDirectory() as folder, closing(open_world(Path(folder))) as store:
        publisher = Publisher(store, Path(folder) / "public", LABELS, SETTINGS)
        for pmid, title, kind, publishes in steps:
            happen(store, pmid, title, kind)
            if publishes:
                publisher.run(NOW)
        publisher.run(NOW)
        public = publisher.folder
        there = {one.relative_to(public).as_posix(): one for one in public.rglob("*") if one.is_file()}
        assert {name: path.read_bytes() for name, path in there.items()} == dict(publisher.render(NOW))


def open_world(folder):
    return open_store(folder / "ldn-watch.sqlite3", app_version="test", now=NOW)


def happen(store, pmid, title, kind):
    """Something happens to a citation: it comes, changes, is retracted, removed or judged anew."""
    one = citation(pmid, title)
    if kind == "judged":
        store.apply_verdicts({one.uid: Verdict(Relevance.UNRELATED)}, [], [])
        return
    kept = fetched(one)[0]
    revision = plan_revision(kept, judge(one), NOW, HarvestSettings("q"))
    deleted = (one.uid,) if kind == "deleted" else ()
    happened = (event(pmid=pmid), event(kind, pmid))
    store.apply_harvest(HarvestPlan(revisions=(revision,), events=happened, deleted=deleted))


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
    assert stamp().settings != stamp(settings=replace(SETTINGS, **change)).settings


def stamp(version=1, settings=SETTINGS, answer=ANSWERED):
    return Stamp(version, settings_hash(LABELS, settings), front_hash(answer))


def test_the_stamp_tells_what_the_ledger_grew_by_from_what_the_front_pages_say():
    assert stamp() == stamp(answer=Answer(NOW + timedelta(hours=1)))  # the same day
    assert stamp(2) == replace(stamp(), version=2)
    tomorrow, silent = (
        stamp(answer=Answer(NOW + timedelta(days=1))),
        stamp(answer=Answer(NOW, is_silent=True)),
    )
    assert len({stamp().front, tomorrow.front, silent.front}) == 3
    assert {tomorrow.settings, silent.settings} == {stamp().settings}


def test_a_note_is_read_as_it_was_written_and_an_older_one_is_none():
    assert published(to_note(stamp(), NOW)) == (stamp(), NOW)
    assert published("7 0123456789abcdef 2026-11-20T06:00:00+00:00") == (None, None)
    assert published("") == (None, None)


def test_a_reader_never_sees_half_a_file_and_a_web_server_may_read_it(tmp_path):
    path = tmp_path / "feed.rss"
    path.write_bytes(b"old")
    before = path.stat().st_ino
    old = os.umask(0o077)
    try:
        write_changed(tmp_path, [("feed.rss", b"new"), ("feeds/all.rss", b"x")])
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
        write_changed(tmp_path, [("feed.rss", b"new")])
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("feed.rss", b"old")]


def test_what_a_killed_run_left_is_swept(tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/.all.rss.abc.new").write_bytes(b"half")
    write_changed(tmp_path, [("feeds/all.rss", b"x")])
    assert [one.name for one in (tmp_path / "feeds").iterdir()] == ["all.rss"]


def test_a_feed_leads_to_the_page_of_what_it_is_about(publisher, keep, tmp_path):
    keep((citation(1), event(pmid=1)))
    publisher.run(NOW)
    public, base = tmp_path / "public", publisher.settings.base_url
    for path in (public / "conditions").iterdir():
        feed = (public / f"feeds/{path.stem}.rss").read_text(encoding="utf-8")
        assert f"<link>{base}/conditions/{path.name}</link>" in feed
    assert f"<link>{base}/</link>" in (public / "feeds/all.rss").read_text(encoding="utf-8")
    assert (public / "feeds/feed.css").is_file()


def order_of(monkeypatch, tmp_path, count):
    """What happens to the disk while `count` files are written, in order: each act's name."""
    acts = []

    def heard(name, act):
        def acting(*args):
            acts.append(name)
            return act(*args)

        return acting

    for owner, name in ((os, "sync"), (os, "fsync"), (Path, "replace")):
        monkeypatch.setattr(owner, name, heard(name, getattr(owner, name)))
    write_changed(tmp_path, [(f"{number}.html", b"x") for number in range(count)])
    return acts


def test_no_file_takes_its_place_before_it_is_on_the_disk(monkeypatch, tmp_path):
    """Few are synced each, many together; the folder's renames last, before the caller writes its stamp."""
    few = order_of(monkeypatch, tmp_path / "few", FEW)
    assert few == ["fsync"] * FEW + ["replace"] * FEW + ["fsync"]


def test_many_files_are_synced_together(monkeypatch, tmp_path):
    many = order_of(monkeypatch, tmp_path / "many", TOGETHER + FEW + 1)
    assert many == ["sync", *["replace"] * TOGETHER, "sync", *["replace"] * (FEW + 1), "fsync"]


@pytest.mark.parametrize("count", [1, FEW + 1])
def test_where_the_renderer_fails_what_was_drafted_is_not_left(tmp_path, count):
    def files():
        yield from ((f"{number}.html", b"x") for number in range(count))
        raise RuntimeError("no template")

    with pytest.raises(RuntimeError):
        write_changed(tmp_path, files())
    assert list(tmp_path.iterdir()) == []
