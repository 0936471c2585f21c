"""Text from outside, made fit to be shown, and instants in words.

Comes in: any string, an aware datetime. Goes out: one clean line, a shortened one, a day or a moment
in UTC, how long something lasted. Raises nothing.
"""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, datetime, timedelta
from functools import lru_cache

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MAIL_WIDTH = 72
SHORT = 300  # characters of a text that is kept, once it is clean

# What XML 1.0 (section 2.2) forbids breaks a whole feed; the C1 controls are discouraged there.
_ILLEGAL = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# Bidirectional controls make a title read backwards; zero-width and tag characters hide text in it.
_INVISIBLE = "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
_UNWANTED = re.compile(f"{_ILLEGAL}|{_INVISIBLE}")


def one_line(text: str) -> str:
    """`text` without characters that break XML or deceive the eye, its white space collapsed."""
    return _short(text) if len(text) <= SHORT else _clean(text)


def _clean(text: str) -> str:
    # What is printable holds none of them: most texts are spared the slower look.
    return " ".join((text if text.isprintable() else _UNWANTED.sub("", text)).split())


_short = lru_cache(maxsize=4096)(_clean)  # names, journals, labels: the same stand in many places and formats


def shorten(text: str, limit: int) -> str:
    """`text`, or its first words and an ellipsis: never more than `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words = head.rsplit(" ", 1)[0]
    # One endless word is cut where it stands: backing up to its blank would leave nothing.
    return (words if len(words) > limit // 2 else head).rstrip(" ,;:") + "…"


def day(at: datetime) -> str:
    """`22 Nov 2026`, in UTC. Not strftime: its month names follow the locale."""
    at = at.astimezone(UTC)
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def moment(at: datetime) -> str:
    """`22 Nov 2026 06:00 UTC`."""
    at = at.astimezone(UTC)
    return f"{day(at)} {at.hour:02}:{at.minute:02} UTC"


def span(time: timedelta) -> str:
    """`3 days`, `30 hours`, `5 minutes`: as exact as one wants to know it; never less than nothing."""
    minutes = max(0, int(time / timedelta(minutes=1)))
    if minutes < 2 * 60:
        return counted(minutes, "minute")
    hours = minutes // 60
    return counted(hours, "hour") if hours < 3 * 24 else counted(hours // 24, "day")


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 retraction`, `2 retractions`, `1,503 citations`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: list[str], *, most: int = 0) -> str:
    """`A`, `A and B`, `A, B and C`; above `most`: `A, B and 3 more`."""
    if most and len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def fold(text: str, first: str = "", rest: str = "") -> str:
    """`text` wrapped for a plain mail, the first line after `first`, the others after `rest`; a link
    is never broken, however long.
    """
    return textwrap.fill(
        text,
        MAIL_WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
