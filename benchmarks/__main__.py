"""All timings, or those named: `python -m benchmarks rates idle`."""

from __future__ import annotations

import sys

from benchmarks import idle, rates

for name in sys.argv[1:] or ("rates", "idle"):
    {"rates": rates, "idle": idle}[name].main()
