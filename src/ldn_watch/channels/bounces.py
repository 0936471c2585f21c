"""Delivery status notifications (RFC 3464) in a Maildir, read and marked.

In: the folder. Out: a `Bounce` for each recipient that a notification says failed, and the mark that it is
handled: in cur/, with the flag S (seen). Raises `OSError` where the folder cannot be read or written.

Only the notification's own fields count, never its prose: an address in a text may be anybody's. What is no
notification (a vacation notice, a person's answer) is left as it is, for a person.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from ldn_watch.channels import one_line
from ldn_watch.channels.replies import is_bad_address

HANDLED = "S"
LARGEST = 10 << 20  # bytes; a notification that returns a whole digest has some 200 KB
LONGEST_REASON = 300
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
_CODE = re.compile(r"\b([245]\d\d)\b")
_VAGUE = ("5.0.0", "5.5.0")
_NO_MAILBOX = 550


@dataclass(frozen=True, slots=True)
class Bounce:
    """One recipient of a notification. `message_id` is that of the mail that came back, "" where the
    notification does not say; `recipients` are the final and the original one, as far as they are told.
    """

    recipients: tuple[str, ...]
    message_id: str
    is_hard: bool  # the address itself is bad, and will stay so
    reason: str


@dataclass(frozen=True, slots=True)
class Notification:
    """One mail of the folder that is a notification; `key` is the folder's name for it."""

    key: str
    bounces: tuple[Bounce, ...]


class BounceFolder:
    """A Maildir into which bounces come."""

    def __init__(self, folder: Path) -> None:
        if not all((folder / part).is_dir() for part in ("cur", "new")):
            raise NotADirectoryError(20, "is no Maildir (it has no folders cur and new)", str(folder))
        self._folder = folder
        self._mails = mailbox.Maildir(folder, factory=None, create=False)

    def unhandled(self) -> Iterator[Notification]:
        """The notifications that nobody has handled yet, in the order of their names."""
        for key in sorted(self._mails.keys()):
            mail = self._read(key)
            if mail is not None and is_notification(mail):
                yield Notification(key, tuple(to_bounces(mail)))

    def mark(self, key: str) -> None:
        """Handled: the next call passes it by."""
        mail = self._mails[key]
        mail.set_subdir("cur")
        mail.add_flag(HANDLED)
        self._mails[key] = mail

    def _read(self, key: str) -> Message | None:
        """None for what is handled, has gone meanwhile, or is too large to be one."""
        try:
            path = self._folder / self._mails._lookup(key)  # type: ignore[attr-defined]  # noqa: SLF001
            if HANDLED in path.name.rpartition(":2,")[2] and ":2," in path.name:
                return None
            return None if path.stat().st_size > LARGEST else self._mails[key]
        except (KeyError, FileNotFoundError):
            return None


def is_notification(mail: Message) -> bool:
    """RFC 3464: multipart/report of the type delivery-status, sent from nobody (RFC 3461: MAIL FROM:<>)."""
    kind = str(mail.get_param("report-type", "")).lower()
    return mail.get_content_type() == "multipart/report" and kind == "delivery-status"


def to_bounces(mail: Message) -> Iterator[Bounce]:
    """One for each recipient that failed or is late."""
    parts = [part for part in mail.walk() if part is not mail]
    message_id = next(filter(None, map(to_message_id, parts)), "")
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for fields in part.get_payload():
                if isinstance(fields, Message) and fields.get("Final-Recipient"):
                    yield to_bounce(fields, message_id)


def to_message_id(part: Message) -> str:
    """Of the mail that came back, whole or its headers alone."""
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/global") and part.is_multipart():
        inner = part.get_payload(0)
        return str(inner.get("Message-ID", "")).strip() if isinstance(inner, Message) else ""
    if kind in ("text/rfc822-headers", "message/global-headers"):
        text = part.get_payload(decode=True)
        found = re.search(rb"(?im)^message-id:\s*(<[^>\s]{1,900}>)", text if isinstance(text, bytes) else b"")
        return found[1].decode("ascii", "replace") if found else ""
    return ""


def to_bounce(fields: Message, message_id: str) -> Bounce:
    """The fields of one recipient (RFC 3464, 2.3)."""
    names = ("Final-Recipient", "Original-Recipient")
    recipients = tuple(dict.fromkeys(filter(None, (to_address(str(fields.get(name, ""))) for name in names))))
    action = str(fields.get("Action", "")).strip().lower()
    status = found[0] if (found := _STATUS.search(str(fields.get("Status", "")))) else ""
    words = one_line(str(fields.get("Diagnostic-Code", "")))[:LONGEST_REASON]
    hard = action == "failed" and is_hard(status, words)
    return Bounce(recipients, message_id, hard, one_line(f"bounced: {status} {words}").strip())


def is_hard(status: str, words: str) -> bool:
    """True where the address is bad for good, by the same rule as a refusal at RCPT (replies.py): 5.1.x but
    for the sender's, 5.2.1; a vague 5.0.0 is told by the server's words.
    """
    if not status.startswith("5."):
        return False
    if status not in _VAGUE:
        return is_bad_address(_NO_MAILBOX, status)
    code = _CODE.search(words)
    return is_bad_address(int(code[1]), words) if code else False


def to_address(field: str) -> str:
    """`rfc822; ada@example.org` -> the address."""
    kind, _, address = field.partition(";")
    known = kind.strip().lower() in ("rfc822", "utf-8")
    return address.strip().strip("<>") if known and "@" in address else ""
