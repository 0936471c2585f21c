"""Real feed readers, each behind the same two calls: `poll()` and the entries that it showed as new.

newsboat and rss2email are the programs (Debian's packages), feedparser and reader the Python libraries. A
reader keeps its state in its folder between polls, as it does on a person's machine.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import NamedTuple

import feedparser
import pytest


class Shown(NamedTuple):
    """An entry as a person sees it: its title, where it leads, and its text (HTML, or made from it)."""

    title: str
    link: str
    text: str


def program(name: str, package: str) -> str:
    """The program's path; the test is skipped where it is not installed."""
    found = shutil.which(name)
    if not found:
        pytest.skip(f"skipped: no {package}")
    return found


@dataclass
class FeedReader:
    """Subscribed to one feed; `folder` is this reader's home."""

    folder: Path
    url: str

    def poll(self) -> list[Shown]:
        """Look at the feed; what is new, oldest first or newest first as the reader has it."""
        raise NotImplementedError

    def call(self, *command: str) -> str:
        home = {"HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        no_proxy = {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=self.folder,
            env=os.environ | home | no_proxy,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Newsboat(FeedReader):
    def poll(self):
        newsboat, cache = program("newsboat", "newsboat"), self.folder / "cache.db"
        (self.folder / "urls").write_text(f"{self.url}\n", encoding="utf-8")
        (self.folder / "config").write_text("", encoding="utf-8")
        paths = ("-u", "urls", "-C", "config", "-c", str(cache))
        self.call(newsboat, *paths, "-x", "reload")
        with closing(sqlite3.connect(cache)) as db, db:
            unread = db.execute("SELECT title, url, content FROM rss_item WHERE unread = 1").fetchall()
            db.execute("UPDATE rss_item SET unread = 0")  # a person has read them
        return [Shown(*row) for row in unread]

    def subscribe(self, opml: Path) -> list[str]:
        """Import a list of feeds; returns the lines of its own list: an address and its tags."""
        paths = ("-u", "urls", "-C", "config", "-c", str(self.folder / "cache.db"))
        for name in ("urls", "config"):
            (self.folder / name).touch()
        self.call(program("newsboat", "newsboat"), *paths, "-i", str(opml))
        return (self.folder / "urls").read_text(encoding="utf-8").splitlines()


class Rss2Email(FeedReader):
    CONFIG = (
        "[DEFAULT]\nfrom = r2e@example.org\nto = me@example.org\nemail-protocol = maildir\n"
        "maildir-path = {folder}/mail\nmaildir-mailbox = INBOX\nhtml-mail = True\n"
    )

    def command(self, *words: str) -> str:
        files = ("-c", str(self.folder / "cfg"), "-d", str(self.folder / "data"))
        return self.call(program("r2e", "rss2email"), *files, *words)

    def subscribe(self, opml: Path) -> list[str]:
        """Import a list of feeds; returns the lines of its own list: number, name, address."""
        (self.folder / "cfg").write_text(self.CONFIG.format(folder=self.folder), encoding="utf-8")
        self.command("opmlimport", str(opml))
        return self.command("list").splitlines()

    def poll(self):
        if not (self.folder / "cfg").exists():
            (self.folder / "cfg").write_text(self.CONFIG.format(folder=self.folder), encoding="utf-8")
            for part in ("cur", "new", "tmp"):
                (self.folder / "mail/INBOX" / part).mkdir(parents=True)
            self.command("add", "ldn", self.url)
        self.command("run")
        shown = []
        for path in sorted((self.folder / "mail/INBOX/new").iterdir()):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            shown.append(Shown(mail["Subject"], mail["X-RSS-URL"], mail.get_content()))
            path.rename(self.folder / "mail/INBOX/cur" / path.name)
        return shown


class Feedparser(FeedReader):
    """As programs use it: conditional GET, entries known by their id."""

    seen: frozenset[str] = frozenset()
    etag = modified = None

    def poll(self):
        parsed = feedparser.parse(self.url, etag=self.etag, modified=self.modified)
        assert not parsed.bozo, parsed.get("bozo_exception")
        self.etag, self.modified = parsed.get("etag"), parsed.get("modified")
        new = [entry for entry in parsed.entries if entry.id not in self.seen]
        self.seen |= {entry.id for entry in new}
        return [Shown(entry.title, entry.link, entry.summary) for entry in new]


class ReaderLibrary(FeedReader):
    def poll(self):
        reader = pytest.importorskip("reader", reason="skipped: no reader")
        with closing(reader.make_reader(str(self.folder / "reader.sqlite"))) as made:
            made.add_feed(self.url, exist_ok=True)
            made.update_feed(self.url)
            unread = list(made.get_entries(read=False))
            for entry in unread:
                made.mark_entry_as_read(entry)
            return [Shown(one.title, one.link, one.get_content(prefer_summary=True).value) for one in unread]


READERS = (  # each with the format that it reads
    (Newsboat, "rss"),
    (Newsboat, "atom"),
    (Rss2Email, "rss"),
    (Feedparser, "atom"),
    (ReaderLibrary, "rss"),
    (ReaderLibrary, "atom"),
)
