"""The order of the stages, and what a failure of one does to the others."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from ldn_watch.errors import Blocked, SourceError, StoreError
from ldn_watch.model import RunOutcome
from ldn_watch.run import Run
from ldn_watch.stages.compose import ComposeReport
from ldn_watch.stages.deliver import DeliverReport
from ldn_watch.stages.harvest import HarvestReport

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass
class Stages:
    """Stages that answer or fail as told, and the order in which they were run."""

    answers: dict = field(default_factory=dict)
    order: list = field(default_factory=list)
    recorded: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)
    requests: int = 2

    def now(self):
        return NOW

    @property
    def store(self):
        return self

    @property
    def source(self):
        return self

    def post_letters(self):
        return DeliverReport(sent=0)

    def last_look(self):
        return None

    def last_dues(self):
        return {}

    def read_note(self, name):
        return self.notes.get(name, "")

    def write_note(self, name, text):
        self.notes[name] = text

    def record_run(self, report, started, finished):
        self.recorded.append(report)

    def act(self, name, default):
        self.order.append(name)
        answer = self.answers.get(name, default)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stage(self, name, default):
        stages = self

        class Stage:
            def run(self, *_):
                return stages.act(name, default)

        return Stage()

    def harvester(self, *, accept_census=False):
        return self.stage("harvest", HarvestReport(matched=9))

    def alerter(self):
        return self.stage("alert", ("the operator gets no mail",))

    def publisher(self, look=None):
        return self.stage("publish", 3)

    def composer(self, look):
        self.look = look
        return self.stage("compose", ComposeReport(composed=1))

    def run_digests(self, composer):
        return composer.run()

    def deliverer(self):
        return self.stage("deliver", DeliverReport(sent=2))


ALL = ["harvest", "alert", "publish", "compose", "deliver"]


def test_the_stages_run_in_order_and_the_report_is_recorded():
    stages = Stages()
    report = Run(stages).whole()
    assert stages.order == ALL
    assert (report.outcome, report.matched, report.composed, report.sent) == (RunOutcome.NOTHING_NEW, 9, 1, 2)
    assert report.alerts == ("the operator gets no mail",)
    assert stages.recorded == [report]


def test_a_harvest_that_was_stopped_has_not_looked_to_the_end():
    report = Run(Stages({"harvest": HarvestReport(9, new=1, finished=False)})).whole()
    assert (report.outcome, report.new) == (RunOutcome.COULD_NOT_LOOK, 1)


@pytest.mark.parametrize("found", [HarvestReport(9, new=1), HarvestReport(9, events={"retracted": 1})])
def test_a_citation_or_an_event_is_news(found):
    assert Run(Stages({"harvest": found})).whole().outcome is RunOutcome.NEW


def test_what_is_owed_goes_out_while_the_source_is_down():
    stages = Stages({"harvest": SourceError("HTTP 503")})
    report = Run(stages).whole()
    assert stages.order == ALL
    assert (report.outcome, report.error, report.sent) == (RunOutcome.COULD_NOT_LOOK, "HTTP 503", 2)
    assert stages.look.outcome is RunOutcome.COULD_NOT_LOOK


def test_a_full_disk_is_said_and_the_next_stage_runs():
    stages = Stages({"publish": OSError(errno.ENOSPC, "No space left on device", "/srv/index.html")})
    report = Run(stages).whole()
    assert stages.order == ALL
    assert report.failures == (
        "publish failed: /srv/index.html No space left on device; the next run tries again",
    )
    assert report.stages == {"publish": "/srv/index.html No space left on device"}
    assert stages.recorded == [report]  # so that the runs in which it failed can be counted


@pytest.mark.parametrize("stage", ALL)
def test_a_bug_is_raised_after_the_other_stages_and_the_record(stage):
    stages = Stages({stage: ZeroDivisionError("odd")})
    with pytest.raises(ZeroDivisionError):
        Run(stages).whole()
    assert stages.order == ALL
    assert len(stages.recorded) == 1


@pytest.mark.parametrize("stage", ALL)
def test_without_the_store_nothing_is_promised(stage):
    stages = Stages({stage: StoreError("disk")})
    with pytest.raises(StoreError):
        Run(stages).whole()
    assert stages.order == ALL[: ALL.index(stage) + 1]
    (record,) = stages.recorded  # so that status does not show the last good run as the last
    assert "disk" in (record.error, *record.failures)


def test_delivering_alone_asks_nobody():
    stages = Stages()
    report = Run(stages).owed_only()
    assert stages.order == ["compose", "deliver"]
    assert (report.outcome, report.sent) == (RunOutcome.NOTHING_NEW, 2)
    assert stages.recorded == []


def test_after_a_block_the_next_run_asks_nothing_and_sends_what_is_owed():
    stages = Stages({"harvest": Blocked("blocked")})
    Run(stages).whole()
    stages.order.clear()
    report = Run(stages).whole()
    assert (report.outcome, report.sent) == (RunOutcome.COULD_NOT_LOOK, 2)
    assert report.error.startswith("blocked; not asked again before 2026-11-24 00:00 UTC")
    assert stages.order == ["alert", "publish", "compose", "deliver"]
