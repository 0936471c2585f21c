"""What every source keeps: replay is harmless, order means nothing, nothing that was asked for vanishes.

A subclass gives `source` (over whatever it stands on), `known` (uids that can be fetched), `poisoned`
(one that is there and cannot be read), `absent` (one that is not there) and `broken` (a source whose
answers are not whole).
"""

from __future__ import annotations

from datetime import date

import pytest

from ldn_watch.errors import SourceError

TODAY = date(2026, 11, 22)


def accounted_for(batch):
    """The uids of a batch, each as often as it is accounted for."""
    fetched = [record.citation.uid for record in batch.fetched]
    unreadable = [record.uid for record in batch.unreadable if record.uid]
    return sorted([*fetched, *batch.missing, *unreadable, *batch.deleted])


class SourceContract:
    """A subclass gives two fixtures, `source` and `broken` (a source whose answers are not whole), and
    the uids below.
    """

    known: tuple[str, ...]
    poisoned: str
    absent: str

    def test_a_census_is_whole(self, source):
        assert source.census(None, TODAY).uids == {*self.known, self.poisoned}

    def test_a_census_replayed_is_the_same(self, source):
        first = source.census(TODAY, TODAY)
        assert source.census(TODAY, TODAY, first.cuts) == first

    def test_a_census_without_a_day_asks_for_no_changes(self, source):
        assert source.census(None, TODAY).modified == frozenset()

    def test_what_is_not_whole_is_raised(self, broken):
        with pytest.raises(SourceError):
            broken.census(None, TODAY)
        with pytest.raises(SourceError):
            broken.fetch([self.known[0]])

    def test_everything_asked_for_is_accounted_for_once(self, source):
        asked = [*self.known[:2], self.poisoned, self.absent]
        batch = source.fetch(asked)
        assert accounted_for(batch) == sorted(asked)
        assert {record.citation.uid for record in batch.fetched} == set(self.known[:2])
        assert batch.missing == (self.absent,)

    def test_what_cannot_be_read_is_returned_with_its_bytes_and_reason(self, source):
        (record,) = source.fetch([self.poisoned]).unreadable
        assert record.uid == self.poisoned
        assert record.raw
        assert record.error
        assert source.read_raw(record.raw) is None

    def test_a_fetch_replayed_is_the_same(self, source):
        assert source.fetch(list(self.known)) == source.fetch(list(self.known))

    def test_order_and_repetition_mean_nothing(self, source):
        forwards = source.fetch([*self.known, *self.known[:1]])
        backwards = source.fetch(list(reversed(self.known)))
        assert accounted_for(forwards) == accounted_for(backwards) == sorted(self.known)

    def test_nothing_asked_is_nothing_sent(self, source):
        before = source.requests
        assert accounted_for(source.fetch([])) == []
        assert source.requests == before

    def test_a_batch_has_a_size(self, source):
        with pytest.raises(ValueError, match="fetch of"):
            source.fetch([f"pmid:{number}" for number in range(1, source.batch_size + 2)])

    def test_raw_bytes_read_again_give_the_same_citation(self, source):
        for record in source.fetch(list(self.known)).fetched:
            assert source.read_raw(record.raw) == record

    def test_requests_are_counted(self, source):
        before = source.requests
        source.fetch(list(self.known))
        assert source.requests == before + 1
