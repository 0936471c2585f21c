import pytest

from ldn_watch.model import AbstractSection, Citation, Evidence, MeshHeading, Substance, Term
from ldn_watch.rules.assess import assess, assess_text


def judge(rulebook, title, abstract="", **fields):
    sections = (AbstractSection(abstract),) if abstract else ()
    return assess(Citation(uid="pmid:1", title=title, abstract=sections, **fields), rulebook)


@pytest.mark.parametrize(
    "title",
    [
        "Low-dose naltrexone",
        "Low\u2011dose naltrexone",
        "LOW DOSE NALTREXONE",
        "Low Doses Naltrexone in cancer",
        "Low doses of oral naltrexone in Crohn's disease",
        "Naltrexone at a very low dose",
        "Naltrexone, in low doses, for pain",
        "Very-low-dose naltrexone during opiate detoxification",
        "Ultra-low-dose naloxone or naltrexone to improve opioid analgesia",
        "Naltrexone (LDN) for pain",
        "Naltrexone 4.5 mg in fibromyalgia",
        "Naltrexone, 0.5–6 mg/day, for itch",
        "[Low dose naltrexone in the treatment of dissociative symptoms]",
        "Naltrexona en dosis bajas para la fibromialgia",
        "Faibles doses de naltrexone et sclérose en plaques",
        "Niedrig dosiertes Naltrexon bei Fibromyalgie",
        "Lågdos naltrexon vid fibromyalgi",
        "Низкие дозы налтрексона",
        "低用量ナルトレキソン療法",
    ],
)
def test_focus_by_title(rulebook, title):
    verdict = assess_text(title, rulebook)
    assert verdict.relevance == "focus"
    assert verdict.reasons[0].field == "title"
    assert verdict.is_relevant


@pytest.mark.parametrize(
    "title",
    [
        "Laparoscopic living donor nephrectomy (LDN)",
        "Low-density neutrophils (LDNs) in rheumatic diseases",
        "The lateral dorsal nucleus (LDN) of the thalamus",
        "LDN-193189 and bone formation",
        "LDN193189 binds CD133",
        "LDN-57444 blocks UCH-L1",
        "LDN-212854, a BMP inhibitor",
        "Low-dose naloxone for itch",
        "LDN in rheumatic diseases",
        "Low-dose aspirin in lupus",
        "Naltrexone 50 mg in pruritus",
        "Extended-release naltrexone in low doses of care",
        "Naltrexone implants and depression",
        "Naltrexone-bupropion for depression",
        "Naltrexone/bupropion 8 mg/90 mg in lupus",
        "Low-dose methylnaltrexone",
        "Olanzapine with samidorphan and naltrexone in schizophrenia",
        "Low-dose (+)-naltrexone and TLR4",
        "Naltrexone versus low-dose buprenorphine in heroin users",
        "Naltrexone for alcohol dependence and depression",
        "Naltrexone metabolism and pharmacokinetics",
    ],
)
def test_never_focus_and_unrelated(rulebook, title):
    assert assess_text(title, rulebook).relevance == "unrelated"


def test_homonyms_take_the_letters_from_naltrexone(rulebook):
    abstract = "Low-density neutrophils (LDN) were counted. LDN rose. LDN fell. Naltrexone was not used."
    assert judge(rulebook, "LDN in lupus", abstract).relevance != "focus"


def test_a_compound_number_takes_the_letters_too(rulebook):
    verdict = judge(rulebook, "LDN-214999 in cells", "LDN-214999 and LDN 57444 beside naltrexone in mice.")
    assert verdict.relevance == "unrelated"


def test_ldn_counts_with_naltrexone_in_the_indexing(rulebook):
    heading = MeshHeading("Naltrexone", "D009271", major=False)
    substance = Substance("Naltrexone", "D000000", "5S6W795CQM")
    assert judge(rulebook, "LDN for pain").relevance == "unrelated"
    assert judge(rulebook, "LDN for pain", mesh=(heading,)).relevance == "focus"
    assert judge(rulebook, "LDN for pain", substances=(substance,)).relevance == "focus"
    assert judge(rulebook, "ldn for pain", mesh=(heading,)).relevance == "unrelated"


def test_a_keyword_is_a_topic(rulebook):
    verdict = judge(rulebook, "A new treatment for itch", keywords=(Term("low-dose naltrexone"),))
    assert verdict.relevance == "focus"
    assert verdict.reasons == (Evidence("ldn-topic", "keyword", "low-dose naltrexone", 0),)


def test_a_trial_titled_naltrexone_with_its_dose_in_the_abstract(rulebook):
    verdict = judge(
        rulebook, "Naltrexone in women with fibromyalgia", "Women took 4.5 mg of naltrexone at bedtime."
    )
    assert verdict.relevance == "focus"
    assert [reason.words for reason in verdict.reasons] == ["Naltrexone", "4.5 mg"]
    assert verdict.dose == "4.5 mg"


@pytest.mark.parametrize(
    ("title", "abstract", "relevance"),
    [
        ("Hailey-Hailey disease: a case", "The patient was treated with low-dose naltrexone.", "focus"),
        ("Blockade of a receptor", "LDN is naltrexone. LDN helps. LDN is cheap. LDN is safe.", "focus"),
        ("Naltrexone and cancer", "Low-dose naltrexone may act on cells.", "focus"),
        ("New drugs for fibromyalgia", "Options such as ketamine and low-dose naltrexone exist.", "possible"),
        ("New drugs for fibromyalgia", "Low-dose naltrexone deserves a thought.", "possible"),
        ("Itch of the liver", "We studied naltrexone 3 mg in patients with cholestasis.", "focus"),
        ("Pruritus of the liver", "Patients received naltrexone 3 mg.", "focus"),
        ("Pruritus of the liver", "Patients received naltrexone.", "possible"),
        ("Pruritus of the liver", "Patients received naltrexone 50 mg.", "unrelated"),
        ("Pruritus in mice", "Scratching was blocked by naltrexone in mice.", "unrelated"),
        ("Naltrexone and autoimmune disease", "", "possible"),
        ("Naltrexone: an update on its uses", "", "possible"),
        ("Naltrexone in alcohol dependence", "Low-dose naltrexone is another matter.", "possible"),
        ("Alcohol and depression", "Patients received naltrexone.", "unrelated"),
        ("Naltrexone in dieters", "For weight loss with bupropion, naltrexone 8 mg was taken.", "unrelated"),
        ("Fibromyalgia and exercise", "Exercise helped.", "unrelated"),
        ("Diabetes and naltrexone", "", "unrelated"),
        ("Dry eye in diabetes: topical naltrexone", "", "possible"),
    ],
)
def test_abstracts(rulebook, title, abstract, relevance):
    verdict = judge(rulebook, title, abstract)
    assert verdict.relevance == relevance
    assert bool(verdict.reasons) or relevance == "unrelated"


def test_a_major_heading_makes_it_possible(rulebook):
    plain = MeshHeading("Naltrexone", "D009271", major=True)
    derived = MeshHeading("Naltrexone", "D009271", major=True, qualifiers=(Term("analogs", "Q000031"),))
    abstract = "In mice, naltrexone was the tool."
    assert judge(rulebook, "Lupus", abstract, mesh=(plain,)).relevance == "possible"
    assert judge(rulebook, "Lupus", abstract, mesh=(derived,)).relevance == "unrelated"


def test_unrelated_says_what_spoke_against_it(rulebook):
    verdict = assess_text("Laparoscopic donor nephrectomy (LDN)", rulebook)
    assert verdict.reasons == (Evidence("homonym", "title", "donor nephrectomy", 13),)
    assert assess_text("Naltrexone in alcoholism", rulebook).reasons[0].rule == "addiction"
    assert assess_text("Physical activity", rulebook).reasons == ()
