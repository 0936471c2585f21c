"""The rulebook held against titles and abstracts of this literature, labelled without a look at the rules.

tests/data/judged/README.md tells where they come from. They are split in two by their titles: the rules were
written with one half in view, the other was held back until they were done. Both must stay this good.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest

from ldn_watch.model import AbstractSection, Citation
from ldn_watch.rulebooks import evaluate_lines, lines_of
from ldn_watch.rules.assess import assess
from ldn_watch.rules.evaluation import to_object

JUDGED = Path(__file__).parents[2] / "data" / "judged"
HALVES = ("seen", "held-back")


def half_of(title):
    return HALVES[hashlib.sha256(title.encode()).digest()[0] & 1]


@cache
def rates(half):
    lines = [line for line in lines_of(JUDGED / "titles.jsonl") if half_of(line.citation.title) == half]
    assert len(lines) > 300
    return to_object(evaluate_lines(lines, {}, None))


@cache
def abstracts():
    return [json.loads(line) for line in (JUDGED / "abstracts.jsonl").read_text().splitlines()]


def judged(line, rulebook):
    citation = Citation(uid="", title=line["title"], abstract=(AbstractSection(line["abstract"]),))
    return assess(citation, rulebook)


@pytest.mark.parametrize("half", HALVES)
def test_relevance(half):
    found = rates(half)["relevance"]
    assert found["f1"] >= 0.97
    assert found["recall_with_possible"] >= 0.97
    assert found["possible_rate"] <= 0.10


@pytest.mark.parametrize("half", HALVES)
def test_conditions(half):
    assert rates(half)["conditions"]["f1"] >= 0.88


@pytest.mark.parametrize("half", HALVES)
def test_study_types(half):
    assert rates(half)["study_type"]["accuracy"] >= 0.92


def test_what_is_denied_in_an_abstract_is_seldom_tagged(rulebook):
    named = denied = 0
    for line in abstracts():
        allowed = {*line["topics"], *line["mentions"], *(line["conditions_shown"] or ())}
        denials = {rulebook.aliases.get(name, name) for name in set(line["denied"]) - allowed}
        named += len(denials)
        denied += len(denials & set(judged(line, rulebook).conditions()))
    assert named > 100
    assert denied <= 0.2 * named


def test_low_doses_in_abstracts(rulebook):
    doses = [line for line in abstracts() if line["relevance_shown"] == "focus" and line.get("dose_high_mg")]
    wrong = [line["title"] for line in doses if not judged(line, rulebook).dose]
    assert len(doses) > 30
    assert len(wrong) <= 0.1 * len(doses)


def test_participants_in_abstracts(rulebook):
    told = [line for line in abstracts() if line.get("participants")]
    right = 0
    for line in told:
        details = judged(line, rulebook).details
        right += str(line["participants"]) in [one.value for one in details if one.kind == "participants"]
    assert len(told) > 40
    assert right >= 0.75 * len(told)
