"""One citation, read once: all its fields as one folded text with every phrase that stands in it.

Comes in: a `Citation` and the `Rules`. Goes out: a `Scan`, which answers where a phrase stands, in
which field, in which sentence, and makes `Evidence` of it. Raises nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from ldn_watch.model import AbstractSection, Citation, Evidence
from ldn_watch.rules.knowledge import Rules
from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.text import FIELD_END, fold, sentences

_LONGEST_TEXT = 40_000  # characters; PubMed's longest abstracts have half. A megabyte must not cost hours
_TITLES = ("title", "vernacular-title")
_TOPIC_FIELDS = (*_TITLES, "keyword")


class Scan:
    """A citation's text and hits. Offsets are of the folded text unless a name says otherwise."""

    def __init__(self, citation: Citation, rules: Rules) -> None:
        self.citation = citation
        self.rules = rules
        fields = list(_within_reason(_fields(citation)))
        self._names = [name for name, _ in fields]
        self.folded = fold(FIELD_END.join(text for _, text in fields))
        self.text = self.folded.text
        self._starts = self._field_starts(fields)
        self._title_end = self._end_of(_TITLES)
        self._topic_end = self._end_of(_TOPIC_FIELDS)
        hits, self.told = rules.phrases.find(self.text)
        self.hits: dict[str, list[Hit]] = {}
        for hit in hits:
            self.hits.setdefault(hit.meaning.kind, []).append(hit)

    @staticmethod
    def _field_starts(fields: list[tuple[str, str]]) -> list[int]:
        starts, place = [], 0
        for _, text in fields:
            starts.append(place)
            place += len(text) + len(FIELD_END)
        return starts

    def _end_of(self, names: tuple[str, ...]) -> int:
        """Where the last of these fields ends in the folded text; they stand at its beginning."""
        end = -1
        for name in self._names:
            if name not in names:
                return end
            end = self.text.find(FIELD_END, end + 1)
        return len(self.text)

    def of(self, kind: str) -> list[Hit]:
        """The hits of a kind, in the order of their ends."""
        return self.hits.get(kind, [])

    def words(self, hit: Hit) -> str:
        return self.folded.words(hit.start, hit.end)

    def is_as_written(self, hit: Hit) -> bool:
        """True where an abbreviation stands in the text in its own capitals (plural or not)."""
        return self.words(hit).removesuffix("s") == hit.meaning.short.removesuffix("s")

    def _field(self, index: int) -> int:
        return bisect_right(self._starts, self.folded.place(index)) - 1

    def field(self, hit: Hit) -> str:
        """The name of the field that holds the hit: "title", "abstract:RESULTS", "keyword", ..."""
        return self._names[self._field(hit.start)]

    def in_title(self, hit: Hit) -> bool:
        return hit.start <= self._title_end

    def is_topic(self, hit: Hit) -> bool:
        """True for a hit in a title or an author keyword."""
        return hit.start <= self._topic_end

    def evidence(self, rule: str, hit: Hit) -> Evidence:
        """The words as they stand in their field, and where."""
        field = self._field(hit.start)
        first, last = self.folded.span(hit.start, hit.end)
        return Evidence(
            rule, self._names[field], self.folded.original[first:last], first - self._starts[field]
        )

    def field_at(self, offset: int) -> str:
        """The name of the field that holds this place of the original text."""
        return self._names[bisect_right(self._starts, offset) - 1]

    def evidence_at(self, rule: str, first: int, last: int) -> Evidence:
        """Evidence for the original text's [first, last)."""
        field = bisect_right(self._starts, first) - 1
        return Evidence(
            rule, self._names[field], self.folded.original[first:last], first - self._starts[field]
        )

    @cached_property
    def headings(self) -> dict[str, str]:
        """The citation's MeSH descriptors: UI -> name."""
        return {heading.ui: heading.name for heading in self.citation.mesh}

    @cached_property
    def sentence_spans(self) -> list[tuple[int, int]]:
        """Where the sentences of all fields stand in the original text."""
        return sentences(self.folded.original)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentence_spans]

    def sentence(self, hit: Hit) -> int:
        """Which sentence holds the hit; they are numbered through all fields."""
        return self.sentence_at(self.folded.place(hit.start))

    def sentence_at(self, offset: int) -> int:
        """The same for a place of the original text."""
        return bisect_right(self._sentence_starts, offset) - 1

    @cached_property
    def cues(self) -> list[Hit]:
        """Words that take a condition back, but where they only look like it: "with or without"."""
        harmless = self.of("harmless")
        return [
            cue
            for cue in self.of("cue")
            if not any(other.start < cue.end and cue.start < other.end for other in harmless)
        ]

    def is_taken_back(self, start: int, end: int) -> bool:
        """True where the words at [start, end) are denied, or are another group's."""
        return self.rules.negation.takes_back(self.text, start, end, self.cues)

    def same_sentence(self, one: Hit, other: Hit) -> bool:
        return self.sentence(one) == self.sentence(other)


def _within_reason(fields: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The fields with a text, together no longer than a text may be."""
    left = _LONGEST_TEXT
    for name, text in fields:
        if text and left > 0:
            yield name, text[:left]
            left -= len(text)


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "title", citation.title
    yield "vernacular-title", citation.vernacular_title
    for keyword in citation.keywords:
        yield "keyword", keyword.name
    yield from _sections("abstract", citation.abstract)
    for other in citation.other_abstracts:
        yield from _sections("other-abstract", other.sections)


def _sections(name: str, sections: tuple[AbstractSection, ...]) -> Iterator[tuple[str, str]]:
    for number, section in enumerate(sections, 1):
        label = section.label or section.category or (str(number) if len(sections) > 1 else "")
        yield f"{name}:{label}" if label else name, section.text
