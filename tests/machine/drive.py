"""The world driven by dice: for the soak, and for the mutations that the machine must catch."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.machine.world import READERS, World


def happenings(world: World, dice: random.Random) -> list[Callable[[], object]]:
    """What may happen next; runs are likelier than the rest, and half of them are cut off."""
    index = dice.randrange(100)
    reader = dice.choice(READERS)
    return [
        world.add,
        world.add,
        lambda: world.add(days_late=800),
        lambda: world.retract(index),
        lambda: world.hide(index, hidden=dice.random() < 0.5),
        lambda: world.pass_time(dice.choice((1, 7, 26, 80))),
        lambda: setattr(world.pubmed, "down", dice.random() < 0.3),
        lambda: world.mail.mood.update({reader: dice.choice(("", "", "defer", "refuse"))}),
        world.run,
        world.run,
        lambda: world.run(dice.randrange(40)),
        lambda: world.run(dice.randrange(40)),
    ]


def live(seed: int, folder: Path, *, steps: int = 25, wrap=lambda watch: watch) -> Counter:
    """One life of a watch, then the reckoning; returns what happened. Raises `AssertionError`."""
    dice = random.Random(seed)  # noqa: S311 - a life must be the same when it is lived again
    world = World(folder, wrap)
    try:
        world.run()
        for _ in range(steps):
            dice.choice(happenings(world, dice))()
            world.check_always()
        world.check_settled()
        return world.counts + Counter(citations=len(world.pubmed.records), mails=len(world.mail.taken))
    finally:
        world.close()


def lives(count: int, first: int = 0, **how) -> Counter:
    """Many lives, each in a folder of its own."""
    total = Counter()
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            try:
                total += live(seed, Path(folder), **how)
            except AssertionError as error:
                raise AssertionError(f"life {seed}: {error}") from error
    return total
