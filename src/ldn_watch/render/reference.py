"""A citation's bibliographic line as people write it (NLM style, Citing Medicine, 2nd ed.).

Comes in: the citation's authors, journal and dates. Goes out: clean text. Raises nothing.
"""

from __future__ import annotations

import calendar
from datetime import date

from ldn_watch.model import Author, Citation, Dates, Journal
from ldn_watch.render.text import MONTHS, one_line

Day = tuple[int, int, int]


def to_name(author: Author) -> str:
    """`Polo O`, `Smith JA Jr`, or the collective's name; "" where NLM gives none."""
    initials = author.initials or "".join(word[0] for word in author.given.split())
    if not author.family:
        return one_line(author.collective or author.given)
    return one_line(f"{author.family} {initials} {author.suffix}")


def to_authors(authors: tuple[Author, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(to_name, authors)))


def to_journal_line(citation: Citation) -> str:
    """`Fatigue: Biomedicine, Health & Behavior. 2019;7(4):207-217`, as far as it is known."""
    journal = citation.journal
    title = one_line(journal.title or journal.abbreviation).replace(" : ", ": ").rstrip(".")
    year = year_of(citation.dates)
    if citation.kind == "book":
        where = "; ".join(filter(None, [one_line(journal.publisher), year]))
    else:
        where = year + to_volume(journal)
    return ". ".join(filter(None, [title, where.strip(":;")]))


def to_volume(journal: Journal) -> str:
    """`;7(4):207-217`, `;7`, `:e12` or "" (ahead of print)."""
    volume, issue, pages = map(one_line, (journal.volume, journal.issue, journal.pages))
    place = volume + (f"({issue})" if issue else "")
    return (f";{place}" if place else "") + (f":{pages}" if pages else "")


def year_of(dates: Dates) -> str:
    return one_line(dates.published)[:4] or (str(dates.electronic.year) if dates.electronic else "")


def to_published(dates: Dates) -> str:
    """`9 Mar 2024`, `Mar 2024`, `2024`; NLM's own words where they say more (`2013 Nov-Dec`)."""
    given = one_line(dates.published_as_given)
    if given and (len(dates.published) < len("2013-11") or "-" in given):
        return given
    known = numbers_of(dates.published)
    if not known:
        electronic = dates.electronic
        return to_published(Dates(published=electronic.isoformat())) if electronic else ""
    year, *rest = known
    return " ".join([*map(str, rest[1:]), *(MONTHS[month - 1] for month in rest[:1]), str(year)])


def numbers_of(iso: str) -> list[int]:
    """`2024-03` -> [2024, 3]; [] where it is no date."""
    try:
        numbers = [int(number) for number in iso.split("-")]
        date(*[*numbers, 1, 1][:3])
    except (TypeError, ValueError):
        return []
    return numbers[:3]


def is_old(dates: Dates, seen: date) -> bool:
    """True where the last day that the publication date can mean lies over twelve months before `seen`."""
    last = last_day_of(dates)
    if last is None:
        return False
    year, month, day = last
    return (year + 1, month, day) < (seen.year, seen.month, seen.day)


def last_day_of(dates: Dates) -> Day | None:
    """The latest day that `published` (else `electronic`) can mean; None where neither is known."""
    match numbers_of(dates.published):
        case [year]:
            return (year, 12, 31)
        case [year, month]:
            return (year, month, calendar.monthrange(year, month)[1])
        case [year, month, day]:
            return (year, month, day)
    electronic = dates.electronic
    return (electronic.year, electronic.month, electronic.day) if electronic else None
