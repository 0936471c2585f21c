import pytest

from ldn_watch.model import AbstractSection, Citation, Evidence, MeshHeading, Term
from ldn_watch.rules.assess import assess, assess_text


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Naltrexone in pain: a systematic review and meta-analysis of randomised trials", "meta-analysis"),
        ("Naltrexone in pain: a systematic review of randomized controlled trials", "systematic-review"),
        ("A randomized, double-blind trial of naltrexone", "rct"),
        ("A non-randomised study of naltrexone", "other"),
        ("Naltrexone for pain: study protocol for a randomised trial", "protocol"),
        ("An interventional pre-post study in a cohort", "clinical-trial"),
        ("A retrospective chart review of naltrexone", "observational"),
        ("A nationwide register-based study of naltrexone", "observational"),
        ("Naltrexone for itch: a case series", "case"),
        ("Naltrexone in mice", "animal"),
        ("Naltrexone and cultured fibroblasts", "in-vitro"),
        ("Naltrexone in dermatology: a clinical review", "review"),
        ("Naltrexone: expert consensus statement", "guideline"),
        ("Comment on: naltrexone for pain", "opinion"),
        ("Retraction: naltrexone for pain", "retraction-notice"),
        ("Erratum to: naltrexone for pain", "erratum"),
        ("Naltrexone for pain", "other"),
    ],
)
def test_types_by_title(rulebook, title, kind):
    assert assess_text(title, rulebook).study_type == kind


@pytest.mark.parametrize(
    ("name", "ui", "kind"),
    [
        ("Randomized Controlled Trial", "D016449", "rct"),
        ("Meta-Analysis", "", "meta-analysis"),
        ("", "D016454", "review"),
        ("Letter", "D016422", "opinion"),
        ("Case Reports", "D002363", "case"),
        ("Retraction of Publication", "D016440", "retraction-notice"),
        ("Published Erratum", "D016425", "erratum"),
        ("Retracted Publication", "D016441", "other"),
        ("Journal Article", "D016428", "other"),
    ],
)
def test_types_by_publication_type(rulebook, name, ui, kind):
    verdict = assess(Citation(uid="pmid:1", title="T", publication_types=(Term(name, ui),)), rulebook)
    assert verdict.study_type == kind
    assert all(evidence.field == "publication-type" for evidence in verdict.study_evidence)


@pytest.mark.parametrize(
    ("abstract", "kind"),
    [
        ("Sixty women were randomised to naltrexone or placebo.", "rct"),
        ("Medical records were retrospectively analysed.", "observational"),
        ("We report a case of itch.", "case"),
        ("In this review we look back.", "review"),
        ("Male mice were fed.", "animal"),
        ("An open-label study.", "clinical-trial"),
        ("Natural killer cells were measured.", "in-vitro"),
        ("This systematic review found little.", "systematic-review"),
        ("Nothing is said.", "other"),
    ],
)
def test_types_by_abstract(rulebook, abstract, kind):
    citation = Citation(uid="pmid:1", title="T", abstract=(AbstractSection(abstract, "METHODS"),))
    verdict = assess(citation, rulebook)
    assert verdict.study_type == kind
    assert all(evidence.field == "abstract:METHODS" for evidence in verdict.study_evidence)


def test_animals_without_humans(rulebook):
    animals = MeshHeading("Animals", "D000818", major=False)
    humans = MeshHeading("Humans", "D006801", major=False)
    alone = assess(Citation(uid="pmid:1", title="T", mesh=(animals,)), rulebook)
    assert (alone.study_type, alone.study_evidence[0].words) == ("animal", "Animals")
    assert assess(Citation(uid="pmid:1", title="T", mesh=(animals, humans)), rulebook).study_type == "other"


def test_a_book_chapter(rulebook):
    verdict = assess(Citation(uid="pmid:1", title="Naltrexone", kind="book"), rulebook)
    assert verdict.study_type == "book"
    assert verdict.study_evidence[0] == Evidence(verdict.study_evidence[0].rule, "publication-type", "book")


def test_evidence_of_a_title(rulebook):
    (evidence,) = assess_text("Naltrexone: a randomized trial", rulebook).study_evidence
    assert (evidence.field, evidence.words, evidence.offset) == ("title", "randomized", 14)
