"""What is written is read again, equal; the fingerprint moves when the content does, and only then."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import is_dataclass, replace
from datetime import date
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.codec import fingerprint, from_json, to_json, verdict_from_json, verdict_to_json
from ldn_watch.model import (
    AbstractSection,
    Author,
    Citation,
    Dates,
    Journal,
    MeshHeading,
    Term,
    Verdict,
)

CITATION = Citation(
    uid="pmid:1",
    title="Sjögren",
    authors=(Author(family="Li"),),
    mesh=(
        MeshHeading("Pain", "D010146", major=True, qualifiers=(Term("drug therapy", "Q000188", major=True),)),
    ),
    dates=Dates(entrez=date(2026, 11, 22), published="2026-11"),
)


def every(noun):
    """Values of a noun with every field filled (`st.builds` alone leaves the defaults alone)."""
    return st.builds(noun, **{name: values(hint) for name, hint in get_type_hints(noun).items()})


def values(hint):
    if get_origin(hint) is tuple and get_args(hint)[-1] is ...:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is tuple:
        return st.tuples(*map(values, get_args(hint)))
    return every(hint) if is_dataclass(hint) else st.from_type(hint)


@given(every(Citation))
def test_a_citation_comes_back_equal(citation):
    assert from_json(to_json(citation)) == citation


@given(every(Verdict))
def test_a_verdict_comes_back_equal(verdict):
    assert verdict_from_json(verdict_to_json(verdict)) == verdict


def test_the_text_is_canonical_and_leaves_defaults_out():
    assert to_json(CITATION) == (
        '{"authors":[{"family":"Li"}],"dates":{"entrez":"2026-11-22","published":"2026-11"},'
        '"mesh":[{"major":true,"name":"Pain","qualifiers":[{"major":true,"name":"drug therapy",'
        '"ui":"Q000188"}],"ui":"D010146"}],"title":"Sjögren","uid":"pmid:1"}'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"uid":"pmid:1"}',
        '{"uid":"a","title":"b","new":1}',
        '{"uid":"a","title":"b","authors":[{"age":3}]}',
        '{"uid":"a","title":"b","mesh":7}',
        '{"uid":"a","title":"b","dates":{"entrez":"soon"}}',
    ],
)
def test_a_text_that_is_not_ours_is_refused(text):
    with pytest.raises(ValueError):
        from_json(text)


@pytest.mark.parametrize("text", ["", "{}", '{"relevance":"urgent"}', '{"relevance":"focus","tags":[{}]}'])
def test_a_verdict_that_is_not_ours_is_refused(text):
    with pytest.raises(ValueError):
        verdict_from_json(text)


def test_a_mere_restamp_is_no_revision():
    dates = replace(CITATION.dates, revised=date(2026, 11, 22), completed=date(2026, 11, 21))
    assert fingerprint(replace(CITATION, dates=dates)) == fingerprint(CITATION)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Sjogren"},
        {"version": 2},
        {"doi": "10.1/x"},
        {"status": "MEDLINE"},
        {"journal": Journal(title="J")},
        {"abstract": (AbstractSection("words"),)},
        {"dates": replace(CITATION.dates, medline=date(2026, 11, 22))},
        {"authors": ()},
    ],
)
def test_a_change_of_content_is_a_revision(change):
    assert fingerprint(replace(CITATION, **change)) != fingerprint(CITATION)


def test_the_fingerprint_is_the_same_in_every_process():
    program = "import sys; from ldn_watch.codec import *; print(fingerprint(from_json(sys.argv[1])))"
    told = [
        subprocess.run(
            [sys.executable, "-c", program, to_json(CITATION)],
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert told == [fingerprint(CITATION)] * 2
    assert len(told[0]) == 64


def test_a_fingerprint_survives_its_own_storage():
    assert fingerprint(from_json(to_json(CITATION))) == fingerprint(CITATION)
    assert json.loads(to_json(CITATION))["uid"] == "pmid:1"
