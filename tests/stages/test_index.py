"""The index on a disk: what a change writes, what a crash leaves, when all is made anew."""

import pytest

from ldn_watch.model import Relevance
from ldn_watch.plans import HarvestPlan
from ldn_watch.stages.files import write_changed
from ldn_watch.stages.harvest import HarvestSettings, plan_revision
from ldn_watch.stages.index import MARK, REWRITE_FROM, SearchIndex, changes_of
from tests.stages.builders import NOW, citation, event, fetched, judge
from tests.stages.conftest import LABELS
from tests.unit.webindex.samples import record


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.fixture
def held():
    return {one.pmid: one for one in (record(number) for number in range(30))}


@pytest.fixture
def index(tmp_path, held):
    made = SearchIndex(tmp_path, held.values)
    write_changed(tmp_path, made.whole())
    return made


def change(index, held, *changed, gone=()):
    for one in changed:
        held[one.pmid] = one
    for pmid in gone:
        held.pop(pmid)
    return write_changed(index.folder, index.since(changed, gone))


def is_as_if_made_anew(index):
    return files_of(index.folder) == dict(index.files())


def test_a_change_leaves_what_a_making_from_scratch_would(index, held):
    written = change(index, held, record(99, title="Zebra stripes"), gone=[39_000_003])
    assert 0 < written < len(files_of(index.folder))
    assert is_as_if_made_anew(index)
    assert not (index.folder / MARK).exists()


def test_no_change_writes_nothing(index):
    before = {path: path.stat().st_mtime_ns for path in index.folder.rglob("*.*")}
    assert write_changed(index.folder, index.since([])) == 0
    assert {path: path.stat().st_mtime_ns for path in index.folder.rglob("*.*")} == before


def test_files_can_be_read_by_a_web_server(index):
    assert {path.stat().st_mode & 0o777 for path in index.folder.rglob("*.*")} == {0o644}


def test_the_index_is_made_anew_after_a_run_that_was_ended_at_any_file(tmp_path, held):
    index = SearchIndex(tmp_path, held.values)
    write_changed(tmp_path, index.whole())
    steps = len(list(index.since([record(1, title="Ended halfway")])))
    for ended in range(1, steps):
        half = record(1, title=f"Ended halfway {ended}", abstract="unfinished")
        for _, file in zip(range(ended), index.since([half]), strict=False):
            write_changed(tmp_path, [file])
        change(index, held, record(2, title=f"The next {ended}"))  # what was half made is not even named
        assert is_as_if_made_anew(index), ended


@pytest.mark.parametrize("name", ["search/table.json", "search/known.txt", "search/words/w-nal.txt"])
@pytest.mark.parametrize("damage", [b"<html>503</html>", b"{"])
def test_a_damaged_file_has_the_index_made_anew(index, held, name, damage):
    (index.folder / name).write_bytes(damage)
    change(index, held, record(5, title="Another drug"))
    assert is_as_if_made_anew(index)


def test_a_missing_table_has_the_index_made_anew(index, held):
    (index.folder / "search/table.json").unlink()
    (index.folder / "search/words/w-zz.txt").write_bytes(b"stale A\n")
    change(index, held, record(5))
    assert is_as_if_made_anew(index)


def test_very_many_changes_have_the_index_made_anew(index, held):
    many = [record(1000 + number) for number in range(REWRITE_FROM)]
    (index.folder / "search/words/w-zz.txt").write_bytes(b"stale A\n")
    change(index, held, *many)
    assert is_as_if_made_anew(index)


def test_what_has_no_page_is_not_searched(store):
    known = fetched(citation(1), citation(2, "LDN after nephrectomy"))
    revisions = tuple(plan_revision(one, judge(one.citation), NOW, HarvestSettings("q")) for one in known)
    store.apply_harvest(HarvestPlan(revisions=revisions, events=(event(pmid=1), event(pmid=2))))
    changed, gone = changes_of(store, ["pmid:1", "pmid:2"], LABELS, {Relevance.FOCUS})
    assert [one.pmid for one in changed] == [1]
    assert gone == [2]
