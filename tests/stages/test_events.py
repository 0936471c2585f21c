"""What happened to a citation, and whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ldn_watch.codec import fingerprint
from ldn_watch.model import CommentCorrection, Dates, EventKind, Relevance, Term
from ldn_watch.plans import Revision
from ldn_watch.stages.events import (
    IN_PRINT,
    in_pubmed_since,
    is_mere_pagination,
    is_owed,
    is_wanted,
    plan_events,
    plan_owed,
)
from tests.stages.builders import NOW, archived, citation, digest, event, judge, known, retracted, verdict


def revision(one, judged=None):
    return Revision(one, fingerprint(one), b"", judged or judge(one), NOW, NOW + timedelta(days=7))


def kinds(events):
    return [event.kind.value for event in events]


def test_a_relevant_citation_is_new_once():
    assert kinds(plan_events(revision(citation()), known())) == ["new"]
    again = known(archived={"pmid:1": archived(citation())}, ledger=[event()])
    assert plan_events(revision(citation(title="LDN for fibromyalgia, revised")), again) == []


def test_an_unrelated_citation_has_no_event_until_a_revision_makes_it_relevant():
    kidney = citation(title="LDN: donor nephrectomy")
    assert plan_events(revision(kidney), known()) == []
    after = plan_events(revision(citation()), known(archived={"pmid:1": archived(kidney)}))
    assert kinds(after) == ["new"]
    assert not after[0].quiet
    assert after[0].at == NOW


def test_a_citation_that_only_the_rules_made_relevant_is_quiet():
    before = archived(citation(), verdict("unrelated", rulebook="rules-0"))
    (news,) = plan_events(revision(citation()), known(archived={"pmid:1": before}))
    assert news.quiet
    assert news.at == datetime(2026, 11, 20, tzinfo=UTC)


def test_on_the_first_run_everything_is_quiet_and_in_the_order_of_pubmed():
    (news,) = plan_events(revision(citation()), known(quiet=True))
    assert news.quiet
    assert news.at == datetime(2026, 11, 20, tzinfo=UTC)


def test_no_day_of_creation_or_one_in_the_future_is_today():
    assert in_pubmed_since(citation(dates=Dates()), NOW) == NOW
    assert in_pubmed_since(citation(dates=Dates(entrez=date(2027, 1, 1))), NOW) == NOW


def test_a_retraction_is_an_event_of_its_own():
    before = known(archived={"pmid:1": archived(citation())}, ledger=[event()])
    (happened,) = plan_events(revision(retracted()), before)
    assert (happened.kind, happened.detail) == (EventKind.RETRACTED, "Pain. 2026 Nov;1(1):1")
    after = known(archived={"pmid:1": archived(retracted())}, ledger=[event(), event("retracted")])
    assert plan_events(revision(retracted(journal=citation().journal)), after) == []


def test_a_citation_first_seen_retracted_is_new_and_retracted():
    assert kinds(plan_events(revision(retracted()), known())) == ["new", "retracted"]


def test_the_retraction_of_an_unrelated_citation_is_nobodys_news():
    kidney = citation(title="LDN: donor nephrectomy")
    gone = retracted(title="LDN: donor nephrectomy")
    assert plan_events(revision(gone), known(archived={"pmid:1": archived(kidney)})) == []


@pytest.mark.parametrize(
    ("ref_type", "kind"),
    [
        ("ErratumIn", "corrected"),
        ("CorrectedandRepublishedIn", "corrected"),
        ("ExpressionOfConcernIn", "concern"),
        ("RetractionIn", "retracted"),
    ],
)
def test_each_link_to_a_notice_is_its_own_kind_of_event(ref_type, kind):
    before = known(archived={"pmid:1": archived(citation())}, ledger=[event()])
    linked = citation(comments_corrections=(CommentCorrection(ref_type, "J. 2026", "pmid:99"),))
    assert kinds(plan_events(revision(linked), before)) == [kind]


@pytest.mark.parametrize("ref_type", ["RetractionOf", "ErratumFor", "CommentIn", "Cites", "UpdateOf"])
def test_a_notice_is_not_what_it_is_about(ref_type):
    before = known(archived={"pmid:1": archived(citation())}, ledger=[event()])
    notice = citation(comments_corrections=(CommentCorrection(ref_type, "J. 2026", "pmid:99"),))
    assert plan_events(revision(notice), before) == []


def test_two_errata_are_two_events_and_the_same_erratum_is_one():
    first = CommentCorrection("ErratumIn", "J. 2026 Jan", "pmid:98")
    second = CommentCorrection("ErratumIn", "J. 2026 Feb")
    before = citation(comments_corrections=(first,))
    archive = known(archived={"pmid:1": archived(before)}, ledger=[event()])
    (happened,) = plan_events(revision(citation(comments_corrections=(first, second))), archive)
    assert happened.detail == "J. 2026 Feb"
    assert happened.key


def test_a_preprint_that_got_its_journal_is_told_and_pages_alone_are_not():
    preprint = citation(publication_types=(Term("Preprint"),))
    updated = replace(preprint, comments_corrections=(CommentCorrection("UpdateIn", "Pain. 2026", "pmid:7"),))
    (happened,) = plan_events(
        revision(updated), known(archived={"pmid:1": archived(preprint)}, ledger=[event()])
    )
    assert (happened.kind, happened.key) == (EventKind.PUBLISHED, "pmid:7")
    assert not is_mere_pagination(happened)

    early = citation(publication_status="aheadofprint")
    final = citation(publication_status="ppublish")
    (happened,) = plan_events(revision(final), known(archived={"pmid:1": archived(early)}, ledger=[event()]))
    assert (happened.kind, happened.key) == (EventKind.PUBLISHED, IN_PRINT)
    assert is_mere_pagination(happened)
    assert not is_owed(digest(), happened, verdict(), told=True)


@pytest.mark.parametrize(
    ("wants", "judged", "wanted"),
    [
        ({}, verdict("focus"), True),
        ({}, verdict("unrelated"), False),
        ({"relevance": frozenset({Relevance.FOCUS})}, verdict("possible"), False),
        ({"conditions": frozenset({"migraine"})}, verdict("focus", "fibromyalgia"), False),
        ({"conditions": frozenset({"migraine"})}, verdict("focus", "fibromyalgia", "migraine"), True),
        ({"groups": frozenset({"chronic-pain"})}, verdict("focus", "fibromyalgia"), True),
        ({"groups": frozenset({"oncology"})}, verdict("focus", "fibromyalgia"), False),
        ({"study_types": frozenset({"review"})}, verdict("focus", study="rct"), False),
    ],
)
def test_a_digest_gets_what_it_asks_for(wants, judged, wanted):
    assert is_wanted(digest(**wants), judged) is wanted


def test_a_retraction_reaches_whoever_was_told_and_whoever_wants_such_citations():
    trials = digest(study_types=frozenset({"rct"}))
    assert is_owed(trials, event("retracted"), verdict(study="rct"), told=False)
    assert is_owed(trials, event("retracted"), verdict(study="review"), told=True)
    assert not is_owed(trials, event("retracted"), verdict(study="review"), told=False)
    elsewhere = digest(conditions=frozenset({"migraine"}))
    assert is_owed(elsewhere, event("retracted"), verdict("unrelated"), told=True)
    assert not is_owed(elsewhere, event("retracted"), verdict("focus", "fibromyalgia"), told=False)


def test_a_retraction_that_strips_the_record_stays_under_its_conditions():
    before = known(archived={"pmid:1": archived(citation(title="LDN for migraine"))})
    stripped = before.verdict_of(retracted(title="Retracted: a trial of nephrectomy"))
    assert (stripped.relevance, stripped.conditions(), stripped.study_type) == ("focus", ("migraine",), "rct")
    corrected = before.verdict_of(citation(title="A trial of nephrectomy"))
    assert (corrected.relevance, corrected.conditions()) == ("unrelated", ())


def test_quiet_events_are_owed_to_nobody():
    assert not is_owed(digest(), event(quiet=True), verdict(), told=True)


def test_a_citation_that_comes_under_a_condition_later_is_told_to_those_who_wait_for_it():
    migraine = digest("migraine", conditions=frozenset({"migraine"}))
    before = known(archived={"pmid:1": archived(citation())}, ledger=[event()], digests=(digest(), migraine))
    before = replace(before, told={"all": {"pmid:1"}, "migraine": set()})
    owed = list(plan_owed(revision(citation(title="LDN for fibromyalgia and migraine")), [], before))
    assert [(entry.digest, entry.event) for entry in owed] == [("migraine", ("pmid:1", "new", ""))]


def test_a_new_rule_alone_owes_nobody_anything():
    migraine = digest("migraine", conditions=frozenset({"migraine"}))
    both = citation(title="LDN for fibromyalgia and migraine")
    before = archived(both, verdict("focus", "fibromyalgia", rulebook="rules-0"))
    archive = known(
        archived={"pmid:1": before}, ledger=[event()], digests=(migraine,), told={"migraine": set()}
    )
    assert list(plan_owed(revision(both), [], archive)) == []
