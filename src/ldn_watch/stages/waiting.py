"""When PubMed must not be asked: it has blocked this address, or asked us to wait longer than a run.

Comes in: why a look failed, the time, or the note that an earlier run left. Goes out: that note, or a
sentence for a person, "" where there is nothing to wait for. Raises nothing.

Cron comes again in a few minutes: asking a service that has refused us makes it refuse us for longer.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ldn_watch.errors import Blocked, SourceError, Transient

NOT_BEFORE = "not-before"  # the store's note: an instant, a space, why
BLOCKED_FOR = timedelta(hours=24)  # a block is lifted by a person at NCBI, not by asking
LONGEST = timedelta(hours=24)  # whatever the server says, and wherever the clock has been


def plan_note(error: SourceError, now: datetime) -> str:
    """The note that this failure leaves for the next run, "" where the next run may ask at once."""
    if isinstance(error, Blocked):
        wait = BLOCKED_FOR
    elif isinstance(error, Transient) and error.retry_after:
        wait = min(timedelta(seconds=error.retry_after), LONGEST)
    else:
        return ""
    return f"{(now + wait).isoformat()} {error}"


def still_waiting(note: str, now: datetime) -> str:
    """Why PubMed is not to be asked yet; a note from a clock that was ahead holds nobody up."""
    until, _, why = note.partition(" ")
    if not until or not now < datetime.fromisoformat(until) <= now + LONGEST:
        return ""
    moment = datetime.fromisoformat(until).astimezone(UTC)
    return f"{why}; not asked again before {moment:%Y-%m-%d %H:%M} UTC (ldn-watch check asks at once)"
