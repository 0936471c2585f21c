"""The rulebook held against real titles and records: the bar that it must not fall below.

The lines are labelled by people (corpus, PROVENANCE.md); NLM's records are joined by PMID where the corpus
has them. The MeSH descriptors of the rules carry the names that NLM's own records carry.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import pytest

from ldn_watch.parts import read_citations
from ldn_watch.rulebooks import evaluate_lines, lines_of, read_rulebook, records_beside
from ldn_watch.rules.evaluation import to_object

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
GOLD = CORPUS / "gold.jsonl"
DESCRIPTOR = re.compile(rb'<DescriptorName[^>]*?UI="(D\d+)"[^>]*>([^<]+)<')

if not GOLD.is_file():
    pytest.skip("skipped: no corpus", allow_module_level=True)


@cache
def evaluation():
    lines = lines_of(GOLD)
    records = read_citations([CORPUS / "pubmed-xml", *records_beside(lines, GOLD)])
    return evaluate_lines(lines, records, None)


def test_relevance():
    rates = to_object(evaluation())["relevance"]
    assert rates["f1"] >= 0.98
    assert rates["recall_with_possible"] == 1.0
    assert rates["possible_rate"] <= 0.15


def test_no_homonym_and_nothing_unrelated_is_focus():
    wrong = [mistake for mistake in evaluation().mistakes if mistake.judged == "focus"]
    assert wrong == []


def test_conditions():
    assert to_object(evaluation())["conditions"]["f1"] >= 0.95


def test_study_types():
    assert to_object(evaluation())["study_type"]["accuracy"] >= 0.90


def test_mesh_descriptors_are_named_as_nlm_names_them():
    real = {}
    for path in (CORPUS / "pubmed-xml").rglob("*.xml*"):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        real |= {ui.decode(): name.decode().replace("&amp;", "&") for ui, name in DESCRIPTOR.findall(body)}
    ours = {ui: name for condition in read_rulebook().conditions for ui, name in condition.mesh.items()}
    known = ours.keys() & real.keys()
    assert len(known) > 80
    assert {ui: (ours[ui], real[ui]) for ui in known if ours[ui] != real[ui]} == {}
    assert all(ours.values())
