"""A digest as a mail: one message for all recipients, then one envelope's headers for each.

Comes in: a `DigestMail`; then the message's bytes and a recipient. Goes out: RFC 5322 messages with
CRLF lines, 7-bit clean. Raises `ValueError` where an address, a Message-ID or a link given to `address`
cannot stand in a header.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from ldn_watch.render.messages.digest import (
    DigestMail,
    Part,
    Told,
    is_answered,
    to_home,
    to_look,
    to_parts,
    to_preheader,
    to_subject_line,
    to_summary,
    to_told,
)
from ldn_watch.render.templating import render
from ldn_watch.render.text import one_line
from ldn_watch.render.view import GRAVE_BADGES

if TYPE_CHECKING:
    from css_inline import CSSInliner

__all__ = ["DigestMail", "address", "message_id", "render_digest", "unsubscribe_uri"]

HTML_LIMIT = 94_500  # bytes; Gmail cuts a message off near 102 KB
LONG_TITLE, SHORT_TITLE = 140, 60
WARNINGS = 5  # so many keep their details in whatever small room there is
LONGEST_LINE = 998  # RFC 5322, 2.1.1, without CRLF


@dataclass(frozen=True, slots=True)
class Layout:
    """How much of an issue the HTML part shows: the first `detailed` citations whole, `listed` more by
    title (cut at `cap` characters). The text part lists every title, whatever the layout.
    """

    detailed: int
    listed: int
    cap: int = LONG_TITLE


def render_digest(mail: DigestMail) -> bytes:
    """The message without the recipient's own headers (To, Message-ID, List-Unsubscribe).

    Date and boundary come from the issue, so that every attempt sends the same bytes.
    """
    parts = to_parts(to_told(mail))
    values = to_values(mail, parts)
    layout = plan_layout(parts, lambda layout: size_of(to_html(values, parts, layout)) <= HTML_LIMIT)
    message = EmailMessage(policy=SMTP)
    message["From"] = to_sender(mail.sender)
    message["Subject"] = values["subject"]
    message["Date"] = format_datetime(mail.composed_at.astimezone(UTC))
    message["List-Id"] = f"<{to_atom(mail.list_name or mail.digest)}.{to_domain(mail.list_domain)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice may answer
    message["Precedence"] = "bulk"  # the same for the servers that look only here
    set_part(message, to_text(values, parts, layout), "plain")
    add_part(message, to_html(values, parts, layout), "html")
    message.set_boundary(f"=_{short_hash(mail.digest, str(mail.number))}")
    return to_way_out(mail.leave) + message.as_bytes()


def address(message: bytes, recipient: str, message_id: str, unsubscribe: str) -> bytes:
    """The message for one recipient: To, Message-ID, List-Unsubscribe (RFC 2369), and, for an https
    link, List-Unsubscribe-Post (RFC 8058), put before it; not a byte of it changes.

    Written by hand: `EmailMessage` encodes a long link by RFC 2047 and Gmail then shows no button
    (python/cpython#87659).
    """
    headers = [("To", recipient), ("Message-ID", message_id)]
    way_out = b"" if has_way_out(message) else to_way_out(unsubscribe)
    return b"".join(to_header(name, value) for name, value in headers) + way_out + message


def to_way_out(unsubscribe: str) -> bytes:
    """List-Unsubscribe, and for an https link List-Unsubscribe-Post; nothing for ""."""
    headers = [("List-Unsubscribe", f"<{unsubscribe}>")] if unsubscribe else []
    if unsubscribe.startswith("https:"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return b"".join(to_header(name, value) for name, value in headers)


def has_way_out(message: bytes) -> bool:
    """True where the issue itself says how its one reader leaves: `render_digest` puts that first."""
    return message.startswith(b"List-Unsubscribe: ")


def message_id(
    digest: str, number: int, recipient: str, domain: str, composed_at: datetime | None = None, *said: str
) -> str:
    """`<fibromyalgia.12.4f0c...@example.org>`: the same for every attempt, another for each recipient
    and issue. With `composed_at` also another after the store was begun anew and numbers start again, and
    with `said` another for what an older archive tells in that second (mailboxes drop one that they know).
    """
    then = composed_at.astimezone(UTC).isoformat() if composed_at else ""
    unique = short_hash(digest, str(number), recipient, then, *said)
    return f"<{to_atom(digest)}.{number}.{unique}@{to_domain(domain)}>"


def unsubscribe_uri(mailbox: str, digest: str) -> str:
    """`mailto:watch@example.org?subject=unsubscribe%20fibromyalgia` (RFC 6068)."""
    return f"mailto:{quote(parseaddr(mailbox)[1], safe='@')}?subject={quote(f'unsubscribe {digest}')}"


# --- headers ---------------------------------------------------------------------------------------


def to_header(name: str, value: str) -> bytes:
    """One unfolded header line; anything that could begin another header is refused."""
    line = f"{name}: {value}"
    if not (line.isascii() and line.isprintable()) or len(line) > LONGEST_LINE:
        raise ValueError(f"{name}: {value[:200]!r} cannot stand in a mail header")
    return line.encode("ascii") + b"\r\n"


def to_sender(sender: str) -> str:
    """`Name <address>`, quoted and encoded as RFC 5322 and 2047 ask."""
    name, mailbox = parseaddr(one_line(sender))
    return formataddr((name, mailbox)) if mailbox else one_line(sender)


def to_atom(text: str) -> str:
    """What may stand in a List-Id and left of a Message-ID's @ (RFC 5322, dot-atom)."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-") or "digest"


def to_domain(domain: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "", domain).strip(".-") or "localhost"


def short_hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:24]


# --- the two parts -----------------------------------------------------------------------------------


def to_values(mail: DigestMail, parts: tuple[Part, ...]) -> dict[str, object]:
    """What both templates are given, the layout apart."""
    summary = to_summary(mail, [one for part in parts for one in part.told])
    mailbox = parseaddr(mail.unsubscribe or mail.sender)[1]
    return {
        "mail": mail,
        "subject": to_subject_line(mail, summary),
        "summary": summary,
        "title": one_line(mail.title),
        "watch": one_line(mail.watch_title),
        "preheader": to_preheader(mail, parts),
        "home": to_home(mail.base_url),
        "look": tuple(to_look(mail)),
        "is_answered": is_answered(mail.look),
        "mailbox": mailbox,
        "unsubscribe": unsubscribe_uri(mailbox, mail.digest),
        "grave": GRAVE_BADGES,
    }


def to_text(values: dict[str, object], parts: tuple[Part, ...], layout: Layout) -> str:
    detailed, rest = split(parts, layout.detailed)
    return render("messages/digest.txt.j2", **values, parts=detailed, rest=rest)


def to_html(values: dict[str, object], parts: tuple[Part, ...], layout: Layout) -> str:
    """The HTML part with its CSS inline; the rules that cannot be (dark mode) stay in the head."""
    detailed, rest = split(parts, layout.detailed)
    shown = {"rest": rest[: layout.listed], "unlisted": len(rest) - layout.listed, "cap": layout.cap}
    page = render("messages/digest.html.j2", **values, parts=detailed, **shown)
    return inliner().inline(page)


def size_of(html: str) -> int:
    """Bytes once decoded by the reader: UTF-8, each line ended by CRLF."""
    return len(html.encode()) + html.count("\n")


@cache
def inliner() -> CSSInliner:
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, minify_css=True)


def split(parts: tuple[Part, ...], detailed: int) -> tuple[list[Part], list[Told]]:
    """The parts with their first `detailed` citations, and the citations that are left."""
    kept: list[Part] = []
    rest: list[Told] = []
    room = detailed
    for part in parts:
        if told := part.told[:room]:
            kept.append(replace(part, told=told))
        rest += part.told[room:]
        room = max(0, room - len(part.told))
    return kept, rest


def plan_layout(parts: tuple[Part, ...], fits: Callable[[Layout], bool]) -> Layout:
    """The layout that shows most and fits: first details give way to titles, then titles get shorter,
    then what is left is only counted. Warnings keep their details as long as anything is shown.
    """
    total = sum(len(part.told) for part in parts)
    for cap in (LONG_TITLE, SHORT_TITLE):
        layouts = [Layout(detailed, total - detailed, cap) for detailed in range(total + 1)]
        if layout := last_fitting(layouts, fits):
            return layout
    warnings = min(WARNINGS, sum(len(part.told) for part in parts if part.is_grave))
    layouts = [Layout(warnings, listed, SHORT_TITLE) for listed in range(total - warnings + 1)]
    return last_fitting(layouts, fits) or layouts[0]


def last_fitting(layouts: Sequence[Layout], fits: Callable[[Layout], bool]) -> Layout | None:
    """The last of these ever larger layouts that fits; the last one, which is most mails', is tried first."""
    if fits(layouts[-1]):
        return layouts[-1]
    number = bisect_left(layouts, 1, key=lambda layout: not fits(layout))
    return layouts[number - 1] if number else None


# --- MIME ------------------------------------------------------------------------------------------


def set_part(message: EmailMessage, text: str, subtype: str) -> None:
    message.set_content(text, subtype=subtype, charset="utf-8", cte=to_encoding(text))


def add_part(message: EmailMessage, text: str, subtype: str) -> None:
    message.add_alternative(text, subtype=subtype, charset="utf-8", cte=to_encoding(text))


def to_encoding(text: str) -> str:
    """The shorter of the two encodings that pass every server (no 8-bit, no line over 76)."""
    raw = text.encode()
    shorter = len(quopri.encodestring(raw)) <= len(base64.encodebytes(raw))
    return "quoted-printable" if shorter else "base64"
