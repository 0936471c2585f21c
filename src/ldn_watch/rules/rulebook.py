"""The rulebook: what is known about conditions, naltrexone and kinds of study.

Comes in: rule files, name -> TOML text (`groups.toml`, `scope.toml`, `relevance.toml`, `study.toml`;
every other one is a condition). Goes out: frozen `Rules`, read, hashed and ready to judge.
Raises `UserError` that lists all problems of all files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ldn_watch.errors import UserError
from ldn_watch.rules.knowledge import Condition, RelevanceRules, Rules, StudyRules
from ldn_watch.rules.negation import Negation, ScopeRules
from ldn_watch.rules.parsing import to_condition, to_groups, to_relevance, to_scope, to_study
from ldn_watch.rules.participants import NUMBER_WORDS
from ldn_watch.rules.phrases import Meaning, Phrases
from ldn_watch.rules.reading import EXTENDS, RuleFile, Table

RESERVED = frozenset({"all", "retractions"})  # feeds of these names are not a condition's
_OF_A_YEAR = re.compile(r"(\d{4}|undated)(-\d+)?")  # how pages of years are named after their list's
PARTS = ("groups.toml", "relevance.toml", "scope.toml", "study.toml")


def parse_rulebook(files: Mapping[str, str]) -> Rules:
    """Read and check rule files, name -> TOML text. Raises `UserError` with every problem found."""
    problems: list[str] = []
    tables = _extended([RuleFile(name, text, problems).parse() for name, text in sorted(files.items())])
    parts = {name: _part(name, tables, problems) for name in PARTS}
    others = [table for name, table in tables if name not in PARTS and table.values]
    groups = to_groups(parts["groups.toml"])
    conditions = _in_display_order(_with_todays_parents(map(to_condition, others)), groups)
    _check_references(conditions, groups, {table.file.name: table.file for table in others})
    for name in groups:
        _check_page(name, groups, "group", parts["groups.toml"].file)
    relevance = to_relevance(parts["relevance.toml"], groups, {condition.id for condition in conditions})
    study = to_study(parts["study.toml"])
    scope = to_scope(parts["scope.toml"])
    if problems:
        raise UserError(f"the rulebook has {len(problems)} problem(s)", problems)
    return Rules(
        conditions=conditions,
        groups=groups,
        relevance=relevance,
        study=study,
        scope=scope,
        hash=_hash([*others, *parts.values()]),
        phrases=Phrases([*_meanings(conditions, relevance, study), *_cue_meanings(scope)]),
        negation=Negation(scope),
        files=dict(files),
    )


def _part(name: str, tables: list[tuple[str, Table]], problems: list[str]) -> Table:
    """The file of this name; an empty one, and a problem, where there is none."""
    for known, table in tables:
        if known == name:
            return table
    problems.append(f"{name}: there is no such rule file; add it")
    return Table(RuleFile(name, "", []), {})


def _extended(tables: list[Table]) -> list[tuple[str, Table]]:
    """Each file by its name; one that `extends` another takes that one's place and name: lists grow, single
    values are replaced.
    """
    found = [(table.file.stem, table) for table in tables if EXTENDS not in table.values]
    for table in tables:
        if EXTENDS not in table.values:
            continue
        base = table.string(EXTENDS)
        wanted = (at for at, (name, other) in enumerate(found) if base in (name[:-5], other.values.get("id")))
        place = next(wanted, None)
        if place is None:
            message = f"{EXTENDS}: there is no {base}.toml; name a condition's id or a rule file"
            table.file.report(message, EXTENDS)
        else:
            found[place] = (found[place][0], table.onto(found[place][1]))
    return found


def _with_todays_parents(conditions: Iterable[Condition]) -> list[Condition]:
    """A parent may be named by an alias."""
    found = list(conditions)
    today = {alias: condition.id for condition in found for alias in condition.aliases}
    return [replace(one, parents=tuple(today.get(name, name) for name in one.parents)) for one in found]


def _check_references(
    conditions: tuple[Condition, ...],
    groups: Mapping[str, str],
    files: Mapping[str, RuleFile],
) -> None:
    ids: dict[str, str] = {}
    for condition in sorted(conditions, key=lambda condition: condition.file):
        file = files[condition.file]
        for name in (condition.id, *condition.aliases):
            _check_id(name, ids, groups, file)
            ids[name] = condition.file
    own = {condition.id for condition in conditions}
    for condition in conditions:
        file = files[condition.file]
        _check_page(condition.id, own, "condition", file)
        if condition.group and condition.group not in groups:
            file.report(f"unknown group {condition.group!r}; groups.toml has {', '.join(groups)}", "group")
        for parent in condition.parents:
            if parent not in ids or parent == condition.id:
                file.report(f"unknown parent {parent!r}; name the id of another condition", "parents")


def _check_id(name: str, ids: Mapping[str, str], groups: Mapping[str, str], file: RuleFile) -> None:
    if name in ids:
        file.report(f"{name!r} is the id of {ids[name]} too; an id names one condition", name)
    if name in groups:
        file.report(f"{name!r} is a group's id too, and both have a feed; choose another", name)
    if name in RESERVED:
        file.report(f"{name!r} is reserved for a feed; choose another id", name)


def _check_page(name: str, names: Collection[str], what: str, file: RuleFile) -> None:
    if other := page_of_year(name, names):
        message = f"{name!r} would share its page with a year of the {what} {other!r}; choose another id"
        file.report(message, name)


def page_of_year(name: str, names: Collection[str]) -> str:
    """Which of these ids would have a year's page of this name: `gout` for `gout-2019`, `gout-2019-2` and
    `gout-undated`; "" where none.
    """
    parts = name.split("-")
    ends = range(max(1, len(parts) - 2), len(parts))
    bases = {"-".join(parts[:end]): "-".join(parts[end:]) for end in ends}
    return next((base for base, rest in bases.items() if base in names and _OF_A_YEAR.fullmatch(rest)), "")


def _in_display_order(conditions: list[Condition], groups: Mapping[str, str]) -> tuple[Condition, ...]:
    places = {group: place for place, group in enumerate(groups)}
    return tuple(
        sorted(conditions, key=lambda one: (places.get(one.group, len(places)), one.label.casefold(), one.id))
    )


def _meanings(
    conditions: tuple[Condition, ...], relevance: RelevanceRules, study: StudyRules
) -> Iterator[tuple[str, Meaning]]:
    for condition in conditions:
        yield from ((phrase, Meaning("term", condition.id)) for phrase in condition.terms)
        yield from ((phrase, Meaning("unless", condition.id)) for phrase in condition.unless)
        for abbreviation in condition.abbreviations:
            short = abbreviation.short
            yield short, Meaning("short", condition.id, short)
            yield from ((phrase, Meaning("near", condition.id, short)) for phrase in abbreviation.near)
    yield from ((name, Meaning("naltrexone")) for name in relevance.naltrexone)
    for kind, shorts in (("short_names", relevance.short_names), ("ldn", relevance.abbreviations)):
        yield from ((short, Meaning(kind, "", short)) for short in shorts)
    for kind, phrases in relevance.phrases.items():
        yield from ((phrase, Meaning(kind)) for phrase in phrases)
    yield from _study_meanings(study)


def _cue_meanings(scope: ScopeRules) -> Iterator[tuple[str, Meaning]]:
    for number, cue in enumerate(scope.cues):
        yield from ((word, Meaning("cue", str(number))) for word in cue.words)
    yield from ((words, Meaning("harmless")) for words in scope.harmless)


def _study_meanings(study: StudyRules) -> Iterator[tuple[str, Meaning]]:
    for rule in study.rules:
        for kind in ("title", "abstract", "unless"):
            yield from ((phrase, Meaning(f"study-{kind}", rule.id)) for phrase in getattr(rule, kind))
    for detail in study.details:
        yield from ((phrase, Meaning("detail", detail.id)) for phrase in detail.words)
        yield from ((phrase, Meaning("detail-unless", detail.id)) for phrase in detail.unless)
    for registry in study.registries:
        yield from ((phrase, Meaning("registry", registry.id)) for phrase in registry.words)
    yield from ((word, Meaning("number")) for word in NUMBER_WORDS)
    yield from ((phrase, Meaning("participants")) for phrase in study.participants.took)
    yield from ((phrase, Meaning("participants-not")) for phrase in study.participants.only)


def _hash(tables: list[Table]) -> str:
    judged = [{key: value for key, value in table.values.items() if key != "example"} for table in tables]
    content = sorted(json.dumps(values, sort_keys=True, ensure_ascii=False) for values in judged)
    return hashlib.sha256("\n".join(content).encode()).hexdigest()
