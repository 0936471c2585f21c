"""Words that take a condition back: "without X", "excluding X, Y or Z", "X was excluded", "her mother had X".

Comes in: scope.toml's rules, then a folded text and a stretch of it. Goes out: whether what stands there
is taken back, and whether two conditions belong to one list. Raises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.text import FIELD_END, any_of

_CLAUSE_END = re.compile(rf"[.;:?!]\s|{FIELD_END}")
_SENTENCE_END = re.compile(rf"[.?!]\s|{FIELD_END}")
_SPAN = 110  # characters; more than the longest reach in words
_SENTENCE_SPAN = 500
LONGEST_GAP = 80
_COORDINATED = re.compile(r"(?:[\s,/&+]|\b(?:and|or|nor|as well as)\b)+(?:[\w']+\s+){0,4}")
_A_NUMBER = re.compile(
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) $"
)  # "of 60 patients with lupus, 5 were excluded"
_SEPARATOR = re.compile(r"[,/&+]|\b(?:and|or|nor|as well as)\b")
_LAST = re.compile(r"\b(?:and|or|nor|as well as)\b|[/&+]")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that take a condition back when they stand `before` (or after) it, within `reach` words; a
    `sentence` cue reaches to the sentence's end, one with `comma` no further than a comma.
    """

    words: tuple[str, ...]
    before: bool
    reach: int = 0
    sentence: bool = False
    comma: bool = False


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
        self._cues = rules.cues
        self._stop = any_of(rules.stop)
        self._narrowing = any_of(rules.narrowing)
        self._any_before = any_of(
            word for cue in rules.cues if cue.before and not cue.sentence for word in cue.words
        )

    def takes_back(self, text: str, start: int, end: int, cues: Iterable[Hit]) -> bool:
        """True where the words at [start, end) of the folded text are denied, or are another group's.
        `cues` are the hits of cues in it, each owned by the number of its cue.
        """
        for hit in cues:
            cue = self._cues[int(hit.meaning.owner)]
            first, last = (hit.end, start) if cue.before else (end, hit.start)
            if 0 <= last - first <= (_SENTENCE_SPAN if cue.sentence else _SPAN):
                reaches = self._reaches_firmly if cue.sentence else self._reaches
                if reaches(cue, text[first:last]):
                    return True
        return False

    def _reaches(self, cue: Cue, between: str) -> bool:
        """Within so many words of the same clause."""
        if len(between.split()) > cue.reach or _CLAUSE_END.search(between) or self._stop.search(between):
            return False
        if cue.before:
            return not (cue.comma and "," in between)
        return not (self._narrowing.search(between) or _A_NUMBER.search(between))

    def _reaches_firmly(self, cue: Cue, between: str) -> bool:
        """To the sentence's end: "exclusion criteria: ...", "..., or use of opioids, were excluded"."""
        if cue.before:
            return not _SENTENCE_END.search(between)
        cut = _CLAUSE_END.search(between) or self._narrowing.search(between) or _A_NUMBER.search(between)
        return cut is None

    def are_listed(self, between: str) -> bool:
        """True for what stands between two of a list: "lupus, severe gout or fibromyalgia"."""
        return (
            len(between) <= LONGEST_GAP
            and _SEPARATOR.search(between) is not None
            and _COORDINATED.fullmatch(between) is not None
            and not self._stop.search(between)
            and not self._any_before.search(between)
        )


def ends_list(between: str) -> bool:
    """True where the gap is a list's last: it says "and" or "or"."""
    return bool(_LAST.search(between))
