"""A digest as a short note, for services that are no mail: chats, telephones.

Comes in: a `DigestMail`. Goes out: an RFC 5322 message of plain text: the subject, a paragraph for each
citation (title and link, the gravest first), then what else must be said. Raises nothing. How much of it
a service has room for, its channel decides: a paragraph that begins with a bullet may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ldn_watch.render.messages.digest import (
    DigestMail,
    is_answered,
    to_home,
    to_look,
    to_parts,
    to_subject_line,
    to_summary,
    to_told,
)
from ldn_watch.render.messages.email import set_part, to_sender
from ldn_watch.render.text import shorten

BULLET = "\u2022 "
LONGEST_TITLE = 200


def render_note(mail: DigestMail) -> bytes:
    """The message without the recipient's own headers; the same bytes for the same issue."""
    told = to_told(mail)
    message = EmailMessage(policy=SMTP)
    message["From"] = to_sender(mail.sender)
    message["Subject"] = to_subject_line(mail, to_summary(mail, told))
    message["Date"] = format_datetime(mail.composed_at.astimezone(UTC))
    message["Auto-Submitted"] = "auto-generated"
    set_part(message, "\n\n".join(to_paragraphs(mail)) + "\n", "plain")
    return message.as_bytes()


def to_paragraphs(mail: DigestMail) -> Iterator[str]:
    """The citations, then how PubMed answered where that is news, then the site."""
    for part in to_parts(to_told(mail)):
        for told in part.told:
            yield f"{BULLET}{inert(shorten(told.entry.heading, LONGEST_TITLE))}\n{told.entry.link}"
    if not mail.entries or mail.incidents or mail.missed or not is_answered(mail.look):
        yield " ".join(to_look(mail)) or "Nothing new."
    if home := to_home(mail.base_url):
        yield f"All pages and feeds: {home}"


def inert(text: str) -> str:
    """A title from outside in which no chat finds a person or a channel to call (`@everyone`, `<!here>`)."""
    return re.sub(r"(@)(?=\w)|(<)(?=[!@#])", r"\1\2 ", text)
