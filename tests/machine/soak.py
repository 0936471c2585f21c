"""The machine for as long as one likes: `python -m tests.machine.soak MINUTES`. Prints what it counted."""

from __future__ import annotations

import sys
import time
from collections import Counter

from tests.machine.drive import lives


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    until, seed, total = time.monotonic() + minutes * 60, 0, Counter()
    while time.monotonic() < until:
        total += lives(5, first=seed)
        seed += 5
    counted = ", ".join(
        f"{total[name]} {name}" for name in ("runs", "crashes", "citations", "mails", "in doubt")
    )
    sys.stdout.write(f"{seed} lives: {counted}; 0 lost, 0 repeated\n")


if __name__ == "__main__":
    main()
