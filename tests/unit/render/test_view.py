from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ldn_watch.model import (
    CommentCorrection,
    DataBank,
    Dates,
    Event,
    EventKind,
    Evidence,
    Labels,
    Relevance,
    Tag,
    TagKind,
    Term,
)
from ldn_watch.render.view import Link, Subject, to_entry, to_guid
from ldn_watch.render.why import to_place, to_why
from tests.unit.render.samples import FATIGUE, LABELS, NOW, TOPIC, entry_of, to_line

RETRACTED = replace(
    FATIGUE,
    publication_types=(Term("Retracted Publication", "D016441"),),
    comments_corrections=(CommentCorrection("RetractionIn", "Pain Med. 2026;1(1):2", "pmid:38"),),
)


@pytest.mark.parametrize(
    ("kind", "key", "guid"),
    [
        (EventKind.NEW, "", "info:pmid/39000001"),
        (EventKind.RETRACTED, "", "info:pmid/39000001#retracted"),
        (EventKind.PUBLISHED, "", "info:pmid/39000001#published"),
        (EventKind.DELETED, "", "info:pmid/39000001#deleted"),
        (EventKind.CORRECTED, "pmid:38000001", "info:pmid/39000001#corrected-38000001"),
        (EventKind.CONCERN, "ab12cd34ef56", "info:pmid/39000001#concern-ab12cd34ef56"),
        (EventKind.NEW, "again", "info:pmid/39000001#new-again"),
    ],
)
def test_guids_are_the_identity_of_the_event(kind, key, guid):
    assert to_guid(Event(FATIGUE.uid, kind, NOW, key)) == guid


def test_a_key_of_free_text_is_hashed_into_the_guid():
    guids = {
        to_guid(Event("pmid:1", EventKind.CORRECTED, NOW, key)) for key in ("Trials. 2024", "Trials. 2025")
    }
    assert len(guids) == 2
    assert all(guid.removeprefix("info:pmid/1#corrected-").isalnum() for guid in guids)


def test_a_guid_depends_on_nothing_that_may_change():
    other = replace(FATIGUE, title="Other", doi="", pmc="")
    assert entry_of(other, seen=NOW + timedelta(9), seq=7).guid == entry_of().guid


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [
        (EventKind.NEW, ""),
        (EventKind.RETRACTED, "Retracted: "),
        (EventKind.CORRECTED, "Correction: "),
        (EventKind.CONCERN, "Expression of concern: "),
        (EventKind.PUBLISHED, "Now published: "),
        (EventKind.DELETED, "Removed from PubMed: "),
    ],
)
def test_the_heading_says_what_happened(kind, prefix):
    assert entry_of(kind=kind).heading == prefix + FATIGUE.title


def test_a_new_citation_that_is_already_retracted_says_so_first():
    entry = entry_of(RETRACTED)
    assert entry.heading == f"Retracted: {FATIGUE.title}"
    assert entry.badges[0] == "Retracted"
    assert entry.is_grave
    assert Link("Retraction notice", "https://pubmed.ncbi.nlm.nih.gov/38/") in entry.links


def test_the_publishers_own_prefix_is_not_doubled():
    assert entry_of(replace(RETRACTED, title="RETRACTED: Low-dose")).heading == "RETRACTED: Low-dose"


def test_an_untitled_citation_is_named_by_its_original_title_or_pmid():
    assert entry_of(replace(FATIGUE, title=" ", vernacular_title="Étude")).title == "Étude"
    assert entry_of(replace(FATIGUE, title="")).title == "PMID 39000001 (no title in PubMed)"


def test_badges_tell_what_must_be_known_first():
    citation = replace(
        FATIGUE,
        publication_types=(Term("Preprint"),),
        publication_status="aheadofprint",
        comments_corrections=(CommentCorrection("ExpressionOfConcernIn", "x"),),
    )
    entry = entry_of(citation, replace(TOPIC, relevance=Relevance.POSSIBLE), deleted=True)
    assert entry.badges == (
        "Expression of concern",
        "Removed from PubMed",
        "Randomised trial",
        "Naltrexone 4.5 mg",
        "Preprint",
        "Ahead of print",
        "Older citation (2019), newly indexed",
        "Low-dose naltrexone: possible",
    )


def test_an_erratum_is_not_a_retraction():
    citation = replace(FATIGUE, comments_corrections=(CommentCorrection("ErratumIn", "x", "pmid:5"),))
    entry = entry_of(citation, kind=EventKind.CORRECTED, key="pmid:5", detail="Trials. 2024")
    assert not entry.is_grave
    assert entry.note == "Correction notice: Trials. 2024"
    assert Link("Correction notice", "https://pubmed.ncbi.nlm.nih.gov/5/") in entry.links


def test_a_correction_links_its_own_notice_only():
    errata = tuple(CommentCorrection("ErratumIn", "x", f"pmid:{n}") for n in (5, 6))
    entry = entry_of(replace(FATIGUE, comments_corrections=errata), kind=EventKind.CORRECTED, key="pmid:6")
    assert [link.url[-3:] for link in entry.links if link.label == "Correction notice"] == ["/6/"]


def test_study_type_other_is_no_badge_and_unknown_ids_name_themselves():
    assert entry_of(
        verdict=replace(TOPIC, study_type="other"), seen=datetime(2020, 1, 1, tzinfo=UTC)
    ).badges == ("Naltrexone 4.5 mg",)
    bare = to_entry(to_line(), Labels())
    assert bare.about == (Subject("me-cfs", "me-cfs"),)
    assert bare.badges[0] == "rct"


@pytest.mark.parametrize(
    ("event", "late"),
    [
        ({}, True),
        ({"seen": datetime(2020, 12, 31, tzinfo=UTC)}, False),
        ({"seen": datetime(2021, 1, 1, tzinfo=UTC)}, True),
        ({"quiet": True}, False),  # was there when the watch began: Create Date 2019
        ({"kind": EventKind.RETRACTED}, False),
    ],
)
def test_only_what_became_known_late_is_called_newly_indexed(event, late):
    citation = replace(FATIGUE, dates=replace(FATIGUE.dates, published="2019-12-31"))
    assert ("Older citation (2019), newly indexed" in entry_of(citation, **event).badges) is late


def test_a_quiet_citation_that_pubmed_got_late_is_labelled_all_the_same():
    dates = replace(FATIGUE.dates, entrez=NOW.date())
    assert "newly indexed" in " ".join(entry_of(replace(FATIGUE, dates=dates), quiet=True).badges)
    assert "newly" not in " ".join(
        entry_of(replace(FATIGUE, dates=Dates(published="2019")), quiet=True).badges
    )


def test_links_are_built_from_checked_identifiers():
    assert [link.url for link in entry_of().links] == [
        "https://pubmed.ncbi.nlm.nih.gov/39000001/",
        "https://doi.org/10.1080/21641846.2019.1692770",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7000001/",
        "https://clinicaltrials.gov/study/NCT01234567",
    ]
    banks = (DataBank("ClinicalTrials.gov", ("javascript:1", "NCT1", "NCT00000001", "NCT00000001")),)
    hostile = replace(FATIGUE, doi="javascript:alert(1)", pmc="PMC1/../x", data_banks=banks)
    assert [link.label for link in entry_of(hostile).links] == ["PubMed", "Trial NCT00000001"]


def test_a_doi_of_odd_characters_stays_inside_its_link():
    entry = entry_of(replace(FATIGUE, doi='10.1002/(SICI)1<1::AID-"#?%>3.0;2-Q'))
    assert entry.links[1].url == "https://doi.org/10.1002/(SICI)1%3C1::AID-%22%23%3F%25%3E3.0;2-Q"


def test_conditions_are_told_once_topics_before_mentions():
    again = Tag("me-cfs", "fatigue", TagKind.MENTION, ())
    entry = entry_of(verdict=replace(TOPIC, tags=(*TOPIC.tags, again)))
    assert entry.about == (Subject("me-cfs", "ME/CFS"),)
    assert entry.mentions == (Subject("fibromyalgia", "Fibromyalgia"),)


def test_why_quotes_the_citation():
    assert [why.text for why in entry_of().why] == [
        'Low-dose naltrexone: "Low-dose naltrexone" in the title; "4.5 mg" in the abstract (results)',
        'ME/CFS: "ME/CFS" in the title',
        'Fibromyalgia: "fibromyalgia" in the abstract (aim)',
    ]


def test_why_is_silent_without_evidence_and_short_with_much():
    assert to_why(replace(TOPIC, reasons=(), dose_evidence=(), tags=()), LABELS) == ()
    many = tuple(Evidence("r", "title", f"words {n}") for n in range(9))
    possible = replace(
        TOPIC, relevance=Relevance.POSSIBLE, reasons=(Evidence("r", "mesh", " "), *many), tags=()
    )
    (why,) = to_why(possible, LABELS)
    assert why.text.startswith('Possibly low-dose naltrexone: "words 0" in the title; ')
    assert why.text.count(" in the title") == 3
    (why,) = to_why(replace(possible, relevance=Relevance.UNRELATED), LABELS)
    assert why.text.startswith("Naltrexone: ")


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("title", "in the title"),
        ("abstract:WHAT WE DID", "in the abstract (what we did)"),
        ("mesh", "among the MeSH headings"),
        ("keywords", "among the author keywords"),
        ("publication-type", "among the publication types"),
        ("other-abstract:Résumé", "in the plain-language or translated abstract (résumé)"),
        ("vernacular_title", "in the original title"),
        ("abstract:2", "in the abstract"),
        ("doi", "in the doi"),
    ],
)
def test_places_are_named_in_words(field, place):
    assert to_place(field) == place


def test_authors_are_all_known_and_shortened_on_demand():
    entry = replace(entry_of(), authors=tuple("ABCDEFGH"))
    assert entry.byline() == "A, B, C, D, E, F, G, H"
    assert entry.byline(6) == "A, B, C, D, E, F, et al."
    assert replace(entry, authors_complete=False).byline().endswith("H, et al.")
    assert replace(entry, authors=(), authors_complete=False).byline() == ""


def test_instants_are_whole_seconds_in_utc():
    entry = entry_of(at=datetime(2026, 11, 22, 8, 0, 0, 999, tzinfo=timezone(timedelta(hours=2))))
    assert entry.at == entry.updated == NOW
    assert entry.at.utcoffset() == timedelta(0)


def test_a_deletion_says_who_deleted():
    assert entry_of(kind=EventKind.DELETED, detail="x").note == "NLM has removed this record from PubMed. x"
    assert entry_of(kind=EventKind.RETRACTED).note == ""
    assert entry_of(detail="seen again").note == "seen again"


def test_every_outside_text_is_clean():
    citation = replace(
        FATIGUE,
        title="A\u202eB\x00\r\nBcc: x",
        abstract=(replace(FATIGUE.abstract[0], text="\x1d", label="X"),),
    )
    entry = entry_of(citation, detail="a\x00b")
    assert entry.title == "AB Bcc: x"
    assert entry.abstract == ()
    assert entry.detail == "ab"
    assert entry.pmid == "39000001"
