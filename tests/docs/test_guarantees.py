"""Every test that docs/guarantees.md names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`(tests/[\w/.]+)::(\w+)`", (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8"))


def test_the_page_names_tests():
    assert len(NAMED) > 50


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_promise_has_its_test(file, name):
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")
