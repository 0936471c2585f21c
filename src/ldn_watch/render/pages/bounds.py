"""A citation cut to what a page can hold: records with a megabyte in one field or thousands of authors exist.

Comes in: a `Citation`. Goes out: the same one, or one with its texts and lists cut at their ends, and whether
that was done. What is kept stands where it stood, so that offsets of evidence hold. Raises nothing.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from ldn_watch.model import (
    AbstractSection,
    Author,
    Citation,
    CommentCorrection,
    DataBank,
    Journal,
    MeshHeading,
    OtherAbstract,
    Substance,
    Term,
)

LONGEST_TITLE = 2_000  # characters; PubMed's longest have half
LONGEST_ABSTRACT = 24_000  # PubMed's longest have some 20,000
LONGEST_NAME = 250
MOST_AUTHORS = 300
MOST = 60  # headings, keywords, links, ...

_FLAT = (Author, CommentCorrection, Journal, MeshHeading, Substance, Term)
_NAMES: dict[type, tuple[str, ...]] = {noun: tuple(spec.name for spec in fields(noun)) for noun in _FLAT}
_Part = TypeVar("_Part", Author, CommentCorrection, Journal, MeshHeading, Substance, Term)


def within_reason(citation: Citation) -> tuple[Citation, bool]:
    """The citation as far as a page shows it, and True where that is not the whole."""
    kept = replace(
        citation,
        title=citation.title[:LONGEST_TITLE],
        vernacular_title=citation.vernacular_title[:LONGEST_TITLE],
        abstract=_sections(citation.abstract),
        other_abstracts=tuple(map(_other, citation.other_abstracts[:3])),
        authors=_parts(citation.authors, MOST_AUTHORS),
        journal=_part(citation.journal),
        publication_types=_parts(citation.publication_types),
        mesh=tuple(map(_heading, citation.mesh[:MOST])),
        substances=_parts(citation.substances),
        keywords=_parts(citation.keywords),
        data_banks=tuple(map(_bank, citation.data_banks[:10])),
        comments_corrections=_parts(citation.comments_corrections),
        languages=citation.languages[:10],
        other_ids=tuple(
            (kind[:LONGEST_NAME], value[:LONGEST_NAME]) for kind, value in citation.other_ids[:20]
        ),
        doi=citation.doi[:LONGEST_NAME],
    )
    return (citation, False) if kept == citation else (kept, True)


def _part(part: _Part) -> _Part:
    """The noun with each of its own texts no longer than a name can be."""
    long: dict[str, Any] = {
        name: text[:LONGEST_NAME]
        for name in _NAMES[type(part)]
        if isinstance(text := getattr(part, name), str) and len(text) > LONGEST_NAME
    }
    return replace(part, **long) if long else part


def _parts(parts: tuple[_Part, ...], most: int = MOST) -> tuple[_Part, ...]:
    return tuple(map(_part, parts[:most]))


def _heading(heading: MeshHeading) -> MeshHeading:
    return (
        replace(_part(heading), qualifiers=_parts(heading.qualifiers))
        if heading.qualifiers
        else _part(heading)
    )


def _bank(bank: DataBank) -> DataBank:
    return DataBank(
        bank.name[:LONGEST_NAME], tuple(number[:LONGEST_NAME] for number in bank.accessions[:MOST])
    )


def _other(other: OtherAbstract) -> OtherAbstract:
    return replace(other, sections=_sections(other.sections))


def _sections(sections: tuple[AbstractSection, ...]) -> tuple[AbstractSection, ...]:
    """The first of them that together are no longer than an abstract can be."""
    kept, left = list[AbstractSection](), LONGEST_ABSTRACT
    for section in sections[:MOST]:
        if left > 0:
            kept.append(AbstractSection(section.text[:left], section.label[:LONGEST_NAME], section.category))
        left -= len(section.text)
    return tuple(kept)
