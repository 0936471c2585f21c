"""An incident opens once and is over once, whatever happens in which order, whatever crashes when."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import Look, RunOutcome, RunReport
from ldn_watch.plans import IncidentPlan, Spell
from ldn_watch.stages.alert import OPERATOR, Alerter, AlertSettings, plan_incidents, plan_spells
from ldn_watch.store.sqlstore import open_store
from tests.stages.builders import NOW

HOUR = timedelta(hours=1)
SETTINGS = AlertSettings(
    failed_runs=3,
    silence=48 * HOUR,
    operator="op@example.org",
    sender="LDN watch <watch@example.org>",
    domain="example.org",
)
SOURCE = IncidentKind.SOURCE
WELL, FAILED = RunOutcome.NOTHING_NEW, RunOutcome.COULD_NOT_LOOK


def look(outcome, at=NOW, error="HTTP 503"):
    return Look(at, outcome, error=error if outcome is FAILED else "")


def source(failed=0, since=None):
    return Spell(SOURCE, failed, since, "HTTP 503" if failed else "")


def is_opened(known, outcome, at=NOW, incidents=()):
    return bool(plan_incidents(incidents, plan_spells([known], look(outcome, at)), at, SETTINGS).opened)


# --- when ------------------------------------------------------------------------------------------


def test_it_opens_at_the_third_failed_run_in_a_row_and_not_before():
    assert not is_opened(source(1, NOW - HOUR), FAILED)
    assert is_opened(source(2, NOW - 2 * HOUR), FAILED)
    assert not is_opened(source(2, NOW - 2 * HOUR), WELL)


def test_or_when_it_last_worked_so_long_ago_whatever_became_of_the_runs_between():
    assert not is_opened(source(0, NOW - 47 * HOUR), FAILED)
    assert is_opened(source(0, NOW - 48 * HOUR), FAILED)
    assert not is_opened(source(0, NOW - 999 * HOUR), WELL)
    assert not is_opened(source(0, None), FAILED)


def test_a_clock_that_was_ahead_is_no_silence_but_failed_runs_still_count():
    assert not is_opened(source(0, NOW + 999 * HOUR), FAILED)
    plan = plan_incidents([], [source(3, NOW + 999 * HOUR)], NOW, SETTINGS)
    assert plan.opened == (Incident(SOURCE, NOW, NOW, 3, "HTTP 503"),)


def test_while_it_is_open_nothing_more_is_opened_and_one_success_closes_it():
    known = [Incident(SOURCE, NOW, NOW, 3, id=1)]
    assert plan_incidents(known, [source(9, NOW)], NOW + HOUR, SETTINGS) == IncidentPlan(NOW + HOUR)
    assert plan_incidents(known, [source()], NOW, SETTINGS).closed == (SOURCE,)
    assert plan_incidents([], [source()], NOW, SETTINGS) == IncidentPlan(NOW)


def test_each_kind_is_judged_by_itself():
    known = [Incident(SOURCE, NOW, NOW, 3, id=1)]
    spells = [source(9, NOW), *(Spell(kind, 3, NOW, "x") for kind in IncidentKind if kind is not SOURCE)]
    opened = plan_incidents(known, spells, NOW, SETTINGS).opened
    assert [one.kind for one in opened] == [kind for kind in IncidentKind if kind is not SOURCE]


# --- any life --------------------------------------------------------------------------------------


class Crash(BaseException):
    """The process dies here."""


class Dying:
    """The real store; dies before or after one of its writing methods."""

    def __init__(self, store, where):
        self._store, self._where = store, where

    def __getattr__(self, name):
        method = getattr(self._store, name)
        if self._where is None or self._where[0] != name:
            return method

        def dies(*args, **kwargs):
            if self._where[1] == "before":
                raise Crash
            method(*args, **kwargs)
            raise Crash

        return dies


@cache
def empty_file() -> bytes:
    """An up-to-date file with nothing in it: to migrate one for each example would take minutes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ldn-watch.sqlite3"
        open_store(path, app_version="test", now=NOW).close()
        return path.read_bytes()


@contextmanager
def new_store():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ldn-watch.sqlite3"
        path.write_bytes(empty_file())
        store = open_store(path, app_version="test", now=NOW)
        try:
            yield store
        finally:
            store.close()


def run(store, outcome, now, where=None):
    """Alert and record, as a run does; dies at `where`."""
    dying = Dying(store, where)
    seen = look(outcome, now)
    try:
        Alerter(dying, SETTINGS).run(seen, now)
        dying.record_run(RunReport(outcome, error=seen.error), now, now)
    except Crash:
        return


def messages(store):
    """The operator's mails, oldest first."""
    while delivery := store.claim(NOW + 999 * HOUR, NOW + 999 * HOUR, "me"):
        assert (delivery.digest, delivery.recipient) == (OPERATOR, "op@example.org")
        yield message_from_bytes(store.message(delivery).message, policy=default)


def mails(store):
    return [message["Subject"] for message in messages(store)]


def texts(store):
    return [message.get_content() for message in messages(store)]


BEGUN, OVER = HEADINGS = "PUBMED COULD NOT BE ASKED", "PUBMED ANSWERS AGAIN"
PLACES = st.none() | st.tuples(
    st.sampled_from(["apply_incidents", "open_digest", "apply_issue", "record_run"]),
    st.sampled_from(["before", "after"]),
)
LIFE = st.lists(st.tuples(st.booleans(), st.integers(1, 30), PLACES), max_size=15)


@settings(max_examples=40, deadline=None)
@given(life=LIFE)
def test_any_sequence_of_looks_and_crashes_opens_and_closes_in_turn_and_tells_each_once(life):
    with new_store() as store:
        now = NOW
        for is_well, hours, where in life:
            now += hours * HOUR
            run(store, WELL if is_well else FAILED, now, where)
            assert len(store.incidents()) <= 1
        run(store, FAILED if life and not life[-1][0] else WELL, now + HOUR)  # nothing dies in the end
        known = store.incidents(NOW)
        for before, after in pairwise(known):
            assert before.closed_at <= after.opened_at
            assert after.since >= before.closed_at
        assert store.untold(OPERATOR) == []
        told = Counter(heading for text in texts(store) for heading in HEADINGS if heading in text)
        assert told[OVER] == sum(one.is_over for one in known)
        assert told[BEGUN] <= len(known)  # one that was over before it could be told is told as over


@settings(max_examples=25, deadline=None)
@given(looks=st.lists(st.booleans(), max_size=20))
def test_without_crashes_an_incident_is_a_row_of_three_failures_or_more(looks):
    with new_store() as store:
        rows, row = 0, 0
        for number, is_well in enumerate(looks):
            run(store, WELL if is_well else FAILED, NOW + number * HOUR / 60)
            row = 0 if is_well else row + 1
            rows += row == 3
            assert len(store.incidents()) == (row >= 3)
        assert len(store.incidents(NOW)) == rows
        assert len(mails(store)) == 2 * rows - (row >= 3)


@pytest.mark.parametrize("name", ["apply_incidents", "apply_issue", "record_run"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_crash_at_the_transactions_boundary_tells_nobody_twice_and_loses_nothing(store, name, side):
    for number in range(2):
        run(store, FAILED, NOW + number * HOUR)
    run(store, FAILED, NOW + 2 * HOUR, (name, side))
    run(store, FAILED, NOW + 3 * HOUR)
    assert len(mails(store)) == 1
    run(store, WELL, NOW + 4 * HOUR, (name, side))
    run(store, WELL, NOW + 5 * HOUR)
    assert mails(store) == ["LDN watch: PubMed answers again"]
    assert store.incidents() == []


# --- whom ------------------------------------------------------------------------------------------


def test_without_an_operator_the_incident_is_kept_and_nobody_is_written_to(store):
    quiet = Alerter(store, AlertSettings(failed_runs=1))
    assert quiet.run(look(FAILED), NOW) == ()
    assert len(store.incidents()) == 1
    assert mails(store) == []


def test_an_operator_who_is_named_later_hears_of_what_is_open_still(store):
    Alerter(store, AlertSettings(failed_runs=1)).run(look(FAILED), NOW)
    Alerter(store, SETTINGS).run(look(FAILED), NOW + HOUR)
    assert mails(store) == ["LDN watch: PubMed could not be asked since 23 Nov 2026"]


def test_an_operator_whose_address_refuses_is_named_to_whoever_reads_the_log(store):
    from ldn_watch.plans import Settlement

    alerter = Alerter(store, AlertSettings(failed_runs=1, operator="op@example.org", domain="example.org"))
    alerter.run(look(FAILED), NOW)
    delivery = store.claim(NOW, NOW, "me")
    store.settle(Settlement(delivery.id, 1, "refused", NOW, error="550 unknown", suppress="op@example.org"))
    (line,) = alerter.run(look(WELL), NOW + HOUR)
    assert line == "the operator op@example.org gets no mail any more (550 unknown): see [alerts] operator"
    assert store.untold(OPERATOR) != []
    store.unsuppress("op@example.org")
    assert alerter.run(look(WELL), NOW + 2 * HOUR) == ()
    assert mails(store) == ["LDN watch: PubMed answers again"]


def test_what_opens_at_once_is_one_mail(store):
    report = RunReport(WELL, stages={"publish": "disk full", "compose": "KeyError"})
    for number in range(3):
        store.record_run(report, NOW + number * HOUR, NOW)
    Alerter(store, SETTINGS).run(look(WELL, NOW + 3 * HOUR), NOW + 3 * HOUR)
    assert mails(store) == ["LDN watch: feeds and pages could not be written since 23 Nov 2026 (and 1 more)"]
