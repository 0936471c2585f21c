"""The two mails that a request brings: one asks to confirm, the other leads a subscriber to the settings.

Comes in: a `LetterMail`. Goes out: an RFC 5322 message of plain text without To and Message-ID, the same
bytes for the same letter. Raises nothing.

It names no address and repeats no word that anybody typed: whoever fills in the form with another's address
can make it say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ldn_watch.render.messages.email import set_part, to_sender
from ldn_watch.render.templating import render
from ldn_watch.render.text import one_line, shorten

LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class LetterMail:
    """`asks`: to confirm; otherwise it leads to the settings. `days` is how long the link is good."""

    asks: bool
    watch_title: str
    sender: str
    composed_at: datetime
    link: str
    days: int
    what: tuple[str, ...]
    how_often: str


def render_letter(mail: LetterMail) -> bytes:
    """The message; RFC 3834: nobody's vacation notice may answer it."""
    watch = shorten(one_line(mail.watch_title), LONGEST_TITLE)
    message = EmailMessage(policy=SMTP)
    message["From"] = to_sender(mail.sender)
    message["Subject"] = f"{watch}: please confirm" if mail.asks else f"{watch}: your subscription"
    message["Date"] = format_datetime(mail.composed_at.astimezone(UTC))
    message["Auto-Submitted"] = "auto-generated"
    set_part(message, render("messages/letter.txt.j2", mail=mail, watch=watch), "plain")
    return message.as_bytes()
