"""Checked tables in, rules out: what each kind of rule file holds, key by key.

Comes in: a `Table` of a file. Goes out: the frozen values of knowledge.py. Raises nothing: what is
wrong is noted in the file's problems, and an empty value stands in its place.
"""

from __future__ import annotations

from collections.abc import Collection

from ldn_watch.rules.knowledge import (
    PHRASE_LISTS,
    Abbreviation,
    Condition,
    DetailRule,
    Example,
    ParticipantRules,
    Registry,
    RelevanceRules,
    StudyRule,
    StudyRules,
)
from ldn_watch.rules.negation import Cue, ScopeRules
from ldn_watch.rules.participants import number_before, people_before
from ldn_watch.rules.reading import Table
from ldn_watch.rules.text import any_of, fold_phrase, weight


def to_groups(table: Table) -> dict[str, str]:
    groups: dict[str, str] = {}
    for entry in table.tables("group"):
        entry.only(("id", "label"))
        groups[entry.identifier("id")] = entry.string("label")
    return groups


def to_condition(table: Table) -> Condition:
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
    short = table.string("short")
    if short and not weight(fold_phrase(short)):
        table.file.report(f"{table.where}`short` {short!r} has no letters", "short")
        short = ""
    return Abbreviation(short, near)


def _condition_example(table: Table) -> Example:
    table.only(("text", "expect"))
    return Example(table.string("text"), str(table.flag("expect")).lower())


def _example(table: Table) -> Example:
    table.only(("text", "expect"))
    return Example(table.string("text"), table.string("expect"))


def to_relevance(table: Table, groups: Collection[str], conditions: Collection[str]) -> RelevanceRules:
    lists = ("naltrexone", "short_names", "abbreviations", "substances", "mesh", "breaks", "drug_endings")
    named = ("inside", "inside_alone", "aspect_groups")
    numbers = ("highest_low_mg", "highest_range_end_mg", "reach", "dominant", "crowd")
    table.only((*lists, *named, *numbers, *PHRASE_LISTS), ("example",))
    for key, known in (("inside", conditions), ("inside_alone", conditions), ("aspect_groups", groups)):
        table.check_names(table.strings(key), known, key)
    return RelevanceRules(
        naltrexone=table.phrases("naltrexone"),
        short_names=table.phrases("short_names", shortest=2),
        abbreviations=table.phrases("abbreviations", shortest=2),
        substances=frozenset(table.strings("substances")),
        mesh=frozenset(table.headings("mesh")),
        breaks=any_of(table.phrases("breaks", shortest=2)),
        phrases={name: table.phrases(name, shortest=2) for name in PHRASE_LISTS},
        highest_low_mg=table.number("highest_low_mg"),
        highest_range_end_mg=table.number("highest_range_end_mg"),
        reach=table.whole("reach"),
        dominant=table.whole("dominant"),
        crowd=table.whole("crowd"),
        drug_endings=table.strings("drug_endings"),
        inside=frozenset(table.strings("inside")),
        inside_alone=frozenset(table.strings("inside_alone")),
        aspect_groups=frozenset(table.strings("aspect_groups")),
        examples=tuple(_example(entry) for entry in table.tables("example")),
    )


def to_study(table: Table) -> StudyRules:
    table.only(("type", "rule"), ("detail", "registry", "participants", "example"))
    types: dict[str, str] = {}
    for entry in table.tables("type"):
        entry.only(("id", "label"))
        types[entry.identifier("id")] = entry.string("label")
    rules = tuple(_study_rule(entry, number, types) for number, entry in enumerate(table.tables("rule"), 1))
    return StudyRules(
        types,
        rules,
        tuple(_detail(entry, types) for entry in table.tables("detail")),
        tuple(_registry(entry) for entry in table.tables("registry")),
        _participants(table.table("participants"), types),
        tuple(_example(entry) for entry in table.tables("example")),
    )


def _study_rule(table: Table, number: int, types: Collection[str]) -> StudyRule:
    table.only(("type",), ("publication_types", "mesh", "without_mesh", "title", "abstract", "unless"))
    kind = table.string("type")
    if kind:
        table.check_names((kind,), types, "type")
    return StudyRule(
        id=f"{kind}#{number}",
        type=kind,
        publication_types=table.terms("publication_types"),
        mesh=frozenset(table.headings("mesh")),
        without_mesh=frozenset(table.headings("without_mesh")),
        title=table.phrases("title"),
        abstract=table.phrases("abstract"),
        unless=table.phrases("unless"),
    )


def _detail(table: Table, types: Collection[str]) -> DetailRule:
    table.only(("id", "kind", "label"), ("mesh", "words", "unless", "types", "at_least"))
    table.check_names(table.strings("types"), types, "types")
    return DetailRule(
        id=table.identifier("id"),
        kind=table.identifier("kind"),
        label=table.string("label"),
        mesh=frozenset(table.headings("mesh")),
        words=table.phrases("words"),
        unless=table.phrases("unless"),
        types=frozenset(table.strings("types")),
        at_least=table.whole("at_least") or 1,
    )


def _registry(table: Table) -> Registry:
    table.only(("id", "pattern", "words"))
    return Registry(table.string("id"), table.pattern("pattern"), table.phrases("words"))


def _participants(table: Table, types: Collection[str]) -> ParticipantRules:
    table.only((), ("people", "breaks", "took", "only", "types", "single"))
    for key in ("types", "single"):
        table.check_names(table.strings(key), types, key)
    return ParticipantRules(
        number_before=number_before(table.strings("people"), table.strings("breaks")),
        people_before=people_before(table.strings("people")),
        took=table.phrases("took"),
        only=table.phrases("only"),
        types=frozenset(table.strings("types")),
        single=frozenset(table.strings("single")),
    )


def to_scope(table: Table) -> ScopeRules:
    table.only(("cue", "stop", "narrowing", "harmless"))
    cues = []
    for entry in table.tables("cue"):
        entry.only(("words", "before"), ("reach", "sentence", "comma"))
        words, reach = entry.phrases("words", shortest=2), entry.whole("reach")
        cues.append(
            Cue(
                words, entry.flag("before"), reach, sentence=entry.flag("sentence"), comma=entry.flag("comma")
            )
        )
    return ScopeRules(
        tuple(cues), table.phrases("stop", 1), table.phrases("narrowing", 1), table.phrases("harmless")
    )
