"""The world driven by dice: for the soak, and for the mutations that the machine must catch."""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.machine.oracle import Broken
from tests.machine.world import READERS, World

COUNTED = (
    "runs", "crashes", "disk faults", "second workers", "late workers", "clock jumps", "DST nights",
    "restores", "citations", "mails", "in doubt", "lost", "repeated",
)  # fmt: skip
YEAR = 370 * 24  # hours
NEWCOMER = "cat@example.org"
MEMORY = "/dev/shm"  # noqa: S108 - each life has a folder of its own there
QUICK = MEMORY if os.access(MEMORY, os.W_OK) else None  # no power fails here
MOODS = ("", "", "", "defer", "refuse", "bad", "kept", "gone")


class LifeEndedError(AssertionError):
    """A promise was broken, or the program failed; `counts` are those of this life."""

    def __init__(self, seed: int, steps: int, error: Exception, counts: Counter) -> None:
        super().__init__(f"life {seed}, {steps} steps: {type(error).__name__}: {error}")
        self.seed, self.steps, self.counts = seed, steps, counts


def happenings(world: World, dice: random.Random) -> list[Callable[[], object]]:
    """What may happen next; runs are likelier than the rest, and half of them meet a fault."""
    index, reader, odds = dice.randrange(100), dice.choice((*READERS, NEWCOMER)), dice.random()
    return [
        world.add,
        world.add,
        lambda: world.add(days_late=800),
        lambda: world.add(relevant=False),
        lambda: world.retract(index),
        lambda: world.correct(index),
        lambda: world.remove(index) if odds < 0.3 else None,
        lambda: world.hide(index, hidden=odds < 0.5),
        lambda: world.poison(index, poisoned=odds < 0.5),
        lambda: world.pass_time(dice.choice((1, 7, 26, 80))),
        lambda: world.pass_time(dice.choice((1, 7, 26, 80))),
        lambda: world.set_clock(dice.choice((0, -1, -5, -26, YEAR, 0))),
        lambda: world.pass_to_dst(dice.choice((-45, 1, 40, 61))),
        world.back_up,
        lambda: world.restore() if odds < 0.7 else None,
        lambda: setattr(world.pubmed, "down", odds < 0.3),
        lambda: setattr(world.pubmed, "census_mood", dice.choice(("", "", "shrunken", "empty"))),
        lambda: setattr(world.pubmed, "twice", odds < 0.5),
        lambda: world.mail.mood.update({reader: dice.choice(MOODS)}),
        lambda: world.unsuppress(reader),
        lambda: world.release(dice.choice(("all", "weekly", "daily"))),
        world.retry,
        lambda: world.add_recipient(NEWCOMER),
        *[world.run] * 4,
        *[lambda: world.run(dice.randrange(60))] * 4,
        lambda: world.run(dice.randrange(30), "disk"),
        lambda: world.run(dice.randrange(60), "second"),
        *[lambda: world.run(dice.randrange(60), "late")] * 2,
    ]


def live(seed: int, folder: Path, *, steps: int = 30, wrap=lambda watch: watch) -> Counter:
    """One life of a watch, then the reckoning; returns what happened. Raises `LifeEndedError`."""
    dice = random.Random(seed)  # noqa: S311 - a life must be the same when it is lived again
    world = World(folder, wrap, max_new=dice.choice((4, 1000, 1000)))
    try:
        world.add()
        world.run()
        for _ in range(steps):
            dice.choice(happenings(world, dice))()
            world.check_always()
        world.add()  # the last news meets a fault while it is kept: what comes later could make good a loss
        world.run(dice.randrange(12))
        world.check_settled()
    except Exception as error:
        raise LifeEndedError(seed, steps, error, counted(world, error)) from error
    else:
        return counted(world)
    finally:
        world.close()


def counted(world: World, error: Exception | None = None) -> Counter:
    """What a life has seen; lost and repeated are what the oracle said at its end."""
    broken = error if isinstance(error, Broken) else Broken("")
    return world.counts + Counter(
        citations=len(world.pubmed.records),
        mails=len(world.mail.taken),
        lost=broken.lost,
        repeated=broken.repeated,
    )


def lives(count: int, first: int = 0, **how) -> Counter:
    """Many lives, each in a folder of its own. Raises `LifeEndedError` with the counts of them all."""
    total = Counter()
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory(dir=QUICK) as folder:
            try:
                total += live(seed, Path(folder), **how)
            except LifeEndedError as ended:
                ended.counts += total
                raise
    return total
