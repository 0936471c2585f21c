"""Why a citation is here, in sentences that quote the citation's own words.

Comes in: a verdict with its evidence, and labels. Goes out: `Why` sentences. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ldn_watch.model import Evidence, Labels, Relevance, TagKind, Verdict
from ldn_watch.render.text import one_line, shorten

PLACES = {
    "title": "in the title",
    "vernacular-title": "in the original title",
    "abstract": "in the abstract",
    "other-abstract": "in the plain-language or translated abstract",
    "mesh": "among the MeSH headings",
    "keyword": "among the author keywords",
    "substance": "among the substances",
    "publication-type": "among the publication types",
}
LONGEST_QUOTE = 80
MOST_QUOTES = 3  # more of the same proves nothing more to a reader


@dataclass(frozen=True, slots=True)
class Why:
    """One sentence, and the condition that it is about ("" for the relevance)."""

    condition: str
    text: str


def to_why(verdict: Verdict, labels: Labels) -> tuple[Why, ...]:
    """The relevance first, then the topics, then the mentions, each where there is evidence."""
    sentences = [Why("", to_sentence(to_claim(verdict), [*verdict.reasons, *verdict.dose_evidence]))]
    for kind in TagKind:
        sentences += [
            Why(tag.condition, to_sentence(label_of(labels, tag.condition), tag.evidence))
            for tag in verdict.tags
            if tag.kind is kind
        ]
    return tuple(sentence for sentence in sentences if sentence.text)


def label_of(labels: Labels, condition: str) -> str:
    """The condition's label, or its id where the rulebook no longer knows it."""
    return one_line(labels.conditions.get(condition, condition))


def to_claim(verdict: Verdict) -> str:
    match verdict.relevance:
        case Relevance.FOCUS:
            return "Low-dose naltrexone"
        case Relevance.POSSIBLE:
            return "Possibly low-dose naltrexone"
        case _:
            return "Naltrexone"


def to_sentence(claim: str, evidence: Iterable[Evidence]) -> str:
    """`Fibromyalgia: "fibromyalgia" in the title`; "" without evidence."""
    quotes: dict[tuple[str, str], str] = {}
    for proof in evidence:
        words = shorten(one_line(proof.words), LONGEST_QUOTE)
        place = to_place(proof.field)
        if words:
            quotes.setdefault((words.casefold(), place), f'"{words}" {place}')
    return f"{claim}: {'; '.join(list(quotes.values())[:MOST_QUOTES])}" if quotes else ""


def to_place(field: str) -> str:
    """`abstract:RESULTS` -> `in the abstract (results)`."""
    name, _, section = one_line(field).partition(":")
    name = name.replace("_", "-")
    place = PLACES.get(name) or PLACES.get(name.rstrip("s")) or f"in the {name.replace('-', ' ')}"
    # A section without a label is named by its number, which says nothing to a reader.
    return f"{place} ({section.lower()})" if section and not section.isdecimal() else place
