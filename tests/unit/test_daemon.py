"""The daemon with fake runs: when it runs, what it survives, how it ends."""

import logging
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ldn_watch.config.reading import load_config
from ldn_watch.daemon import Runs, next_run, run_daemon, to_trigger, wait_for_end
from ldn_watch.errors import LeaseHeld, UserError
from ldn_watch.model import RunOutcome, RunReport

WELL = RunReport(RunOutcome.NOTHING_NEW, matched=5)
BERLIN = ZoneInfo("Europe/Berlin")
LONG = 20.0  # seconds that no test waits for unless it fails
CONFIG = """
[pubmed]
email = "me@example.org"
[schedule]
poll = "{poll}"
jitter_seconds = {jitter}
[watch]
timezone = "Europe/Berlin"
[[digest]]
id = "monday"
to = "me@example.org"
channel = "maildir"
schedule = "{digest}"
"""


@pytest.fixture(autouse=True)
def _signals_as_before():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


@pytest.fixture
def make_config(tmp_path):
    def make_config(poll="1s", jitter=0, digest="every-run"):
        path = tmp_path / "config.toml"
        path.write_text(CONFIG.format(poll=poll, jitter=jitter, digest=digest), encoding="utf-8")
        return load_config(path, {})

    return make_config


class Scripted:
    """Runs that do what a list says, one after the other; `done` is set by the last."""

    def __init__(self, *script):
        self.script, self.made, self.done = list(script), 0, threading.Event()

    def __call__(self, stop):
        self.made += 1
        answer = self.script.pop(0) if self.script else WELL
        if not self.script:
            self.done.set()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait(self, _seconds):
        return self.done.wait(LONG)


def at(*parts, zone=UTC):
    return datetime(*parts, tzinfo=zone)


# --- when -----------------------------------------------------------------------------------------


def test_an_interval_is_an_interval():
    assert next_run(at(2026, 11, 22, 1), timedelta(hours=6), [], UTC) == at(2026, 11, 22, 7)


def test_a_digest_is_due_at_its_own_time_not_at_the_next_poll():
    crons = ["", "0 7 * * 1", "30 6 * * *"]
    after = at(2026, 11, 22, 5)  # a Sunday, 06:00 in Berlin
    assert next_run(after, timedelta(hours=6), crons, BERLIN) == at(2026, 11, 22, 5, 30)
    assert next_run(at(2026, 11, 23, 5, 30), "0 0 1 1 *", crons, BERLIN) == at(2026, 11, 23, 6)


@pytest.mark.parametrize("weekday", ["1", "mon"])
def test_monday_is_monday(weekday):
    due = next_run(at(2026, 11, 22), f"0 6 * * {weekday}", [], UTC)
    assert f"{due:%A}" == "Monday"


def test_the_hour_that_comes_twice_and_the_hour_that_is_skipped_have_one_run_each():
    due, days = at(2026, 3, 1), []
    while due < at(2026, 11, 1):
        due = next_run(due, "30 2 * * *", [], BERLIN)
        days.append(due.astimezone(BERLIN).date())
    assert len(days) == len(set(days)) == (days[-1] - days[0]).days + 1


def test_however_much_was_slept_through_it_is_one_run(make_config):
    trigger = to_trigger(make_config(poll="30m"))
    now = at(2026, 11, 22, 12)
    assert trigger.get_next_fire_time(at(2025, 11, 22), now) == now + timedelta(minutes=30)


def test_a_run_is_never_planned_twice_for_one_time(make_config):
    trigger = to_trigger(make_config(poll="0 6 * * *", jitter=300))
    first = trigger.get_next_fire_time(None, at(2026, 11, 22))
    assert timedelta(0) <= first - at(2026, 11, 22, 5) <= timedelta(seconds=300)
    second = trigger.get_next_fire_time(first, first)
    assert timedelta(0) <= second - at(2026, 11, 23, 5) <= timedelta(seconds=300)


# --- what it survives -----------------------------------------------------------------------------


def test_it_runs_at_once_and_then_at_its_times(make_config):
    runs = Scripted(WELL, WELL)
    assert run_daemon(make_config(poll="1s"), runs, wait=runs.wait)
    assert runs.made >= 2


def test_a_run_that_fails_is_one_line_and_the_next_is_made(make_config, caplog):
    runs = Scripted(
        LeaseHeld("another run is at work"),
        UserError("wrong", ["a", "b\x1b[2J"]),
        ZeroDivisionError("odd"),
        RunReport(RunOutcome.COULD_NOT_LOOK, error="HTTP 503"),
        WELL,
    )
    caplog.set_level(logging.INFO, "ldn_watch.daemon")
    at_work = Runs(runs)
    for _ in range(5):
        at_work.run()
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "another run is at work"),
        ("ERROR", "wrong: a; b\N{REPLACEMENT CHARACTER}[2J"),
        ("ERROR", "a bug: ZeroDivisionError: odd"),
        ("INFO", "Could not look: PubMed did not answer; 0 requests, 0.0 s"),
        ("ERROR", "could not look: HTTP 503; nothing is lost, the next run looks again"),
        ("INFO", "Nothing new (PubMed answered, 5 citations matched, 0 fetched); 0 requests, 0.0 s"),
    ]


def test_runs_never_overlap_and_none_that_falls_due_meanwhile_is_lost(make_config):
    at_work, overlaps, made, enough = threading.Semaphore(1), [], [], threading.Event()
    due_again = threading.Event()

    def slow(_stop):
        overlaps.append(not at_work.acquire(blocking=False))
        if not made:
            due_again.wait(1.5)  # the next run falls due while this one is at work
        made.append(1)
        at_work.release()
        if len(made) == 2:
            enough.set()
        return WELL

    assert run_daemon(make_config(poll="1s"), slow, wait=lambda _: enough.wait(LONG))
    assert not any(overlaps)
    assert len(made) >= 2


class FakeJob:
    trigger = "due"

    def __init__(self):
        self.rescheduled = []
        self.wakeups = 0

    def reschedule(self, trigger):
        self.rescheduled.append(trigger)

    def wakeup(self):
        self.wakeups += 1


def test_a_clock_that_is_set_back_puts_nothing_off():
    job = FakeJob()
    clock = iter(
        [at(2026, 11, 22, 12), at(2026, 11, 22, 12, 1), at(2026, 11, 21, 12), at(2026, 11, 21, 12, 1)]
    )
    waits = iter([False, False, False, True])
    wait_for_end(job, job, lambda _: next(waits), lambda: next(clock))
    assert job.rescheduled == ["due"]
    assert job.wakeups == 3


# --- how it ends ----------------------------------------------------------------------------------


def test_no_run_begins_after_the_end():
    runs = Scripted(WELL)
    at_work = Runs(runs)
    at_work.stop.set()
    at_work.run()
    assert runs.made == 0


def test_the_run_at_work_is_told_and_given_time(make_config):
    begun, ended = threading.Event(), []

    def obedient(stop):
        begun.set()
        ended.append(stop.wait(LONG))
        return WELL

    assert run_daemon(make_config(poll="1h"), obedient, wait=lambda _: begun.wait(LONG))
    assert ended == [True]


def test_a_run_that_does_not_end_is_left_behind(make_config):
    begun, let_go = threading.Event(), threading.Event()

    def deaf(_stop):
        begun.set()
        let_go.wait(LONG)
        return WELL

    assert not run_daemon(make_config(poll="1h"), deaf, wait=lambda _: begun.wait(LONG), grace=0.05)
    let_go.set()


DAEMON = """
import sys, threading
from contextlib import contextmanager
from types import SimpleNamespace
from ldn_watch import app, cli, daemon
from ldn_watch.model import RunOutcome, RunReport

DEAF = sys.argv[2:]
if DEAF:
    daemon.GRACE = 0.2

@contextmanager
def open_watch(config, *, stop):
    def run_once():
        print("at work", flush=True)
        (threading.Event() if DEAF else stop).wait(60)
        print("ended in good order", flush=True)
        return RunReport(RunOutcome.NEW, new=1)
    yield SimpleNamespace(run_once=run_once)

app.open_watch = open_watch
sys.argv = ["ldn-watch", "--config", sys.argv[1], "daemon"]
cli.main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_real_signal_ends_a_real_daemon_with_0(make_config, number):
    with daemon_process(make_config(poll="1h")) as process:
        assert process.stdout.readline() == "at work\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=LONG)
    assert (process.returncode, out) == (0, "ended in good order\n")
    assert "New: 1 citation" in err
    assert err.splitlines()[-1].endswith("INFO ldn_watch.daemon: ended")


def test_a_real_daemon_whose_run_hangs_ends_all_the_same(make_config):
    with daemon_process(make_config(poll="1h"), "deaf") as process:
        assert process.stdout.readline() == "at work\n"
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LONG)
    assert (process.returncode, out) == (0, "")
    assert "ended while a run was at work" in err


def daemon_process(config, *more):
    return subprocess.Popen(
        [sys.executable, "-c", DAEMON, str(config.path), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NCBI_API_KEY": ""},
    )
