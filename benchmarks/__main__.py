"""All timings, or those named: `python -m benchmarks rates judging idle`."""

from __future__ import annotations

import sys

from benchmarks import idle, judging, rates

for name in sys.argv[1:] or ("rates", "judging", "idle"):
    {"rates": rates, "judging": judging, "idle": idle}[name].main()
