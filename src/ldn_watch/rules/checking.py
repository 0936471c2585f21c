"""A rulebook that examines itself: its own examples, and rules that contradict one another.

Comes in: `Rules`. Goes out: lines with file, line and what to do; none where all is well. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ldn_watch.rules.assess import assess_text
from ldn_watch.rules.knowledge import Condition, Rules
from ldn_watch.rules.reading import RuleFile
from ldn_watch.rules.text import variants


@dataclass(frozen=True, slots=True)
class Trial:
    """One example as it was judged: where it stands, what it says and what came of it."""

    where: str
    text: str
    expect: str
    found: str

    @property
    def failed(self) -> bool:
        return self.found != self.expect

    def __str__(self) -> str:
        return f"{self.where}: {self.text!r} should give {self.expect}, but: {self.found}"


# --- examples ---------------------------------------------------------------------------------------


def trials(rules: Rules) -> Iterator[Trial]:
    """Every example of every file, judged by all rules."""
    for condition in rules.conditions:
        for example in condition.examples:
            found = condition.id in assess_text(example.text, rules).conditions()
            where = _where(rules, condition.file, example.text)
            yield Trial(
                where, example.text, _said(condition, example.expect == "true"), _said(condition, found)
            )
    for example in rules.relevance.examples:
        where = _where(rules, "relevance.toml", example.text)
        yield Trial(where, example.text, example.expect, assess_text(example.text, rules).relevance.value)
    for example in rules.study.examples:
        where = _where(rules, "study.toml", example.text)
        yield Trial(where, example.text, example.expect, assess_text(example.text, rules).study_type)


def _said(condition: Condition, found: bool) -> str:  # noqa: FBT001 - the two answers to one question
    return condition.id if found else f"no {condition.id}"


def _where(rules: Rules, file: str, words: str) -> str:
    """`conditions/x.toml:12`, as far as it can be told."""
    name = next((name for name in rules.files if name == file or name.endswith(f"/{file}")), file)
    line = RuleFile(name, rules.files.get(name, ""), []).line_of(f'"{words}"')
    return f"{name}:{line}" if line else name


# --- conflicts --------------------------------------------------------------------------------------


def conflicts(rules: Rules) -> Iterator[str]:
    """Phrases and MeSH headings of two conditions of which neither is the other's parent; terms that
    their own `unless` cancels; conditions that are their own ancestors.
    """
    yield from _shared(rules, "term", ((one, _spellings(one.terms)) for one in rules.conditions))
    yield from _shared(
        rules, "MeSH heading", ((one, {ui: ui for ui in one.mesh}) for one in rules.conditions)
    )
    for condition in rules.conditions:
        if condition.id in rules.ancestors[condition.id]:
            where = _where(rules, condition.file, condition.id)
            yield f"{where}: {condition.id} is its own ancestor; mend `parents`"
        unless = _spellings(condition.unless)
        for spelling, term in _spellings(condition.terms).items():
            if spelling in unless:
                yield (
                    f"{_where(rules, condition.file, term)}: {term!r} stands in `terms` and in `unless`; "
                    "it can never be found: take it out of one"
                )


def _spellings(phrases: Iterable[str]) -> dict[str, str]:
    """Every spelling of the phrases -> the phrase as it is written."""
    return {spelling: phrase for phrase in phrases for spelling in variants(phrase)}


def _shared(rules: Rules, what: str, owned: Iterable[tuple[Condition, dict[str, str]]]) -> Iterator[str]:
    owners: dict[str, Condition] = {}
    told: set[tuple[str, str]] = set()
    for condition, names in owned:
        for name, written in names.items():
            other = owners.setdefault(name, condition)
            if other is condition or _are_kin(rules, condition, other) or (condition.id, written) in told:
                continue
            told.add((condition.id, written))
            yield (
                f"{_where(rules, condition.file, written)}: the {what} {written!r} is {other.id}'s too "
                f"({_where(rules, other.file, written)}); give it to one, or make one the parent of the other"
            )


def _are_kin(rules: Rules, one: Condition, other: Condition) -> bool:
    return one.id in rules.ancestors[other.id] or other.id in rules.ancestors[one.id]
