"""Ways to find a rulebook's phrases in a folded text: ours, and those that compete with it.

Each is made of phrases and then answers, for a text, the phrases that stand in it. `reference` is the
plainest: every phrase is looked for with `str.find`, and its neighbours must be no letters or digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ahocorasick_rs import AhoCorasick

from ldn_watch.rules.phrases import Meaning, Phrases

Find = Callable[[str], Iterable[str]]
Way = Callable[[Sequence[str]], Find]

_WORD = re.compile(r"[^\W_]+")
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"


def whole(text: str, start: int, end: int) -> bool:
    """True where no word goes on at either end of [start, end)."""
    return not (text[end : end + 1].isalnum() or (start and text[start - 1].isalnum()))


def reference(phrases: Sequence[str], text: str) -> tuple[set[str], set[str]]:
    """The phrases that stand in the text as whole words, and those of them that must be told: each that
    stands somewhere outside a longer one.
    """
    spans = []
    for phrase in phrases:
        at = text.find(phrase)
        while at >= 0:
            if whole(text, at, at + len(phrase)):
                spans.append((at, at + len(phrase)))
            at = text.find(phrase, at + 1)
    outer = [
        (start, end)
        for start, end in spans
        if not any(one <= start and end <= other and (one, other) != (start, end) for one, other in spans)
    ]
    return {text[start:end] for start, end in spans}, {text[start:end] for start, end in outer}


def ours(phrases: Sequence[str]) -> Find:
    """With British and American spellings and plurals, which the others do not look for."""
    made = Phrases((phrase, Meaning("term", phrase)) for phrase in phrases)
    return lambda text: [text[hit.start : hit.end] for hit in made.find(text).hits]


def ahocorasick_rs(phrases: Sequence[str]) -> Find:
    """The library by itself: it knows no words."""
    automaton = AhoCorasick(phrases)
    return lambda text: automaton.find_matches_as_strings(text, overlapping=True)


def ahocorasick_rs_longest(phrases: Sequence[str]) -> Find:
    """The library's own leftmost-longest matches, then the boundaries."""
    from ahocorasick_rs import MatchKind

    automaton = AhoCorasick(phrases, matchkind=MatchKind.LeftmostLongest)
    return lambda text: [
        text[start:end]
        for _, start, end in automaton.find_matches_as_indexes(text)
        if whole(text, start, end)
    ]


def alternation(phrases: Sequence[str]) -> Find:
    """`re`, all phrases side by side, the longest first."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(f"{_BEFORE}(?:{'|'.join(map(re.escape, longest_first))}){_AFTER}").findall


def trie(phrases: Sequence[str]) -> Find:
    """`re`, each common beginning written once."""
    root: dict[str, dict] = {}
    for phrase in phrases:
        node = root
        for character in phrase:
            node = node.setdefault(character, {})
        node[""] = {}
    return re.compile(f"{_BEFORE}{_pattern(root)}{_AFTER}").findall


def _pattern(node: dict[str, dict]) -> str:
    """What may follow in a trie, as a pattern; "" ends a phrase."""
    branches = [re.escape(character) + _pattern(below) for character, below in node.items() if character]
    if not branches:
        return ""
    pattern = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return f"{pattern}?" if "" in node else pattern


def first_words(phrases: Sequence[str]) -> Find:
    """A dict from the first word to the phrases that begin with it."""
    table: dict[str, list[tuple[int, str]]] = {}
    for phrase in phrases:
        word = _WORD.search(phrase)
        table.setdefault(word.group(), []).append((word.start(), phrase))

    def find(text: str) -> list[str]:
        found = []
        for word in _WORD.finditer(text):
            for lead, phrase in table.get(word.group(), ()):
                start = word.start() - lead
                if text.startswith(phrase, start) and whole(text, start, start + len(phrase)):
                    found.append(phrase)
        return found

    return find


def contained(phrases: Sequence[str]) -> Find:
    """`phrase in text` for each: no boundaries."""
    return lambda text: [phrase for phrase in phrases if phrase in text]


def pyahocorasick(phrases: Sequence[str]) -> Find:
    """The library's matches, then the boundaries."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for phrase in phrases:
        automaton.add_word(phrase, phrase)
    automaton.make_automaton()
    return lambda text: [
        phrase for last, phrase in automaton.iter(text) if whole(text, last + 1 - len(phrase), last + 1)
    ]


def flashtext(phrases: Sequence[str]) -> Find:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_list(list(phrases))
    return processor.extract_keywords


def spacy(phrases: Sequence[str]) -> Find:
    """PhraseMatcher over a blank English pipeline: tokens alone."""
    import spacy
    from spacy.matcher import PhraseMatcher

    pipeline = spacy.blank("en")
    matcher = PhraseMatcher(pipeline.vocab)
    matcher.add("phrases", list(pipeline.pipe(phrases)))

    def find(text: str) -> list[str]:
        words = pipeline(text)
        return [words[start:end].text for _, start, end in matcher(words)]

    return find


WAYS: dict[str, tuple[str, Way]] = {  # what to install, where it is no dependency of ours
    "our Phrases": ("", ours),
    "ahocorasick_rs alone": ("", ahocorasick_rs),
    "ahocorasick_rs, longest": ("", ahocorasick_rs_longest),
    "re alternation": ("", alternation),
    "re trie": ("", trie),
    "dict by first word": ("", first_words),
    "phrase in text": ("", contained),
    "pyahocorasick": ("pyahocorasick", pyahocorasick),
    "flashtext": ("flashtext", flashtext),
    "spaCy PhraseMatcher": ("spacy", spacy),
}
