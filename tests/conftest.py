"""Property-based tests: as many examples as ever, but no verdict on how fast a busy machine is."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ldn-watch",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),  # CI judges the change, not the day's dice
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ldn-watch")
