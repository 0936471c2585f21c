"""NLM's dates as ISO dates, exactly as precise as they are known.

Comes in: the texts of Year, Month, Day, Season and MedlineDate. Goes out: a `date`, or the ISO text of
a year, a month or a day. May raise: nothing; a date that cannot be becomes None or "".
"""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = range(1500, 2200)  # PubMed begins in 1781; "0001" and "9999" are placeholders


def to_day(year: str, month: str, day: str) -> date | None:
    """A full date, or None where a part is missing or there is no such day."""
    number = to_month(month)
    if not (_is_year(year) and number and day.strip().isdecimal()):
        return None
    try:
        return date(int(year), number, int(day))
    except (ValueError, OverflowError):
        return None


def to_month(text: str) -> int:
    """3 for "Mar", "March", "03" or "3"; 0 for anything else (a season, a quarter)."""
    text = text.strip().casefold()
    if text.isdecimal() and len(text) <= 2:  # noqa: PLR2004
        return int(text) if 1 <= int(text) <= 12 else 0  # noqa: PLR2004
    return _MONTHS.index(text[:3]) + 1 if text[:3] in _MONTHS else 0


def to_published(year: str, month: str = "", day: str = "") -> str:
    """ISO text of a PubDate: "2024", "2024-03" or "2024-03-09"; "" without a year.

    A season has no month (PubMed sorts spring as April, but that is its sorting, not the journal's date).
    """
    if not _is_year(year):
        return ""
    exact = to_day(year, month, day)
    if exact is not None:
        return exact.isoformat()
    number = to_month(month)
    return f"{int(year):04d}-{number:02d}" if number else f"{int(year):04d}"


def to_published_freely(medline_date: str) -> str:
    """ISO text of a MedlineDate, free text by the DTD: the first month, or day, of a range.

    "2013 Nov-Dec" -> 2013-11, "1979 Nov-1980 May" -> 1979-11, "2007 Mar 15-Apr 1" -> 2007-03-15,
    "Spring 2000" -> 2000.
    """
    tokens = re.findall(r"[^\W\d_]+|[0-9]+", medline_date)
    years = [at for at, token in enumerate(tokens) if len(token) == 4 and _is_year(token)]  # noqa: PLR2004
    if not years:
        return ""
    until = years[1] if len(years) > 1 else len(tokens)
    for at, token in enumerate(tokens[:until]):
        if token.isalpha() and to_month(token):
            following = tokens[at + 1] if at + 1 < until else ""
            return to_published(tokens[years[0]], token, following)
    return to_published(tokens[years[0]])


def _is_year(text: str) -> bool:
    text = text.strip()
    return text.isdecimal() and len(text) == 4 and int(text) in _YEARS  # noqa: PLR2004
