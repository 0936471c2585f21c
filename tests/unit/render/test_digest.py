from dataclasses import replace
from datetime import timedelta

import pytest

from ldn_watch.model import EventKind, Look, RunOutcome, Tag, TagKind, Term
from ldn_watch.render.messages.digest import (
    GRAVE_PART,
    OTHER,
    to_look,
    to_parts,
    to_subject,
    to_subject_line,
    to_summary,
    to_told,
    to_words,
)
from tests.unit.render.samples import (
    FATIGUE,
    LABELS,
    NOW,
    TOPIC,
    entry_of,
    mail_of,
    realistic_entries,
    tagged,
)

FAILED = Look(NOW, RunOutcome.COULD_NOT_LOOK, error="time-out after\r\n30 s.")


def parts_of(*entries, **changes):
    return to_parts(to_told(mail_of(entries, **changes)))


def summary_of(*entries, **changes):
    mail = mail_of(entries, **changes)
    return to_summary(mail, to_told(mail))


def test_retractions_stand_first_then_the_conditions_by_name():
    assert [(part.title, len(part.told)) for part in parts_of(*realistic_entries())] == [
        (GRAVE_PART, 1),
        ("Fibromyalgia", 2),
        ("Long COVID", 1),
        ("ME/CFS", 1),
        ("Sjögren's disease", 1),
    ]


def test_the_gravest_stands_on_top():
    kinds = (EventKind.DELETED, EventKind.CONCERN, EventKind.RETRACTED)
    entries = [tagged("crps", 41000010 + n, "T", kind_=kind) for n, kind in enumerate(kinds)]
    (part,) = parts_of(*entries)
    assert [told.entry.kind for told in part.told] == [
        EventKind.RETRACTED,
        EventKind.CONCERN,
        EventKind.DELETED,
    ]


def test_a_new_citation_that_is_retracted_is_a_warning():
    retracted = replace(FATIGUE, publication_types=(Term("Retracted Publication", "D016441"),))
    (part,) = parts_of(entry_of(retracted))
    assert part.is_grave


def test_a_citation_stands_once_with_all_that_happened_to_it():
    events = [
        entry_of(),
        entry_of(kind=EventKind.CORRECTED, key="1", detail="Trials. 2024"),
        entry_of(kind=EventKind.RETRACTED, detail="Trials. 2026"),
    ]
    (part,) = parts_of(*events)
    (told,) = part.told
    assert told.entry.kind is EventKind.RETRACTED
    assert told.notes == (
        "Retraction notice: Trials. 2026",
        "Correction notice: Trials. 2024",
        "In this issue too: corrected and new in PubMed.",
    )


def test_a_citation_stands_under_its_first_topic_else_its_first_mention_else_other():
    entry = entry_of()
    assert to_subject(entry, frozenset()).id == "me-cfs"
    assert to_subject(entry, frozenset({"fibromyalgia"})).id == "fibromyalgia"
    assert to_subject(replace(entry, about=()), frozenset({"crps"})).id == "fibromyalgia"
    assert to_subject(replace(entry, about=(), mentions=()), frozenset()) == OTHER


def test_other_comes_last():
    untagged = entry_of(replace(FATIGUE, uid="pmid:5"), replace(TOPIC, tags=()))
    assert [part.title for part in parts_of(untagged, tagged("sjogren", 6, "T"))] == [
        "Sjögren's disease",
        "Other",
    ]


def test_why_begins_with_the_relevance_and_the_condition_of_the_part():
    tags = [Tag(name, "", TagKind.TOPIC, TOPIC.tags[0].evidence) for name in LABELS.conditions]
    (part,) = parts_of(entry_of(verdict=replace(TOPIC, tags=tuple(tags))), wanted=frozenset({"crohn"}))
    assert [why.partition(":")[0] for why in part.told[0].reasons] == [
        "Low-dose naltrexone",
        "Crohn's disease",
        "Fibromyalgia",
    ]


@pytest.mark.parametrize(
    ("entries", "summary"),
    [
        ([tagged("crps", 1, "T", kind_=EventKind.RETRACTED)], "1 retraction"),
        ([tagged("crps", n, "T") for n in (1, 2)], "2 new on complex regional pain syndrome"),
        (
            [tagged("crohn", 1, "T"), tagged("crps", 2, "T", kind_=EventKind.RETRACTED)],
            "1 retraction, 1 new on Crohn's disease",
        ),
        (
            [tagged(name, n, "T") for n, name in enumerate(("crohn", "me-cfs"))],
            "2 new on Crohn's disease and ME/CFS",
        ),
        ([tagged("crohn", 1, "T"), entry_of(verdict=replace(TOPIC, tags=()))], "2 new"),
        ([tagged("crps", 1, "T", kind_=EventKind.DELETED)], "1 removed from PubMed"),
        ([tagged("crps", n, "T", kind_=EventKind.CONCERN) for n in (1, 2)], "2 expressions of concern"),
        ([], "Nothing new"),
    ],
)
def test_the_summary_says_what_is_inside(entries, summary):
    assert summary_of(*entries) == summary


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Fibromyalgia", "fibromyalgia"),
        ("Long COVID", "long COVID"),
        ("Opioid-induced constipation", "opioid-induced constipation"),
        ("Obesity, diabetes and weight", "obesity, diabetes and weight"),
        ("Urticaria (hives)", "urticaria"),
        *((name, name) for name in ("ME/CFS", "COVID-19", "Crohn's disease", "Graves' disease", "Ménière’s")),
        *((name, name) for name in ("Down syndrome", "Hailey-Hailey disease", "Guillain-Barré syndrome")),
        *((name, name) for name in ("Candida infection", "PTSD and dissociation", "Gulf War illness")),
    ],
)
def test_a_label_in_a_sentence_keeps_the_capital_of_a_name(label, words):
    assert to_words(label) == words


def test_an_outage_is_not_called_nothing_new():
    assert summary_of(look=FAILED) == "PubMed could not be asked"
    assert summary_of(look=None) == "Nothing new"


def test_the_subject_line_is_one_short_line():
    mail = mail_of(title="T" * 500 + "\r\nBcc: x@example.org")
    line = to_subject_line(mail, "2 new on Crohn's disease, " * 20)
    assert len(line) <= 120
    assert line.isprintable()


def test_a_subject_line_without_room_keeps_the_counts_whole():
    mail = mail_of(title="Low-dose naltrexone: everything new")
    summary = (
        "1 retraction, 1 correction, 5 new on complex regional pain syndrome, Crohn's disease and 3 more"
    )
    line = "1 retraction, 1 correction, 5 new - Low-dose naltrexone: everything new"
    assert to_subject_line(mail, summary) == line
    assert (
        to_subject_line(mail, "5 new on fatigue") == "5 new on fatigue - Low-dose naltrexone: everything new"
    )


def test_the_foot_tells_how_pubmed_answered():
    assert list(to_look(mail_of())) == [
        "PubMed was asked on 22 Nov 2026 06:00 UTC and answered: 1,503 citations match."
    ]
    assert list(to_look(mail_of(look=None, answered=None))) == []


def test_the_foot_of_an_outage_says_since_when_and_why():
    answered = Look(NOW - timedelta(days=2), RunOutcome.NOTHING_NEW, 1)
    assert list(to_look(mail_of(look=FAILED, answered=answered))) == [
        "PubMed could not be asked on 22 Nov 2026 06:00 UTC: time-out after 30 s.",
        "It was last asked with success on 20 Nov 2026 06:00 UTC and answered: 1 citation matches.",
        "Newer citations may be missing here; they will be told as soon as it answers again.",
    ]
    never = list(to_look(mail_of(look=replace(FAILED, error=""), answered=None)))
    assert never[:2] == [
        "PubMed could not be asked on 22 Nov 2026 06:00 UTC: no reason known.",
        "It has not answered since this watch began.",
    ]
