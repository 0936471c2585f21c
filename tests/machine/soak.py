"""The machine for as long as one likes: `python -m tests.machine.soak MINUTES [--seed N --lives N]`.

Prints what it counted, each minute and at the end. A loss, a repetition or a failure of the program ends
it with exit 1, the counts, and the command that lives that life again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.machine.drive import COUNTED, LifeEndedError, lives

EACH = 60  # seconds between two lines


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", nargs="?", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0, help="the first life")
    parser.add_argument("--steps", type=int, default=30, help="of each life")
    parser.add_argument("--lives", type=int, default=0, help="how many at the most; 0 until the time is up")
    asked = parser.parse_args(arguments)
    return soak(asked.minutes * 60, asked.seed, asked.steps, asked.lives)


def soak(seconds: float, first: int, steps: int, most: int = 0, **how) -> int:
    """Live one life after another; the exit code."""
    began = told = time.monotonic()
    seed, total = first, Counter()
    while time.monotonic() < began + seconds and (not most or seed < first + most):
        try:
            total += lives(1, first=seed, steps=steps, **how)
        except LifeEndedError as ended:
            say(seed - first + 1, total + ended.counts)
            sys.stdout.write(
                f"{ended}\nto live it again: "
                f"python -m tests.machine.soak --seed {seed} --steps {steps} --lives 1\n"
            )
            return 1
        seed += 1
        if time.monotonic() >= told + EACH:
            told = time.monotonic()
            say(seed - first, total)
    say(seed - first, total)
    return 0


def say(count: int, total: Counter) -> None:
    """One line of counts."""
    sys.stdout.write(f"{count} lives: " + ", ".join(f"{total[name]} {name}" for name in COUNTED) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
