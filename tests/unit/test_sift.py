"""One record for which PubMed fails its whole batch, and what it costs the others."""

from __future__ import annotations

import pytest

from ldn_watch.errors import Blocked, SourceError, Transient, Untrustworthy
from ldn_watch.model import uid_of
from ldn_watch.sources.pubmed_xml import RecordSet
from ldn_watch.sources.sift import plan_halves, plan_probes, sift
from tests.servers.scripted_http import Reply
from tests.servers.tiny_pubmed import TinyPubMed, record_xml
from tests.unit.test_pubmed import TODAY, pubmed_over

VIEWER = Reply(b"<eFetchResult><ERROR>External viewer error: Timeout</ERROR></eFetchResult>", status=400)
BATCH = range(1001, 1201)


def spoiled_by(*pmids, reply=VIEWER, listed=range(1, 1201)):
    tiny = TinyPubMed(listed, records={str(pmid): record_xml(pmid) for pmid in listed})

    def answer(form):
        if "id" in form and not {str(pmid) for pmid in pmids}.isdisjoint(form["id"].split(",")):
            return reply
        return tiny.answer(form)

    return answer


def fetch(answer, asked=BATCH, **settings):
    """The batch of these PMIDs after a census, and how many EFetch requests it cost."""
    with pubmed_over(answer, **settings) as (source, server):
        source.census(None, TODAY)
        before = len(server.requests)
        batch = source.fetch(list(map(uid_of, asked)))
        return batch, len(server.requests) - before


@pytest.mark.parametrize("spoiler", [1001, 1100, 1101, 1200])
@pytest.mark.parametrize(
    "reply",
    [VIEWER, Reply(resets=True), Reply(record_xml(1)[:-9]), Reply(status=500), Reply(b"no", status=400)],
    ids=["external viewer error", "reset", "cut", "500", "another 400"],
)
def test_the_199_others_arrive_and_the_one_is_named(spoiler, reply):
    batch, cost = fetch(spoiled_by(spoiler, reply=reply), attempts=2)
    assert {one.citation.uid for one in batch.fetched} == {
        f"pmid:{pmid}" for pmid in BATCH if pmid != spoiler
    }
    (named,) = batch.unreadable
    assert (named.uid, named.raw, batch.missing) == (f"pmid:{spoiler}", b"", ())
    assert "PubMed's efetch.fcgi" in named.error
    assert (
        cost <= 2 + 1 + 2 * 8 + 1
    )  # its own attempts, the probe, halves of 200, the record's second attempt


def test_a_single_new_record_that_is_spoiled_is_named_too():
    batch, _ = fetch(spoiled_by(1200), asked=[1200], attempts=2)
    assert [one.uid for one in batch.unreadable] == ["pmid:1200"]


def test_a_record_that_comes_at_the_second_asking_is_not_named():
    whole = spoiled_by()
    failing = iter([VIEWER] * 2 + [Reply(status=500)] * 9)  # the batch twice, then a few at random

    def answer(form):
        return next(failing, None) or whole(form) if len(form.get("id", "").split(",")) > 1 else whole(form)

    batch, _ = fetch(answer, attempts=2)
    assert (len(batch.fetched), batch.unreadable) == (200, ())


def test_an_outage_costs_three_requests_more_and_names_nobody():
    def answer(form):
        return VIEWER if "id" in form else spoiled_by()(form)

    with pubmed_over(answer, attempts=2) as (source, server):
        source.census(None, TODAY)
        with pytest.raises(Transient, match="External viewer error"):
            source.fetch(list(map(uid_of, BATCH)))
    assert len(server.requests) == 1 + 2 + 3


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=429, headers={"Retry-After": "1"}), Transient),
        (Reply(status=302, headers={"Location": "https://misuse.ncbi.nlm.nih.gov/"}), Blocked),
    ],
)
def test_who_refuses_us_or_asks_us_to_wait_is_asked_no_more(reply, kind):
    with pubmed_over(spoiled_by(1100, reply=reply), attempts=2) as (source, server):
        source.census(None, TODAY)
        with pytest.raises(kind):
            source.fetch(list(map(uid_of, BATCH)))
    assert len(server.requests) <= 1 + 2


def test_when_one_after_the_other_fails_it_is_pubmed_that_fails():
    with pubmed_over(spoiled_by(*BATCH), attempts=2) as (source, _):
        source.census(None, TODAY)
        with pytest.raises(SourceError, match="External viewer error"):
            source.fetch(list(map(uid_of, BATCH)))


def test_without_another_record_to_compare_with_nothing_is_concluded():
    with pubmed_over(spoiled_by(7, listed=[7]), attempts=1) as (source, _):
        source.census(None, TODAY)
        with pytest.raises(Transient):
            source.fetch(["pmid:7"])


def test_a_wait_that_is_asked_for_while_sifting_ends_it():
    asked = []

    def ask(uids, _attempts):
        asked.append(list(uids))
        if len(asked) > 2:
            raise Transient("429", 5.0)
        if len(uids) > 1:
            raise Transient("x")
        return RecordSet(())

    with pytest.raises(Transient, match="429"):
        sift(["pmid:1", "pmid:2", "pmid:3", "pmid:4"], Transient("x"), ask, ["pmid:9"])
    assert len(asked) == 3


def test_what_cannot_be_believed_is_no_records_fault():
    with pytest.raises(Untrustworthy):
        sift(["pmid:1"], Untrustworthy("x"), lambda *_: RecordSet(()), ["pmid:2"])


def test_probes_and_halves():
    assert plan_probes(["pmid:5"], ["pmid:5", "pmid:90", "pmid:100"]) == ["pmid:90", "pmid:100"]
    assert plan_probes(["pmid:5", "pmid:6"], ["pmid:5", "pmid:6"]) == ["pmid:5", "pmid:6"]
    assert plan_probes(["pmid:5"], []) == []
    assert plan_halves([1, 2, 3]) == ([1], [2, 3])
