"""The installed program as its operator has it: a folder, a config.toml, a PubMed, a mail server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.mailbox import Mailbox, Received
from ldn_watch.demo.records import make_record
from ldn_watch.demo.replica import Replica
from tests.system import forked

CONFIG = """
[watch]
title = "LDN watch"
state_dir = "state"
base_url = "https://ldn.example.org"

[pubmed]
email = "operator@example.org"
base_url = "{url}"
attempts = 2
requests_per_second = 200
connect_timeout = 5
read_timeout = {silence}
{pubmed}

[smtp]
host = "127.0.0.1"
port = {port}
from = "LDN watch <watch@example.org>"
{smtp}

[[digest]]
id = "all"
title = "Everything"
to = {readers}
{digest}
"""

PLAIN_SMTP = 'security = "none"\ntimeout = 15'
# The program with another wall clock, which app.py alone reads; it goes on from there as a clock does.
AT_ANOTHER_TIME = """
import sys
from datetime import datetime
from ldn_watch import app, cli
ahead = datetime.fromisoformat(sys.argv.pop(1)) - datetime.now().astimezone()

class Clock(datetime):
    @classmethod
    def now(cls, zone=None):
        return datetime.now(zone) + ahead

app.datetime = Clock
cli.main()
"""


def today() -> date:
    return datetime.now(UTC).date()


def record(pmid: int, title: str = "", **fields) -> bytes:
    """A citation about low-dose naltrexone that PubMed got a month ago."""
    fields.setdefault("entrez", today() - timedelta(days=30))
    return make_record(pmid, title=title or f"Low-dose naltrexone in fibromyalgia: trial {pmid}", **fields)


@dataclass
class Service:
    """A folder with a config.toml between a replica and a mailbox."""

    folder: Path
    replica: Replica
    mailbox: Mailbox
    environ: dict[str, str] = field(default_factory=dict)
    within: tuple[str, ...] = ()  # how a command gets to where the program runs (disk.py)
    clock: datetime | None = None  # what the program takes for the present; None: this machine's

    def configure(  # noqa: PLR0913 - what a test may want another way, all by name
        self,
        *,
        pubmed: str = "",
        digest: str = "",
        port: int | None = None,
        url: str = "",
        silence: float = 20,
        smtp: str = PLAIN_SMTP,
        readers: tuple[str, ...] = ("ann@example.org", "ben@example.org"),
    ) -> None:
        text = CONFIG.format(
            url=url or self.replica.url,
            port=port or self.mailbox.port,
            pubmed=pubmed,
            digest=digest,
            silence=silence,
            smtp=smtp,
            readers=json.dumps(readers),
        )
        (self.folder / "config.toml").write_text(text, encoding="utf-8")

    def command(self, *arguments: str) -> list[str]:
        program = ["-m", "ldn_watch"]
        if self.clock:
            program = ["-c", AT_ANOTHER_TIME, self.clock.isoformat()]
        config = str(self.folder / "config.toml")
        return [*self.within, sys.executable, *program, "--config", config, *arguments]

    def run(self, *arguments: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        return forked.run(self.command(*arguments), os.environ | self.environ, timeout=timeout)

    def run_once(self, *arguments: str) -> dict:
        """A run's JSON object, with its exit code and the requests that it cost at the replica."""
        before = len(self.replica.requests)
        done = self.run("run-once", "--json", *arguments)
        assert done.stdout.count("\n") == 1, done.stdout + done.stderr
        report = json.loads(done.stdout)
        return report | {
            "exit": done.returncode,
            "asked": len(self.replica.requests) - before,
            "said": done.stderr,
        }

    def start(self, *arguments: str):
        return forked.start(self.command(*arguments), os.environ | self.environ)

    def run_and_kill(self, arm) -> None:
        """Start `run-once`; `arm(kill)` sets a hook that calls `kill` in the middle of it: SIGKILL."""
        process = self.start("run-once")
        arm(lambda *_: process.send_signal(signal.SIGKILL))
        process.communicate(timeout=180)
        assert process.returncode == -signal.SIGKILL, "the run ended before it was killed"
        self.replica.on_request = self.mailbox.on_data = None

    def status(self) -> dict:
        done = self.run("status", "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def export(self) -> list[dict]:
        done = self.run("export", "--format", "jsonl")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    # --- what readers got ------------------------------------------------------------------------------

    def mails(self) -> list[Received]:
        return list(self.mailbox.received)

    def messages(self) -> Counter:
        """How many different messages (by Message-ID) each recipient got."""
        return Counter(
            to for to, _ in {(mail.recipients, mail.message_id) for mail in self.mails()} for to in to
        )


def open_service(folder: Path, *records: bytes):
    """Replica, mailbox and service, not entered yet."""
    replica = Replica(Catalogue(), today=today())
    replica.put(*records)
    return replica, Mailbox(folder / "received")
