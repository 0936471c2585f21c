"""How many took part."""

import pytest

from ldn_watch.model import AbstractSection, Citation
from ldn_watch.rules.assess import assess


def told(rulebook, title, *abstract):
    """The number and the words that tell it; None where there is none."""
    sections = tuple(AbstractSection(text) for text in abstract)
    citation = Citation(uid="pmid:1", title=title, abstract=sections)
    found = [one for one in assess(citation, rulebook).details if one.kind == "participants"]
    assert len(found) <= 1
    for detail in found:
        (evidence,) = detail.evidence
        text = title if evidence.field == "title" else abstract[0]
        assert evidence.rule == "participants"
        assert text[evidence.offset :].startswith(evidence.words)
        return detail.value, evidence.words
    return None


@pytest.mark.parametrize(
    ("sentence", "number", "words"),
    [
        ("60 women were randomised.", "60", "60 women"),
        ("We enrolled 8 patients.", "8", "8 patients"),
        ("1200 patients were enrolled.", "1200", "1200 patients"),
        ("1,200 patients were enrolled.", "1200", "1,200 patients"),
        ("12,345,678 individuals were identified.", "12345678", "12,345,678 individuals"),
        ("Sixty women were randomised.", "60", "Sixty women"),
        ("Sixty-two women were randomised.", "62", "Sixty-two women"),
        ("Sixty\u2010two women were randomised.", "62", "Sixty\u2010two women"),
        ("Nineteen men were enrolled.", "19", "Nineteen men"),
        ("Ninety-nine adults were enrolled.", "99", "Ninety-nine adults"),
        ("Two hundred patients took part.", "200", "Two hundred patients"),
        ("A hundred women were randomised.", "100", "A hundred women"),
        ("Two hundred and fifty-one patients took part.", "251", "Two hundred and fifty-one patients"),
        ("Nine hundred twelve patients took part.", "912", "Nine hundred twelve patients"),
        ("Women with fibromyalgia (n = 31) took it.", "31", "Women with fibromyalgia (n = 31"),
        ("Women (n=1,031) took it.", "1031", "Women (n=1,031"),
        ("Women (N = 31; mean age 45) took it.", "31", "Women (N = 31"),
        ("We studied 31 women and men.", "31", "31 women"),
        ("40 treatment-naive adult patients were included.", "40", "40 treatment-naive adult"),
        ("Sixty were randomised.", "60", "Sixty were"),
    ],
)
def test_numbers_as_they_are_written(rulebook, sentence, number, words):
    assert told(rulebook, "A randomised trial", sentence) == (number, words)


def test_the_title_tells(rulebook):
    title = "Naltrexone in 31 women with fibromyalgia: a randomised trial"
    assert told(rulebook, title) == ("31", "31 women")


@pytest.mark.parametrize(
    "sentence",
    [
        "COVID-19 patients were enrolled.",
        "COVID\u201019 patients were enrolled.",
        "SF-36 participants improved.",
        "60% of patients improved.",
        "Patients took 50 mg.",
        "Patients improved by 31 points.",
        "Over 12 weeks patients improved.",
        "Of 12 mice, the women were fond.",
        "Twelve weeks of treatment helped patients.",
        "The dose was 4.5 mg in patients.",
        "p < 0.05 for patients.",
        "The ratio was 1.60 patients.",
        "Nothing is said.",
    ],
)
def test_what_is_no_number_of_people(rulebook, sentence):
    assert told(rulebook, "A randomised trial", sentence) is None


def test_covid_19_in_a_title_is_no_number(rulebook):
    assert told(rulebook, "Naltrexone in COVID-19 patients: a randomised trial") is None
    found = told(rulebook, "Naltrexone in COVID-19 patients: a randomised trial", "36 were randomised.")
    assert found == ("36", "36 were")


@pytest.mark.parametrize(
    ("abstract", "number"),
    [
        ("We screened 120 patients. Then 60 patients were randomised.", "60"),
        ("120 patients were invited. 44 patients answered.", "44"),
        ("Worldwide 300 patients have it. 40 patients were enrolled. 38 patients completed.", "40"),
        ("Some 500 patients visit us. In all, 60 patients were randomised.", "60"),
        ("60 patients were randomised. 55 patients completed the trial.", "60"),
        ("Some 500 patients visit us. Others are 60 patients.", "500"),
        ("120 patients were screened.", None),
    ],
)
def test_the_first_that_took_part_counts(rulebook, abstract, number):
    found = told(rulebook, "A randomised trial", abstract)
    assert (found and found[0]) == number


@pytest.mark.parametrize(
    "abstract",
    [
        "Of 120 patients screened, 60 patients were randomised.",
        "120 patients were screened and 60 patients were randomised.",
    ],
)
def test_screened_and_randomised_in_one_sentence(rulebook, abstract):
    assert told(rulebook, "A randomised trial", abstract)[0] == "60"


@pytest.mark.parametrize(
    "abstract",
    [
        "1 200 patients were enrolled.",
        "1\u2009200 patients were enrolled.",
        "1\u00a0200 patients were enrolled.",
    ],
)
def test_thousands_set_apart_by_a_space(rulebook, abstract):
    assert told(rulebook, "A randomised trial", abstract)[0] == "1200"


def test_a_year_is_no_number_of_people(rulebook):
    assert told(rulebook, "A randomised trial", "In 1999 patients were few.") is None


@pytest.mark.parametrize(
    ("title", "abstract", "found"),
    [
        ("Naltrexone in a 45-year-old woman: a case report", "", ("1", "45-year-old")),
        ("A case report", "A 45 year old man took naltrexone.", ("1", "45 year old")),
        ("A case report", "A 6-month-old girl took naltrexone.", ("1", "6-month-old")),
        (
            "A case series",
            "Three patients took naltrexone; one was a 45-year-old man.",
            ("3", "Three patients"),
        ),
        ("A case report", "Nothing is said.", None),
        ("A randomised trial", "A 45-year-old woman fell.", None),
    ],
)
def test_an_age_tells_of_one_person_in_a_case_report(rulebook, title, abstract, found):
    assert told(rulebook, title, *filter(None, [abstract])) == found


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("A review of naltrexone", None),
        ("Editorial: naltrexone", None),
        ("Naltrexone in mice", None),
        ("Naltrexone: expert consensus statement", None),
        ("A systematic review of naltrexone", "60"),
        ("A retrospective cohort study", "60"),
        ("Naltrexone for pain: study protocol", "60"),
        ("Naltrexone for pain", "60"),
    ],
)
def test_who_has_participants(rulebook, title, number):
    found = told(rulebook, title, "60 patients were included.")
    assert (found and found[0]) == number


def test_trials_and_articles_are_no_people(rulebook):
    abstract = "Ten trials with 812 participants were included, and 14 articles by women."
    assert told(rulebook, "A systematic review", abstract) == ("812", "812 participants")


def test_no_words_for_people_no_numbers(small_files):
    from ldn_watch.rules.rulebook import parse_rulebook

    files = small_files()
    head, _, rest = files["study.toml"].partition("[participants]")
    _, _, examples = rest.partition("\n[[example]]")
    bare = parse_rulebook(files | {"study.toml": f"{head}[[example]]{examples}"})
    assert told(bare, "A randomised trial", "60 women were randomised.") is None
