"""Whatever a reader types is a search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ldn_watch.model import AbstractSection, Author, MeshHeading, OtherAbstract, Term
from ldn_watch.plans import SearchQuery
from ldn_watch.store.schema import Instant, to_text
from ldn_watch.store.search import texts_of, to_match
from ldn_watch.store.sqlstore import open_store
from tests.contracts.store_world import NOW, citation, plan


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = open_store(tmp_path_factory.mktemp("search") / "ldn-watch.sqlite3", app_version="1", now=NOW)
    opened.apply_harvest(plan(1))
    yield opened
    opened.close()


SIGNS = st.text(alphabet="\"'*()^:+-{}NEAR AND OR NOT a1é\x00\ud800%_;\\", max_size=30)
ANYTHING = st.one_of(st.text(max_size=40), SIGNS, st.text(st.characters(categories=["Cs", "L"]), max_size=8))


@given(words=ANYTHING, filters=ANYTHING)
@example(words='low-dose "quote AND * NEAR(', filters="")
@example(words="\x00", filters="\x00")
@example(words="title:low {a b}:c ^low", filters="'; --")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_are_an_error(store, words, filters):
    assert len(store.search(SearchQuery(words))) <= 1
    assert store.search(SearchQuery(words, condition=filters + "x", study_type=filters)) == []


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ("", ""),
        (' " * - ', ""),
        ("low-dose naltrexone", '"low-dose" "naltrexone"'),
        ("NOT lupus", '"NOT" "lupus"'),
        ('5" pain', '"5""" "pain"'),
        ("fibro*", '"fibro*"*'),
    ],
)
def test_each_word_is_quoted(words, match):
    assert to_match(words) == match


def test_the_text_of_a_citation_by_column():
    one = citation(
        1,
        vernacular_title="Naltrexona",
        abstract=(AbstractSection("First.", "AIM"), AbstractSection("Second.")),
        other_abstracts=(OtherAbstract("plain", "spa", (AbstractSection("Tercero."),)),),
        authors=(Author("Müller", "Ada", "A"), Author(collective="The Group")),
        mesh=(
            MeshHeading("Pain", "D010146", major=False, qualifiers=(Term("drug therapy"), Term("etiology"))),
        ),
        keywords=(Term("LDN"), Term("glia")),
    )
    assert texts_of(one) == {
        "title": "Low-dose naltrexone, observation 1\nNaltrexona",
        "abstract": "AIM First.\nSecond.\nTercero.",
        "authors": "Ada Müller A\nThe Group",
        "journal": "Journal of Small Doses\nJ Small Doses",
        "keywords": "LDN\nglia",
        "mesh": "Pain / drug therapy / etiology",
    }


@given(
    st.lists(
        st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])), min_size=2
    )
)
def test_instants_sort_as_texts_and_come_back(instants):
    usable = [
        one for one in instants if datetime(1, 1, 2, tzinfo=UTC) < one < datetime(9999, 12, 30, tzinfo=UTC)
    ]
    texts = [to_text(one) for one in usable]
    assert sorted(texts) == [to_text(one) for one in sorted(usable)]
    assert {len(text) for text in texts} <= {27}
    assert [Instant().process_result_value(text, None) for text in texts] == usable


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        to_text(datetime(2026, 11, 23))  # noqa: DTZ001
