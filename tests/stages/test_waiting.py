"""A service that refuses us, or asks us to wait, is left alone for as long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ldn_watch.errors import Blocked, SourceError, Transient, Untrustworthy
from ldn_watch.stages.waiting import plan_note, still_waiting

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Blocked("blocked"), timedelta(hours=24)),
        (Transient("429", 600.0), timedelta(minutes=10)),
        (Transient("429", 1e12), timedelta(hours=24)),
    ],
)
def test_as_long_as_is_asked_for_and_no_longer_than_a_day(error, wait):
    note = plan_note(error, NOW)
    assert still_waiting(note, NOW).startswith(f"{error}; not asked again before 2026-11-2")
    assert still_waiting(note, NOW + wait - timedelta(seconds=1))
    assert not still_waiting(note, NOW + wait)


@pytest.mark.parametrize(
    "error", [Transient("503"), Transient("x", 0.0), SourceError("x"), Untrustworthy("x")]
)
def test_nothing_else_holds_up_the_next_run(error):
    assert plan_note(error, NOW) == ""
    assert still_waiting("", NOW) == ""


def test_a_note_from_a_clock_that_was_ahead_holds_nobody_up():
    assert not still_waiting(plan_note(Blocked("x"), NOW + timedelta(days=365)), NOW)
