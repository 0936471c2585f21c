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


class Finds(NamedTuple):
    """What stands in a text: hits in the order of their ends, and the `near` phrases, of which only counts
    that they stand there: (owner, abbreviation).
    """

    hits: list[Hit]
    told: set[tuple[str, str]]


class _Entry:
    """What a spelling means as a word, and as the beginning of one."""

    def __init__(self, spelling: str, meanings: list[tuple[Meaning, bool]]) -> None:
        self.spelling = spelling
        self.whole = _Meanings([meaning for meaning, _ in meanings])
        self.begun = _Meanings([meaning for meaning, is_stem in meanings if is_stem])
        self.begins = any(is_stem for _, is_stem in meanings) or not is_word(spelling[-1])


class _Meanings:
    """Meanings with a place, and those that are only told."""

    def __init__(self, meanings: list[Meaning]) -> None:
        self.placed = [meaning for meaning in dict.fromkeys(meanings) if meaning.kind != "near"]
        self.told = {(meaning.owner, meaning.short) for meaning in meanings if meaning.kind == "near"}


class Phrases:
    """All phrases of a rulebook. A phrase that ends with `*` begins a word; the others are whole words.

    The library knows no words: "ms" stands in "symptoms" too, and most of what it finds is such. So text and
    phrases are searched with spaces for punctuation, each phrase behind a space, which leaves the ends to
    look at; then the words themselves are compared.
    """

    def __init__(self, meanings: Iterable[tuple[str, Meaning]]) -> None:
        table: dict[str, dict[str, list[tuple[Meaning, bool]]]] = {}
        for phrase, meaning in meanings:
            stem = phrase.removesuffix("*")
            for spelling in variants(stem):
                known = table.setdefault(_spaced(spelling), {}).setdefault(spelling, [])
                known.append((meaning, stem != phrase))
        self._entries = [
            (searched[0] == " ", {spelling: _Entry(spelling, found) for spelling, found in spellings.items()})
            for searched, spellings in table.items()
        ]
        self._automaton = AhoCorasick(list(table), implementation=Implementation.ContiguousNFA)

    def find(self, text: str) -> Finds:
        """Every phrase in the folded text."""
        finds = Finds([], set())
        hits, told = finds
        searched = f" {PUNCTUATION.sub(' ', text)} "
        for index, start, end in self._automaton.find_matches_as_indexes(searched, overlapping=True):
            is_spaced, entries = self._entries[index]
            first, last = start if is_spaced else start - 1, end - 1  # `searched` is one character ahead
            entry = entries.get(text[first:last])
            if entry is None:
                continue
            meanings = entry.whole
            if searched[end] != " ":
                if not entry.begins and searched[end] != "s":
                    continue  # the word goes on; in a script without spaces nothing can be said
                if rest := _rest_of_word(text, last):
                    meanings = entry.whole if rest == "s" else entry.begun
                    last += len(rest)
            for meaning in meanings.placed:
                hits.append(Hit(first, last, meaning))
            told |= meanings.told
        return finds


def _rest_of_word(text: str, index: int) -> str:
    """How the word goes on that a phrase ends in; "" where it ends with it."""
    rest = WORD.match(text, index) if is_word(text[index - 1]) else None
    return rest.group() if rest else ""


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
