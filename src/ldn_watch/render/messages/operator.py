"""The mail to the operator about failures that last: what failed, what was kept, what comes next, what to do.

Comes in: a `NoticeMail`. Goes out: an RFC 5322 message of plain text without To and Message-ID, the same
bytes for the same mail. Raises nothing. It alone says why: the public reads render/notice.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.render.messages.email import set_part, to_sender
from ldn_watch.render.notice import WORDS, lower, upper
from ldn_watch.render.templating import render
from ldn_watch.render.text import counted, day, moment, one_line, shorten, span

LONGEST_REASON = 500
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """One mail to the operator: what is told for the first time, as it stands."""

    watch_title: str
    sender: str  # "LDN Watch <watch@example.org>"
    number: int
    composed_at: datetime
    incidents: tuple[Incident, ...]


def render_notice(mail: NoticeMail) -> bytes:
    """The message without To and Message-ID: plain text, the same bytes for the same mail."""
    message = EmailMessage(policy=SMTP)
    message["From"] = to_sender(mail.sender)
    message["Subject"] = to_subject_line(mail)
    message["Date"] = format_datetime(mail.composed_at.astimezone(UTC))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice may answer
    told = [tuple(to_parts(one, mail.composed_at)) for one in in_order(mail)]
    text = render("messages/notice.txt.j2", watch=one_line(mail.watch_title), told=told)
    set_part(message, text, "plain")
    return message.as_bytes()


def in_order(mail: NoticeMail) -> list[Incident]:
    """What still lasts before what is over."""
    return sorted(mail.incidents, key=lambda one: one.is_over)


def to_subject_line(mail: NoticeMail) -> str:
    """`LDN watch: PubMed could not be asked since 24 Nov 2026`, or `...: PubMed answers again`."""
    first, *others = in_order(mail)
    more = f" (and {len(others)} more)" if others else ""
    title = shorten(one_line(mail.watch_title), LONGEST_TITLE)
    return f"{title}: {to_headline(first)}{more}"


def to_headline(incident: Incident) -> str:
    words = WORDS[incident.kind]
    return lower(words.again) if incident.is_over else f"{words.past} since {day(incident.since)}"


def to_parts(incident: Incident, now: datetime) -> Iterator[tuple[str, str]]:
    """Heading and text: since when, what failed, what was kept, what happens next, what to do."""
    words, since = WORDS[incident.kind], moment(incident.since)
    reason = shorten(one_line(incident.reason), LONGEST_REASON) or "(nothing is known of the reason)"
    if incident.closed_at:
        lasted = span(incident.closed_at - incident.since)
        yield upper(words.again), f"From {since} to {moment(incident.closed_at)}, {lasted}, {words.past}."
        yield "What had failed", reason
        yield "What was kept", "Everything: nothing is lost, and nobody is told twice."
        yield "What happens next", words.after
        yield "What to do", "Nothing."
        return
    runs = counted(incident.failed_runs, "run has failed", "runs in a row have failed")
    if incident.kind is IncidentKind.MAIL:  # counted by the mail that was tried most often
        runs = f"tried {counted(incident.failed_runs, 'time')}"
    yield upper(words.past), f"For {span(now - incident.since)} now, since {since}; {runs}."
    yield "What failed", reason
    yield "What was kept", words.kept
    yield (
        "What happens next",
        f"{words.then} One mail will tell you when it is over; until then none repeats this.",
    )
    yield "What to do", words.do
