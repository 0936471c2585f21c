"""All timings, or those named: `python -m benchmarks rates judging idle`."""

from __future__ import annotations

import sys

from benchmarks import idle, judging, pages, rates

for name in sys.argv[1:] or ("rates", "judging", "idle", "pages"):
    {"rates": rates, "judging": judging, "idle": idle, "pages": pages}[name].main()
