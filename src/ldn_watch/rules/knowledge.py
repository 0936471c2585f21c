"""The shapes of the rules: frozen values that judging reads.

Comes in: what rulebook.py has read and checked. Goes out: `Rules` with its indexes. Raises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ldn_watch.handbook import ConditionRule, Handbook, StudyWords
from ldn_watch.model import Labels
from ldn_watch.rules.negation import Negation, ScopeRules
from ldn_watch.rules.phrases import Phrases

UI = re.compile(r"D\d{6,9}")  # of a MeSH descriptor (NLM)
PHRASE_LISTS = (
    "other_forms",
    "companions",
    "homonyms",
    "company",
    "compounds",
    "class_names",
    "loose",
    "low",
    "high",
    "siblings",
    "other_drugs",
    "dosing",
    "addiction",
    "laboratory",
    "blocker",
    "given",
    "passing",
    "treatment",
)
"""The phrase lists of relevance.toml; the file says what each is for."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what must come of it: "true"/"false" for a condition, else a relevance or study type."""

    text: str
    expect: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """Capitals that count only in a citation that also holds one of the phrases in `near`."""

    short: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition file. `mesh`: descriptor UI -> name; `only_topic`: a general heading that a passing
    mention does not earn.
    """

    id: str
    label: str
    group: str
    file: str
    mesh: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    only_topic: bool = False
    examples: tuple[Example, ...] = ()

    def told(self) -> ConditionRule:
        """What readers are told of it."""
        abbreviations = tuple((one.short, one.near) for one in self.abbreviations)
        return ConditionRule(self.mesh, self.terms, self.unless, abbreviations, self.parents, self.only_topic)


@dataclass(frozen=True, slots=True)
class RelevanceRules:
    """relevance.toml: names, phrases and numbers by which low-dose naltrexone is told."""

    naltrexone: tuple[str, ...]
    short_names: tuple[str, ...]
    abbreviations: tuple[str, ...]
    substances: frozenset[str]
    mesh: frozenset[str]
    phrases: Mapping[str, tuple[str, ...]]  # by the names in PHRASE_LISTS
    breaks: re.Pattern[str]  # words that begin something else between "low dose" and "naltrexone"
    highest_low_mg: float  # a daily dose up to this is low
    highest_range_end_mg: float  # where a range that begins low may end
    reach: int  # words between "low dose" and "naltrexone"
    dominant: int  # this many times in an abstract is more than in passing
    crowd: int  # among this many other drugs it is one of many, unless the title names it
    drug_endings: tuple[str, ...]  # a word with such an end beside a dose is another drug's name
    inside: frozenset[str]  # conditions for which naltrexone is given in full dose
    inside_alone: frozenset[str]  # the same, where no other disease is a subject
    aspect_groups: frozenset[str]  # groups of subjects that are no disease
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyRule:
    """One line of study.toml: the first rule that holds gives the type."""

    id: str
    type: str
    publication_types: frozenset[str]
    mesh: frozenset[str]
    without_mesh: frozenset[str]
    title: tuple[str, ...]
    abstract: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DetailRule:
    """A design or a group of people, told beside the study type; `kind` is "design", "age-group" or
    "preprint", `types` the study types that it may stand beside (all where empty), `at_least` how often the
    abstract must say it where the title does not.
    """

    id: str
    kind: str
    label: str
    mesh: frozenset[str]
    words: tuple[str, ...]
    unless: tuple[str, ...]
    types: frozenset[str]
    at_least: int


@dataclass(frozen=True, slots=True)
class Registry:
    """A trial registry, how its numbers are written, and words without which there is none of them."""

    id: str
    pattern: re.Pattern[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParticipantRules:
    """How numbers of people are read: `took` and `only` are words for who took part, and who did not;
    `types` the study types that have participants, `single` those in which an age tells of one person.
    """

    number_before: re.Pattern[str] = re.compile("(?!)")
    people_before: re.Pattern[str] = re.compile("(?!)")
    took: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StudyRules:
    """study.toml: `types` and the labels of details in display order, id -> label."""

    types: Mapping[str, str]
    rules: tuple[StudyRule, ...]
    details: tuple[DetailRule, ...] = ()
    registries: tuple[Registry, ...] = ()
    participants: ParticipantRules = ParticipantRules()
    examples: tuple[Example, ...] = ()

    def words_of(self, kind: str) -> StudyWords:
        """What its rules look for, in their order; publication types by their names."""
        rules = [rule for rule in self.rules if rule.type == kind]
        types = sorted(name for rule in rules for name in rule.publication_types if not UI.fullmatch(name))
        return StudyWords(
            tuple(dict.fromkeys(types)),
            tuple(dict.fromkeys(words for rule in rules for words in rule.title)),
            tuple(dict.fromkeys(words for rule in rules for words in rule.abstract)),
        )


@dataclass(frozen=True)
class Rules:
    """All rules, in display order: groups as groups.toml lists them, conditions by label within.

    `hash` is the SHA-256 of what the files say, whatever their names, order and comments.
    """

    conditions: tuple[Condition, ...]
    groups: Mapping[str, str]
    relevance: RelevanceRules
    study: StudyRules
    scope: ScopeRules
    hash: str
    phrases: Phrases = field(repr=False, compare=False)
    negation: Negation = field(repr=False, compare=False)
    files: Mapping[str, str] = field(repr=False, compare=False)  # name -> text: where a line is told

    def labels(self) -> Labels:
        """The names for readers."""
        return Labels(
            conditions={condition.id: condition.label for condition in self.conditions},
            groups=self.groups,
            study_types=self.study.types,
            details={rule.id: rule.label for rule in self.study.details},
            group_of={condition.id: condition.group for condition in self.conditions},
            handbook=self.handbook(),
        )

    def handbook(self) -> Handbook:
        """What the rules say of themselves to readers."""
        rules = self.relevance
        return Handbook(
            hash=self.hash,
            conditions={condition.id: condition.told() for condition in self.conditions},
            studies={kind: self.study.words_of(kind) for kind in self.study.types},
            names=rules.naltrexone,
            homonyms=rules.phrases.get("homonyms", ()),
            registries=tuple(registry.id for registry in self.study.registries),
            highest_low_mg=rules.highest_low_mg,
            reach=rules.reach,
            dominant=rules.dominant,
            crowd=rules.crowd,
        )

    @cached_property
    def by_id(self) -> dict[str, Condition]:
        return {condition.id: condition for condition in self.conditions}

    @cached_property
    def aspects(self) -> frozenset[str]:
        """The subjects that are no disease: safety, mechanism and their kin."""
        return frozenset(one.id for one in self.conditions if one.group in self.relevance.aspect_groups)

    @cached_property
    def by_mesh(self) -> dict[str, list[Condition]]:
        """Descriptor UI -> the conditions that it names."""
        found: dict[str, list[Condition]] = {}
        for condition in self.conditions:
            for ui in condition.mesh:
                found.setdefault(ui, []).append(condition)
        return found

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Old id -> the id of today."""
        return {alias: condition.id for condition in self.conditions for alias in condition.aliases}

    @cached_property
    def ancestors(self) -> dict[str, tuple[str, ...]]:
        """Condition id -> its parents, and theirs, nearest first."""
        return {condition.id: self._ancestors(condition) for condition in self.conditions}

    def _ancestors(self, condition: Condition) -> tuple[str, ...]:
        found: list[str] = []
        waiting = list(condition.parents)
        while waiting:
            parent = waiting.pop(0)
            if parent not in found:
                found.append(parent)
                waiting += self.by_id[parent].parents
        return tuple(found)
