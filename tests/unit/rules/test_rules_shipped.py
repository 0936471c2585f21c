import json
import re
from collections import Counter
from pathlib import Path

import pytest

from ldn_watch.rulebooks import shipped_files
from ldn_watch.rules.assess import assess_text
from ldn_watch.rules.checking import conflicts, trials
from ldn_watch.rules.knowledge import PHRASE_LISTS
from ldn_watch.rules.rulebook import parse_rulebook

GOLD = Path(__file__).parents[3].parent / "shared" / "corpus" / "gold.jsonl"
ASPECTS = {"mechanism", "safety", "drug-utilisation", "pharmacy-formulation"}


DOC = Path(__file__).parents[3] / "docs" / "rulebook.md"


def gold():
    if not GOLD.exists():
        pytest.skip("skipped: no corpus")
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def test_every_rules_own_examples(rulebook):
    assert [str(trial) for trial in trials(rulebook) if trial.failed] == []
    assert list(conflicts(rulebook)) == []


def test_there_is_enough_of_it(rulebook):
    groups = Counter(condition.group for condition in rulebook.conditions)
    assert len(rulebook.conditions) >= 60
    assert len(groups) >= 12
    assert set(groups) == set(rulebook.groups)


def test_files_are_named_after_their_ids(rulebook):
    shipped = set(shipped_files())
    assert {f"{condition.id}.toml" for condition in rulebook.conditions} <= shipped
    assert len(shipped) == len(rulebook.conditions) + 4


def test_no_heading_and_no_phrase_names_two_unrelated_conditions(rulebook):
    owners = {}
    for condition in rulebook.conditions:
        for ui in condition.mesh:
            owners.setdefault(ui, []).append(condition.id)
    assert {ui: ids for ui, ids in owners.items() if len(ids) > 1} == {}


def test_every_phrase_list_is_in_use(rulebook):
    assert all(rulebook.relevance.phrases[name] for name in PHRASE_LISTS)


def test_the_conditions_of_the_gold_lines_are_known(rulebook):
    known = set(rulebook.by_id) | set(rulebook.aliases)
    assert {name for line in gold() for name in line["conditions"]} <= known


def test_no_homonym_is_ever_focus(rulebook):
    unrelated = [line for line in gold() if line["relevance_shown"] == "unrelated"]
    assert unrelated
    assert [
        line["title"] for line in unrelated if assess_text(line["title"], rulebook).relevance == "focus"
    ] == []


def test_titles_that_name_low_dose_naltrexone_are_focus(rulebook):
    focus = [line for line in gold() if line["relevance_shown"] == "focus" and "abstract" not in line]
    missed = [line["title"] for line in focus if assess_text(line["title"], rulebook).relevance != "focus"]
    assert missed == []


def test_the_worked_examples_of_the_documentation(rulebook):
    text = DOC.read_text(encoding="utf-8")
    blocks = re.findall(r'explain --text "([^"\n]+)"\n(.*?)```', text, re.DOTALL)
    assert len(blocks) == 3
    for title, shown in blocks:
        verdict = assess_text(title, rulebook)
        evidence = [*verdict.reasons, *verdict.study_evidence, *(tag.evidence[0] for tag in verdict.tags)]
        assert f"Relevance   {verdict.relevance}\n" in shown
        assert f"Study type  {rulebook.study.types[verdict.study_type]}\n" in shown
        for one in evidence:
            assert f'"{one.words}" in {one.field}, character {one.offset} (rule {one.rule})' in shown


def test_the_condition_of_the_documentation(small_files):
    (written,) = re.findall(r"```toml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert [
        trial for trial in trials(parse_rulebook(small_files(hailey_hailey=written))) if trial.failed
    ] == []
