from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.schedule import is_due, next_due, parse_interval, parse_poll, parse_schedule

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its daylight saving is half an hour
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dues_of(cron, start, end, tz, step=MINUTE):
    """What a daemon that looks every `step` finds due."""
    last, found, now = start, [], start
    while now <= end:
        due = is_due(cron, last, now, tz)
        if due is not None:
            found.append(due)
            last = due
        now += step
    return found


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cron"),
    [
        ("every-run", ""),
        ("Every run", ""),
        ("every_run", ""),
        ("daily", "0 7 * * *"),
        ("daily 18:30", "30 18 * * *"),
        (" Daily  at 6:05 ", "5 6 * * *"),
        ("weekly", "0 7 * * 1"),
        ("weekly fri", "0 7 * * 5"),
        ("weekly on Sunday at 23:59", "59 23 * * 0"),
        ("weekly 00:00", "0 0 * * 1"),
        ("weekly 09:00 thurs", "0 9 * * 4"),
        ("0 7 * * 1", "0 7 * * 1"),
        ("  */15  8-18 * *  mon-fri ", "*/15 8-18 * * mon-fri"),
        ("0 0 29 2 *", "0 0 29 2 *"),
        ("0 7 * * 7", "0 7 * * 7"),
        ("0 7 L * *", "0 7 L * *"),
        ("@daily", "0 0 * * *"),
        ("@Weekly", "0 0 * * 0"),
    ],
)
def test_schedules_that_are_understood(text, cron):
    assert parse_schedule(text) == cron


@pytest.mark.parametrize(
    ("text", "weekday", "time", "cron"),
    [
        ("weekly", "Friday", "18:00", "0 18 * * 5"),
        ("weekly", "sat", "", "0 7 * * 6"),
        ("weekly wed", "", "6:30", "30 6 * * 3"),
        ("daily", "", "22:15", "15 22 * * *"),
    ],
)
def test_weekday_and_time_may_stand_beside(text, weekday, time, cron):
    assert parse_schedule(text, weekday, time) == cron


@pytest.mark.parametrize(
    ("text", "weekday", "time", "part"),
    [
        ("", "", "", "every-run"),
        ("sometimes", "", "", 'daily, "daily 07:00"'),
        ("0 7 * *", "", "", "five cron fields"),
        ("0 0 7 * * 1", "", "", "five cron fields"),
        ("61 7 * * *", "", "", "Bad minute"),
        ("0 24 * * *", "", "", "Bad hour"),
        ("0 7 * * 8", "", "", "Bad day-of-week"),
        ("0 7 * 13 *", "", "", "Bad month"),
        ("0 7 31 2 *", "", "", "Bad day-of-month"),
        ("0 7 * 2 mon#5,xyz", "", "", "Bad day-of-week"),
        ("@reboot", "", "", "five cron fields"),
        ("daily 25:00", "", "", "HH:MM"),
        ("daily 7am", "", "", "HH:MM"),
        ("daily 07:00 08:00", "", "", "one time, not 2"),
        ("daily 07:00", "", "08:00", "one time, not 2"),
        ("daily", "monday", "", "weekly"),
        ("weekly", "mo", "", "monday, tuesday"),
        ("weekly Montag", "", "", "'montag' is no weekday"),
        ("weekly monday", "tuesday", "", "one weekday, not 2"),
        ("weekly", "", "7", "HH:MM"),
        ("every-run", "monday", "", "go with daily or weekly"),
        ("0 7 * * 1", "", "08:00", "go with daily or weekly"),
    ],
)
def test_a_schedule_that_is_wrong_says_what_would_be_right(text, weekday, time, part):
    with pytest.raises(ValueError) as caught:
        parse_schedule(text, weekday, time)
    assert part in str(caught.value)


def test_a_day_that_no_year_has_is_never_due():
    with pytest.raises(ValueError, match="never due"):
        parse_schedule("0 7 */31 * mon#5")


@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_any_text_is_a_schedule_or_a_value_error(text, weekday, time):
    try:
        cron = parse_schedule(text, weekday, time)
    except ValueError:
        return
    assert cron == "" or len(cron.split()) == 5


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", 30 * MINUTE),
        ("30 min", 30 * MINUTE),
        ("6h", 6 * HOUR),
        ("1d", DAY),
        ("2w", 14 * DAY),
        (" Every 6 hours ", 6 * HOUR),
        ("every hour", HOUR),
        ("every 1 day", DAY),
        ("366d", 366 * DAY),
    ],
)
def test_intervals(text, interval):
    assert parse_interval(text) == interval
    assert parse_poll(text) == interval


@pytest.mark.parametrize(
    "text", ["", "6", "h", "0h", "-1h", "1.5h", "6 fortnights", "every", "999999999w", "٣h"]
)
def test_what_is_no_interval(text):
    with pytest.raises(ValueError, match="is no interval"):
        parse_interval(text)


@pytest.mark.parametrize(("text", "cron"), [("daily 06:00", "0 6 * * *"), ("17 */4 * * *", "17 */4 * * *")])
def test_a_poll_may_be_a_schedule(text, cron):
    assert parse_poll(text) == cron


@pytest.mark.parametrize(
    ("text", "part"),
    [("every-run", "tells the daemon nothing"), ("often", 'such as "6h"'), ("0m", "from 1s to 366d")],
)
def test_a_poll_that_is_wrong_says_what_would_be_right(text, part):
    with pytest.raises(ValueError) as caught:
        parse_poll(text)
    assert part in str(caught.value)


# --- when it is due -------------------------------------------------------------------------------


def test_every_run_is_always_due_even_when_the_clock_went_back():
    now = utc("2026-11-23T07:00:00")
    assert is_due("", now + DAY, now, BERLIN) == now
    assert next_due("", now, BERLIN) == now


def test_due_from_the_very_second_on_and_once():
    before, due = utc("2026-11-23T05:59:59.999999"), utc("2026-11-23T06:00:00")
    assert is_due("0 7 * * *", before - HOUR, before, BERLIN) is None
    assert is_due("0 7 * * *", before, due, BERLIN) == due
    assert is_due("0 7 * * *", before, due + timedelta(microseconds=1), BERLIN) == due
    assert is_due("0 7 * * *", due, due + HOUR, BERLIN) is None


def test_what_was_slept_through_is_due_once_and_is_the_newest():
    monday, friday = utc("2026-11-16T06:00:00"), utc("2026-11-20T12:00:00")
    due = is_due("0 7 * * *", monday, friday, BERLIN)
    assert due == utc("2026-11-20T06:00:00")
    assert is_due("0 7 * * *", due, friday, BERLIN) is None


def test_a_clock_that_went_back_a_day_is_not_due_and_no_error():
    last = utc("2026-11-23T06:00:00")
    assert is_due("0 7 * * *", last, last - DAY + HOUR, BERLIN) is None
    assert is_due("0 7 * * *", last, last + DAY, BERLIN) == last + DAY


def test_a_clock_a_year_ahead_is_due_once():
    last = utc("2026-11-23T06:00:00")
    assert is_due("0 7 * * *", last, last + 365 * DAY, BERLIN) == last + 365 * DAY


@pytest.mark.parametrize("cron", ["* * * * *", "*/5 * * * *", "0-59 0-23 * * *", "0 7 * * 1"])
def test_it_looks_back_from_now_and_not_from_long_ago(cron, monkeypatch):
    from cronsim import CronSim

    ticks = []
    tick = CronSim.__next__
    monkeypatch.setattr(CronSim, "__next__", lambda self: ticks.append(1) or tick(self))
    now = utc("2026-11-23T12:34:56")
    assert is_due(cron, utc("1990-01-01T00:00:00"), now, BERLIN) is not None
    assert len(ticks) <= 190


def test_a_rare_day_is_found():
    assert is_due("0 0 29 2 *", utc("2020-01-01"), utc("2026-11-23"), BERLIN) == utc("2024-02-28T23:00:00")
    assert next_due("0 0 29 2 *", utc("2026-11-23"), BERLIN) == utc("2028-02-28T23:00:00")


def test_what_was_never_due_is_not():
    assert is_due("0 7 */31 * mon#5", utc("2020-01-01"), utc("2026-11-23"), BERLIN) is None


@pytest.mark.parametrize(
    ("field", "day"), [("0", 22), ("7", 22), ("sun", 22), ("1", 23), ("MON", 23), ("5", 20)]
)
def test_weekdays_mean_what_cron_means(field, day):
    due = is_due(f"0 7 * * {field}", utc("2026-11-01"), utc("2026-11-23T12:00:00"), UTC)
    assert due == datetime(2026, 11, day, 7, tzinfo=UTC)


def test_day_and_weekday_together_mean_either_as_in_cron():
    dues = dues_of("0 7 13 * fri", utc("2026-10-31"), utc("2026-11-21"), UTC, HOUR)
    assert [due.day for due in dues] == [6, 13, 20]
    dues = dues_of("0 7 14 * fri", utc("2026-10-31"), utc("2026-11-21"), UTC, HOUR)
    assert [due.day for due in dues] == [6, 13, 14, 20]


@pytest.mark.parametrize(
    ("tz", "cron", "night", "expected"),
    [
        # the time is skipped: due right after the gap
        (BERLIN, "30 2 * * *", "2026-03-29", ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]),
        (NEW_YORK, "30 2 * * *", "2026-03-08", ["2026-03-07T07:30", "2026-03-08T07:00", "2026-03-09T06:30"]),
        (LORD_HOWE, "15 2 * * *", "2026-10-04", ["2026-10-02T15:45", "2026-10-03T15:30", "2026-10-04T15:15"]),
        # the time comes twice: due once, the first time
        (BERLIN, "30 2 * * *", "2026-10-25", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
        (NEW_YORK, "30 1 * * *", "2026-11-01", ["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"]),
        (LORD_HOWE, "45 1 * * *", "2026-04-05", ["2026-04-03T14:45", "2026-04-04T14:45", "2026-04-05T15:15"]),
    ],
)
@pytest.mark.parametrize("step", [MINUTE, 7 * MINUTE])
def test_daylight_saving_neither_doubles_nor_drops(tz, cron, night, expected, step):
    start = datetime.fromisoformat(night).replace(tzinfo=tz).astimezone(UTC) - DAY
    start -= timedelta(minutes=start.minute)
    dues = dues_of(cron, start, start + 3 * DAY + HOUR, tz, step)
    assert dues == [utc(text) for text in expected]
    after, found = start, []
    for _ in expected:
        after = next_due(cron, after, tz)
        found.append(after)
    assert found == dues


def test_in_the_second_pass_of_a_repeated_hour_the_first_has_been():
    second_pass, first = utc("2026-10-25T01:10"), utc("2026-10-25T00:30")
    assert is_due("30 2 * * *", first - DAY, second_pass, BERLIN) == first
    assert is_due("30 2 * * *", first, second_pass + HOUR, BERLIN) is None
    assert next_due("30 2 * * *", second_pass, BERLIN) == utc("2026-10-26T01:30")


def test_every_hour_goes_on_through_the_repeated_hour():
    dues = dues_of("30 * * * *", utc("2026-10-24T23:00"), utc("2026-10-25T03:00"), BERLIN)
    assert dues == [utc(f"2026-10-{text}") for text in ("24T23:30", "25T00:30", "25T01:30", "25T02:30")]


CRONS = st.sampled_from(
    ["30 2 * * *", "0 7 * * 1", "15,45 1-3 * * *", "*/20 * * * *", "5 * * * *", "0 3 1 * *", "59 23 * * sun"]
)
INSTANTS = st.integers(0, 2 * 365 * 86400).map(lambda seconds: utc("2026-01-01") + timedelta(seconds=seconds))


@given(CRONS, INSTANTS, st.sampled_from([UTC, BERLIN, NEW_YORK, LORD_HOWE]))
def test_the_next_due_instant_is_due_when_it_comes_and_not_a_moment_sooner(cron, after, tz):
    due = next_due(cron, after, tz)
    assert due > after
    assert due.tzinfo is UTC
    assert is_due(cron, after, due - timedelta(microseconds=1), tz) is None
    assert is_due(cron, after, due, tz) == due
