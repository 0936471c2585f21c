"""The census, proven whole, and fetches in which nothing vanishes."""

from __future__ import annotations

import random
from contextlib import contextmanager
from datetime import date

import pytest

from ldn_watch.errors import SourceError, Transient, Untrustworthy
from ldn_watch.http import PoliteSession
from ldn_watch.model import uid_of
from ldn_watch.sources.eutils import Eutils
from ldn_watch.sources.pubmed import PubMed, to_batch
from ldn_watch.sources.pubmed_xml import RecordSet
from tests.contracts.source import SourceContract
from tests.servers.scripted_http import FakeClock, Reply, ScriptedServer
from tests.servers.tiny_pubmed import TinyPubMed, record_xml, search_xml, set_xml

TODAY = date(2026, 11, 22)
POISON = record_xml(13, "a control character: \x1d")


@contextmanager
def pubmed_over(*script, query="naltrexone", **settings):
    """A PubMed over a server with this script; yields (source, server)."""
    clock = FakeClock()
    with ScriptedServer(script) as server:
        session = PoliteSession(
            server.url,
            tool="t",
            email="e@example.org",
            sleep=clock.sleep,
            monotonic=clock.monotonic,
            **settings,
        )
        yield PubMed(Eutils(session), query), server
        session.close()


class TestPubMedKeepsTheSourceContract(SourceContract):
    known = ("pmid:10", "pmid:11", "pmid:12")
    poisoned = "pmid:13"
    absent = "pmid:14"

    @pytest.fixture
    def source(self):
        records = {str(pmid): record_xml(pmid) for pmid in (10, 11, 12)} | {"13": POISON}
        with pubmed_over(TinyPubMed([10, 11, 12, 13], [11], records).answer) as (source, _):
            yield source

    @pytest.fixture
    def broken(self):
        def answer(form):
            return Reply(set_xml(record_xml(10))[:-9] if "id" in form else search_xml(3, [1, 2]))

        with pubmed_over(answer) as (source, _):
            yield source


# --- census --------------------------------------------------------------------------------------


def test_below_the_ceiling_a_run_costs_one_request_and_one_for_the_changes():
    with pubmed_over(TinyPubMed(range(1, 2001), [7, 8]).answer) as (source, server):
        census = source.census(date(2026, 11, 8), TODAY)
    assert census.matched == 2000
    assert census.modified == {"pmid:7", "pmid:8"}
    assert (census.cuts, census.warnings, census.translation) == ((), (), "naltrexone[All Fields]")
    assert len(server.requests) == 2
    window = server.forms[1]
    assert (window["mindate"], window["maxdate"]) == ("2026/11/08", "2026/11/24")


def test_an_empty_set_is_a_true_zero():
    with pubmed_over(TinyPubMed().answer) as (source, _):
        assert source.census(None, TODAY).uids == frozenset()


@pytest.mark.parametrize(
    ("count", "pmids"),
    [
        (3, [1, 2]),  # ids missing
        (2, [1, 2, 3]),  # more than Count says
        (3, [1, 2, 2]),  # one twice
        (3, [1, 2, 3, 3]),
        (9_999, list(range(1, 9_000))),
        (0, [1]),
        (1, [0]),  # no PMID
    ],
)
def test_numbers_that_do_not_agree_are_asked_for_again_and_not_believed(count, pmids):
    with pubmed_over(Reply(search_xml(count, pmids))) as (source, server):
        with pytest.raises(Untrustworthy, match=r"PMID"):
            source.census(None, TODAY)
        assert len(server.requests) == 3


def test_numbers_that_agree_at_last_are_believed():
    script = [Reply(search_xml(3, [1, 2])), Reply(search_xml(3, [1, 2, 3]))]
    with pubmed_over(*script) as (source, _):
        assert source.census(None, TODAY).matched == 3


def test_an_error_in_a_200_is_never_an_empty_set():
    error = b"<eSearchResult><ERROR>Search Backend failed: Database is not supported</ERROR></eSearchResult>"
    with pubmed_over(Reply(error)) as (source, _), pytest.raises(Transient, match="not supported"):
        source.census(None, TODAY)


def test_changes_that_cannot_be_listed_fail_the_census():
    def answer(form):
        return Reply(search_xml(1, [1])) if "datetype" not in form else Reply(status=500)

    with pubmed_over(answer) as (source, _), pytest.raises(SourceError):
        source.census(TODAY, TODAY)


def clustered(count, seed=1):
    """PMIDs as they lie: few old ones, many new."""
    chosen = random.Random(seed)  # noqa: S311
    return sorted({int(42_000_000 * chosen.random() ** 0.3) + 1 for _ in range(count)})


@pytest.mark.parametrize("count", [10_000, 25_000, 47_000])
def test_above_the_ceiling_the_set_is_whole_and_the_next_run_is_cheap(count):
    pmids = clustered(count)
    parts = -(-len(pmids) // 9_999)
    with pubmed_over(TinyPubMed(pmids, pmids[:5]).answer) as (source, server):
        first = source.census(None, TODAY)
        assert first.uids == {uid_of(pmid) for pmid in pmids}
        before = len(server.requests)
        second = source.census(TODAY, TODAY, first.cuts)
        assert second.uids == first.uids
        assert len(second.modified) == 5
        assert len(server.requests) - before <= parts + 3
        assert second.cuts == first.cuts
        assert all(int(form["retmax"]) <= 9_999 for form in server.forms)


def test_the_changes_are_cut_where_they_are_too_many():
    pmids = clustered(12_000)
    with pubmed_over(TinyPubMed(pmids, pmids).answer) as (source, server):
        census = source.census(TODAY, TODAY)
        assert census.modified == census.uids
        parts = [form for form in server.forms if "[uid]" in form["term"] and "datetype" in form]
        assert all(form["mindate"] == "2026/11/22" for form in parts)


def test_a_part_that_outgrew_the_ceiling_is_cut_further_and_the_cuts_made_anew():
    pmids = clustered(25_000)
    with pubmed_over(TinyPubMed(pmids).answer) as (source, _):
        census = source.census(None, TODAY, (pmids[100],))
    assert census.matched == len(pmids)
    assert len(census.cuts) == 2
    assert pmids[100] not in census.cuts


def test_a_set_that_shrank_below_the_ceiling_needs_no_cuts():
    with pubmed_over(TinyPubMed([1, 2, 3]).answer) as (source, server):
        census = source.census(None, TODAY, (2,))
    assert (census.matched, census.cuts) == (3, ())
    assert [form["retmax"] for form in server.forms] == ["0", "9999"]


def test_a_query_with_or_is_bracketed():
    pmids = clustered(10_500)
    with pubmed_over(TinyPubMed(pmids).answer, query="a OR b") as (source, server):
        source.census(None, TODAY)
    assert server.forms[1]["term"].startswith("(a OR b) AND ")


class Moving(TinyPubMed):
    """The whole count is this much ahead of the parts, for so many answers."""

    def __init__(self, pmids, by, times):
        super().__init__(pmids)
        self.by, self.times = by, times

    def answer(self, form):
        if "[uid]" in form["term"] or not self.times:
            return super().answer(form)
        self.times -= 1
        return Reply(search_xml(len(self.pmids) + self.by))


@pytest.mark.parametrize("by", [1, -1])
def test_a_citation_that_comes_or_goes_while_we_count_is_no_reason_to_fail(by):
    pmids = clustered(12_000)
    with pubmed_over(Moving(pmids, by, times=1).answer) as (source, _):
        assert source.census(None, TODAY).matched == len(pmids)


def test_parts_that_never_add_up_are_not_believed():
    moving = Moving(clustered(12_000), 1, times=9)
    with pubmed_over(moving.answer) as (source, _), pytest.raises(Untrustworthy, match="its parts hold"):
        source.census(None, TODAY)


def test_a_server_that_ignores_the_range_is_not_believed():
    def answer(_):
        return Reply(search_xml(20_000))

    with pubmed_over(answer) as (source, _), pytest.raises(Untrustworthy, match="for the one PMID"):
        source.census(None, TODAY)

    def answer_with_others(form):
        return Reply(search_xml(1, [9]) if form["term"].endswith("10:99999999[uid]") else search_xml(20_000))

    with pubmed_over(answer_with_others) as (source, _), pytest.raises(Untrustworthy, match="outside"):
        source.census(None, TODAY, (9,))


# --- fetch ---------------------------------------------------------------------------------------


def test_a_fetch_is_one_post_of_all_pmids():
    records = {str(pmid): record_xml(pmid) for pmid in range(1, 201)}
    with pubmed_over(TinyPubMed(records=records).answer) as (source, server):
        batch = source.fetch([f"pmid:{pmid}" for pmid in range(1, 201)])
    assert len(batch.fetched) == 200
    assert len(server.requests) == 1


def test_one_poisoned_record_does_not_cost_the_others():
    records = {str(pmid): record_xml(pmid) for pmid in range(1, 201)} | {"13": POISON}
    with pubmed_over(TinyPubMed(records=records).answer) as (source, _):
        batch = source.fetch([f"pmid:{pmid}" for pmid in range(1, 201)])
    assert len(batch.fetched) == 199
    assert [(record.uid, record.raw) for record in batch.unreadable] == [("pmid:13", POISON)]
    assert batch.missing == ()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(
            b"<eFetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR></eFetchResult>",
            400,
        ),
        Reply(set_xml()),
        Reply(b"<PubmedArticleSet></PubmedArticleSet>"),
        Reply(b"<PubmedArticleSet/>"),
    ],
)
def test_none_of_them_exists(reply):
    with pubmed_over(reply) as (source, server):
        assert source.fetch(["pmid:1", "pmid:2"]).missing == ("pmid:1", "pmid:2")
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "bad",
    [
        Reply(set_xml(record_xml(1))[:-25]),
        Reply(b""),
        Reply(b"<html><title>WWW Error 500 Diagnostic</title></html>"),
        Reply(b'{"error":"error forwarding request"}'),
        Reply(b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"),
        Reply(
            b"<eFetchResult><ERROR> Error: External viewer error: Empty Response</ERROR></eFetchResult>", 400
        ),
        Reply(set_xml(record_xml(1)), cut_after=200),
    ],
)
def test_what_is_no_set_is_fetched_again(bad):
    with pubmed_over(bad, Reply(set_xml(record_xml(1)))) as (source, server):
        assert [record.citation.uid for record in source.fetch(["pmid:1"]).fetched] == ["pmid:1"]
        assert len(server.requests) == 2


# --- to_batch ------------------------------------------------------------------------------------


def batch_of(asked, *records, deleted=()):
    return to_batch([f"pmid:{pmid}" for pmid in asked], RecordSet(records, deleted))


def test_of_two_versions_the_higher_is_kept_whatever_the_order():
    old, new = record_xml(1, "old", version=1), record_xml(1, "new", version=2)
    for records in ((old, new), (new, old)):
        (kept,) = batch_of([1], *records).fetched
        assert (kept.citation.title, kept.citation.version) == ("new", 2)


def test_a_readable_copy_settles_an_unreadable_one():
    batch = batch_of([13], POISON, record_xml(13))
    assert (len(batch.fetched), batch.unreadable) == (1, ())


def test_two_unreadable_copies_are_one():
    assert len(batch_of([13], POISON, POISON).unreadable) == 1


def test_a_stranger_never_becomes_a_citation():
    batch = batch_of([1], record_xml(1), record_xml(99))
    assert [record.citation.uid for record in batch.fetched] == ["pmid:1"]
    assert (batch.unreadable, batch.missing) == ((), ())


def test_a_stranger_in_the_place_of_a_missing_one_is_kept_for_the_operator():
    batch = batch_of([1, 2], record_xml(1), record_xml(99), record_xml(98))
    assert batch.missing == ("pmid:2",)
    (stranger,) = batch.unreadable
    assert (stranger.uid, stranger.raw) == ("", record_xml(99))
    assert "pmid:99 came and was not asked for" in stranger.error


def test_a_record_without_a_pmid_is_kept_without_a_uid():
    nameless = b"<PubmedArticle><MedlineCitation><Article/></MedlineCitation></PubmedArticle>"
    batch = batch_of([1], nameless)
    assert batch.missing == ("pmid:1",)
    assert [(record.uid, record.error) for record in batch.unreadable] == [("", "no PMID of its own")]


def test_deleted_citations():
    batch = batch_of([1, 2], record_xml(1), deleted=("pmid:1", "pmid:2", "pmid:77"))
    assert batch.deleted == ("pmid:2", "pmid:77")  # what came with its record is there
    assert batch.missing == ()
