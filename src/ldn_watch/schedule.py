"""When things are due: words and cron expressions, wall clocks and daylight saving.

In: what the configuration says, and instants (aware datetimes); `now` is always an argument.
Out: five-field cron expressions ("" is every run), due instants in UTC, and intervals.
Raises: ValueError, with what would be right.

Cron means what Debian's cron means (cron(8)): weekdays 0 to 7, 0 and 7 are Sunday; a job at a fixed
time runs once where daylight saving repeats that time, and right after the gap where it skips it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from cronsim import CronSim, CronSimError

_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MACROS = {  # crontab(5)
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_WHAT_WOULD_BE_RIGHT = (
    'every-run, daily, "daily 07:00", weekly, "weekly monday 07:00", '
    'or five cron fields: minute hour day month weekday, such as "0 7 * * 1"'
)
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # cronsim looks fifty years ahead: 29 February is found
_LONGEST_FOLD = timedelta(hours=3)  # no zone has ever turned its clock back further and repeated more
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_INTERVAL = re.compile(
    r"(every\s+)?(\d{0,7})\s*"
    r"(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_INTERVAL = timedelta(days=366)


# --- reading the configuration -------------------------------------------------------------------


def parse_schedule(text: str, weekday: str = "", time: str = "") -> str:
    """`every-run` -> "", `daily 18:30` -> "30 18 * * *", `weekly fri` -> "0 7 * * 5", cron -> itself.

    `weekday` (English, at least three letters) and `time` (HH:MM, 24 hours; 07:00 if not said) may
    stand in the text or beside it. The times are of the wall clock of the watch's time zone.
    """
    words = [word for word in text.lower().split() if word not in ("on", "at")]
    kind = "every-run" if words in (["every", "run"], ["every_run"]) else (words or [""])[0]
    if kind == "daily":
        return _daily(words[1:], weekday, time)
    if kind == "weekly":
        return _weekly(words[1:], weekday, time)
    if weekday or time:
        raise ValueError(f"weekday and time go with daily or weekly, not with {text!r}")
    if kind == "every-run":
        return ""
    return _cron(text)


def _daily(words: list[str], weekday: str, time: str) -> str:
    if weekday:
        raise ValueError(f'daily has no weekday ({weekday!r}): did you mean "weekly"?')
    times = [word for word in (*words, time) if word]
    return "{1} {0} * * *".format(*_time_of_day(times, "daily"))


def _weekly(words: list[str], weekday: str, time: str) -> str:
    days = [word for word in (*words, weekday) if word and not word[0].isdigit()]
    times = [word for word in (*words, time) if word and word[0].isdigit()]
    if len(days) > 1:
        raise ValueError(f"weekly has one weekday, not {len(days)} ({', '.join(days)})")
    hour, minute = _time_of_day(times, "weekly")
    return f"{minute} {hour} * * {_weekday_number(days[0] if days else 'monday')}"


def _time_of_day(times: list[str], kind: str) -> tuple[int, int]:
    if len(times) > 1:
        raise ValueError(f"{kind} has one time, not {len(times)} ({', '.join(times)})")
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", times[0].strip() if times else "07:00", re.ASCII)
    if found is None:
        raise ValueError(f"{times[0]!r} is no time of day: write HH:MM, from 00:00 to 23:59")
    return int(found[1]), int(found[2])


def _weekday_number(name: str) -> int:
    """Cron's number, 0 is Sunday."""
    word = name.strip().lower()
    for number, day in enumerate(_WEEKDAYS):
        if len(word) >= len("mon") and day.startswith(word):
            return number
    raise ValueError(f"{name!r} is no weekday: write {', '.join(_WEEKDAYS[1:])} or sunday")


def _cron(text: str) -> str:
    fields = _MACROS.get(text.strip().lower(), text).split()
    if len(fields) != 5:  # noqa: PLR2004 - cronsim would read a sixth field as seconds
        raise ValueError(f"{text!r} is no schedule: write {_WHAT_WOULD_BE_RIGHT}")
    cron = " ".join(fields)
    try:
        next(CronSim(cron, _SOME_DAY))
    except CronSimError as error:
        raise ValueError(f"{text!r} is no cron expression: {error}: write {_WHAT_WOULD_BE_RIGHT}") from None
    except StopIteration:
        raise ValueError(f"{text!r} is never due: no year has such a day") from None
    return cron


def parse_interval(text: str) -> timedelta:
    """`90s`, `30m`, `6h`, `1d`, `2w`, `every 6 hours`, `every hour` -> timedelta, more than zero."""
    found = _INTERVAL.fullmatch(text.strip())
    if found is None or not (found[1] or found[2]):
        raise ValueError(f'{text!r} is no interval: write "30m", "6h", "1d" or "every 6 hours"')
    interval = timedelta(seconds=int(found[2] or 1) * _UNITS[found[3][0].lower()])
    if not timedelta(0) < interval <= _LONGEST_INTERVAL:
        raise ValueError(f"{text!r} is no interval to poll in: write one from 1s to 366d")
    return interval


def parse_poll(text: str) -> timedelta | str:
    """How often the daemon looks: an interval, or a cron expression as `parse_schedule` gives it."""
    if _INTERVAL.fullmatch(text.strip()):
        return parse_interval(text)
    try:
        cron = parse_schedule(text)
    except ValueError as error:
        raise ValueError(f'{error}, or an interval such as "6h"') from None
    if not cron:
        raise ValueError(f'{text!r} tells the daemon nothing: write "6h", "daily 06:00" or a cron expression')
    return cron


# --- telling the time ----------------------------------------------------------------------------


def is_due(cron: str, last_due: datetime, now: datetime, tz: tzinfo) -> datetime | None:
    """The newest due instant (UTC) after `last_due` and not after `now`, or None.

    However many due times were slept through, it is one: what is owed is told once. "" (every run)
    is due now. A clock that went back is not due before it has passed `last_due` again.
    """
    if not cron:
        return now
    try:
        due = _last_due(cron, now, tz)
    except StopIteration:  # none within fifty years before now
        return None
    return due if due > last_due else None


def next_due(cron: str, after: datetime, tz: tzinfo) -> datetime:
    """The first due instant (UTC) later than `after`; "" (every run) is due at `after` itself."""
    if not cron:
        return after
    # cronsim reckons by the wall clock: begun in a repeated hour it may name the first pass again
    instants = (local.astimezone(UTC) for local in CronSim(cron, after.astimezone(tz)))
    return next(instant for instant in instants if instant > after)


@lru_cache(maxsize=64)  # the subscribers of a watch ask the same again and again
def _last_due(cron: str, now: datetime, tz: tzinfo) -> datetime:
    """Looks back from now, so that it costs the same after an hour and after ten years; begins a
    little later than now, as in a repeated hour the wall clock is behind what has been.
    """
    start = (now + _LONGEST_FOLD).astimezone(tz)
    instants = (local.astimezone(UTC) for local in CronSim(cron, start, reverse=True))
    return next(instant for instant in instants if instant <= now)
