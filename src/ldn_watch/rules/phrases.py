"""Phrases in, their places in a text out: one pass however many phrases. The only door to ahocorasick_rs.

Comes in: phrases with what each of them means. Goes out: `Hit`s at word boundaries, plurals taken.
Raises nothing: `Phrases` takes no empty phrase.

The library is asked for overlapping matches, as its leftmost-longest ones lose "lupus" in "lupus
nephritis flares": the longest fails at its boundary and the shorter is never offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from ldn_watch.rules.text import is_word, variants


class Meaning(NamedTuple):
    """What a phrase stands for: its `kind` ("term", "unless", "near", ...), whose it is, and for which
    abbreviation, where it is one or must stand near one.
    """

    kind: str
    owner: str = ""
    short: str = ""


class Hit(NamedTuple):
    """A phrase at [start, end) of the folded text."""

    start: int
    end: int
    meaning: Meaning


class Phrases:
    """All phrases of a rulebook. A phrase that ends with `*` begins a word; the others are whole words."""

    def __init__(self, meanings: Iterable[tuple[str, Meaning]]) -> None:
        table: dict[str, list[tuple[Meaning, bool]]] = {}
        for phrase, meaning in meanings:
            stem = phrase.removesuffix("*")
            for spelling in variants(stem):
                table.setdefault(spelling, []).append((meaning, stem != phrase))
        self._meanings = list(table.values())
        self._automaton = AhoCorasick(list(table), implementation=Implementation.ContiguousNFA)

    def find(self, text: str) -> list[Hit]:
        """Every phrase in the folded text, in the order of their ends."""
        size = len(text)
        hits: list[Hit] = []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start and is_word(text[start - 1]) and is_word(text[start]):
                continue
            if end == size or not is_word(text[end]) or not is_word(text[end - 1]):
                hits += [Hit(start, end, meaning) for meaning, _ in self._meanings[index]]
                continue
            plural = text[end] == "s" and (end + 1 == size or not is_word(text[end + 1]))
            whole = _word_end(text, end)
            hits += [
                Hit(start, whole, meaning) for meaning, prefix in self._meanings[index] if prefix or plural
            ]
        return hits


def _word_end(text: str, index: int) -> int:
    while index < len(text) and is_word(text[index]):
        index += 1
    return index


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that no longer one contains; several meanings of the same words all stay."""
    kept: list[Hit] = []
    reach = (-1, -1)
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.end <= reach[1] and (hit.start, hit.end) != reach:
            continue
        kept.append(hit)
        reach = (hit.start, hit.end)
    return kept
