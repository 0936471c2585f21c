"""The words that brought a citation here, marked where they stand.

Comes in: a verdict with its evidence, and the texts. Goes out: texts in pieces, clean, each with what it is
evidence of. Raises nothing. Evidence whose words do not stand at its place (of another field of the same
name, of an older revision) marks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ldn_watch.model import AbstractSection, Evidence, Labels, Verdict
from ldn_watch.render.text import one_line
from ldn_watch.render.why import label_of, to_claim


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `about` names what it is evidence of, "" for the words between."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """The evidence that has a place in a text, by the field that it stands in, each with its label."""

    by_field: dict[str, list[tuple[Evidence, str]]] = field(default_factory=dict)

    def on(self, text: str, name: str) -> tuple[Piece, ...]:
        """The text of this field, clean, in pieces; () where nothing is left of it."""
        found = self.by_field.get(name)
        spans = list(_spans(text, found)) if found else []
        clean = one_line(text)
        if not spans or not clean:
            return (Piece(clean),) if clean else ()
        if clean != text:
            spans = [(_moved(text, start), len(one_line(text[:end])), label) for start, end, label in spans]
        return tuple(_pieces(clean, [span for span in spans if span[0] < span[1]]))


def to_marks(verdict: Verdict, labels: Labels) -> Marks:
    """What the relevance, the dose and the condition tags rest on; not what tells of the study."""
    claim = to_claim(verdict)
    found = [(proof, claim) for proof in verdict.reasons]
    found += [(proof, "Dose") for proof in verdict.dose_evidence]
    found += [(proof, label_of(labels, tag.condition)) for tag in verdict.tags for proof in tag.evidence]
    marks = Marks()
    for proof, label in found:
        if proof.offset >= 0 and proof.words:
            marks.by_field.setdefault(proof.field, []).append((proof, label))
    return marks


def field_of(name: str, sections: tuple[AbstractSection, ...], number: int) -> str:
    """How evidence names the section at `number` (from 1): `abstract:RESULTS`, `abstract:2`, `abstract`."""
    section = sections[number - 1]
    label = section.label or section.category or (str(number) if len(sections) > 1 else "")
    return f"{name}:{label}" if label else name


def _spans(text: str, found: Iterable[tuple[Evidence, str]]) -> Iterator[tuple[int, int, str]]:
    for proof, label in found:
        end = proof.offset + len(proof.words)
        if text[proof.offset : end] == proof.words:
            yield proof.offset, end, label


def _moved(text: str, start: int) -> int:
    """Where the character at `start` stands once the text is clean."""
    return len(one_line(text[:start] + "x")) - 1


def _pieces(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Piece]:
    """Overlapping evidence is one piece, about all of it."""
    done = 0
    for start, end, labels in _merged(spans):
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start:end], ", ".join(labels))
        done = end
    if done < len(text):
        yield Piece(text[done:])


def _merged(spans: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, dict[str, None]]]:
    """The spans in order, those that overlap as one, each label once."""
    start, end, labels = 0, 0, dict[str, None]()
    for first, last, label in sorted(spans):
        if first >= end:
            if labels:
                yield start, end, labels
            start, end, labels = first, last, {}
        end = max(end, last)
        labels[label] = None
    if labels:
        yield start, end, labels
