"""Where naltrexone is named as low-dose naltrexone, in which doses, and what the letters LDN stand for."""

import pytest

from ldn_watch.model import AbstractSection, Citation, MeshHeading, Substance
from ldn_watch.rules.assess import assess, assess_text
from ldn_watch.rules.naltrexone import Naltrexone
from ldn_watch.rules.scan import Scan


def read(rulebook, title, *abstract, **fields):
    sections = tuple(AbstractSection(text) for text in abstract)
    return Naltrexone(Scan(Citation(uid="pmid:1", title=title, abstract=sections, **fields), rulebook))


def explicit(rulebook, text):
    """The words that name low-dose naltrexone."""
    naltrexone = read(rulebook, "A study", text)
    return [naltrexone.scan.words(hit) for hit in naltrexone.explicit]


# --- "low dose" and "naltrexone" -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Low-dose naltrexone", "Low-dose naltrexone"),
        ("Low doses of oral naltrexone", "Low doses of oral naltrexone"),
        ("Naltrexone at low doses", "Naltrexone at low doses"),
        ("Naltrexone in a low dose", "Naltrexone in a low dose"),
        ("Low-dose (4.5 mg) naltrexone", "Low-dose (4.5 mg) naltrexone"),
        ("Low-dose versus high-dose naltrexone", "Low-dose versus high-dose naltrexone"),
        ("Ultra-low-dose naloxone or naltrexone", "Ultra-low-dose naloxone or naltrexone"),
        ("Low-dose naloxone and naltrexone", "Low-dose naloxone and naltrexone"),
        ("Low doses of a new naltrexone", "Low doses of a new naltrexone"),
        ("Niedrig dosiertes Naltrexon", "Niedrig dosiertes Naltrexon"),
        ("Naltrexona en dosis bajas", "Naltrexona en dosis bajas"),
    ],
)
def test_pairs(rulebook, text, words):
    assert words in explicit(rulebook, f"{text} was studied.")


@pytest.mark.parametrize(
    "text",
    [
        "A low dose was added to naltrexone",
        "Low-dose (25 mg) naltrexone",
        "Low-dose methadone, buprenorphine or naltrexone",
        "Low-dose fentanyl and naltrexone",
        "Low-dose aspirin with naltrexone",
        "Low-dose buprenorphine versus naltrexone",
        "Naltrexone plus low-dose buprenorphine",
        "Naltrexone followed by low-dose aspirin",
        "Naltrexone compared with low dose",
        "A low dose, but naltrexone",
        "A low dose. Naltrexone",
        "Low doses of a new, old, cheap, safe, dear naltrexone",
        "Low-dose methylnaltrexone",
        "Low-dose extended-release naltrexone",
        "Low-dose drugs",
        "Naltrexone",
    ],
)
def test_no_pairs(rulebook, text):
    assert explicit(rulebook, f"{text} was studied.") == []


@pytest.mark.parametrize("text", ["Low- versus high-dose naltrexone", "Low- or high-dose naltrexone"])
def test_low_and_high_share_one_dose(rulebook, text):
    assert explicit(rulebook, f"{text} was studied.") != []


@pytest.mark.parametrize("text", ["Low-dose naltrexone (25 mg)", "Low-dose naltrexone (50 mg daily)"])
def test_a_full_dose_in_brackets_behind_denies_it_too(rulebook, text):
    assert explicit(rulebook, f"{text} was studied.") == []


@pytest.mark.parametrize(
    ("title", "relevance"),
    [
        ("A low dose was added to naltrexone in lupus", "possible"),
        ("Low-dose (25 mg) naltrexone in lupus", "unrelated"),
        ("Low-dose methadone, buprenorphine or naltrexone", "unrelated"),
        ("Ultra-low-dose naloxone or naltrexone", "focus"),
        ("Low-dose versus high-dose naltrexone in lupus", "focus"),
        ("High-dose naltrexone in lupus", "unrelated"),
        ("Naltrexone and low-dose methotrexate in lupus", "possible"),
    ],
)
def test_what_pairs_make_of_a_title(rulebook, title, relevance):
    assert assess_text(title, rulebook).relevance == relevance


# --- its names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Naltrexone and ReVia", ["Naltrexone", "ReVia"]),
        ("Naltrexone (NTX)", ["Naltrexone", "NTX"]),
        ("Naltrexone (ntx)", ["Naltrexone"]),
        ("NTX alone", []),
        ("Naltrexon, naltrexona and naltreksoni", ["Naltrexon", "naltrexona", "naltreksoni"]),
        ("Methylnaltrexone and naltrexone implants", []),
        ("Naltrexone implants, then naltrexone", ["naltrexone"]),
    ],
)
def test_names(rulebook, text, names):
    naltrexone = read(rulebook, text)
    assert list(dict.fromkeys(naltrexone.scan.words(hit) for hit in naltrexone.names)) == names


def test_indexing(rulebook):
    heading = MeshHeading("Naltrexone", "D009271", major=True)
    substance = Substance("naltrexone", "", "5S6W795CQM")
    other = Substance("water", "D014867", "059QF0KO0R")
    assert [
        read(rulebook, "T", mesh=(heading,)).is_indexed,
        read(rulebook, "T", substances=(other, substance)).is_indexed,
        read(rulebook, "T", substances=(other,)).is_indexed,
    ] == [True, True, False]
    assert read(rulebook, "T", mesh=(heading,)).is_major_topic
    assert not read(rulebook, "T", substances=(substance,)).is_major_topic


# --- doses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "dose"),
    [
        ("Naltrexone 4.5 mg in lupus", "4.5 mg"),
        ("Naltrexone 4,5 mg in lupus", "4.5 mg"),
        ("Naltrexone 1.5–4.5 mg in lupus", "1.5–4.5 mg"),
        ("Naltrexone 4.5 to 12.5 mg in lupus", "4.5–12.5 mg"),
        ("Naltrexone 100 micrograms in lupus", "0.1 mg"),
        ("Naltrexone 250 µg in lupus", "0.25 mg"),
        ("Naltrexone 1 mcg in lupus", "1 µg"),
        ("Naltrexone 10 mg in lupus", "10 mg"),
        ("Naltrexone 3 mg or 4.5 mg in lupus", "3–4.5 mg"),
        ("Low-dose naltrexone (4.5 mg) in lupus", "4.5 mg"),
        ("4.5 mg of oral naltrexone in lupus", "4.5 mg"),
    ],
)
def test_low_doses(rulebook, title, dose):
    verdict = assess_text(title, rulebook)
    assert (verdict.dose, verdict.relevance) == (dose, "focus")
    assert all(title[one.offset :].startswith(one.words) for one in verdict.dose_evidence)


@pytest.mark.parametrize(
    ("title", "relevance"),
    [
        ("Naltrexone 0.1 mg/kg in lupus", "possible"),
        ("Naltrexone and vortioxetine 10 mg in lupus", "possible"),
        ("Vortioxetine 10 mg and naltrexone in lupus", "possible"),
        ("Naltrexone and 10 mg of zuranoxetine in lupus", "possible"),  # a drug that no list names
        ("Naltrexone and zuranoxetine 10 mg in lupus", "possible"),
        ("Naltrexone with amitriptyline 10 mg in lupus", "possible"),
        ("Naltrexone 12.5 mg in lupus", "unrelated"),
        ("Naltrexone 50 mg in lupus", "unrelated"),
        ("Naltrexone 4.5 to 25 mg in lupus", "unrelated"),
        ("Naltrexone 0 mg in lupus", "unrelated"),
        ("Lupus and 4.5 mg of something", "unrelated"),
    ],
)
def test_what_is_no_low_dose_of_naltrexone(rulebook, title, relevance):
    verdict = assess_text(title, rulebook)
    assert (verdict.dose, verdict.dose_evidence, verdict.relevance) == ("", (), relevance)


def test_a_low_dose_of_another_form_is_none(rulebook):
    assert read(rulebook, "Naltrexone implants", "Naltrexone 4.5 mg was given.").low_doses == []
    assert read(rulebook, "Naltrexone", "Naltrexone 4.5 mg was given.").low_doses != []


# --- LDN -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("LDN in lupus", "LDN is naltrexone in a low dose."),
        ("LDN in lupus", "LDN restores the levels of met-enkephalin."),
        ("LDN, an opioid antagonist, in lupus", ""),
        ("Very low-dose naltrexone (VLDN)", ""),
        ("Naltrexone: LDN (low-dose) in lupus", ""),
        ("Naltrexone and LDN (a low dose of naltrexone)", ""),
        ("Naltrexone in the clinic: LDNs", ""),
    ],
)
def test_the_letters_stand_for_it(rulebook, title, abstract):
    naltrexone = read(rulebook, title, *filter(None, [abstract]))
    assert any(hit.meaning.kind == "ldn" for hit in naltrexone.explicit)
    assert assess(naltrexone.scan.citation, rulebook).relevance == "focus"


@pytest.mark.parametrize(
    "title",
    [
        "Low-density nodes (LDN) and naltrexone in lupus",
        "LDN (longitudinal data network) and naltrexone",
        "Low-density neutrophils (LDN) and naltrexone",
        "Donor nephrectomy (LDN) and naltrexone",
        "Naltrexone and LDN-193189",
        "Naltrexone and LDN 57444",
        "Naltrexone and ldn",
        "Naltrexone and LdN",
    ],
)
def test_the_letters_stand_for_something_else(rulebook, title):
    assert read(rulebook, title).letters == []
    assert assess_text(title, rulebook).relevance != "focus"


def test_the_letters_of_other_words_behind_naltrexone(rulebook):
    title = "Naltrexone and a longitudinal data network (LDN)"
    assert read(rulebook, title).letters == []
    assert assess_text(title, rulebook).relevance != "focus"


@pytest.mark.parametrize(
    ("title", "relevance"),
    [
        ("LDN treatment of fibromyalgia", "possible"),
        ("Patients' views on taking LDN for Crohn's disease", "possible"),
        ("LDN and fibromyalgia", "unrelated"),  # no word of treatment
        ("LDN treatment of donors", "unrelated"),  # no disease
        ("LDN-193189 treatment of fibromyalgia", "unrelated"),
        ("Treatment of lupus: low-density neutrophils (LDN)", "unrelated"),
        ("Treatment of alcohol dependence with LDN", "unrelated"),
    ],
)
def test_the_letters_alone(rulebook, title, relevance):
    assert assess_text(title, rulebook).relevance == relevance


def test_the_letters_alone_give_their_reasons(rulebook):
    verdict = assess_text("LDN treatment of fibromyalgia", rulebook)
    assert [(one.rule, one.words) for one in verdict.reasons] == [
        ("ldn-not-spelt-out", "LDN"),
        ("fibromyalgia", "fibromyalgia"),
    ]
