"""Words that take a condition back: "without X", "excluding X, Y or Z", "X was excluded", "her mother had X".

Comes in: scope.toml's rules, then a folded text and a stretch of it. Goes out: whether what stands there
is taken back, and whether two conditions belong to one list. Raises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ldn_watch.rules.text import FIELD_END, fold_phrase

_CLAUSE_END = re.compile(rf"[.;:?!]\s|{FIELD_END}")
_SENTENCE_END = re.compile(rf"[.?!]\s|{FIELD_END}")
SPAN = 110  # characters; more than the longest reach in words
SENTENCE_SPAN = 500
_LONGEST_GAP = 80
_COORDINATED = re.compile(r"(?:[\s,/&+]|\b(?:and|or|nor|as well as)\b)+(?:[\w']+\s+){0,4}")
_A_NUMBER = re.compile(
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) $"
)  # "of 60 patients with lupus, 5 were excluded"
_SEPARATOR = re.compile(r"[,/&+]|\b(?:and|or|nor|as well as)\b")
_LAST = re.compile(r"\b(?:and|or|nor|as well as)\b|[/&+]")


Cues = tuple[re.Pattern[str], list[tuple[re.Pattern[str], int]]]
"""A pattern of all cues of one side, by which most texts are passed at once, and each with its reach."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that take a condition back when they stand `before` (or after) it, within `reach` words; a
    `sentence` cue reaches to the sentence's end.
    """

    words: tuple[str, ...]
    before: bool
    reach: int = 0
    sentence: bool = False


@dataclass(frozen=True, slots=True)
class ScopeRules:
    """scope.toml: the cues, the words that end their reach, and phrases that only look like cues."""

    cues: tuple[Cue, ...]
    stop: tuple[str, ...]
    narrowing: tuple[str, ...]
    harmless: tuple[str, ...]


class Negation:
    """The scope rules, ready to be asked."""

    def __init__(self, rules: ScopeRules) -> None:
        self._harmless = _any(rules.harmless)
        self._stop = _any(rules.stop)
        near = [cue for cue in rules.cues if not cue.sentence]
        self._before = _to_cues(cue for cue in near if cue.before)
        self._after = _to_cues(cue for cue in near if not cue.before)
        firm = [cue for cue in rules.cues if cue.sentence]
        self._firm_before = _any(word for cue in firm if cue.before for word in cue.words)
        self._firm_after = _any(word for cue in firm if not cue.before for word in cue.words)
        self._narrowing = _any(rules.narrowing)

    def takes_back(self, text: str, start: int, end: int) -> bool:
        """True where the words at [start, end) of the folded text are denied, or are another group's."""
        ahead = text[max(0, start - SENTENCE_SPAN) : start]
        behind = text[end : end + SENTENCE_SPAN]
        return (
            self._denied_by(_clause_before(ahead[-SPAN:]), self._before, before=True)
            or self._denied_by(_clause_after(behind[:SPAN]), self._after, before=False)
            or self._excluded_before(ahead)
            or self._excluded_after(behind)
        )

    def _excluded_before(self, ahead: str) -> bool:
        """True for "exclusion criteria: ...", in the same sentence."""
        return any(not _SENTENCE_END.search(ahead, cue.end()) for cue in self._firm_before.finditer(ahead))

    def _excluded_after(self, behind: str) -> bool:
        """True for "..., or current use of opioids, were excluded", whatever stands between."""
        cue = self._firm_after.search(behind)
        if cue is None:
            return False
        between = behind[: cue.start()]
        cut = _CLAUSE_END.search(between) or self._narrowing.search(between) or _A_NUMBER.search(between)
        return cut is None

    def _denied_by(self, clause: str, cues: Cues, *, before: bool) -> bool:
        any_cue, each = cues
        if not any_cue.search(clause):
            return False
        clause = self._harmless.sub(lambda found: "_" * len(found.group()), clause)
        for pattern, reach in each:
            for cue in pattern.finditer(clause):
                between = clause[cue.end() :] if before else clause[: cue.start()]
                if len(between.split()) <= reach and not self._stop.search(between):
                    return True
        return False

    def are_listed(self, between: str) -> bool:
        """True for what stands between two of a list: "lupus, severe gout or fibromyalgia"."""
        return (
            len(between) <= _LONGEST_GAP
            and _SEPARATOR.search(between) is not None
            and _COORDINATED.fullmatch(between) is not None
            and not self._stop.search(between)
            and not self._before[0].search(between)
        )


def ends_list(between: str) -> bool:
    """True where the gap is a list's last: it says "and" or "or"."""
    return bool(_LAST.search(between))


def _clause_before(text: str) -> str:
    """What stands in the same clause before a place, of the text up to it."""
    last = 0
    for end in _CLAUSE_END.finditer(text):
        last = end.end()
    return text[last:]


def _clause_after(text: str) -> str:
    end = _CLAUSE_END.search(text)
    return text[: end.start()] if end else text


def _to_cues(cues: Iterable[Cue]) -> Cues:
    found = tuple(cues)
    return _any(word for cue in found for word in cue.words), [(_any(cue.words), cue.reach) for cue in found]


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(fold_phrase(phrase)) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?!\w)")
