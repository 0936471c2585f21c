"""The demonstration's three days, told over a replica of PubMed and a mail server of its own.

Comes in: a folder, and a function that makes one run with a config file at a given time. Goes out:
what that run leaves in the folder (archive, feeds, mails) and plain lines for a person. Raises what
the run raises, UserError for a folder that is somebody else's, OSError where it cannot be written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from ldn_watch.demo.catalogue import DAYS, Catalogue, read_day
from ldn_watch.demo.mailbox import Mailbox, Received
from ldn_watch.demo.records import Record
from ldn_watch.demo.replica import Replica
from ldn_watch.errors import UserError
from ldn_watch.model import RunOutcome, RunReport

Run = Callable[[Path, datetime], RunReport]
Say = Callable[[str], None]

_SENTENCES = {
    1: "The first run. The archive fills; what is there already is news to nobody, so no mail is owed.",
    2: "New citations appear, a preprint among them, and look-alikes that are not about low-dose naltrexone.",
    3: "One of yesterday's citations is retracted, the preprint is published in a journal, an older citation "
    "gets an erratum, and one of 2009 reaches PubMed only now.",
}
_FIRST = date(2026, 11, 16)
_OURS = "# Written by the demonstration:"
_CONFIG = f"""\
{_OURS} the addresses are those of its own servers, which end with it.
[watch]
title = "LDN watch (demonstration)"
state_dir = "state"
base_url = "http://localhost:8000"
timezone = "UTC"

[pubmed]
email = "demonstration@example.org"
tool = "ldn-watch-demo"
base_url = {{replica}}
refresh_days = 7
max_new = 200
requests_per_second = 100

[smtp]
host = {{host}}
port = {{port}}
security = "none"
from = "LDN watch <ldn-watch@example.org>"

[[digest]]
id = "everything"
title = "Low-dose naltrexone: everything new"
schedule = "every-run"
to = ["everything@example.org"]
channel = "smtp"

[[digest]]
id = "fibromyalgia"
title = "Low-dose naltrexone and fibromyalgia"
schedule = "every-run"
conditions = ["fibromyalgia"]
relevance = ["focus", "possible"]
to = ["fibromyalgia@example.org", "friend@example.org"]
channel = "smtp"

[[digest]]
id = "pain-trials"
title = "Low-dose naltrexone: randomised trials in pain"
schedule = "every-run"
groups = ["pain"]
study_types = ["rct"]
relevance = ["focus"]
to = ["clinic@example.org"]
channel = "smtp"

[schedule]
poll = "6h"
jitter_seconds = 0
"""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `brings` are new records, and new versions of records that were there before."""

    number: int
    now: datetime
    sentence: str
    brings: tuple[Record, ...]

    @property
    def date(self) -> date:
        return self.now.date()


def days() -> tuple[Day, ...]:
    """The story in order."""
    return tuple(Day(number, _noon(number), _SENTENCES[number], read_day(number)) for number in DAYS)


def _noon(number: int) -> datetime:
    """The same day in UTC and in NCBI's US Eastern time."""
    return datetime.combine(_FIRST + timedelta(days=number - 1), time(12, tzinfo=UTC))


_DAY_AFTER = Day(len(DAYS) + 1, _noon(len(DAYS) + 1), "The day after: the story is known here already.", ())


def demo_config_text(replica_url: str, smtp_host: str, smtp_port: int) -> str:
    """A whole config.toml for the two servers; its state is in `state/` beside it."""
    return _CONFIG.format(replica=json.dumps(replica_url), host=json.dumps(smtp_host), port=smtp_port)


def play_demo(folder: Path, run: Run, say: Say) -> RunReport:
    """Play the three days in `folder`; returns the last run's report.

    What was played there before is not played again: a story that was cut off goes on with its next
    day, and one that was played to its end shows the day after, when nothing is new. The clock is the
    story's, not this machine's. Raises UserError where `folder` has another config.
    """
    config, played = folder / "config.toml", folder / "days-played"
    if config.exists() and not config.read_text(encoding="utf-8").startswith(_OURS):
        raise UserError(f"{config} is not the demonstration's: choose another folder")
    done = int(played.read_text(encoding="ascii")) if played.exists() else 0
    folder.mkdir(parents=True, exist_ok=True)
    with Replica(Catalogue.load(done), today=_FIRST) as replica, Mailbox(folder / "mails") as mailbox:
        config.write_text(demo_config_text(replica.url, mailbox.host, mailbox.port), encoding="utf-8")
        for day in days()[done:] or (_DAY_AFTER,):
            replica.today = day.date
            replica.put(*day.brings)
            say(f"{day.date:%A %d %B %Y}. {day.sentence}")
            report = _run_once(mailbox, config, day.now, run, say)
            played.write_text(str(min(day.number, len(DAYS))), encoding="ascii")
    _say_where(folder, say)
    return report


def _run_once(mailbox: Mailbox, config: Path, now: datetime, run: Run, say: Say) -> RunReport:
    before = len(mailbox.received)
    report = run(config, now)
    say("  " + outcome_line(report))
    for mail in mailbox.received[before:]:
        say("  " + _mail_line(mail))
    for trouble in (*report.warnings, *report.failures):
        say("  Take note: " + trouble)
    return report


def outcome_line(report: RunReport) -> str:
    """What a run found, in one sentence."""
    if report.outcome is RunOutcome.COULD_NOT_LOOK:
        return f"PubMed could not be asked: {report.error}"
    if report.outcome is RunOutcome.NOTHING_NEW:
        return f"Nothing new: PubMed answered, {report.matched} citations match. {_mails(report.sent)}"
    happened = ", ".join(f"{count} {kind}" for kind, count in sorted(report.events.items()) if count)
    return (
        f"PubMed answered: {report.matched} citations match, {report.fetched} were fetched"
        f"{f' ({happened})' if happened else ''}. {_mails(report.sent)}"
    )


def _mails(count: int) -> str:
    return f"{count} mail{'' if count == 1 else 's'} sent." if count else "No mail was sent."


def _mail_line(mail: Received) -> str:
    return f"{mail.file.name} to {', '.join(mail.recipients)}: {mail.subject}"


def _say_where(folder: Path, say: Say) -> None:
    places: Sequence[tuple[str, Path]] = (
        ("the mails", folder / "mails"),
        ("the pages", folder / "state" / "public" / "index.html"),
        ("the archive", folder / "state" / "ldn-watch.sqlite3"),
        ("the settings", folder / "config.toml"),
    )
    say("Where to look:")
    for name, path in places:
        say(f"  {name + ':':<13} {path}")
