"""The index: the same bytes whatever the way, and nothing of what was taken out."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.webindex import shelves, texts
from ldn_watch.webindex.build import TABLE, build, patch
from ldn_watch.webindex.coding import decode_postings
from ldn_watch.webindex.table import TEXT_UNIT, Table
from tests.unit.webindex.samples import CASE, CROHN, FIBROMYALGIA, RCT, SJOGREN, record

TEXT = "naltrexone crohn Sjögren pain sleep mood dose Ødem ax ay az 10.1 TNF-α"
WORDS = st.sampled_from(TEXT.split())
RECORDS = st.builds(
    record,
    st.sampled_from([1, 2, 3, 2049, 4097, 5000]),  # 1, 2049 and 4097 share a file of texts
    title=st.lists(WORDS, max_size=4).map(" ".join),
    abstract=st.lists(WORDS, max_size=6).map(" ".join),
    authors=st.lists(st.sampled_from(["Younger J", "Ødegård K"]), max_size=2).map(tuple),
    doi=st.sampled_from(["", "10.1000/a", "10.1000/b"]),
    conditions=st.lists(st.sampled_from([FIBROMYALGIA, CROHN, SJOGREN]), max_size=2, unique=True).map(tuple),
    study=st.sampled_from([RCT, CASE]),
    is_retracted=st.booleans(),
)
STEPS = st.lists(
    st.tuples(st.lists(RECORDS, max_size=3), st.lists(st.sampled_from([1, 2, 2049, 77]), max_size=2))
)


def by_pmid(records):
    return {one.pmid: one for one in records}


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, max_size=5), STEPS)
def test_many_changes_give_what_one_making_from_scratch_gives(first, steps):
    held = by_pmid(first)
    files = dict(build(held.values()))
    for changed, numbers in steps:
        new = by_pmid(changed)
        gone = {39_000_000 + number for number in numbers} - new.keys()
        for name, body in patch(lambda name: files.get(name, b""), list(new.values()), gone):
            files.pop(name, None) if body is None else files.update({name: body})
        held = {pmid: one for pmid, one in {**held, **new}.items() if pmid not in gone}
    assert files == dict(build(held.values()))


def test_the_order_of_the_records_does_not_matter():
    records = [record(number, conditions=(CROHN,) * (number % 2)) for number in range(60)]
    assert dict(build(records)) == dict(build(reversed(records)))


def test_a_file_of_words_tells_where_each_stands_and_how_strongly():
    files = dict(build([record(1), record(2, title="Sleep", abstract="naltrexone", conditions=())]))
    lines = shelves.from_file(files["search/words/w-nal.txt"])
    found = [(pmid, weight) for pmid, weight, _ in decode_postings(lines["naltrexone"])]
    assert found == [(39_000_002, texts.PASSING), (39_000_001, texts.TITLE)]


def test_a_change_touches_only_the_files_that_it_must():
    files = dict(build(record(number) for number in range(50)))
    new = record(7, is_retracted=True)
    assert [name for name, _ in patch(files.__getitem__, [new], [])] == [shelves.KNOWN, TABLE]


def test_the_table_tells_how_large_each_file_is():
    files = dict(build([*(record(number) for number in range(50)), record(2048, abstract="long " * 400)]))
    new = record(7, title="Another title with quite another word", abstract="pain " * 500)
    for name, body in patch(lambda name: files.get(name, b""), [new], [39_000_003]):
        files.pop(name, None) if body is None else files.update({name: body})
    table = Table.read(files[TABLE])
    words = {name: len(body) for name, body in files.items() if name.startswith("search/words/")}
    assert {shelves.path_of(shelf): size for shelf, size in table.shelves.items()} == words
    assert table.known == len(files[shelves.KNOWN])
    units = {
        name: -(-len(body) // TEXT_UNIT) for name, body in files.items() if name.startswith("search/texts")
    }
    assert {texts.file_of(number): size for number, size in table.texts.items()} == units
    assert max(units.values()) > 1


def test_the_table_tells_flags_years_and_names_in_use():
    records = [record(1, is_preprint=True, year=0), record(2, study=CASE, conditions=(CROHN, SJOGREN))]
    table = Table.read(dict(build(records))[TABLE])
    assert table.rows[39_000_001].flags == 1
    assert table.rows[39_000_001].year == 0
    assert table.rows[39_000_002].conditions == ("crohn", "sjogren")
    table.rows.pop(39_000_002)
    assert list(json.loads(table.to_bytes())["studies"]) == [["rct", "Randomised trial"]]


@pytest.mark.parametrize("damage", [b"", b"{}", b"<html>", b'{"version":0}'])
def test_a_table_that_is_none_of_ours_is_refused(damage):
    with pytest.raises(ValueError, match=r".+"):
        Table.read(damage)


@pytest.mark.parametrize("cut", [3, 8])
def test_a_table_that_was_cut_is_refused(cut):
    told = json.loads(dict(build([record(1), record(2)]))[TABLE])
    with pytest.raises(ValueError, match=r".+"):
        Table.read(json.dumps({**told, "rows": told["rows"][:-cut]}).encode())


def test_only_words_of_several_citations_are_known_ones():
    files = dict(build([*(record(number) for number in range(4)), record(9, title="Fibromyalgya")]))
    known = shelves.known_from_file(files[shelves.KNOWN])
    assert known["fibromyalgia"] == 3  # 4 to 7 citations
    assert "fibromyalgya" not in known


def test_markup_and_controls_stay_what_they_are():
    hostile = record(1, title='</script><img src=x onerror="alert(1)">\\u2028')
    held = texts.from_file(dict(build([hostile]))[texts.file_of(hostile.pmid)])
    assert held[hostile.pmid].title == hostile.title
