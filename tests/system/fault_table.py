"""Write docs/faults.md, what each fault did: `python -m tests.system.fault_table` (make faults).

In: nothing; every fault is played as in the tests. Out: a row for each on stdout, what was seen and not what
is expected, and when all are played the page. Raises what a run raises that is not a fault's.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.system import mail_faults, pubmed_faults, test_pubmed_faults
from tests.system.play import KNOWN, Played, play
from tests.system.service import Service, open_service, record

HEAD = "| fault | exit | archive | ledger | named | mails | after it healed |\n|---|---|---|---|---|---|---|"

PAGE = Path(__file__).parents[2] / "docs/faults.md"
INTRODUCTION = """\
# What each fault did

Written by `make faults`: each fault is played against the program itself, a replica of E-utilities and a
real mail server on loopback. Before it the archive is well; during it one run is made, as a process; then
the fault ends, and a second run is made. *archive* and *ledger*: citations and events that the run with the
fault added, of 5 (or 200) that are new. *named*: citations in the trouble list. *mails*: the deliveries'
states after that run. Exit codes: [operating.md](operating.md).
"""
_said: list[str] = []


def main() -> None:
    os.environ["LDN_SMTP_PASSWORD"] = mail_faults.PASSWORD
    say(f"{INTRODUCTION}\n## PubMed\n\n{HEAD}")
    for row in pubmed_faults.ROWS:
        with _service() as service:
            service.configure(pubmed=test_pubmed_faults.SETTINGS)
            played = play(
                service,
                lambda broken, row=row: test_pubmed_faults.hurt(row, broken),
                lambda mended, row=row: test_pubmed_faults.mend(row, mended),
                news=row.news,
            )
            say(_line(row.name, played))
    say(f"\n## The mail server (three readers)\n\n{HEAD}")
    for row in mail_faults.ROWS:
        with _service() as service, ExitStack() as stack:
            service.environ["LDN_SMTP_PASSWORD"] = mail_faults.PASSWORD
            mail_faults.settings(service, hold=row.hold)
            played = play(
                service,
                lambda broken, row=row, stack=stack: row.hurts(broken, stack),
                lambda mended, row=row, stack=stack: mail_faults.mend(row, mended, stack),
            )
            say(_line(row.name, played))
    PAGE.write_text("".join(_said), encoding="utf-8")


def say(line: str) -> None:
    _said.append(line + "\n")
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class _service:  # noqa: N801 - it reads as a function
    def __enter__(self) -> Service:
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        replica, mailbox = open_service(folder, *map(record, KNOWN))
        self._stack.enter_context(replica)
        self._stack.enter_context(mailbox)
        return Service(folder, replica, mailbox)

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _line(name: str, played: Played) -> str:
    before, hurt, healed = played.before, played.hurt, played.healed
    kinds = Counter(f"{kind}, bytes kept" if size else kind for _, kind, size, _ in hurt.troubles)
    named = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "-"
    states = Counter(f"{state}, in doubt" if doubt else state for state, doubt in hurt.deliveries)
    mails = ", ".join(f"{count} {state}" for state, count in states.items()) or "none owed"
    gained = healed.citations - before.citations
    often = sorted({count for told in played.told.values() for count in told.values()})
    times = "once" if often == [1] else f"{'/'.join(map(str, often))} times"
    told = f"+{gained}; {len(played.told)} readers, each told each {times}"
    archive, ledger = hurt.citations - before.citations, hurt.events - before.events
    return (
        f"| {name} | {hurt.exit} | +{archive} | +{ledger} | {named} | {mails} | exit {healed.exit}, {told} |"
    )


if __name__ == "__main__":
    sys.exit(main())
