"""What a rulebook says of itself to readers: by which words a condition or a kind of study is known.

Comes in: what rules/knowledge.py has read. Goes out: frozen values that pages show. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """One condition file in short. `mesh`: descriptor UI -> name; in `terms` an ending `*` stands for any
    ending; `abbreviations`: capitals, and the words of which one must stand in the same citation.
    """

    mesh: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    abbreviations: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parents: tuple[str, ...] = ()
    only_topic: bool = False


@dataclass(frozen=True, slots=True)
class StudyWords:
    """By what a kind of study is known: NLM's publication types (names), words of titles and abstracts."""

    publication_types: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handbook:
    """All of it, in display order; the numbers are those of relevance.toml, `hash` is the rulebook's."""

    hash: str = ""
    conditions: Mapping[str, ConditionRule] = field(default_factory=dict)
    studies: Mapping[str, StudyWords] = field(default_factory=dict)
    names: tuple[str, ...] = ()  # of naltrexone
    homonyms: tuple[str, ...] = ()  # what else is called LDN
    registries: tuple[str, ...] = ()  # of trials
    highest_low_mg: float = 0
    reach: int = 0  # words between "low dose" and "naltrexone"
    dominant: int = 0  # so often in an abstract is more than in passing
    crowd: int = 0  # among so many other drugs it is one of many
