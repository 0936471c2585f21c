"""The archive judged again, and held against PubMed."""

from __future__ import annotations

from datetime import date, timedelta

from ldn_watch.model import Census, Dates
from ldn_watch.plans import HarvestPlan, Trouble
from ldn_watch.stages.audit import audit, published_by
from ldn_watch.stages.retag import Retagger
from tests.stages.builders import NOW, archived, citation, digest, event, verdict


def stricter(one):
    """New rules: migraine is no longer known, and a nephrectomy became relevant."""
    return verdict("focus", *(word for word in ("fibromyalgia",) if word in one.title), rulebook="rules-2")


def filled(keep):
    keep((citation(1, "LDN for fibromyalgia and migraine"), event(pmid=1)))
    keep((citation(2, "LDN: donor nephrectomy"), event("corrected", 2)))


def test_a_rehearsal_shows_each_difference_and_changes_nothing(store, keep):
    filled(keep)
    changes = {change.uid: change for change in Retagger(store, stricter, [digest()], dry_run=True).run(NOW)}
    assert changes["pmid:1"].removed == ("migraine (topic)",)
    assert changes["pmid:2"].added == ("relevance focus",)
    assert store.load(["pmid:1"])["pmid:1"].verdict.rulebook == "rules-1"


def test_applied_it_moves_feeds_and_mails_nobody(store, keep):
    filled(keep)
    before = store.version()
    assert len(Retagger(store, stricter, [digest()]).run(NOW)) == 2
    assert store.version() > before
    (news,) = [one for one in store.events_of(["pmid:2"]) if one.kind == "new"]
    assert news.quiet
    assert store.pending_count("all") == (0, 0)
    assert Retagger(store, stricter, [digest()]).run(NOW) == []


def test_announced_it_owes_what_became_relevant(store, keep):
    filled(keep)
    Retagger(store, stricter, [digest()], announce=True).run(NOW)
    assert [line.event.uid for line in store.pending("all")] == ["pmid:2"]


class ListedBy:
    def __init__(self, *pmids):
        self.uids = frozenset(f"pmid:{pmid}" for pmid in pmids)

    def census(self, modified_since, today, cuts=()):
        return Census(self.uids)


def test_an_audit_names_what_is_missing_and_what_is_gone(store, keep):
    filled(keep)
    parked = Trouble("pmid:3", "missing", 3, NOW + timedelta(days=7), parked=True)
    store.apply_harvest(HarvestPlan(troubles=(parked,)))
    report = audit(ListedBy(1, 3, 4), store, NOW)
    assert (report.matched, report.archived) == (3, 2)
    assert [(one.uid, one.why) for one in report.missing] == [
        ("pmid:3", "missing (PubMed lists it and does not return it), 3 attempts; parked until 2026-11-30"),
        ("pmid:4", "not seen yet: the next run fetches it"),
    ]
    assert [one.uid for one in report.gone] == ["pmid:2"]


def test_an_audit_names_what_other_ways_of_polling_miss(store, keep):
    late = Dates(entrez=date(2026, 11, 20), pubmed=date(2019, 5, 1), published="2019-05")
    keep((citation(1, dates=late), event(pmid=1)), (citation(2), event(pmid=2)))
    report = audit(ListedBy(1, 2), store, NOW)
    assert [one.uid for one in report.late_by_edat] == ["pmid:1"]
    assert (
        report.late_by_pdat[0].why
        == "publication date 2019-05-31, in PubMed since 2026-11-20: 2730 days late"
    )


def test_a_publication_date_gets_the_benefit_of_the_doubt():
    def day(published, electronic=None):
        return published_by(archived(citation(dates=Dates(published=published, electronic=electronic))))

    assert day("2019") == date(2019, 12, 31)
    assert day("2019-02") == date(2019, 2, 28)
    assert day("2019-12") == date(2019, 12, 31)
    assert day("2019-02-03") == date(2019, 2, 3)
    assert day("", date(2020, 1, 1)) == date(2020, 1, 1)
