"""What the program says of copies of its database, and of what it finds in it that is not as it must be.

In: the reports of backup, restore and verify. Out: lines of text, or an object for JSON. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ldn_watch.wording.watching import count

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_watch.plans import CopyReport
    from ldn_watch.stages.verify import Verification

_FINDINGS = 20  # of one kind: a page that can be read


def backup_lines(report: CopyReport, file: Path) -> Iterator[str]:
    """What a copy holds."""
    yield f"{file} holds {_content(report)}."


def restore_lines(report: CopyReport, file: Path) -> Iterator[str]:
    """What was put back, what it holds back, and how to let that go."""
    yield f"Restored from {file}: {_content(report)}."
    yield (
        f"So that nobody is told twice: {count(report.held_mails, 'mail')} and "
        f"{count(report.held_entries, 'entry', 'entries')} that it owed are held, and what the next complete "
        "run finds will be: all of it may have gone out since the backup."
    )
    yield "Next:"
    yield "  1. ldn-watch verify      is everything in it as it must be?"
    yield "  2. ldn-watch run-once    finds what came since, writes the feeds anew, and says what it holds"
    yield "  3. what readers have not had:  ldn-watch deliver --retry              sends the held mails"
    yield "                                 ldn-watch deliver --release DIGEST     sends a digest's entries"
    yield "  4. what they have had:         ldn-watch deliver --discard DIGEST     counts it as told"


def _content(report: CopyReport) -> str:
    until = f"as the run of {report.as_of:%Y-%m-%d %H:%M} UTC left it" if report.as_of else "no run yet"
    return (
        f"{count(report.citations, 'citation')} and {count(report.events, 'event')}, {until} "
        f"(schema {report.revision}, made by ldn-watch {report.version})"
    )


def verification_lines(found: Verification) -> Iterator[str]:
    """What is not as it must be, kind by kind, what to do about each kind, and how much was looked at."""
    for kind in dict.fromkeys(finding.kind for finding in found.findings):
        same = [finding for finding in found.findings if finding.kind == kind]
        for finding in same[:_FINDINGS]:
            yield f"{finding.where}: {finding.what}" if finding.where else f"{kind}: {finding.what}"
        if len(same) > _FINDINGS:
            yield f"... and {len(same) - _FINDINGS:,} more of this kind (--json lists all)"
        yield f"  what to do: {same[0].do}"
    looked_at = ", ".join(f"{number:,} {what}" for what, number in found.looked_at.items()) or "the file"
    verdict = "all is well" if found.is_well else "not all is well; nothing was changed"
    yield f"Looked at {looked_at}: {verdict}."


def verification_object(found: Verification) -> dict[str, Any]:
    """The same as `verify --json` prints it."""
    findings = [
        {"kind": one.kind, "where": one.where, "what": one.what, "do": one.do, "heals": one.heals}
        for one in found.findings
    ]
    return {"well": found.is_well, "looked_at": found.looked_at, "findings": findings}
