"""All timings, or those named: `python -m benchmarks rates judging idle finding`."""

from __future__ import annotations

import sys

from benchmarks import finding, idle, judging, pages, rates

PARTS = {"rates": rates, "judging": judging, "idle": idle, "pages": pages, "finding": finding}

for name in sys.argv[1:] or PARTS:
    PARTS[name].main()
