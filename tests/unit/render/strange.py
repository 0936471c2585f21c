"""Citations of every kind that a page must be right for, judged by the shipped rules.

Prose is made up; the golden citations of tests/data come as they are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from ldn_watch.codec import from_json
from ldn_watch.model import (
    AbstractSection,
    Archived,
    Author,
    Citation,
    CommentCorrection,
    DataBank,
    Dates,
    Event,
    EventKind,
    Journal,
    MeshHeading,
    OtherAbstract,
    Substance,
    Term,
)
from ldn_watch.render.pages.citation import CitationView
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.rules.assess import assess

SEEN = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DATA = Path(__file__).parents[2] / "data"
TRIAL = Citation(
    "pmid:39000101",
    "Low-dose naltrexone (4.5 mg) in women with fibromyalgia and long COVID: a randomized, double-blind, "
    "placebo-controlled crossover trial.",
    abstract=(
        AbstractSection(
            "Low-dose naltrexone (LDN) is prescribed off label for fibromyalgia, although trials are small. "
            "Whether it helps where fibromyalgia began with COVID-19 is not known.",
            "BACKGROUND",
            "BACKGROUND",
        ),
        AbstractSection(
            "We randomly assigned 99 women with fibromyalgia to naltrexone, raised from 1.5 mg to 4.5 "
            "mg at bedtime "
            "within four weeks, or to placebo, for 12 weeks, then the other way round. Those with rheumatoid "
            "arthritis or who took opioid analgesics were excluded. Serum TNF-α and β-endorphin were "
            "measured.",
            "METHODS",
            "METHODS",
        ),
        AbstractSection(
            "Pain fell by 1.3 points with LDN and by 0.9 with placebo (difference 0.34, 95% CI −0.95 "
            "to 0.27; "
            "P = 0.27). Sleep was better in 44% & fatigue in 31%. Vivid dreams were the commonest side "
            "effect.",
            "RESULTS",
            "RESULTS",
        ),
        AbstractSection(
            "The trial did not show that low-dose naltrexone relieves pain in fibromyalgia better than "
            "placebo. "
            "ClinicalTrials.gov NCT04270877.",
            "CONCLUSIONS",
            "CONCLUSIONS",
        ),
    ),
    authors=(
        Author("Lindqvist", "Karin Maria", "KM", orcid="0000-0002-1825-0097"),
        Author("Ólafsson", "Jón", "J"),
        Author("Smith", "Ann B", "AB", "Jr"),
        Author(collective="FIBRO-LDN Study Group"),
    ),
    journal=Journal(
        "The Journal of made-up pain : official journal of nobody",
        "J Made Up Pain",
        "1234-5678",
        "1",
        "27",
        "11",
        "1101-12",
    ),
    languages=("eng",),
    publication_types=(Term("Journal Article", "D016428"), Term("Randomized Controlled Trial", "D016449")),
    mesh=(
        MeshHeading("Fibromyalgia", "D005356", True, (Term("drug therapy", "Q000188", True),)),
        MeshHeading("Naltrexone", "D009271", True, (Term("therapeutic use", "Q000627"),)),
        MeshHeading("Humans", "D006801", False),
        MeshHeading("Female", "D005260", False),
    ),
    substances=(Substance("Naltrexone", "D009271", "5S6W795CQM"),),
    keywords=(Term("fibromyalgia"), Term("low-dose naltrexone"), Term("long COVID")),
    dates=Dates(
        entrez=date(2026, 11, 14),
        pubmed=date(2026, 11, 14),
        medline=date(2026, 11, 20),
        published="2026-11",
        published_as_given="2026 Nov",
        electronic=date(2026, 11, 12),
    ),
    doi="10.9999/made.39000101",
    pmc="PMC9900101",
    data_banks=(DataBank("ClinicalTrials.gov", ("NCT04270877",)), DataBank("ISRCTN", ("ISRCTN12345678",))),
    publication_status="ppublish",
)


def changed(number: int, **fields) -> Citation:
    return replace(TRIAL, uid=f"pmid:{39000100 + number}", **fields)


RETRACTED = changed(
    2,
    publication_types=(*TRIAL.publication_types, Term("Retracted Publication", "D016441")),
    comments_corrections=(
        CommentCorrection(
            "RetractionIn", "J Made Up Pain. 2026 Dec;27(12):1300. doi: 10.9999/made.r", "pmid:39000190"
        ),
        CommentCorrection("ExpressionOfConcernIn", "J Made Up Pain. 2026 Oct;27(10):990", "pmid:39000191"),
        CommentCorrection("ErratumIn", "J Made Up Pain. 2026 Oct;27(10):991", "pmid:39000192"),
        CommentCorrection("CommentIn", "J Made Up Pain. 2026 Oct;27(10):992-4", "pmid:39000193"),
        CommentCorrection("UpdateOf", "medRxiv. 2025 Jan 3", "pmid:39000194"),
        CommentCorrection("Cites", "Pain. 2009;1:1", "pmid:19000001"),
    ),
)
PREPRINT = changed(
    3,
    publication_types=(Term("Journal Article", "D016428"), Term("Preprint", "D000076942")),
    journal=Journal("medRxiv : the preprint server for health sciences", "medRxiv"),
    comments_corrections=(
        CommentCorrection("UpdateIn", "J Made Up Pain. 2026 Nov;27(11):1101-12", "pmid:39000101"),
    ),
    dates=Dates(entrez=date(2026, 11, 14), published="2026-11-10"),
    pmc="",
)
POSSIBLE_OLD = changed(
    4,
    title="Naltrexone in the management of pruritus in cholestatic liver disease",
    abstract=(AbstractSection("Naltrexone relieved itching in nine of sixteen patients with cholestasis."),),
    keywords=(),
    mesh=(),
    data_banks=(),
    publication_types=(Term("Journal Article", "D016428"),),
    dates=Dates(entrez=date(2026, 11, 14), published="1997", published_as_given="1997 Fall"),
    doi="",
    pmc="",
)
TRANSLATED = changed(
    5,
    title="[Low-dose naltrexone in Crohn's disease: a case series].",
    vernacular_title="Naltrexona en dosis bajas en la enfermedad de Crohn: una serie de casos.",
    languages=("spa",),
    abstract=(AbstractSection("Seven patients with Crohn's disease took naltrexone 4.5 mg.", ""),),
    other_abstracts=(
        OtherAbstract(
            "plain-language-summary",
            "eng",
            (AbstractSection("Seven people with Crohn's disease tried a small dose of naltrexone."),),
        ),
        OtherAbstract(
            "Publisher",
            "spa",
            (
                AbstractSection(
                    "Siete pacientes con enfermedad de Crohn tomaron naltrexona a dosis bajas.", "OBJETIVO"
                ),
                AbstractSection("La mayoría mejoró.", "RESULTADOS"),
            ),
        ),
        OtherAbstract("Publisher", "ara", (AbstractSection("جرعة منخفضة من النالتريكسون"),)),
    ),
    publication_types=(Term("Case Reports", "D002363"),),
    publication_status="aheadofprint",
)
HOSTILE_WORDS = (
    "</script><script>alert(1)</script> ]]> <!-- {{ 7*7 }} \u202edesrever\u202c"
    " \x1b[31m &amp;#0; 'q\" onload=x"
)
HOSTILE = changed(
    6,
    title=f"Low-dose naltrexone {HOSTILE_WORDS}",
    vernacular_title=HOSTILE_WORDS,
    abstract=(AbstractSection(f"LDN for  fibromyalgia\u200b, {HOSTILE_WORDS}", HOSTILE_WORDS),),
    authors=(Author(HOSTILE_WORDS, HOSTILE_WORDS, "X"), Author(collective=HOSTILE_WORDS)),
    journal=Journal(HOSTILE_WORDS, HOSTILE_WORDS, HOSTILE_WORDS, HOSTILE_WORDS, "</script>", "<b>", "1-<i>"),
    languages=(HOSTILE_WORDS,),
    keywords=(Term(HOSTILE_WORDS), Term("fibromyalgia")),
    mesh=(MeshHeading(HOSTILE_WORDS, "D1", True),),
    substances=(Substance(HOSTILE_WORDS),),
    publication_types=(Term(HOSTILE_WORDS),),
    comments_corrections=(
        CommentCorrection("RetractionIn", HOSTILE_WORDS, "javascript:alert(1)"),
        CommentCorrection("../x", HOSTILE_WORDS, "pmid:../../etc/passwd", HOSTILE_WORDS),
    ),
    dates=Dates(published=HOSTILE_WORDS, published_as_given=HOSTILE_WORDS),
    doi=f"10.9999/{HOSTILE_WORDS}",
    pmc='PMC1"><script>',
    data_banks=(DataBank(HOSTILE_WORDS, (HOSTILE_WORDS, "NCT04270877")),),
    other_abstracts=(OtherAbstract(HOSTILE_WORDS, HOSTILE_WORDS, (AbstractSection(HOSTILE_WORDS),)),),
)
ENDLESS = changed(
    7,
    title="Low-dose naltrexone " + "naltrexone " * 100_000,
    abstract=tuple(AbstractSection("fibromyalgia NCT04270877 " * 4_000, f"PART {n}") for n in range(60)),
    authors=tuple(Author(f"Family{n}", "Given Name", "GN") for n in range(5_000)),
    keywords=tuple(Term("k" * 50_000) for _ in range(2_000)),
    comments_corrections=tuple(
        CommentCorrection("CommentIn", "x" * 9_000, f"pmid:{n + 1}") for n in range(3_000)
    ),
    data_banks=(DataBank("ClinicalTrials.gov", tuple(f"NCT{n:08}" for n in range(9_000))),),
)
NO_MORE = changed(
    8, title="Laparoscopic donor nephrectomy", abstract=(), keywords=(), mesh=(), substances=(), data_banks=()
)


@cache
def rules():
    return read_rulebook()


def archived(citation: Citation, *, deleted: bool = False) -> Archived:
    return Archived(citation, assess(citation, rules()), SEEN, SEEN, "f" * 64, deleted)


def view(
    citation: Citation, *happened: str, deleted: bool = False, key: str = "", detail: str = ""
) -> CitationView:
    """The citation as new when it was first seen, and what happened six days later."""
    events = [Event(citation.uid, EventKind.NEW, SEEN)]
    events += [Event(citation.uid, EventKind(kind), LATER, key, detail=detail) for kind in happened]
    return CitationView(archived(citation, deleted=deleted), tuple(events))


@cache
def gallery() -> dict[str, CitationView]:
    """By name; what a browser, a validator and axe-core are shown."""
    golden = [from_json(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("0*.json"))]
    return {
        "trial": view(TRIAL),
        "retracted": view(RETRACTED, "corrected", "concern", "retracted"),
        "preprint": view(PREPRINT, "published", key="pmid:39000101", detail="J Made Up Pain. 2026 Nov"),
        "possible-old": view(POSSIBLE_OLD),
        "translated": view(TRANSLATED, "published", key="print"),
        "hostile": view(HOSTILE, "retracted", "corrected", key=HOSTILE_WORDS, detail=HOSTILE_WORDS),
        "endless": view(ENDLESS),
        "removed": view(changed(9), "deleted", deleted=True),
        "no-more": view(NO_MORE, "retracted"),
        **{f"golden-{one.pmid}": view(one) for one in golden},
    }
