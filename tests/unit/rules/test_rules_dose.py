import pytest

from ldn_watch.model import AbstractSection, Citation
from ldn_watch.rules.assess import assess, assess_text
from ldn_watch.rules.dose import read_doses


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("4.5 mg", 4.5, 4.5),
        ("4,5 mg", 4.5, 4.5),
        ("4·5 mg", 4.5, 4.5),
        ("4.5mg", 4.5, 4.5),
        ("a 4.5-mg dose", 4.5, 4.5),
        ("1.5 to 4.5 mg", 1.5, 4.5),
        ("1.5 mg to 4.5 mg", 1.5, 4.5),
        ("0.5–6 mg/day", 0.5, 6),
        ("1-4.5mg", 1, 4.5),
        ("3- to 5-mg", 3, 5),
        ("3 mg at bedtime", 3, 3),
        ("100 micrograms", 0.1, 0.1),
        ("250 µg", 0.25, 0.25),
        ("125 mcg", 0.125, 0.125),
        ("1,500 mg", 1500, 1500),
        ("50 mg", 50, 50),
        ("100 µg to 4 mg", 0.1, 4),
    ],
)
def test_doses_are_numbers(text, least, most):
    (dose,) = read_doses(text)
    assert (dose.least, dose.most) == pytest.approx((least, most))


@pytest.mark.parametrize(
    "text",
    ["0.1 mg/kg", "5 mg per kg", "3 mg/dl", "90 mg/mL", "75 mg/m2", "P450 mg", "10 mgs", "ten mg", "4.5"],
)
def test_concentrations_and_doses_by_weight_are_no_daily_dose(text):
    assert read_doses(text) == []


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("Patients took 2mg naltrexone or 10mg amitriptyline daily.", "2 mg"),
        ("Naltrexone 4.5 mg was compared with amitriptyline 10 mg.", "4.5 mg"),
        ("Amitriptyline 10 mg and naltrexone 3 mg were given.", "3 mg"),
        ("Amitriptyline 10 mg was as good as naltrexone.", ""),
        ("The response to 4.5 mg of oral naltrexone was good.", "4.5 mg"),
        ("Naltrexone was begun. The dose rose from 1.5 to 4.5 mg.", "1.5–4.5 mg"),
        ("Naltrexone failed. Ketamine followed. The dose was 5 mg.", ""),
        ("Naltrexone 50 mg daily was given.", ""),
        ("Rats had naltrexone 0.1 mg/kg.", ""),
        ("Naltrexone 8 mg/bupropion 90 mg was given.", ""),
        ("Doses of 2 mg, then naltrexone", "2 mg"),
    ],
)
def test_whose_dose_it_is(rulebook, text, dose):
    citation = Citation(uid="pmid:1", title="A study", abstract=(AbstractSection(text, "METHODS"),))
    verdict = assess(citation, rulebook)
    assert verdict.dose == dose
    for evidence in verdict.dose_evidence:
        assert evidence.field == "abstract:METHODS"
        assert text[evidence.offset :].startswith(evidence.words)


def test_the_dose_of_a_title(rulebook):
    verdict = assess_text("Naltrexone 6 mg once daily in women with fibromyalgia", rulebook)
    assert verdict.dose == "6 mg"
    assert verdict.dose_evidence[0].offset == 11
