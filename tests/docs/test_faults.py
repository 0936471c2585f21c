"""docs/faults.md has a row for each fault that is played, with the exit code that the test expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system import mail_faults, pubmed_faults

PUBMED, MAIL = (
    (Path(__file__).parents[2] / "docs/faults.md").read_text(encoding="utf-8").split("## The mail server")
)


@pytest.mark.parametrize(
    ("row", "page"),
    [*((row, PUBMED) for row in pubmed_faults.ROWS), *((row, MAIL) for row in mail_faults.ROWS)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_fault_has_its_row(row, page):
    assert f"\n| {row.name} | {row.exit} | " in page
