"""One run: harvest, alert, publish, compose, deliver, in this order, and the record of it.

Comes in: the stages, ready made. Goes out: a `RunReport`, also kept in the store. A stage that fails is
reported and the next still runs: what is owed goes out even while PubMed is down. Raises, at the end, the
first error that nobody expected, and `StoreError` at once: without the store nothing can be promised.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from ldn_watch.errors import SourceError, StoreError
from ldn_watch.model import Look, RunOutcome, RunReport
from ldn_watch.ports import Source, Store
from ldn_watch.stages.alert import Alerter
from ldn_watch.stages.clock import begin
from ldn_watch.stages.compose import Composer, ComposeReport
from ldn_watch.stages.deliver import Deliverer, DeliverReport
from ldn_watch.stages.harvest import Harvester, HarvestReport
from ldn_watch.stages.publish import Publisher
from ldn_watch.stages.waiting import NOT_BEFORE, plan_note, still_waiting

LOG = logging.getLogger("ldn_watch")
Result = TypeVar("Result")


class Parts(Protocol):
    """What a run needs of the program."""

    @property
    def store(self) -> Store: ...
    @property
    def source(self) -> Source: ...
    def now(self) -> datetime: ...
    def harvester(self, *, accept_census: bool = False, dry_run: bool = False) -> Harvester: ...
    def alerter(self) -> Alerter: ...
    def publisher(self, look: Look | None = None) -> Publisher: ...
    def composer(self, look: Look | None) -> Composer: ...
    def deliverer(self) -> Deliverer: ...
    def post_letters(self) -> DeliverReport: ...
    def run_digests(self, composer: Composer) -> ComposeReport: ...


@dataclass
class Run:
    """One pass through the stages; `failures` are lines for a person, `stages` the same by
    the names of the stages, `unexpected` are bugs.
    """

    parts: Parts
    accept_census: bool = False
    failures: list[str] = field(default_factory=list)
    stages: dict[str, str] = field(default_factory=dict)
    unexpected: list[Exception] = field(default_factory=list)
    harvested: Harvested | None = None

    def whole(self) -> RunReport:
        """Harvest, alert, publish, compose, deliver; the report is recorded before a bug is raised."""
        started, begun = self.parts.now(), time.monotonic()
        jumped = begin(self.parts.store, started)
        try:
            return self.acts(started, begun, jumped)
        except StoreError as error:
            with suppress(StoreError):  # a disk that had no room for a harvest may have some for a line
                self.parts.store.record_run(broken(self.harvested, error), started, self.parts.now())
            raise

    def acts(self, started: datetime, begun: float, jumped: tuple[str, ...]) -> RunReport:
        """The four acts, and their record."""
        self.harvested = harvest = self.harvest()
        look = Look(started, outcome_of(harvest), harvest.matched, harvest.error)
        alerts = self.stage("alert", lambda: self.parts.alerter().run(look, self.parts.now())) or ()
        self.stage("publish", lambda: self.parts.publisher(look).run(self.parts.now()))
        composed, delivered = self.tell(look)
        told = to_report(harvest, composed, delivered)
        report = replace(
            told,
            alerts=(*jumped, *told.alerts, *alerts),
            requests=self.parts.source.requests,
            seconds=round(time.monotonic() - begun, 3),
            failures=(*self.failures, *delivered.failures),
            stages=dict(self.stages),
        )
        self.parts.store.record_run(report, started, self.parts.now())
        return self.finished(report)

    def rehearsal(self) -> RunReport:
        """Ask and judge, write nothing."""
        try:
            self.wait_if_asked()
            harvester = self.parts.harvester(accept_census=self.accept_census, dry_run=True)
            found = Harvested(harvester.run(self.parts.now()))
        except SourceError as error:
            found = Harvested(error=str(error))
        report = to_report(found, ComposeReport(), DeliverReport())
        return replace(report, requests=self.parts.source.requests)

    def owed_only(self) -> RunReport:
        """Compose and deliver without asking the source; the last look stays what it was."""
        look = self.parts.store.last_look()
        composed, delivered = self.tell(look)
        known = Harvested(HarvestReport(matched=look.matched if look else 0))
        report = to_report(known, composed, delivered)
        return self.finished(replace(report, failures=(*self.failures, *delivered.failures)))

    def harvest(self) -> Harvested:
        """The harvest's report, or why there is none."""
        try:
            self.wait_if_asked()
            found = self.parts.harvester(accept_census=self.accept_census).run(self.parts.now())
            return Harvested(found, "" if found.finished else "it was told to stop before it had read all")
        except SourceError as error:
            LOG.info("could not look: %s", error)
            if note := plan_note(error, self.parts.now()):
                self.parts.store.write_note(NOT_BEFORE, note)
            return Harvested(error=str(error))
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - raised at the end: what is owed goes out first
            self.unexpected.append(error)
            return Harvested(error=f"the harvest failed ({type(error).__name__})")

    def wait_if_asked(self) -> None:
        """Raise `SourceError` where PubMed has asked an earlier run to wait until later than now."""
        if why := still_waiting(self.parts.store.read_note(NOT_BEFORE), self.parts.now()):
            raise SourceError(why)

    def tell(self, look: Look | None) -> tuple[ComposeReport, DeliverReport]:
        """Compose what is due and deliver what is owed."""
        composed = self.stage("compose", lambda: self.parts.run_digests(self.parts.composer(look)))
        delivered = self.stage("deliver", lambda: self.parts.deliverer().run())
        letters = self.stage("deliver", self.parts.post_letters)
        told = (delivered or DeliverReport()) + (letters or DeliverReport())
        return composed or ComposeReport(), told

    def stage(self, name: str, act: Callable[[], Result]) -> Result | None:
        """Run one stage; where it fails, say so and let the next one run."""
        try:
            return act()
        except StoreError:
            raise
        except OSError as error:
            where = f"{error.filename} " if error.filename else ""
            self.stages[name] = f"{where}{error.strerror or error}"
            self.failures.append(f"{name} failed: {self.stages[name]}; the next run tries again")
        except Exception as error:  # noqa: BLE001 - raised at the end
            self.unexpected.append(error)
            self.stages[name] = type(error).__name__
            self.failures.append(f"{name} failed: {self.stages[name]}")
        return None

    def finished(self, report: RunReport) -> RunReport:
        if self.unexpected:
            raise self.unexpected[0]
        return report


@dataclass(frozen=True, slots=True)
class Harvested:
    """A harvest's report, or the error in its place."""

    report: HarvestReport | None = None
    error: str = ""

    @property
    def matched(self) -> int:
        return self.report.matched if self.report else 0


def outcome_of(harvest: Harvested) -> RunOutcome:
    """Three outcomes, never two."""
    if harvest.report is None or harvest.error:
        return RunOutcome.COULD_NOT_LOOK
    news = harvest.report.new or harvest.report.events
    return RunOutcome.NEW if news else RunOutcome.NOTHING_NEW


def broken(harvest: Harvested | None, error: StoreError) -> RunReport:
    """The record of a run that the database ended: what it had harvested, and why it went no further."""
    if harvest is None:
        return RunReport(RunOutcome.COULD_NOT_LOOK, error=str(error))
    return replace(to_report(harvest, ComposeReport(), DeliverReport()), failures=(str(error),))


def to_report(harvest: Harvested, composed: ComposeReport, delivered: DeliverReport) -> RunReport:
    """What the stages said, as one report."""
    found = harvest.report or HarvestReport(matched=0)
    return RunReport(
        outcome=outcome_of(harvest),
        matched=found.matched,
        fetched=found.fetched,
        new=found.new,
        events=dict(found.events),
        quarantined=found.troubled,
        composed=composed.composed,
        held=composed.held + delivered.held,
        sent=delivered.sent,
        deferred=delivered.deferred,
        refused=delivered.refused,
        in_doubt=delivered.in_doubt,
        error=harvest.error,
        alerts=(*found.alerts, *composed.alerts),
        warnings=(*found.warnings, *composed.warnings),
    )
