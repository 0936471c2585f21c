"""Words that take a condition back: "without X", "excluding X", "X was excluded", "compared with X".

Comes in: scope.toml's rules, then a folded text and a place in it. Goes out: whether what stands there
is taken back. Raises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ldn_watch.rules.text import FIELD_END, fold_phrase

_CLAUSE_END = re.compile(rf"[.;:?!]\s|{FIELD_END}")
_SPAN = 90  # characters; more than the longest reach in words


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that take a condition back when they stand `before` (or after) it, within `reach` words."""

    words: tuple[str, ...]
    before: bool
    reach: int


@dataclass(frozen=True, slots=True)
class ScopeRules:
    """scope.toml: the cues, the words that end their reach, and phrases that only look like cues."""

    cues: tuple[Cue, ...]
    stop: tuple[str, ...]
    harmless: tuple[str, ...]


class Negation:
    """The scope rules, ready to be asked."""

    def __init__(self, rules: ScopeRules) -> None:
        self._harmless = _any(rules.harmless)
        self._stop = _any(rules.stop)
        self._before = [(_any(cue.words), cue.reach) for cue in rules.cues if cue.before]
        self._after = [(_any(cue.words), cue.reach) for cue in rules.cues if not cue.before]

    def takes_back(self, text: str, start: int, end: int) -> bool:
        """True where the words at [start, end) of the folded text are denied, or are another group's."""
        ahead = _CLAUSE_END.split(text[max(0, start - _SPAN) : start])[-1]
        behind = _CLAUSE_END.split(text[end : end + _SPAN])[0]
        return self._denied_by(ahead, self._before, before=True) or self._denied_by(
            behind, self._after, before=False
        )

    def _denied_by(self, clause: str, cues: list[tuple[re.Pattern[str], int]], *, before: bool) -> bool:
        clause = self._harmless.sub(lambda found: "_" * len(found.group()), clause)
        for pattern, reach in cues:
            for cue in pattern.finditer(clause):
                between = clause[cue.end() :] if before else clause[: cue.start()]
                if len(between.split()) <= reach and not self._stop.search(between):
                    return True
        return False


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(fold_phrase(phrase)) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?!\w)")
