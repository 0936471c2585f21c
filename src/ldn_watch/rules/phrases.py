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

from ldn_watch.rules.text import PUNCTUATION, WORD, is_word, variants


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
    """All phrases of a rulebook. A phrase that ends with `*` begins a word; the others are whole words.

    The library knows no words: "ms" stands in "symptoms" too, and most of what it finds is such. So text and
    phrases are searched with spaces for punctuation, each phrase behind a space, which leaves the ends to
    look at; then the words themselves are compared.
    """

    def __init__(self, meanings: Iterable[tuple[str, Meaning]]) -> None:
        table: dict[str, dict[str, _Entry]] = {}
        for phrase, meaning in meanings:
            stem = phrase.removesuffix("*")
            for spelling in variants(stem):
                entry = table.setdefault(_spaced(spelling), {}).setdefault(spelling, _Entry([], []))
                entry.whole.append(meaning)
                if stem != phrase:
                    entry.begun.append(meaning)
        self._entries = [(searched[:1] == " ", found) for searched, found in table.items()]
        self._automaton = AhoCorasick(list(table), implementation=Implementation.ContiguousNFA)

    def find(self, text: str) -> list[Hit]:
        """Every phrase in the folded text, in the order of their ends."""
        hits: list[Hit] = []
        searched = " " + PUNCTUATION.sub(" ", text)
        for index, start, end in self._automaton.find_matches_as_indexes(searched, overlapping=True):
            is_spaced, entries = self._entries[index]
            first, last = start if is_spaced else start - 1, end - 1  # `searched` is one character ahead
            entry = entries.get(text[first:last])
            if entry is None:
                continue
            rest = WORD.match(text, last) if is_word(text[last - 1]) else None
            if rest is None:
                hits += [Hit(first, last, meaning) for meaning in entry.whole]
            elif meanings := (entry.whole if rest.group() == "s" else entry.begun):
                hits += [Hit(first, rest.end(), meaning) for meaning in meanings]
        return hits


class _Entry(NamedTuple):
    """What a spelling means as a word, and as the beginning of one."""

    whole: list[Meaning]
    begun: list[Meaning]


def _spaced(spelling: str) -> str:
    """The spelling as it is searched: behind a space, but for scripts that set no spaces."""
    searched = PUNCTUATION.sub(" ", spelling)
    return f" {searched}" if searched[0] == " " or is_word(searched[0]) else searched


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
