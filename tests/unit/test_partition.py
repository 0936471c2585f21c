"""Cutting a set above the ceiling, without a network."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.sources.eutils import CEILING, SearchReply
from ldn_watch.sources.partition import LAST_PMID, Span, halves, plan_cuts, plan_spans, what_is_wrong


@given(st.lists(st.integers(-5, LAST_PMID + 5)))
def test_spans_cover_every_pmid_once(cuts):
    spans = plan_spans(cuts)
    assert spans[0].first == 1
    assert spans[-1].last == LAST_PMID
    assert all(a.last + 1 == b.first for a, b in itertools.pairwise(spans))
    assert all(span.first <= span.last for span in spans)


def test_halves():
    assert halves(Span(1, 4)) == (Span(1, 2), Span(3, 4))
    assert halves(Span(5, 6)) == (Span(5, 5), Span(6, 6))
    assert halves(Span(5, 5)) is None


@pytest.mark.parametrize(
    ("count", "parts"),
    [(9_999, 1), (10_000, 2), (19_000, 2), (19_001, 3), (19_998, 3), (19_999, 3), (28_501, 4), (100_000, 11)],
)
def test_parts_are_equal_within_the_budget_and_have_room_to_grow(count, parts):
    pmids = range(1, count + 1)
    cuts = plan_cuts(pmids, (), 1)
    assert len(cuts) == parts - 1
    assert parts <= -(-count // CEILING) + 1
    sizes = [span.last - span.first + 1 for span in plan_spans(cuts)[:-1]]
    assert all(size <= 9_500 or count <= CEILING for size in sizes)
    assert max(sizes, default=0) - min(sizes, default=0) <= 1


def test_cuts_that_did_are_kept_and_others_made_anew():
    pmids = range(1, 15_001)
    assert plan_cuts(pmids, (8_000,), 2) == (8_000,)
    assert plan_cuts(pmids, (8_000,), 3) == (7_500,)  # a part had to be cut further
    assert plan_cuts(pmids, (1, 2, 3), 4) == (7_500,)  # more parts than needed


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        (SearchReply(2, (1, 2)), ""),
        (SearchReply(0, ()), ""),
        (SearchReply(10_000, (1,)), ""),
        (SearchReply(3, (1, 2)), "Count says 3, and 2 PMIDs came"),
        (SearchReply(2, (2, 2)), "1 PMIDs came twice among 2"),
        (SearchReply(1, (99,)), "PMIDs outside of 1:50 came"),
    ],
)
def test_what_is_wrong(reply, wrong):
    assert what_is_wrong(reply, Span(1, 50)) == wrong
