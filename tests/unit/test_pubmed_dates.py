"""NLM's dates, exactly as precise as they are known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.sources.pubmed_dates import to_day, to_month, to_published, to_published_freely


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Jan", 1), ("September", 9), ("Sept", 9), ("12", 12), ("3", 3), ("03", 3), (" Mar ", 3),
        ("0", 0), ("13", 0), ("003", 0), ("Spring", 0), ("", 0), ("²", 0), ("Ma", 0),
    ],
)  # fmt: skip
def test_months(text, month):
    assert to_month(text) == month


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("2024", "2", "29"), date(2024, 2, 29)),
        (("2024", "Feb", "9"), date(2024, 2, 9)),
        (("2023", "2", "29"), None),
        (("2023", "13", "1"), None),
        (("2023", "1", "0"), None),
        (("2023", "1", ""), None),
        (("0000", "1", "1"), None),
        (("9999", "1", "1"), None),
        (("20245", "1", "1"), None),
        (("", "", ""), None),
        (("2023", "1", "99999999999999999999999"), None),
    ],
)
def test_days(parts, day):
    assert to_day(*parts) == day


@pytest.mark.parametrize(
    ("parts", "published"),
    [
        (("2024", "Mar", "9"), "2024-03-09"),
        (("2024", "Mar"), "2024-03"),
        (("2024", "Feb", "30"), "2024-02"),
        (("2024", "Spring"), "2024"),
        (("2024", "", "9"), "2024"),
        (("2024",), "2024"),
        (("",), ""),
        (("soon",), ""),
    ],
)
def test_published(parts, published):
    assert to_published(*parts) == published


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("2013 Nov-Dec", "2013-11"),
        ("1979 Nov-1980 May", "1979-11"),
        ("2025 Dec-2026 Jan", "2025-12"),
        ("2007 Mar 15-Apr 1", "2007-03-15"),
        ("2007 Mar 15-21", "2007-03-15"),
        ("15 Mar 2007", "2007-03"),
        ("Spring 2000", "2000"),
        ("2000 Fall-Winter", "2000"),
        ("1977-1978", "1977"),
        ("1998-1999 Winter", "1998"),
        ("1998-1999 Jan", "1998"),
        ("2020 Nov/Dec", "2020-11"),
        ("2013 2nd Quarter", "2013"),
        ("2024 Mar 40", "2024-03"),
        ("c1998 Jun", "1998-06"),
        ("no date", ""),
        ("", ""),
    ],
)
def test_medline_dates(given, published):
    assert to_published_freely(given) == published


@given(st.text())
def test_no_text_is_too_odd(text):
    assert to_published_freely(text) == "" or to_published_freely(text)[:4].isdecimal()
    assert to_month(text) in range(13)
    assert to_day(text, text, text) is None
