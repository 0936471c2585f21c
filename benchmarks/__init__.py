"""Timings: `make bench`. They are read by people; no test depends on them."""
