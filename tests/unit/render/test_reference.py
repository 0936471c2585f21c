from dataclasses import replace
from datetime import date

import pytest

from ldn_watch.model import Author, Citation, Dates, Journal
from ldn_watch.render.reference import is_old, to_authors, to_journal_line, to_name, to_published, year_of
from tests.unit.render.samples import FATIGUE


def cite(kind="article", published="2024-03", **journal):
    return Citation("pmid:1", "T", kind=kind, journal=Journal(**journal), dates=Dates(published=published))


def test_the_journal_line_is_what_people_know():
    assert to_journal_line(FATIGUE) == "Fatigue: Biomedicine, Health & Behavior. 2019;7(4):207-217"


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        (cite(title="Trials"), "Trials. 2024"),
        (cite(abbreviation="J. Pain.", volume="9"), "J. Pain. 2024;9"),
        (cite(title="Cureus", pages="e12"), "Cureus. 2024:e12"),
        (cite(published="", title="Cureus", volume="3", issue="1"), "Cureus. 3(1)"),
        (cite(), "2024"),
        (
            cite("book", title="StatPearls", publisher="StatPearls Publishing"),
            "StatPearls. StatPearls Publishing; 2024",
        ),
        (Citation("pmid:1", "T"), ""),
    ],
)
def test_the_journal_line_says_as_much_as_is_known(citation, line):
    assert to_journal_line(citation) == line


@pytest.mark.parametrize(
    ("author", "name"),
    [
        (Author("Polo", "Olli", "O"), "Polo O"),
        (Author("Smith", "John Adam", "", "Jr"), "Smith JA Jr"),
        (Author("Plato"), "Plato"),
        (Author("", "Sukarno"), "Sukarno"),
        (Author(collective="FINAL  Study\nGroup"), "FINAL Study Group"),
        (Author(), ""),
    ],
)
def test_names_stand_as_in_pubmed(author, name):
    assert to_name(author) == name


def test_nameless_authors_are_left_out():
    assert to_authors((Author(), Author("Polo", "", "O"))) == ("Polo O",)


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        (Dates(published="2024-03-09"), "9 Mar 2024"),
        (Dates(published="2024-03"), "Mar 2024"),
        (Dates(published="2024"), "2024"),
        (Dates(published="2013-11", published_as_given="2013 Nov-Dec"), "2013 Nov-Dec"),
        (Dates(published="2019-12", published_as_given="2019 Dec"), "Dec 2019"),
        (Dates(published="2013", published_as_given="2013 Winter"), "2013 Winter"),
        (Dates(electronic=date(2025, 2, 1)), "1 Feb 2025"),
        (Dates(published="soon"), ""),
        (Dates(published="2024-13"), ""),
        (Dates(), ""),
    ],
)
def test_published_is_as_precise_as_the_record(dates, published):
    assert to_published(dates) == published


def test_the_year_falls_back_to_the_electronic_date():
    assert year_of(Dates(electronic=date(2025, 2, 1))) == "2025"
    assert year_of(Dates()) == ""


@pytest.mark.parametrize(
    ("published", "old"),
    [
        ("2024-03-09", False),
        ("2024-03-08", True),
        ("2024-03", False),  # may have been the 31st
        ("2024-02", True),
        ("2024", False),
        ("2023", True),
        ("", False),
        ("never", False),
    ],
)
def test_old_means_surely_over_twelve_months(published, old):
    assert is_old(Dates(published=published), date(2025, 3, 9)) is old


def test_a_leap_day_and_an_electronic_date_are_compared_too():
    assert is_old(Dates(published="2024-02-29"), date(2025, 3, 1))
    assert not is_old(Dates(published="2024-02-29"), date(2025, 2, 28))
    assert is_old(replace(Dates(), electronic=date(2020, 1, 1)), date(2025, 1, 1))
