"""What judging costs: citations a second, growth with the rulebook, and the ways that compete.

How to read it. All numbers are CPU time of one core, the best of several rounds; another program on the
machine still slows them, so compare within a table. Three tables:

1. Whole citations (title, keywords, abstract, MeSH) judged a second with the shipped rulebook; the issue
   asks for 2,000. Building the automaton at start is not in it.
2. The cost of judging a whole citation where the rulebook holds 100, 1,000 and 10,000 condition phrases
   beside its other rules, and how many times that of 100 it is; the issue asks for less than 1.5. "shipped"
   takes the conditions' own terms, so that more phrases find more; "made up" keeps 100 of them and adds
   words put together at random, which find little, so that it shows the search alone. Tags are what was
   found of each citation.
3. Every way on the same folded texts and phrases: microseconds a text, and the answers that differ from a
   plain reference, counted once a text and phrase. `missed` stand in the text as whole words, outside a
   longer phrase, and were not told; `extra` were told and are no whole words there. 0/0 is right. What takes
   the leftmost longest misses the phrase that begins inside another one and ends after it. British and
   American spellings and plurals, which ours finds in the same time, are not counted. Some ways need a
   package that is no dependency: it is named where it is not installed.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from benchmarks.citations import citations
from benchmarks.matchers import WAYS, Way, reference
from ldn_watch.model import Citation
from ldn_watch.rulebooks import read_rulebook, shipped_files
from ldn_watch.rules.assess import assess
from ldn_watch.rules.knowledge import Condition, Rules
from ldn_watch.rules.rulebook import PARTS, parse_rulebook
from ldn_watch.rules.scan import Scan
from ldn_watch.rules.text import fold_phrase

SIZES = (100, 1_000, 10_000)
ROUNDS = 5
TEXTS = 200  # for the ways that compete: the slowest takes 2 seconds for them
EXAMPLES = "".join(f'[[example]]\ntext = "-"\nexpect = {expect}\n' for expect in ("true", "true", "false"))

Owned = tuple[str, str]  # a condition's id and a phrase of it


def best(acts: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """The least CPU seconds of each act; they take turns, so that a slow spell meets all of them."""
    times: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for act, taken in zip(acts, times, strict=True):
            begun = time.process_time()
            act()
            taken.append(time.process_time() - begun)
    return [min(taken) for taken in times]


def diseases(rulebook: Rules) -> list[Condition]:
    """What the texts are about."""
    return [one for one in rulebook.conditions if one.id not in rulebook.aspects]


# --- 1. whole citations ------------------------------------------------------------------------------


def whole_citations(rulebook: Rules) -> None:
    texts = citations(1_000, diseases(rulebook))
    length = sum(len(section.text) for one in texts for section in one.abstract) / len(texts)
    phrases = sum(len(one.terms) for one in rulebook.conditions)
    (seconds,) = best([lambda: [assess(one, rulebook) for one in texts]])
    print(f"1. {len(texts):,} citations, abstracts of {length:,.0f} characters, {phrases:,} terms shipped")
    print(
        f"   {len(texts) / seconds:,.0f} citations judged a second, {seconds / len(texts) * 1e6:,.0f} µs each"
    )


# --- 2. growth ---------------------------------------------------------------------------------------


def shipped_phrases(rulebook: Rules) -> list[Owned]:
    """Every term once: the first of each condition, then the second of each, and so on."""
    conditions = list(rulebook.conditions)
    random.Random(1).shuffle(conditions)
    columns = zip_longest(*([(one.id, term) for term in one.terms] for one in conditions))
    found: dict[str, Owned] = {}
    for owned in chain.from_iterable(columns):
        if owned:
            found.setdefault(bare(owned[1]), owned)
    return list(found.values())


def bare(phrase: str) -> str:
    """A phrase as it is searched, without the star that lets it begin a word."""
    return fold_phrase(phrase.removesuffix("*"))


def made_up(shipped: Sequence[Owned]) -> Iterator[Owned]:
    """Phrases of the shipped ones' words that no shipped one is, for ever."""
    chance = random.Random(2)
    seen = {bare(phrase) for _, phrase in shipped}
    words = [(owner, bare(phrase).split()) for owner, phrase in shipped if phrase.isascii() and " " in phrase]
    while True:
        (owner, one), (_, other), (_, third) = chance.sample(words, 3)
        phrase = " ".join((one[0], *other[:-1], third[-1]))
        if phrase not in seen:
            seen.add(phrase)
            yield owner, phrase


def lists(rulebook: Rules) -> dict[str, list[Owned]]:
    """The two lists of phrases, each as long as the greatest size."""
    shipped = shipped_phrases(rulebook)
    added = made_up(shipped)
    invented = [next(added) for _ in range(SIZES[-1])]
    return {
        "shipped": [*shipped, *invented][: SIZES[-1]],
        "made up": [*shipped[: SIZES[0]], *invented][: SIZES[-1]],
    }


def rulebook_of(phrases: Sequence[Owned], rulebook: Rules) -> Rules:
    """The shipped rules with these phrases in place of the conditions' own."""
    files = {name: text for name, text in shipped_files().items() if name in PARTS}
    terms: dict[str, list[str]] = {}
    for owner, phrase in phrases:
        terms.setdefault(owner, []).append(phrase)
    for one in rulebook.conditions:
        files[f"{one.id}.toml"] = rule_file(one, terms.get(one.id, []))
    return parse_rulebook(files)


def rule_file(condition: Condition, terms: list[str]) -> str:
    """A condition without abbreviations and exceptions; one without MeSH gets a heading of no citation."""
    mesh = [f"{ui} {name}" for ui, name in condition.mesh.items()] or ["D999999 Made-up"]
    values = {
        "id": condition.id,
        "label": condition.label,
        "group": condition.group,
        "parents": list(condition.parents),
        "mesh": mesh,
        "terms": terms,
    }
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return "".join(lines) + EXAMPLES


def growth(rulebook: Rules, name: str, phrases: Sequence[Owned]) -> None:
    texts = citations(300, diseases(rulebook))
    books = [rulebook_of(phrases[:size], rulebook) for size in SIZES]
    times = best([lambda book=book: [assess(one, book) for one in texts] for book in books])
    for size, book, seconds in zip(SIZES, books, times, strict=True):
        tags = sum(len(assess(one, book).tags) for one in texts) / len(texts)
        cost = f"{seconds / len(texts) * 1e6:>8,.0f} µs a citation"
        print(f"   {name:<8}{size:>7,} phrases{cost}{seconds / times[0]:>7.2f} times   {tags:.1f} tags")


# --- 3. the ways that compete ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """Phrases, texts, and for each text what may be told of it and what must be."""

    phrases: list[str]
    texts: list[str]
    truths: list[tuple[set[str], set[str]]]

    def run(self, way: Way) -> str:
        """Microseconds a text, and missed/extra."""
        find = way(self.phrases)
        known = set(self.phrases)
        missed = extra = 0
        for text, (may, must) in zip(self.texts, self.truths, strict=True):
            told = known.intersection(find(text))
            missed += len(must - told)
            extra += len(told - may)
        (seconds,) = best([lambda: [find(text) for text in self.texts]], rounds=3)
        return f"{seconds / len(self.texts) * 1e6:>10,.1f} {f'{missed}/{extra}':>9}"


def trials(citations_: Sequence[Citation], rulebook: Rules, phrases: Sequence[Owned]) -> Iterator[Trial]:
    texts = [Scan(one, rulebook).text for one in citations_]
    for size in SIZES:
        searched = [bare(phrase) for _, phrase in phrases[:size]]
        yield Trial(searched, texts, [reference(searched, text) for text in texts])


def competition(rulebook: Rules, phrases: Sequence[Owned]) -> None:
    of_sizes = list(trials(citations(TEXTS, diseases(rulebook)), rulebook, phrases))
    told = ", ".join(f"{sum(len(must) for _, must in one.truths):,}" for one in of_sizes)
    print(f"3. µs a text, and missed/extra of {told} in {TEXTS} folded texts")
    print(" " * 27 + "".join(f"{f'{size:,} phrases':>20}" for size in SIZES))
    for name, (package, way) in WAYS.items():
        try:
            print(f"   {name:<24}" + "".join(one.run(way) for one in of_sizes), flush=True)
        except ImportError:
            print(f"   {name:<24}   not installed: pip install {package}")


def main() -> None:
    rulebook = read_rulebook(None)
    both = lists(rulebook)
    whole_citations(rulebook)
    print("2. growth of the cost of judging a whole citation")
    for name, phrases in both.items():
        growth(rulebook, name, phrases)
    competition(rulebook, both["shipped"])
