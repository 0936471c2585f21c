"""The rulebook: what is known about conditions, naltrexone and kinds of study.

Comes in: rule files, name -> TOML text (`groups.toml`, `scope.toml`, `relevance.toml`, `study.toml`;
every other one is a condition). Goes out: a frozen `Rulebook`, checked, hashed and ready to judge.
Raises `UserError` that lists all problems of all files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping

from ldn_watch.errors import UserError
from ldn_watch.rules.assess import assess_text
from ldn_watch.rules.knowledge import (
    PHRASE_LISTS,
    Abbreviation,
    Condition,
    Example,
    RelevanceRules,
    Rules,
    StudyRule,
    StudyRules,
)
from ldn_watch.rules.negation import Cue, Negation, ScopeRules
from ldn_watch.rules.phrases import Meaning, Phrases
from ldn_watch.rules.reading import RuleFile, Table

RESERVED = frozenset({"all", "retractions"})  # feeds of these names are not a condition's
PARTS = ("groups.toml", "relevance.toml", "scope.toml", "study.toml")


class Rulebook(Rules):
    """Rules that can examine themselves."""

    def check(self) -> list[str]:
        """Run every rule's own examples; one line for each that fails, with its file."""
        return [*self._failed_conditions(), *self._failed_relevance(), *self._failed_study_types()]

    def _failed_conditions(self) -> Iterator[str]:
        for condition in self.conditions:
            for example in condition.examples:
                found = condition.id in assess_text(example.text, self).conditions()
                if found != (example.expect == "true"):
                    yield _failure(
                        condition.file, example, f"{condition.id} {'found' if found else 'not found'}"
                    )

    def _failed_relevance(self) -> Iterator[str]:
        for example in self.relevance.examples:
            found = assess_text(example.text, self).relevance.value
            if found != example.expect:
                yield _failure("relevance.toml", example, found)

    def _failed_study_types(self) -> Iterator[str]:
        for example in self.study.examples:
            found = assess_text(example.text, self).study_type
            if found != example.expect:
                yield _failure("study.toml", example, found)


def _failure(file: str, example: Example, found: str) -> str:
    return f"{file}: {example.text!r} should give {example.expect}, but: {found}"


def parse_rulebook(files: Mapping[str, str]) -> Rulebook:
    """Read and check rule files, name -> TOML text. Raises `UserError` with every problem found."""
    problems: list[str] = []
    empty = Table(RuleFile("", "", []), {})
    tables: dict[str, Table] = {}
    for name, text in sorted(files.items()):
        tables[name.rpartition("/")[2]] = RuleFile(name, text, problems).parse() or empty
    problems += [f"{name}: there is no such rule file; add it" for name in PARTS if name not in tables]
    parts = {name: tables.pop(name, empty) for name in PARTS}
    groups = _groups(parts["groups.toml"])
    conditions = _in_display_order([_condition(table) for table in tables.values() if table.values], groups)
    _check_references(
        conditions, groups, {table.file.name: table.file for table in tables.values()}, problems
    )
    relevance = _relevance(parts["relevance.toml"], groups, {condition.id for condition in conditions})
    study = _study(parts["study.toml"])
    scope = _scope(parts["scope.toml"])
    if problems:
        raise UserError(f"the rulebook has {len(problems)} problem(s)", problems)
    return Rulebook(
        conditions=conditions,
        groups=groups,
        relevance=relevance,
        study=study,
        scope=scope,
        hash=_hash([*tables.values(), *parts.values()]),
        phrases=Phrases(_meanings(conditions, relevance, study)),
        negation=Negation(scope),
    )


def _groups(table: Table) -> dict[str, str]:
    groups: dict[str, str] = {}
    for entry in table.tables("group"):
        entry.only(("id", "label"))
        groups[entry.identifier("id")] = entry.string("label")
    return groups


def _condition(table: Table) -> Condition:
    table.only(
        ("id", "label", "group", "terms", "example"),
        ("mesh", "abbreviation", "unless", "parents", "aliases", "only_topic"),
    )
    condition = Condition(
        id=table.identifier("id"),
        label=table.string("label"),
        group=table.string("group"),
        file=table.file.name,
        mesh=table.headings("mesh"),
        terms=table.phrases("terms"),
        unless=table.phrases("unless"),
        abbreviations=tuple(_abbreviation(entry) for entry in table.tables("abbreviation")),
        parents=table.strings("parents"),
        aliases=table.strings("aliases"),
        only_topic=table.flag("only_topic"),
        examples=tuple(_condition_example(entry) for entry in table.tables("example")),
    )
    _check_examples(table, condition)
    return condition


def _check_examples(table: Table, condition: Condition) -> None:
    if "terms" in table.values and not condition.terms and not condition.mesh:
        table.file.report("`terms` is empty; give at least one phrase", "terms")
    wanted = {"true": 2, "false": 1}
    for expect, least in wanted.items():
        count = sum(example.expect == expect for example in condition.examples)
        if count < least:
            table.file.report(f"{count} [[example]] with expect = {expect}; give at least {least}")


def _abbreviation(table: Table) -> Abbreviation:
    table.only(("short", "near"))
    near = table.phrases("near")
    if "near" in table.values and not near:
        table.file.report(
            f"{table.where}`near` is empty; name the phrases that tell what it stands for", "near"
        )
    return Abbreviation(table.string("short"), near)


def _condition_example(table: Table) -> Example:
    table.only(("text", "expect"))
    return Example(table.string("text"), str(table.flag("expect")).lower())


def _example(table: Table) -> Example:
    table.only(("text", "expect"))
    return Example(table.string("text"), table.string("expect"))


def _check_references(
    conditions: tuple[Condition, ...],
    groups: Mapping[str, str],
    files: Mapping[str, RuleFile],
    problems: list[str],
) -> None:
    ids: dict[str, str] = {}
    for condition in sorted(conditions, key=lambda condition: condition.file):
        file = files.get(condition.file) or RuleFile(condition.file, "", problems)
        for name in (condition.id, *condition.aliases):
            _check_id(name, ids, groups, file)
            ids[name] = condition.file
    for condition in conditions:
        file = files.get(condition.file) or RuleFile(condition.file, "", problems)
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


def _in_display_order(conditions: list[Condition], groups: Mapping[str, str]) -> tuple[Condition, ...]:
    places = {group: place for place, group in enumerate(groups)}
    return tuple(
        sorted(conditions, key=lambda one: (places.get(one.group, len(places)), one.label.casefold(), one.id))
    )


def _relevance(table: Table, groups: Collection[str], conditions: Collection[str]) -> RelevanceRules:
    plain = ("naltrexone", "abbreviations", "substances", "mesh", "inside", "inside_alone", "aspect_groups")
    table.only((*plain, "highest_low_mg", "reach", "dominant", *PHRASE_LISTS), ("example",))
    for key, known in (("inside", conditions), ("inside_alone", conditions), ("aspect_groups", groups)):
        for name in table.strings(key):
            if name not in known:
                table.file.report(f"{key}: there is no {name!r}; name one that exists", f'"{name}"')
    return RelevanceRules(
        naltrexone=table.phrases("naltrexone"),
        abbreviations=table.strings("abbreviations"),
        substances=frozenset(table.strings("substances")),
        mesh=frozenset(table.headings("mesh")),
        phrases={name: table.phrases(name, shortest=2) for name in PHRASE_LISTS},
        highest_low_mg=table.number("highest_low_mg"),
        reach=int(table.number("reach")),
        dominant=int(table.number("dominant")),
        inside=frozenset(table.strings("inside")),
        inside_alone=frozenset(table.strings("inside_alone")),
        aspect_groups=frozenset(table.strings("aspect_groups")),
        examples=tuple(_example(entry) for entry in table.tables("example")),
    )


def _study(table: Table) -> StudyRules:
    table.only(("type", "rule"), ("example",))
    types: dict[str, str] = {}
    for entry in table.tables("type"):
        entry.only(("id", "label"))
        types[entry.identifier("id")] = entry.string("label")
    rules = tuple(_study_rule(entry, number, types) for number, entry in enumerate(table.tables("rule"), 1))
    return StudyRules(types, rules, tuple(_example(entry) for entry in table.tables("example")))


def _study_rule(table: Table, number: int, types: Mapping[str, str]) -> StudyRule:
    table.only(("type",), ("publication_types", "mesh", "without_mesh", "title", "abstract", "unless"))
    kind = table.string("type")
    if kind and kind not in types:
        table.file.report(
            f"{table.where}unknown type {kind!r}; the types are {', '.join(types)}", f'"{kind}"'
        )
    return StudyRule(
        id=f"{kind}#{number}",
        type=kind,
        publication_types=frozenset(table.strings("publication_types")),
        mesh=frozenset(table.headings("mesh")),
        without_mesh=frozenset(table.headings("without_mesh")),
        title=table.phrases("title"),
        abstract=table.phrases("abstract"),
        unless=table.phrases("unless"),
    )


def _scope(table: Table) -> ScopeRules:
    table.only(("cue", "stop", "harmless"))
    cues = []
    for entry in table.tables("cue"):
        entry.only(("words", "before", "reach"))
        words = entry.phrases("words", shortest=2)
        cues.append(Cue(words, entry.flag("before"), int(entry.number("reach"))))
    return ScopeRules(tuple(cues), table.phrases("stop", shortest=1), table.phrases("harmless"))


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
    yield from ((short, Meaning("ldn", "", short)) for short in relevance.abbreviations)
    for kind, phrases in relevance.phrases.items():
        yield from ((phrase, Meaning(kind)) for phrase in phrases)
    for rule in study.rules:
        for kind in ("title", "abstract", "unless"):
            yield from ((phrase, Meaning(f"study-{kind}", rule.id)) for phrase in getattr(rule, kind))


def _hash(tables: list[Table]) -> str:
    judged = [{key: value for key, value in table.values.items() if key != "example"} for table in tables]
    content = sorted(json.dumps(values, sort_keys=True, ensure_ascii=False) for values in judged)
    return hashlib.sha256("\n".join(content).encode()).hexdigest()
