"""A real watch over several weeks, its feeds on a static server, read by real feed readers."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from ldn_watch.app import open_watch
from ldn_watch.config.reading import load_config
from ldn_watch.rulebooks import read_rulebook
from tests.servers.static_http import StaticServer
from tests.system.feed_readers import READERS, Newsboat, Rss2Email
from tests.system.service import Service, open_service, record

pytestmark = [pytest.mark.system, pytest.mark.filterwarnings("default")]

BEGIN = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=30)
MARKUP = "Low-dose naltrexone lowers TNF-α<IL-6 & β-endorphin (p<0.05) in MARKUP cells"
PLAIN = "Low-dose naltrexone lowers TNF-α<IL-6 & β-endorphin (p<0.05) in CD4+ in vitro cells"
LATER = range(301, 313)  # three at a time, more than the feed's two entries at the least
RUNS = range(len(LATER) // 3)
FEEDS = '[feeds]\nentries = 2\nrelevance = ["focus", "possible"]'


@dataclass
class Story:
    """What a static server had to serve after each run, in order, by name."""

    folder: Path
    service: Service
    kept: dict[str, Path] = field(default_factory=dict)
    touched: dict[str, set[str]] = field(default_factory=dict)  # whose time a run had changed
    changed: dict[str, set[str]] = field(default_factory=dict)  # whose bytes

    def run(self, name: str, now: datetime, *records: bytes) -> None:
        """One run at `now`; the files that it wrote get that time, as if it had been then."""
        self.service.replica.put(*records)
        self.service.replica.today = now.date()
        public = self.service.folder / "state/public"
        before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files_of(public)}
        config = load_config(self.service.folder / "config.toml", {})
        with open_watch(config, now=lambda: now) as watch, patch("os.fsync"):
            watch.__dict__["rulebook"] = rules()
            assert watch.run_once().error == ""
        after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files_of(public)}
        self.touched[name] = {path.name for path in after if after[path][0] != before.get(path, (0, b""))[0]}
        self.changed[name] = {path.name for path in after if after[path][1] != before.get(path, (0, b""))[1]}
        for path in after:
            if path.name in self.touched[name]:
                os.utime(path, (now.timestamp(), now.timestamp()))
        self.kept[name] = self.folder / name
        shutil.copytree(public, self.kept[name], ignore=shutil.ignore_patterns("*.json"))


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@cache
def rules():
    return read_rulebook(None)


def day(number: int) -> datetime:
    return BEGIN + timedelta(days=number)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A first run, an idle one, a citation, MeSH for another, a retraction, a move, ten days with news."""
    folder = tmp_path_factory.mktemp("story")
    replica, mailbox = open_service(
        folder, *(record(pmid, entrez=day(-5).date()) for pmid in range(101, 104))
    )
    with replica, mailbox:
        service = Service(folder, replica, mailbox)
        service.configure(digest=FEEDS)
        told = Story(folder, service)
        told.run("first", day(0))
        told.run("idle", day(0) + timedelta(hours=6))
        titled = record(200, MARKUP, entrez=day(1).date())
        titled = titled.replace(b"MARKUP", b"CD4<sup>+</sup> <i>in vitro</i>")
        told.run("new", day(1), titled)
        known = record(101, entrez=day(-5).date(), revised=day(2).date(), mesh=[("Fibromyalgia", "D005356")])
        told.run("indexed", day(2), known)
        retracted = record(
            103,
            entrez=day(-5).date(),
            revised=day(3).date(),
            types=("Journal Article", "Retracted Publication"),
            links=[("RetractionIn", 999)],
        )
        told.run("retracted", day(3), retracted)
        config = folder / "config.toml"
        moved = config.read_text(encoding="utf-8").replace("ldn.example.org", "elsewhere.example.net/ldn")
        config.write_text(moved, encoding="utf-8")
        told.run("moved", day(4))
        for number in RUNS:
            then, pmids = day(5 + 3 * number), LATER[3 * number : 3 * number + 3]
            told.run(f"later-{number}", then, *(record(pmid, entrez=then.date()) for pmid in pmids))
        yield told


@pytest.fixture
def server(story):
    with StaticServer(story.kept["first"]) as made:
        yield made


@pytest.fixture(params=READERS, ids=lambda pair: f"{pair[0].__name__}-{pair[1]}")
def subscribed(request, server, tmp_path):
    """A reader that has seen the feed once; called with a stage, it polls and gives what it showed."""
    home = tmp_path / "home"
    home.mkdir()
    kind, form = request.param
    reader = kind(home, f"{server.url}/feeds/all.{form}")
    assert len(reader.poll()) == 3

    def poll(stage: str, story: Story):
        server.folder = story.kept[stage]
        return reader.poll()

    return poll


def test_nothing_is_shown_twice_and_nothing_is_lost(subscribed, story):
    assert subscribed("idle", story) == []
    (new,) = subscribed("new", story)
    assert new.title == PLAIN
    assert new.link == "https://pubmed.ncbi.nlm.nih.gov/200/"
    assert subscribed("indexed", story) == []  # its text changed; it is no news
    (retraction,) = subscribed("retracted", story)
    assert retraction.title == "Retracted: Low-dose naltrexone in fibromyalgia: trial 103"
    assert retraction.link.endswith("/103/")
    assert "Retraction notice" in retraction.text
    assert subscribed("moved", story) == []
    shown = [one.link for number in RUNS for one in subscribed(f"later-{number}", story)]
    assert sorted(shown) == [f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" for pmid in LATER]


def test_who_polls_rarely_within_the_window_loses_nothing(subscribed, story):
    shown = {one.link for one in subscribed("later-3", story)}
    assert shown == {f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" for pmid in (103, 200, *LATER)}


def test_an_unchanged_feed_costs_a_304(story, server, subscribed):
    subscribed("new", story)
    del server.answers[:]
    assert subscribed("new", story) == []
    assert [status for path, status in server.answers if "/feeds/" in path] == [304]


@pytest.mark.parametrize("stage", ["idle", "new", "indexed", "retracted", "moved", "later-3"])
def test_a_files_time_changes_with_its_bytes_and_only_then(story, stage):
    assert story.touched[stage] == story.changed[stage]
    assert bool(story.changed[stage]) == (stage != "idle")


def test_a_condition_without_news_keeps_its_feed(story):
    assert "fibromyalgia.rss" in story.changed["later-3"]
    assert "crohn-disease.rss" not in story.changed["later-3"]


@pytest.mark.parametrize("kind", [Newsboat, Rss2Email])
def test_readers_import_the_list_of_all_feeds(story, tmp_path, kind):
    lines = kind(tmp_path, "").subscribe(story.kept["new"] / "feeds.opml")
    for feed in ("all", "retractions", "fibromyalgia", "crohn-disease"):
        assert sum(f"https://ldn.example.org/feeds/{feed}.rss" in line for line in lines) == 1
    assert len(lines) == len(list((story.kept["new"] / "feeds").glob("*.rss")))
