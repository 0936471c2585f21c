"""One fault played to its end: a watch that is well, the fault, a run, the healing, a run.

In: a `Service`, what to break, how to mend it. Out: a `Played`: what each run did to the exit code, the
archive, the ledger and the mails. The run that meets the fault is a real process; the one before and
the one after are made in this process, as a process costs a second.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import cache
from unittest.mock import patch

from ldn_watch.app import open_watch
from ldn_watch.cli.session import code_of
from ldn_watch.config.reading import load_config
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.wording.watching import troubles
from tests.system.service import Service, record

KNOWN = range(101, 104)
NEWS = range(201, 206)
FIRST, LAST = 201, 400  # 200 of them: one batch
READERS = ("ann@example.org", "ben@example.org")


@dataclass(frozen=True)
class Seen:
    """What a run left behind: `citations` archived, `events` in the ledger, `mails` accepted so far."""

    exit: int
    outcome: str
    citations: int
    events: int
    troubles: tuple[tuple[str, str, int, str], ...]  # uid, kind, length of the raw bytes, error
    deliveries: tuple[tuple[str, int], ...]  # state, in doubt; in the order of their making
    mails: int
    asked: int
    said: tuple[str, ...]

    @property
    def states(self) -> Counter[str]:
        return Counter(state for state, _ in self.deliveries)


@dataclass(frozen=True)
class Played:
    """Before, during and after a fault."""

    before: Seen
    hurt: Seen
    healed: Seen
    told: dict[str, Counter[int]]  # reader: how often each PMID came


def first_run(service: Service) -> None:
    """The archive filled with what is there already, which is no news."""
    assert run_here(service).outcome == "new"
    service.replica.requests.clear()


def run_here(service: Service) -> Seen:
    """One run in this process."""
    before = len(service.replica.requests)
    config = load_config(service.folder / "config.toml", service.environ)
    with open_watch(config) as watch, patch("os.fsync"):  # 460 files of a first run: a second on a slow disk
        watch.__dict__["rulebook"] = _rules()  # reading 130 files takes longer than all the rest
        report = watch.run_once()
    asked = len(service.replica.requests) - before
    return look(service, code_of(report), report.outcome, asked, tuple(troubles(report)))


@cache
def _rules():
    return read_rulebook(None)


def run(service: Service, *options: str) -> Seen:
    """One real run of the program, and what it left."""
    before = len(service.replica.requests)
    done = service.run(*options, "run-once", "--json")
    said = tuple(done.stderr.splitlines())
    assert done.stdout.count("\n") == 1, done.stdout + done.stderr
    asked = len(service.replica.requests) - before
    return look(service, done.returncode, json.loads(done.stdout).get("outcome", ""), asked, said)


def look(service: Service, code=0, outcome="", asked=0, said=()) -> Seen:
    """What stands in the database and in the readers' mailbox, read past the program."""
    path = service.folder / "state/ldn-watch.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return Seen(
            code,
            outcome,
            *db.execute("SELECT (SELECT count(*) FROM citation), (SELECT count(*) FROM event)").fetchone(),
            tuple(
                (uid, kind, len(zlib.decompress(raw)), error)
                for uid, kind, raw, error in db.execute(
                    "SELECT uid, kind, raw, error FROM trouble ORDER BY uid"
                )
            ),
            tuple(db.execute("SELECT state, in_doubt FROM delivery ORDER BY id")),
            len(service.mails()),
            asked,
            said,
        )


def play(
    service: Service,
    break_it: Callable[[Service], object],
    mend_it: Callable[[Service], object],
    *,
    news: range = NEWS,
) -> Played:
    """The whole story of one fault, with `news` in PubMed since the fault began."""
    first_run(service)
    before = look(service)
    service.replica.put(*map(record, news))
    break_it(service)
    hurt = run(service)
    mend_it(service)
    healed = run_here(service)
    return Played(before, hurt, healed, told(service))


def told(service: Service) -> dict[str, Counter[int]]:
    """How often each PMID was told to each reader. A message that came twice is one, by its Message-ID."""
    found: dict[str, Counter[int]] = {}
    once = {(mail.recipients[0], mail.message_id): mail for mail in service.mails()}
    for (reader, _), mail in once.items():
        text = message_from_bytes(mail.content, policy=default).get_body(("plain",)).get_content()
        found.setdefault(reader, Counter()).update(
            set(map(int, re.findall(r"pubmed\.ncbi\.nlm\.nih\.gov/(\d+)", text)))
        )
    return found
