"""Numbers as text, and posting lists that change at the front."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.webindex.coding import count, decode, decode_postings, encode, encode_postings, patch_postings

PMIDS = st.integers(1, 99_999_999)
LISTS = st.dictionaries(PMIDS, st.integers(0, 3), max_size=40)


def in_order(weights):
    return sorted(weights.items(), reverse=True)


@given(st.lists(st.integers(0, 2**40)))
def test_numbers_come_back_as_they_were_and_are_counted(numbers):
    text = "".join(map(encode, numbers))
    assert [number for number, _ in decode(text)] == numbers
    assert count(text) == len(numbers)


@pytest.mark.parametrize("text", ["g", "A g", "é", "Ag"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="number"):
        list(decode(text))


@given(LISTS)
def test_a_posting_list_comes_back_as_it_was(weights):
    text = encode_postings(in_order(weights))
    assert [(pmid, weight) for pmid, weight, _ in decode_postings(text)] == in_order(weights)


@given(LISTS, st.data())
def test_a_patched_list_is_what_writing_it_anew_gives(weights, data):
    some = st.sampled_from(sorted(weights)) if weights else PMIDS
    changes = data.draw(st.dictionaries(some | PMIDS, st.none() | st.integers(0, 3), min_size=1, max_size=6))
    after = {pmid: weight for pmid, weight in {**weights, **changes}.items() if weight is not None}
    assert patch_postings(encode_postings(in_order(weights)), changes) == encode_postings(in_order(after))
