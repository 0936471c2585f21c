"""When the watch looks: APScheduler calls one run after another; no state is held between them.

In: the configuration's times, and what makes one run. Out: a log line for each run; True where it ended
with nothing at work. Raises nothing of a run: what fails is logged, and the daemon goes on.

A run is due at each poll and at each digest's own time, so that a weekly mail goes out when it should,
not at the next poll. The times are the wall clock's: a machine that slept catches up once.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from ldn_watch.app import utc_now
from ldn_watch.config.sections import Config
from ldn_watch.errors import LdnWatchError
from ldn_watch.logs import proxy_secrets, write_crash
from ldn_watch.model import RunReport
from ldn_watch.schedule import next_due
from ldn_watch.subscriber import SCHEDULES
from ldn_watch.wording.watching import printable, summary, troubles

LOG = logging.getLogger("ldn_watch.daemon")
SIGNALS = (signal.SIGTERM, signal.SIGINT)
GRACE = 8.0  # seconds for a run to end after SIGTERM: 10 are promised
TICK = 30.0  # seconds; a monotonic clock stands still while the machine sleeps, so waits are short

Once = Callable[[threading.Event], RunReport]


def run_daemon(
    config: Config,
    once: Once,
    *,
    wait: Callable[[float], bool] | None = None,
    grace: float | None = None,
) -> bool:
    """Run at once, then whenever a run is due, until SIGTERM or SIGINT.

    `once(stop)` makes one run and ends it soon after `stop` is set. `wait(seconds)` is True as soon as
    the daemon must end. False is returned where a run was still at work after `grace` seconds.
    """
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    # Blocked here and waited for below: no handler runs in the middle of anything. Threads inherit it.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    secrets = (*config.secrets, *proxy_secrets(os.environ))
    runs = Runs(once, lambda error: write_crash(error, config.watch.state_dir, secrets))
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},  # one worker: no two runs overlap
        # a run that falls due during another waits for it (2), instead of being skipped (1)
        job_defaults={"max_instances": 2, "misfire_grace_time": None, "coalesce": True},
    )
    job = scheduler.add_job(runs.run, to_trigger(config), next_run_time=utc_now())
    scheduler.start()
    LOG.info("started: %s", config.path)
    wait_for_end(job, scheduler, wait or _signalled, utc_now)
    runs.stop.set()
    scheduler.shutdown(wait=False)
    ended = runs.idle.acquire(timeout=GRACE if grace is None else grace)
    LOG.info("ended" if ended else "ended while a run was at work: the next run takes up what is left")
    return ended


class Runs:
    """Makes the runs; `idle` is held while one is at work, none begins after `stop`. `report` keeps the
    traceback of a bug and returns its path, or "".
    """

    def __init__(self, once: Once, report: Callable[[Exception], str] = lambda _: "") -> None:
        self.stop = threading.Event()
        self.idle = threading.Lock()
        self._once = once
        self._report = report

    def run(self) -> None:
        with self.idle:
            if not self.stop.is_set():
                self._tell()

    def _tell(self) -> None:
        try:
            report = self._once(self.stop)
        except LdnWatchError as error:
            problems = "; ".join(getattr(error, "problems", ()))
            LOG.error("%s", printable(f"{error}: {problems}" if problems else str(error)))  # noqa: TRY400
        except Exception as error:  # a bug in one run must not end the watch
            path = self._report(error)
            where = f"; the traceback is in {path}" if path else ""
            LOG.error("a bug: %s: %s%s", type(error).__name__, printable(str(error)), where)  # noqa: TRY400 - one line
            LOG.debug("its traceback", exc_info=True)
        else:
            LOG.info("; ".join(summary(report)))
            for line in troubles(report):
                LOG.error(line)


def next_run(after: datetime, poll: timedelta | str, crons: Iterable[str], zone: tzinfo) -> datetime:
    """The first instant later than `after` (aware) at which a poll or one of the digests is due, in UTC.

    `poll` is an interval or a cron expression; `crons` are the digests', "" (every run) left out of it.
    """
    polled = after + poll if isinstance(poll, timedelta) else next_due(poll, after, zone)
    return min([polled, *(next_due(cron, after, zone) for cron in crons if cron)]).astimezone(UTC)


def to_trigger(config: Config) -> Any:
    """The configuration's times as a trigger of APScheduler, jitter included.

    Its own cron trigger takes weekday 1 for Tuesday and skips or doubles runs at changes of the clock
    (agronholm/apscheduler#286, #455); schedule.py means what cron means.
    """
    from apscheduler.triggers.base import BaseTrigger

    times, zone = config.schedule, config.watch.zone
    crons = [digest.schedule for digest in config.digests]
    crons += SCHEDULES.values() if config.serve else ()

    class Due(BaseTrigger):  # type: ignore[misc]  # apscheduler is untyped
        def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
            after = max(previous_fire_time or now, now)  # however much was slept through, it is one run
            due = next_run(after, times.poll, crons, zone)
            jittered: datetime = self._apply_jitter(due, times.jitter_seconds, now)
            return jittered

    return Due()


def wait_for_end(
    job: Any, scheduler: Any, wait: Callable[[float], bool], now: Callable[[], datetime]
) -> None:
    """Wait for the end; meanwhile let the scheduler look at the clock, which may have jumped."""
    seen = now()
    while not wait(TICK):
        before, seen = seen, now()
        if seen < before - timedelta(seconds=TICK):  # set back: what was due soon would wait for days
            job.reschedule(job.trigger)
        scheduler.wakeup()


def _signalled(seconds: float) -> bool:
    return signal.sigtimedwait(SIGNALS, seconds) is not None
