"""What is told beside the study type: design, age group, preprint, registry numbers."""

import pytest

from ldn_watch.model import AbstractSection, Citation, DataBank, Evidence, MeshHeading, Term
from ldn_watch.rules.assess import assess


def cite(title, *abstract, **fields):
    sections = tuple(AbstractSection(text) for text in abstract)
    return Citation(uid="pmid:1", title=title, abstract=sections, **fields)


def heading(name, ui):
    return MeshHeading(name, ui, major=False)


def details(rulebook, citation, kind):
    return [detail.value for detail in assess(citation, rulebook).details if detail.kind == kind]


@pytest.mark.parametrize(
    ("title", "abstract", "designs"),
    [
        ("A randomised crossover trial of naltrexone", "", ["crossover"]),
        ("A randomised, cross-over trial", "", ["crossover"]),
        ("A randomised trial", "After four weeks patients crossed over.", ["crossover"]),
        ("A randomised trial", "Nothing is said.", []),
        ("A randomised pilot trial", "", ["pilot"]),
        ("A retrospective cohort study", "", ["cohort"]),
        ("An observational study", "A cohort of patients was followed.", ["cohort"]),
        ("A survey of patients who take naltrexone", "", ["survey"]),
        ("A cross-sectional online survey", "", ["cross-sectional", "survey"]),
        ("A nationwide register-based cohort study", "", ["cohort", "registry"]),
        ("A case-control study", "", ["case-control"]),
        ("Naltrexone for itch: a case series", "", ["case-series"]),
        ("Three cases of itch relieved by naltrexone", "", ["case-series"]),
        ("Naltrexone for itch: a case report", "", []),
        ("Comment on: naltrexone for itch", "", ["comment"]),
        ("A review of naltrexone: crossover and pilot", "", []),
    ],
)
def test_designs(rulebook, title, abstract, designs):
    citation = cite(title, *filter(None, [abstract]))
    assert details(rulebook, citation, "design") == designs


@pytest.mark.parametrize(
    ("name", "ui", "title", "design"),
    [
        ("Cross-Over Studies", "D018592", "A randomised trial", "crossover"),
        ("Retrospective Studies", "D012189", "An observational study", "cohort"),
        ("Surveys and Questionnaires", "D011795", "An observational study", "survey"),
        ("Cross-Over Studies", "D018592", "A survey of patients", "survey"),  # no design of an observation
    ],
)
def test_designs_by_mesh(rulebook, name, ui, title, design):
    assert details(rulebook, cite(title, mesh=(heading(name, ui),)), "design") == [design]


def test_a_design_carries_its_evidence(rulebook):
    (worded,) = assess(cite("A randomised trial", "Then they crossed over."), rulebook).details
    assert worded.evidence == (Evidence("crossover", "abstract", "crossed over", 10),)
    mesh = (heading("Cross-Over Studies", "D018592"),)
    (indexed,) = assess(cite("A randomised crossover trial", mesh=mesh), rulebook).details
    assert indexed.evidence == (Evidence("crossover", "mesh", "Cross-Over Studies"),)
    (titled,) = assess(cite("A randomised crossover trial", "They crossed over."), rulebook).details
    assert titled.evidence == (Evidence("crossover", "title", "crossover", 13),)


# --- children --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Naltrexone in children: a randomised trial", ""),
        ("A randomised trial in adolescents with pain", ""),
        ("Pediatric pain: a case series", ""),
        ("A randomised trial", "Children took it. Two boys did not. The girls slept."),
        ("Naltrexone in a boy: a case report", ""),
    ],
)
def test_children_by_words(rulebook, title, abstract):
    assert details(rulebook, cite(title, *filter(None, [abstract])), "age-group") == ["children"]


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Child-Pugh class A cirrhosis: a randomised trial", ""),
        ("A randomised trial", "Child-Pugh A, Child-Pugh B, Child-Pugh C, and Child-Pugh again."),
        ("Women of childbearing age: a randomised trial", ""),
        ("Childhood trauma and pain: a randomised trial", ""),
        ("A randomised trial", "Adults took it, children did not; one child was seen."),
        ("Naltrexone in newborn mice", "Newborn, infant and juvenile mice."),
    ],
)
def test_what_only_sounds_like_children(rulebook, title, abstract):
    assert details(rulebook, cite(title, *filter(None, [abstract])), "age-group") == []


@pytest.mark.parametrize(("name", "ui"), [("Child", "D002648"), ("Adolescent", "D000293")])
def test_children_by_mesh(rulebook, name, ui):
    child = (heading(name, ui),)
    (detail,) = assess(cite("A randomised trial", mesh=child), rulebook).details
    assert (detail.kind, detail.value) == ("age-group", "children")
    assert detail.evidence == (Evidence("children", "mesh", name),)
    assert details(rulebook, cite("Naltrexone in mice", mesh=child), "age-group") == []


# --- preprints -------------------------------------------------------------------------------------


def test_a_preprint_by_its_publication_type(rulebook):
    preprint = Term("Preprint", "D000076942")
    (detail,) = assess(cite("Naltrexone", publication_types=(preprint,)), rulebook).details
    assert (detail.kind, detail.value) == ("preprint", "preprint")
    assert detail.evidence == (Evidence("preprint", "publication-type", "Preprint"),)
    article = Term("Journal Article", "D016428")
    assert assess(cite("Naltrexone", publication_types=(article,)), rulebook).details == ()


# --- registry numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ClinicalTrials.gov NCT00568555.", ["NCT00568555"]),
        ("(NCT00568555; EudraCT 2014-001234-12)", ["NCT00568555", "2014-001234-12"]),
        ("ISRCTN12345678", ["ISRCTN12345678"]),
        ("ACTRN12612000001234", ["ACTRN12612000001234"]),
        ("ChiCTR2000034567", ["ChiCTR2000034567"]),
        ("ChiCTR-TRC-12345678", ["ChiCTR-TRC-12345678"]),
        ("IRCT20190101012345N1", ["IRCT20190101012345N1"]),
        ("UMIN000012345", ["UMIN000012345"]),
        ("DRKS00012345", ["DRKS00012345"]),
        ("CTRI/2020/01/012345", ["CTRI/2020/01/012345"]),
        ("PROSPERO CRD42020123456", ["CRD42020123456"]),
        ("EU CT 2022-501234-12-00", ["2022-501234-12-00"]),
        ("NCT00568555 and NCT00568555 and NCT00000001", ["NCT00568555", "NCT00000001"]),
        ("NCT0056855 and NCT005685551 and XNCT00568555", []),
        ("Item 2014-001234-12 of the list", []),
    ],
)
def test_registry_numbers_of_the_text(rulebook, text, numbers):
    assert details(rulebook, cite("A trial", text), "trial-id") == numbers


def test_a_number_of_the_eu_register_is_no_eudract_number(rulebook):
    text = "EudraCT 2014-001234-12, now EU CT 2022-501234-12-00"
    assert details(rulebook, cite("A trial", text), "trial-id") == ["2014-001234-12", "2022-501234-12-00"]


def test_registry_numbers_of_data_banks_come_first_and_each_once(rulebook):
    banks = (
        DataBank("ClinicalTrials.gov", ("NCT00000001", "NCT00568555")),
        DataBank("ISRCTN", ("ISRCTN12345678",)),
        DataBank("GENBANK", ("AF123456",)),
    )
    citation = cite("NCT00568555", "NCT00000002 and ISRCTN12345678.", data_banks=banks)
    found = {one.value: one.evidence for one in assess(citation, rulebook).details if one.kind == "trial-id"}
    assert list(found) == ["NCT00000001", "NCT00568555", "ISRCTN12345678", "NCT00000002"]
    assert found["NCT00568555"] == (Evidence("ClinicalTrials.gov", "data-bank", "NCT00568555"),)
    assert found["NCT00000002"] == (Evidence("ClinicalTrials.gov", "abstract", "NCT00000002", 0),)


def test_all_kinds_of_details_stand_in_order(rulebook):
    citation = cite(
        "Naltrexone in children: a randomised crossover trial",
        "Thirty children were randomised (NCT00568555).",
        publication_types=(Term("Preprint", "D000076942"),),
    )
    verdict = assess(citation, rulebook)
    assert [detail.kind for detail in verdict.details] == [
        *("design", "age-group", "preprint"),
        *("participants", "trial-id"),
    ]
    labels = rulebook.labels().details
    assert all(detail.value in labels for detail in verdict.details[:3])
