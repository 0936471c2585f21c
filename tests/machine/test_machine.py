"""The ledger under crashes: hypothesis looks for the life in which something is lost or told twice."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.machine import mutants
from tests.machine.drive import COUNTED, MOODS, YEAR, lives
from tests.machine.soak import soak
from tests.machine.world import READERS, World

INDEX = st.integers(0, 20)
EVERY = bool(os.environ.get("EVERY_BOUNDARY"))  # before a release: all of them
BOUNDARIES = range(0, 44, 1 if EVERY else 3)  # a run has 42


class WatchMachine(RuleBasedStateMachine):
    """Citations appear, change and vanish; runs are cut off anywhere; servers misbehave; time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.world = World(self.folder)

    def teardown(self) -> None:
        try:
            self.world.check_settled()
        finally:
            self.world.close()
            shutil.rmtree(self.folder)

    @rule(late=st.sampled_from([0, 0, 0, 900]))
    def a_citation_appears(self, late):
        self.world.add(days_late=late)

    @rule(index=INDEX)
    def a_citation_is_retracted(self, index):
        self.world.retract(index)

    @rule(index=INDEX, hidden=st.booleans())
    def pubmed_does_not_return_a_citation(self, index, hidden):
        self.world.hide(index, hidden=hidden)

    @rule(down=st.booleans())
    def pubmed_goes_down_or_comes_back(self, down):
        self.world.pubmed.down = down

    @rule(reader=st.sampled_from(READERS), mood=st.sampled_from(MOODS))
    def the_mail_server_changes_its_mind(self, reader, mood):
        self.world.mail.mood[reader] = mood

    @rule(hours=st.sampled_from([1, 6, 25, 24 * 8]))
    def time_passes(self, hours):
        self.world.pass_time(hours)

    @rule()
    def a_run(self):
        self.world.run()

    @rule(boundary=st.integers(0, 60), fault=st.sampled_from(["crash", "crash", "disk", "second", "late"]))
    def a_run_meets_a_fault(self, boundary, fault):
        self.world.run(boundary, fault)

    @rule(index=INDEX, poisoned=st.booleans())
    def a_record_cannot_be_read(self, index, poisoned):
        self.world.poison(index, poisoned=poisoned)

    @rule(mood=st.sampled_from(["", "shrunken", "empty"]), twice=st.booleans())
    def pubmed_answers_what_cannot_be(self, mood, twice):
        self.world.pubmed.census_mood, self.world.pubmed.twice = mood, twice

    @rule(hours=st.sampled_from([-1, -26, YEAR, 0]))
    def the_clock_is_set(self, hours):
        self.world.set_clock(hours)

    @rule(minutes=st.sampled_from([-45, 1, 40, 61]))
    def a_night_comes_in_which_the_clocks_change(self, minutes):
        self.world.pass_to_dst(minutes)

    @rule(index=INDEX)
    def an_erratum_is_published(self, index):
        self.world.correct(index)

    @rule(index=INDEX)
    def nlm_deletes_a_citation(self, index):
        self.world.remove(index)

    @rule()
    def a_person_backs_up(self):
        self.world.back_up()

    @rule()
    def an_older_backup_is_restored(self):
        self.world.restore()

    @rule(reader=st.sampled_from(READERS))
    def an_address_is_good_again(self, reader):
        self.world.unsuppress(reader)

    @rule()
    def a_person_tries_again(self):
        self.world.retry()

    @rule()
    def a_reader_joins(self):
        self.world.add_recipient("cat@example.org")

    @precondition(lambda self: self.world.mail.taken)
    @invariant()
    def nobody_is_told_twice(self):
        self.world.check_always()


TestWatchMachine = WatchMachine.TestCase
TestWatchMachine.settings = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_many_lives_lose_and_repeat_nothing():
    counts = lives(25)
    assert counts["crashes"] > 30
    assert counts["mails"] > 120
    assert [name for name in COUNTED[:-2] if not counts[name]] == []  # each fault was drawn
    assert (counts["lost"], counts["repeated"]) == (0, 0)


@pytest.mark.parametrize(
    "seed",
    [
        5031,  # what a restore's first look could not read was told again
        161,  # an issue of a restored archive had the Message-ID of one that the lost archive had sent
    ],
)
def test_a_life_that_the_soak_found_is_well_now(seed):
    assert lives(1, seed)["restores"] > 0


def test_the_soak_ends_at_a_loss_with_its_counts_and_the_way_back(capsys):
    def wrap(watch):
        watch.store = mutants.LosesInOneDigest(watch.store)
        return watch

    assert soak(600, 0, 30, 60, wrap=wrap) == 1
    counted, life, again = capsys.readouterr().out.splitlines()[-3:]
    assert ", 0 lost" not in counted
    assert "never told" in life
    seed = again.split("--seed ")[1].split()[0]
    assert life.startswith(f"life {seed}, 30 steps: ")


# Each with the life from which on it is looked for: they are as many as it takes, and end at the first.
@pytest.mark.parametrize(
    ("mutant", "first"),
    [
        (mutants.MarksBeforeSending, 0),
        (mutants.MovesTheCursorFirst, 0),
        (mutants.NamesEachAttemptAnew, 0),
        (mutants.OwesOutsideTheTransaction, 0),
        (mutants.ForgetsOpenAttempts, 0),
        (mutants.LosesInOneDigest, 0),
        (mutants.NeverWritesARetraction, 0),
        (mutants.IsQuietByMistake, 0),
        (mutants.NeverWritesACorrection, 5),
        (mutants.ForgetsDeletions, 10),
        (mutants.NeverMendsTheClock, 16),
        (mutants.ForgetsWhenItWasDue, 0),
        (mutants.ComposesWhatAnotherHasTold, 23),
        (mutants.ForgetsThatItIsOld, 0),
        (mutants.StampsBeforeWriting, 0),
    ],
)
def test_the_machine_catches_a_wrong_design(mutant, first):
    def wrap(watch):
        watch.store = mutant(watch.store)
        return watch

    with pytest.raises(AssertionError, match="life"):
        lives(60, first, wrap=wrap)


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_every_boundary_of_a_run_with_news_survives_a_crash(tmp_path, boundary):
    world = World(tmp_path)
    world.add()
    world.run()
    for _ in range(4):
        world.add()
    world.retract(0)
    world.run(boundary)
    world.check_settled()
    world.close()
