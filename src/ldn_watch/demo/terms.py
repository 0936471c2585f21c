"""The part of PubMed's query language that the replica understands, honestly evaluated.

Comes in: a term, the catalogue, the server's day, the sets of the history. Goes out: the PMIDs that
match, how the term was understood, and what was not found. Raises nothing: PubMed answers every
term, with unbalanced quotes and parentheses too (live observation, 2026).

Words and "phrases" with or without a [tag], trunc*[tiab], "words near"[tiab:~N], A:B[uid],
days and ranges of days, "last N days"[crdt], #1, AND OR NOT from left to right, parentheses
(PubMed User Guide).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce

from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.records import EDGE, fold

_OPERATORS = ("AND", "OR", "NOT")
_TOKEN = re.compile(
    r'\s*(?:(?P<open>\()|(?P<close>\))|"(?P<quoted>[^"]*)"|\[(?P<tag>[^\]]*)\]'
    r'|(?P<colon>:)|(?P<word>[^\s()\[\]":]+)|(?P<stray>.))'
)
_FIELDS = {
    "": ("all", "All Fields"),
    "all": ("all", "All Fields"),
    "all fields": ("all", "All Fields"),
    "tw": ("all", "Text Word"),
    "text word": ("all", "Text Word"),
    "tiab": ("text", "Title/Abstract"),
    "title/abstract": ("text", "Title/Abstract"),
    "ti": ("title", "Title"),
    "title": ("title", "Title"),
    "mh": ("headings", "MeSH Terms"),
    "mesh": ("headings", "MeSH Terms"),
    "mesh terms": ("headings", "MeSH Terms"),
    "nm": ("substances", "Supplementary Concept"),
    "supplementary concept": ("substances", "Supplementary Concept"),
    "pt": ("types", "Publication Type"),
    "publication type": ("types", "Publication Type"),
    "au": ("authors", "Author"),
    "author": ("authors", "Author"),
    "uid": ("uid", "UID"),
    "pmid": ("uid", "UID"),
    "sb": ("filter", "Filter"),
    "filter": ("filter", "Filter"),
    "crdt": ("created", "Date - Create"),
    "edat": ("entered", "Date - Entry"),
    "mdat": ("revised", "Date - Modification"),
    "lr": ("revised", "Date - Modification"),
    "dp": ("published", "Date - Publication"),
    "pdat": ("published", "Date - Publication"),
}
_DAYS = frozenset({"created", "entered", "revised", "published"})
_WHOLE = frozenset({"headings", "substances", "types"})  # matched as whole terms, not as words
_NEAR = frozenset({"text", "title"})  # proximity works in [ti], [tiab] and [ad] only
_ALWAYS_INDEXED = frozenset({"naltrexone"})  # PubMed knows it, though a small catalogue may not


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word or phrase in a field; `near` is the N of a proximity search."""

    text: str
    tag: str = ""
    quoted: bool = False
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A range, both ends included: of PMIDs or of days."""

    low: str
    high: str
    tag: str


@dataclass(frozen=True, slots=True)
class Both:
    """Two operands; `operator` is AND, OR or NOT."""

    operator: str
    left: Node
    right: Node


Node = Leaf | Span | Both


@dataclass(slots=True)
class Search:
    """Evaluates nodes over one catalogue and notes what PubMed would warn of."""

    catalogue: Catalogue
    today: date
    history: Mapping[int, Iterable[int]] = field(default_factory=dict)
    phrases: list[str] = field(default_factory=list)  # ErrorList/PhraseNotFound
    fields: list[str] = field(default_factory=list)  # ErrorList/FieldNotFound
    quoted: list[str] = field(default_factory=list)  # WarningList/QuotedPhraseNotFound

    def match(self, node: Node) -> frozenset[int]:
        """The PMIDs that `node` matches."""
        if isinstance(node, Both):
            left, right = self.match(node.left), self.match(node.right)
            if node.operator == "OR":
                return left | right
            return left - right if node.operator == "NOT" else left & right
        if isinstance(node, Span):
            return self._span(node)
        return self._leaf(node)

    def _span(self, node: Span) -> frozenset[int]:
        name, _ = _field(node.tag)
        if name == "uid" and node.low.isdigit() and node.high.isdigit():
            return frozenset(self.catalogue.between(int(node.low), int(node.high)))
        low, high = to_days(node.low), to_days(node.high)
        if name not in _DAYS or low is None or high is None:
            self.phrases.append(f"{node.low}:{node.high}")
            return frozenset()
        first, last = low[0], high[1]
        return self.catalogue.select(
            ("days", name, first, last), lambda record: first <= getattr(record, name) <= last
        )

    def _leaf(self, leaf: Leaf) -> frozenset[int]:
        name, label = _field(leaf.tag)
        if not label:
            self.fields.append(leaf.tag)
            name = "all"
        if leaf.text.startswith("#") and leaf.text[1:].isdigit():
            return frozenset(self.history.get(int(leaf.text[1:]), ()))
        if name == "uid":
            return frozenset(
                int(word) for word in leaf.text.split() if word.isdigit() and self.catalogue.get(word)
            )
        if name == "filter":
            return frozenset(self.catalogue.pmids) if leaf.text.lower() == "all" else frozenset()
        if name in _DAYS:
            return self._days(leaf)
        return self._words(leaf, name)

    def _days(self, leaf: Leaf) -> frozenset[int]:
        last = re.fullmatch(r"last (\d+) days?", leaf.text.lower())
        if last is None:
            return self._span(Span(leaf.text, leaf.text, leaf.tag))
        since = self.today - timedelta(days=int(last.group(1)))
        return self._span(Span(since.isoformat(), "3000", leaf.tag))

    def _words(self, leaf: Leaf, name: str) -> frozenset[int]:
        near = None if "*" in leaf.text else leaf.near  # a `*` inside: the proximity is ignored
        if near is not None and name in _NEAR:
            words = tuple(sorted(set(fold(leaf.text).split())))
            return self.catalogue.select(
                (name, words, near), lambda record: _is_near(getattr(record, name), words, near)
            )
        found = self._phrase(leaf.text, name) if near is None else frozenset()
        if found or fold(leaf.text) in _ALWAYS_INDEXED:
            return found
        return self._not_in_the_phrase_index(leaf, name)

    def _phrase(self, text: str, name: str) -> frozenset[int]:
        pattern = _pattern(text, whole=name in _WHOLE)
        attribute = "anywhere" if name == "all" else name
        return self.catalogue.select((name, pattern), lambda record: pattern in getattr(record, attribute))

    def _not_in_the_phrase_index(self, leaf: Leaf, name: str) -> frozenset[int]:
        """User Guide, "Searching for a phrase": what happens depends on quotes and tag."""
        words = leaf.text.split()
        if leaf.quoted:
            self.quoted.append(f'"{leaf.text}"' + (f"[{_field(leaf.tag)[1]}]" if leaf.tag else ""))
            if leaf.tag:
                return frozenset()
        if len(words) < 2:  # noqa: PLR2004 - a single word
            if not leaf.quoted:
                self.phrases.append(leaf.text)
            return frozenset()
        found = self._words(Leaf(words[-1], leaf.tag), name)  # split: only the last keeps the tag
        for word in words[:-1]:
            found &= self._words(Leaf(word), "all")
        return found


def parse(term: str) -> Node | None:
    """The tree of `term`, or None where there is nothing in it."""
    return _Parser(term).expression()


def translate(node: Node) -> str:
    """QueryTranslation: every operand with its field spelt out."""
    if isinstance(node, Both):
        right = translate(node.right)
        if isinstance(node.right, Both):
            right = f"({right})"
        left = translate(node.left)
        if isinstance(node.left, Both) and node.left.operator != node.operator:
            left = f"({left})"
        return f"{left} {node.operator} {right}"
    label = _field(node.tag)[1] or "All Fields"
    if isinstance(node, Span):
        return f"{node.low}:{node.high}[{label}]"
    if node.near is not None:
        label += f":~{node.near}"
    return node.text if node.text.startswith("#") else f'"{node.text}"[{label}]'


def to_days(text: str) -> tuple[date, date] | None:
    """The first and the last day of YYYY, YYYY/MM or YYYY/MM/DD; None for anything else."""
    parts = re.fullmatch(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?", text.strip())
    if parts is None:
        return None
    year, month, day = (int(part) if part else 0 for part in parts.groups())
    try:
        last_month = month or 12
        last = day or monthrange(year, last_month)[1]
        return date(year, month or 1, day or 1), date(year, last_month, last)
    except ValueError:
        return None


def _field(tag: str) -> tuple[str, str]:
    return _FIELDS.get(tag.strip().lower().partition(":")[0], ("all", ""))


def _pattern(text: str, *, whole: bool) -> str:
    """The text to look for in a fenced field. Truncation: the last word only, 4 letters or more."""
    edge = EDGE if whole else " "
    stem = text.strip().rstrip("*")
    cut = stem != text.strip() and len(stem.split()[-1] if stem.split() else "") >= 4  # noqa: PLR2004
    return edge + fold(stem) + ("" if cut else edge)


def _is_near(text: str, words: tuple[str, ...], near: int) -> bool:
    """All `words`, in any order, with at most `near` other words between them, in one text."""
    if not words or any(f" {word} " not in text for word in words):
        return False
    return any(_shortest(part.split(), words) <= len(words) + near for part in text.split(EDGE))


def _shortest(tokens: list[str], words: tuple[str, ...]) -> int:
    seen: dict[str, int] = {}
    best = len(tokens) + len(words) + 10**6
    for place, token in enumerate(tokens):
        if token in words:
            seen[token] = place
            if len(seen) == len(words):
                best = min(best, place - min(seen.values()) + 1)
    return best


class _Parser:
    """Recursive descent over the tokens; forgives everything, as PubMed does."""

    def __init__(self, term: str) -> None:
        found = (
            (str(match.lastgroup), str(match.group(match.lastgroup or 0))) for match in _TOKEN.finditer(term)
        )
        self._tokens = [token for token in found if token[0] != "stray"]
        self._place = 0
        self._depth = 0

    def expression(self) -> Node | None:
        tree = self._operand()
        while (kind := self._kind()) is not None:
            if kind == "close":
                if not self._depth:
                    self._place += 1  # a stray ")"
                    continue
                break
            operator = self._operator()
            right = self._operand()
            if right is not None:
                tree = right if tree is None else Both(operator, tree, right)
        return tree

    def _kind(self) -> str | None:
        return self._tokens[self._place][0] if self._place < len(self._tokens) else None

    def _take(self, kind: str) -> str | None:
        if self._kind() != kind:
            return None
        self._place += 1
        return self._tokens[self._place - 1][1]

    def _is_operator(self) -> bool:
        return self._kind() == "word" and self._tokens[self._place][1] in _OPERATORS

    def _operator(self) -> str:
        return self._take("word") or "AND" if self._is_operator() else "AND"

    def _operand(self) -> Node | None:
        if self._take("open") is not None:
            self._depth += 1
            inner = self.expression()
            self._depth -= 1
            self._take("close")
            return inner
        text, quoted = self._value()
        if not text:
            self._skip()
            return None
        tag = self._take("tag")
        if self._take("colon") is not None:
            high, _ = self._value()
            return Span(text, high, self._take("tag") or tag or "")
        return _to_node(text, tag, quoted=quoted)

    def _value(self) -> tuple[str, bool]:
        quoted = self._take("quoted")
        if quoted is not None:
            return quoted.strip(), True
        words = []
        while self._kind() == "word" and not self._is_operator():
            words.append(self._take("word") or "")
        return " ".join(words), False

    def _skip(self) -> None:
        """Step over what no operand begins with, so that the parser always moves."""
        if self._kind() in ("tag", "colon", "quoted"):
            self._place += 1


def _to_node(text: str, tag: str | None, *, quoted: bool) -> Node:
    near = re.search(r":~(\d+)$", tag or "")
    if tag is not None or quoted:
        return Leaf(text, (tag or "").partition(":")[0], quoted, int(near.group(1)) if near else None)
    words: list[Node] = [Leaf(word) for word in text.split()]
    return reduce(lambda left, right: Both("AND", left, right), words)
