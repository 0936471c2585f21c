"""All timings, or those named: `python -m benchmarks rates judging idle finding`."""

from __future__ import annotations

import sys

from benchmarks import finding, idle, judging, rates

for name in sys.argv[1:] or ("rates", "judging", "idle", "finding"):
    {"rates": rates, "judging": judging, "idle": idle, "finding": finding}[name].main()
