"""The page of one citation: all that is known of it, and why it is here.

Comes in: a `CitationView`, the labels, a `Frame`. Goes out: the page's bytes. Raises nothing. A page hangs on
its own citation's record, verdict and events alone: it need not be rendered anew because of another one.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ldn_watch.model import (
    AbstractSection,
    Archived,
    Citation,
    Event,
    EventKind,
    Labels,
    LedgerLine,
    TagKind,
)
from ldn_watch.render.cite.formats import FORMATS, to_text
from ldn_watch.render.cite.particulars import NO_TITLE, original_title_of
from ldn_watch.render.languages import ENGLISH, name_of, tag_of
from ldn_watch.render.pages.bounds import within_reason
from ldn_watch.render.pages.citation_facts import (
    Banner,
    to_banners,
    to_facts,
    to_indexing,
    to_notes,
    to_quotes,
    to_related,
    to_tags,
)
from ldn_watch.render.pages.citation_history import to_history
from ldn_watch.render.pages.citation_meta import to_description, to_meta, to_schema
from ldn_watch.render.pages.frame import Frame, render_page
from ldn_watch.render.pages.marks import Marks, Piece, field_of, to_marks
from ldn_watch.render.text import one_line
from ldn_watch.render.view import GRAVE_BADGES, Entry, to_entry
from ldn_watch.render.why import to_claim

DOWNLOADS = {"ris": "RIS", "bibtex": "BibTeX", "csl": "CSL-JSON"}
PLAIN_LANGUAGE = "plain-language-summary"  # OtherAbstract/@Type


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation as the archive has it, and its events in the ledger's order (at least one)."""

    archived: Archived
    events: tuple[Event, ...]


class Part(NamedTuple):
    """A section of an abstract."""

    label: str
    pieces: tuple[Piece, ...]


class Abstract(NamedTuple):
    """An abstract; `language` is a BCP 47 tag, "" where it is not known."""

    heading: str
    language: str
    parts: tuple[Part, ...]


class Download(NamedTuple):
    """A file that the page carries in a link of its own."""

    label: str
    name: str
    href: str


def render_citation(view: CitationView, labels: Labels, frame: Frame) -> bytes:
    """One page, whole without a script."""
    citation, is_cut = within_reason(view.archived.citation)
    archived = replace(view.archived, citation=citation)
    first = next((event for event in view.events if event.kind is EventKind.NEW), view.events[0])
    entry = to_entry(LedgerLine(0, first, archived), labels)
    return render_page(
        "pages/citation.html.j2",
        frame,
        entry=entry,
        grave_badges=GRAVE_BADGES,
        **_texts(archived, labels),
        **_about(archived, view.events, labels, frame, entry, is_cut=is_cut),
        meta=to_meta(citation, frame),
        schema=to_schema(archived, citation, frame),
        description=to_description(entry, citation),
        reference=to_text(citation, removed=archived.deleted),
        downloads=tuple(to_downloads(archived)),
    )


def _texts(archived: Archived, labels: Labels) -> dict[str, Any]:
    """Title and abstracts, the matched words marked."""
    citation, verdict = archived.citation, archived.verdict
    marks = to_marks(verdict, labels)
    code = next((code for code in citation.languages if tag_of(code) != ENGLISH), "")
    own = "" if one_line(citation.title) == NO_TITLE else citation.title
    name = "title" if one_line(own) else "vernacular-title"
    abstract = _parts("abstract", citation.abstract, marks)
    return {
        "title": marks.on(own if name == "title" else citation.vernacular_title, name),
        "title_language": ENGLISH if name == "title" else tag_of(code),
        "original": marks.on(citation.vernacular_title, "vernacular-title")
        if original_title_of(citation)
        else (),
        "original_language": tag_of(code),
        "abstract": abstract,
        "others": tuple(_others(citation, marks)),
        "claim": to_claim(verdict),
        "reasons": to_quotes(verdict.reasons),
    }


def _parts(name: str, sections: tuple[AbstractSection, ...], marks: Marks) -> tuple[Part, ...]:
    found = (
        Part(one_line(section.label), marks.on(section.text, field_of(name, sections, number)))
        for number, section in enumerate(sections, 1)
    )
    return tuple(part for part in found if part.pieces)


def _others(citation: Citation, marks: Marks) -> Iterator[Abstract]:
    """Plain-language summaries and translations."""
    for other in citation.other_abstracts:
        if parts := _parts("other-abstract", other.sections, marks):
            is_plain = other.kind == PLAIN_LANGUAGE
            language = "" if tag_of(other.language) == ENGLISH else f" in {name_of(other.language)}"
            heading = "In plain language" if is_plain else "Another abstract" if not language else "Abstract"
            yield Abstract(heading + language, tag_of(other.language), parts)


def _about(  # noqa: PLR0913 - what stands on a page
    archived: Archived,
    events: tuple[Event, ...],
    labels: Labels,
    frame: Frame,
    entry: Entry,
    *,
    is_cut: bool,
) -> dict[str, Any]:
    """Warnings, facts, tags, history, other records, indexing."""
    banners = tuple(to_banners(archived, events))
    stamp = _stamp(banners, entry.title)
    late = next((badge for badge in entry.badges if badge.startswith("Older citation")), "")
    return {
        "banners": banners,
        "stamp": stamp,
        "heading": f"{stamp}: {entry.title}" if stamp else entry.title,
        "notes": tuple(to_notes(archived, is_cut=is_cut, late=late)),
        "facts": to_facts(archived, labels, frame.root),
        "topics": to_tags(archived.verdict, labels, TagKind.TOPIC),
        "mentions": to_tags(archived.verdict, labels, TagKind.MENTION),
        "history": to_history(archived, events),
        "related": to_related(archived.citation),
        "indexing": to_indexing(archived.citation),
    }


def _stamp(banners: tuple[Banner, ...], title: str) -> str:
    """What stands before the title itself: the gravest; "" where the publisher put it there already."""
    grave = next((banner.what for banner in banners if banner.is_grave), "")
    return "" if title.casefold().startswith(grave.casefold()) else grave


def to_downloads(archived: Archived) -> Iterator[Download]:
    """The citation as files for reference managers, as `data:` links: no file more, nobody is asked."""
    for name, label in DOWNLOADS.items():
        form = FORMATS[name]
        body = b64encode("".join(form.render([archived])).encode()).decode("ascii")
        media_type = form.media_type.partition(";")[0]
        yield Download(
            label,
            f"{archived.citation.pmid}.{form.extension}",
            f"data:{media_type};charset=utf-8;base64,{body}",
        )
