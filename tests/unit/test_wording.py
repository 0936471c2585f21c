import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.model import (
    AbstractSection,
    Archived,
    Author,
    Citation,
    Dates,
    Event,
    EventKind,
    Evidence,
    Journal,
    Labels,
    Relevance,
    RunOutcome,
    RunReport,
    Tag,
    TagKind,
    Term,
    Verdict,
)
from ldn_watch.stages.audit import AuditLine, AuditReport
from ldn_watch.stages.retag import Change
from ldn_watch.wording.watching import (
    audit_lines,
    card,
    change_lines,
    count,
    found_row,
    json_text,
    mail_summary,
    printable,
    report_object,
    safe_json,
    status_rows,
    summary,
    troubles,
    verdict_rows,
)

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
LABELS = Labels(conditions={"fibromyalgia": "Fibromyalgia"}, study_types={"rct": "Randomised trial"})
VERDICT = Verdict(
    Relevance.FOCUS,
    (Evidence("ldn", "title", "Low-dose naltrexone", 0),),
    (
        Tag("fibromyalgia", "pain", TagKind.TOPIC, (Evidence("D005356", "mesh", "Fibromyalgia"),)),
        Tag("brand-new", "pain", TagKind.MENTION, (Evidence("t", "abstract:AIM", "news", 7),)),
    ),
    "rct",
    (Evidence("rct", "title", "randomised", 40),),
    "4.5 mg",
    (Evidence("dose", "title", "4.5 mg", 60),),
    "abc123",
)
CITATION = Citation(
    "pmid:23359310",
    "Low-dose naltrexone for the treatment of fibromyalgia",
    abstract=(AbstractSection("To test it.", "OBJECTIVE"), AbstractSection("It was tested.")),
    authors=(Author("Younger", "Jarred", "J"), Author(collective="LDN Group")),
    journal=Journal("Arthritis and rheumatism", volume="65", issue="2", pages="529-38"),
    publication_types=(Term("Retracted Publication", "D016441"), Term("Preprint")),
    dates=Dates(entrez=date(2013, 1, 30), published="2013-02", published_as_given="2013 Feb"),
    doi="10.1002/art.37734",
    pmc="PMC1",
)
ARCHIVED = Archived(CITATION, VERDICT, AT, AT, "f")
COULD_NOT = RunReport(RunOutcome.COULD_NOT_LOOK, error="HTTP 503")


@given(st.text())
def test_what_is_printed_commands_no_terminal(text):
    assert printable(text).isprintable()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("plain \u03b1 text", "plain \u03b1 text"),
        ("\x1b[31mred\x9b2J", "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}2J"),
        ("a\r\nb\tc\u00a0d", "a  b c d"),
        ("\u202eevil\u2069 zero\u200bwidth", "evil zerowidth"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_control_bidirectional_and_zero_width_characters_are_taken_out(text, printed):
    assert printable(text) == printed


@given(st.dictionaries(st.text(), st.text()))
def test_json_says_the_same_and_commands_no_terminal(value):
    for text in (json_text(value), safe_json(json.dumps(value, ensure_ascii=False))):
        assert text.isprintable()
        assert json.loads(text) == value


def test_json_keeps_letters_that_do_no_harm():
    assert safe_json('"Sjögren \x9b\x7f"') == '"Sjögren \\u009b\\u007f"'


def test_counts():
    assert [count(1, "file"), count(2014, "file"), count(2, "entry", "entries")] == [
        "1 file",
        "2,014 files",
        "2 entries",
    ]


def test_a_run_with_news():
    report = RunReport(
        RunOutcome.NEW,
        matched=2014,
        fetched=3,
        new=1,
        events={"new": 1, "retracted": 1},
        quarantined=1,
        composed=1,
        sent=2,
        deferred=1,
        in_doubt=1,
        held=1,
        requests=3,
        seconds=1.26,
        warnings=("PubMed ignored \x1b[1m",),
    )
    assert summary(report) == [
        "New: 1 citation (PubMed answered, 2,014 citations matched, 3 fetched)",
        "Events: 1 new, 1 retracted",
        "Unreadable, kept and tried again: 1 record",
        "Mail: 1 composed, 2 sent, 1 waiting for another attempt, 1 in doubt, 1 held",
        "Note: PubMed ignored \N{REPLACEMENT CHARACTER}[1m",
        "3 requests, 1.3 s",
    ]
    assert troubles(report) == [
        "1 mail not delivered: 1 kept and tried again, 0 refused by the server; see ldn-watch status",
        "1 citation that PubMed lists could not be had or read: kept and tried again; see ldn-watch status",
        "1 mail may have arrived already, held for you to decide: ldn-watch deliver --retry sends again",
    ]


def test_nothing_new_is_not_the_same_as_could_not_look():
    quiet = RunReport(RunOutcome.NOTHING_NEW, matched=5, requests=1)
    assert summary(quiet)[0] == "Nothing new (PubMed answered, 5 citations matched, 0 fetched)"
    assert summary(COULD_NOT)[0] == "Could not look: PubMed did not answer"
    assert (troubles(quiet), mail_summary(quiet)) == ([], [])
    assert troubles(COULD_NOT) == ["could not look: HTTP 503; nothing is lost, the next run looks again"]


def test_a_stage_that_failed_is_named():
    report = RunReport(RunOutcome.NEW, failures=("publish: no space left",))
    assert troubles(report) == ["publish: no space left; what is owed is kept"]


def test_a_run_as_an_object():
    found = report_object(RunReport(RunOutcome.NEW, 7, 2, 1, {"new": 1}, sent=1, seconds=0.12345))
    assert list(found)[:6] == ["outcome", "matched", "fetched", "new", "events", "quarantined"]
    assert (found["outcome"], found["events"], found["seconds"]) == ("new", {"new": 1}, 0.123)
    assert found["digests"] == {
        "composed": 0,
        "sent": 1,
        "deferred": 0,
        "refused": 0,
        "in_doubt": 0,
        "held": 0,
        "discarded": 0,
    }


def test_status_in_words():
    status = {
        "citations": 2014,
        "last_run": None,
        "next_due": {},
        "outbox": {"queued": 0, "in_doubt": 1},
        "troubles": [{"uid": "pmid:1", "attempts": 2}],
        "warnings": (),
        "query_translation": "",
        "ok": True,
    }
    assert status_rows(status) == [
        ("Citations", "2,014"),
        ("Last run", "never"),
        ("Next due", "none"),
        ("Outbox", "queued 0, in doubt 1"),
        ("Troubles", "uid pmid:1, attempts 2"),
        ("Warnings", "none"),
        ("Query translation", "none"),
        ("Ok", "True"),
    ]


def test_what_other_rules_change():
    changes = [Change("pmid:1", "A title", ("gout (topic)",), ("pain (mention)",))]
    assert list(change_lines(changes, dry_run=True)) == [
        "1  A title",
        "  + gout (topic)",
        "  - pain (mention)",
        "1 citation would change.",
    ]
    assert list(change_lines([], dry_run=False)) == ["0 citations changed."]


def test_an_audit():
    report = AuditReport(10, 9, missing=(AuditLine("pmid:1", "", "not seen yet"),))
    assert list(audit_lines(report)) == [
        "PubMed matches 10 citations; 9 are archived.",
        "Matched there, missing here: 1",
        "  1  -  (not seen yet)",
        "Archived, matched there no longer: 0",
        "Polling by Entrez date would have missed: 0",
        "Polling by publication date would have missed: 0",
    ]


def test_one_line_of_a_search():
    assert found_row(ARCHIVED, LABELS) == (
        "23359310",
        "2013-02",
        f"{CITATION.title}\nretracted - preprint - Randomised trial - Fibromyalgia, brand-new",
    )


def test_a_card():
    event = Event("pmid:23359310", EventKind.RETRACTED, AT, detail="by the editors")
    rows = card(ARCHIVED, [event], LABELS)
    assert rows == [
        ("Title", "Low-dose naltrexone for the treatment of fibromyalgia"),
        ("", "Retracted, preprint"),
        ("Authors", "Younger J, LDN Group"),
        ("Journal", "Arthritis and rheumatism 65(2):529-38"),
        ("Published", "2013 Feb"),
        ("In PubMed since", "2013-01-30"),
        ("First seen", "2026-11-22 06:30 UTC"),
        ("Relevance", "focus"),
        ("Study type", "Randomised trial"),
        ("Dose", "4.5 mg"),
        ("Conditions", "Fibromyalgia (topic), brand-new (mention)"),
        ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/23359310/"),
        ("DOI", "https://doi.org/10.1002/art.37734"),
        ("Free full text", "https://pmc.ncbi.nlm.nih.gov/articles/PMC1/"),
        ("Objective", "To test it."),
        ("Abstract", "It was tested."),
        ("2026-11-22", "retracted by the editors"),
    ]


def test_a_card_of_next_to_nothing_has_no_empty_rows():
    authors = tuple(Author(f"Author{number}") for number in range(9))
    bare = Archived(Citation("pmid:1", "T", authors=authors), Verdict(Relevance.UNRELATED), AT, AT, "f")
    rows = dict(card(bare, [], Labels()))
    assert set(rows) == {"Title", "Authors", "First seen", "Relevance", "Study type", "PubMed"}
    assert rows["Authors"].endswith("Author5 and others")


def test_a_verdict_with_its_evidence():
    assert verdict_rows(VERDICT, LABELS) == [
        ("Relevance", "focus"),
        ("", '"Low-dose naltrexone" in title, character 0 (rule ldn)'),
        ("Condition", "Fibromyalgia (topic)"),
        ("", '"Fibromyalgia" in mesh (rule D005356)'),
        ("Condition", "brand-new (mention)"),
        ("", '"news" in abstract:AIM, character 7 (rule t)'),
        ("Study type", "Randomised trial"),
        ("", '"randomised" in title, character 40 (rule rct)'),
        ("Dose", "4.5 mg"),
        ("", '"4.5 mg" in title, character 60 (rule dose)'),
        ("Rulebook", "abc123"),
    ]
    assert ("Dose", "not stated") in verdict_rows(Verdict(Relevance.UNRELATED), LABELS)
