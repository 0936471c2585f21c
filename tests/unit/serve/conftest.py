"""The application over a real store, with a clock that the test sets, and a desk that answers requests."""

from __future__ import annotations

import itertools
import re
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from werkzeug.test import Client

from ldn_watch.model import Labels
from ldn_watch.serve.files import PublicFiles
from ldn_watch.serve.web import Web
from ldn_watch.stages.subscribe import Desk, DeskSettings
from ldn_watch.store.sqlstore import open_store
from ldn_watch.tokens import Links, Tokens
from tests.contracts.store_world import NOW

LABELS = Labels(
    {"fibromyalgia": "Fibromyalgia", "migraine": "Migraine", "crohn": "Crohn's disease"},
    {"pain": "Pain", "gut": "Gut & liver"},
    {},
    {"fibromyalgia": "pain", "migraine": "pain", "crohn": "gut"},
)
SETTINGS = DeskSettings("LDN watch", "LDN watch <watch@example.org>", "example.org")


@dataclass
class Desktop:
    """A reader's browser, the site, and the mailbox into which its letters come."""

    store: object
    folder: object
    now: datetime = NOW
    woken: list = field(default_factory=list)
    words: object = field(default_factory=lambda: (f"word{number}" for number in itertools.count()))

    def __post_init__(self):
        self.tokens = Tokens(self.store.secret())
        self.links = Links("https://ldn.example.org", self.tokens)
        self.web = Web(
            self.store,
            self.tokens,
            LABELS,
            PublicFiles(self.folder),
            lambda: self.now,
            base_url="https://ldn.example.org",
            wake=lambda: self.woken.append(1),
        )
        self.browser = Client(self.web)
        self.desk = Desk(self.store, LABELS, self.links, SETTINGS, lambda: next(self.words))
        self.read = 0

    def form_token(self) -> str:
        return re.search(r'name="form" value="([^"]+)"', self.browser.get("/subscribe").text)[1]

    def ask(self, address: str, client: str = "192.0.2.1", **fields):
        """The form, filled in and sent; by default everything, weekly."""
        fields = {"form": self.form_token(), "address": address, "scope": "everything"} | fields
        return self.browser.post("/subscribe", data=fields, environ_overrides={"REMOTE_ADDR": client})

    def letters(self) -> list[tuple[str, str]]:
        """(recipient, text) of the letters that were written since the last call."""
        self.desk.run(self.now)
        found = []
        while delivery := self.store.claim(self.now, self.now + timedelta(hours=1), "me", letters=True):
            message = self.store.message(delivery).message.decode().replace("=\r\n", "")
            found.append((delivery.recipient, message))
        return found

    def link(self, page: str, address: str) -> str:
        """The path of the link in the newest letter to this address."""
        texts = [text for to, text in self.letters() if to == address]
        return re.search(rf"https://ldn\.example\.org(/{page}/\S+)", texts[-1])[1]

    def subscribed(self, address: str = "ada@example.org", **fields):
        """A reader who has confirmed."""
        self.ask(address, **fields)
        self.browser.post(self.link("confirm", address))
        return self.store.subscriber_of(address)

    def path(self, page: str, one) -> str:
        links = self.links.reader(one.id, self.now)
        return {"manage": links.manage, "unsubscribe": links.leave}[page].removeprefix(
            "https://ldn.example.org"
        )


@pytest.fixture
def desktop(tmp_path):
    public = tmp_path / "state" / "public"
    public.mkdir(parents=True)
    store = open_store(tmp_path / "state" / "ldn-watch.sqlite3", app_version="test", now=NOW)
    yield Desktop(store, public)
    store.close()


def messages(store) -> list[bytes]:
    """Every kept mail."""
    with store._read() as conn:
        rows = conn.exec_driver_sql("SELECT message FROM issue")
        return [zlib.decompress(message) for (message,) in rows]
