"""List pages, bit by bit: what a change touches is rendered, what is none any more goes."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.model import Dates, Relevance, Verdict
from ldn_watch.plans import HarvestPlan, Shelved
from ldn_watch.render.cite import along
from ldn_watch.render.pages import row, scope
from ldn_watch.rules.rulebook import page_of_year
from ldn_watch.stages import lists
from ldn_watch.stages.harvest import HarvestSettings, plan_revision
from ldn_watch.stages.lists import Touched, plan_years
from ldn_watch.stages.publish import Publisher
from ldn_watch.stages.shown import months_of, span_of
from tests.stages.builders import NOW, citation, event, fetched, judge
from tests.stages.conftest import LABELS
from tests.stages.test_publish import SETTINGS, open_world

SHELF = [
    Shelved(f"pmid:{number}", year, "rct") for number, year in enumerate(("2026", "2025", "2024", "2024"))
]


def touched(number, *years):
    return Touched(tuple(f"pmid:{one}" for one in range(number)), frozenset(years))


def test_a_change_touches_its_year_alone():
    assert plan_years(SHELF, touched(1, "2025", "1999"), room=2) == {"2025"}


def test_near_the_length_of_one_page_all_years_are_rendered():
    assert plan_years(SHELF, touched(2, "2025"), room=2) == {"2024", "2025", "2026"}
    assert plan_years(SHELF, Touched(), room=0) == {"2024", "2025", "2026"}


def test_a_month_ends_where_the_next_begins():
    assert span_of("2026-12") == (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    late = replace(event(), at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC).astimezone())
    assert months_of([late, event(quiet=True)]) == ["2026-11"]


@pytest.fixture
def small(monkeypatch):
    """Pages of two rows, so that few citations make every kind of page."""
    shrink(monkeypatch)


def shrink(patch):
    patch.setattr(scope, "MOST_ON_FIRST_PAGE", 2)
    patch.setattr(scope, "MOST_OF_A_SECTION", 1)
    patch.setattr(scope, "MOST_LISTED", 5)
    patch.setattr(along, "MOST_WITH_ABSTRACTS", 3)
    patch.setattr(row, "MOST_ROWS", 2)
    patch.setattr(row.pack, "__defaults__", (row.MOST_BYTES, 2))
    patch.setattr(lists, "BATCH", 2)


@pytest.fixture
def publisher(store, tmp_path):
    return Publisher(store, tmp_path / "public", LABELS, SETTINGS)


def dated(pmid, year, title="LDN for fibromyalgia", **fields):
    return citation(pmid, title, dates=Dates(published=year), **fields)


def names(folder, start="conditions/"):
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    return {name for name in found if name.startswith(start)}


@pytest.mark.usefixtures("small")
def test_a_list_that_outgrows_its_page_gets_years_and_loses_them_when_it_shrinks(publisher, keep):
    keep(*((dated(pmid, f"202{pmid}"), event(pmid=pmid)) for pmid in (1, 2)))
    publisher.run(NOW)
    assert names(publisher.folder, "conditions/fibromyalgia") == {"conditions/fibromyalgia.html"}
    keep((dated(3, "2021-05"), event(pmid=3)))
    publisher.run(NOW)
    whole = {"conditions/fibromyalgia.html", *(f"conditions/fibromyalgia-202{year}.html" for year in (1, 2))}
    assert names(publisher.folder, "conditions/fibromyalgia") == whole
    publisher.store.apply_verdicts({"pmid:2": Verdict(Relevance.UNRELATED)}, [], [])
    publisher.run(NOW)
    assert names(publisher.folder, "conditions/fibromyalgia") == {"conditions/fibromyalgia.html"}


@pytest.mark.usefixtures("small")
def test_a_new_citation_rewrites_the_first_page_and_its_year_alone(publisher, keep):
    keep(*((dated(pmid, f"20{pmid}"), event(pmid=pmid)) for pmid in range(11, 18)))
    publisher.run(NOW)
    version = publisher.store.version()
    keep((dated(30, "2015"), event(pmid=30)))
    rendered = {name for name, body in publisher.render_since(version, NOW) if body is not None}
    assert {name for name in rendered if name.startswith("conditions/")} == {
        "conditions/fibromyalgia.html",
        "conditions/fibromyalgia-2015.html",
    }


@pytest.mark.usefixtures("small")
def test_no_condition_may_be_called_as_a_page_of_a_year_is(publisher, keep):
    dates = ("2021", "2021-05", "2021-06", "")
    keep(*((dated(pmid, year), event(pmid=pmid)) for pmid, year in enumerate(dates, 1)))
    publisher.run(NOW)
    pages = names(publisher.folder, "conditions/fibromyalgia-")
    stems = {name.removeprefix("conditions/").removesuffix(".html") for name in pages}
    assert stems == {"fibromyalgia-2021", "fibromyalgia-2021-2", "fibromyalgia-undated"}
    assert {page_of_year(stem, {"fibromyalgia", "fibro"}) for stem in stems} == {"fibromyalgia"}


def test_lists_are_written_anew_only_where_something_changed(publisher, keep, monkeypatch):
    made = []
    real = along.to_pieces
    monkeypatch.setattr(
        along,
        "to_pieces",
        lambda *args, **how: made.append([one.citation.pmid for one in args[1]]) or real(*args, **how),
    )
    keep(*((dated(pmid, "2021"), event(pmid=pmid)) for pmid in range(1, 5)))
    publisher.run(NOW)
    made.clear()
    keep((dated(9, "2026"), event(pmid=9)))
    publisher.run(NOW)
    assert {tuple(one) for one in made} == {("9",), ()} or all(one == ["9"] for one in made)
    text = (publisher.folder / "lists/fibromyalgia.ris").read_text()
    assert [line for line in text.splitlines() if line.startswith("ID")] == [
        f"ID  - pmid{pmid}" for pmid in (9, 4, 3, 2, 1)
    ]


STEPS = st.lists(
    st.tuples(
        st.integers(1, 8),
        st.sampled_from(["LDN for migraine", "LDN for fibromyalgia", "Nephrectomy"]),
        st.sampled_from(["2024", "2025-03", "2026-11", ""]),
        st.sampled_from(["new", "new", "new", "retracted", "deleted", "judged"]),
        st.booleans(),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=15, deadline=None)
def test_pages_written_bit_by_bit_are_the_pages_written_at_once(steps):
    """With pages of two rows: lists outgrow their page and shrink, years and months come and go."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_world(Path(folder))) as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        shrink(patch)
        publisher = Publisher(store, Path(folder) / "public", LABELS, SETTINGS)
        for place, (pmid, title, published, kind, publishes) in enumerate(steps):
            happen(store, dated(pmid, published, title), kind, NOW + timedelta(days=9 * place))
            if publishes:
                publisher.run(NOW)
        publisher.run(NOW)
        there = {
            one.relative_to(publisher.folder).as_posix(): one.read_bytes()
            for one in publisher.folder.rglob("*")
            if one.is_file()
        }
        assert there == dict(publisher.render(NOW))


def happen(store, one, kind, at):
    """Something happens to a citation: it comes, changes year or subject, is retracted or removed."""
    if kind == "judged":
        store.apply_verdicts({one.uid: Verdict(Relevance.UNRELATED)}, [], [])
        return
    revision = plan_revision(fetched(one)[0], judge(one), at, HarvestSettings("q"))
    deleted = (one.uid,) if kind == "deleted" else ()
    pmid = int(one.pmid)
    happened = tuple(replace(each, at=at) for each in (event(pmid=pmid), event(kind, pmid)))
    store.apply_harvest(HarvestPlan(revisions=(revision,), events=happened, deleted=deleted))
