"""Values for the tests of the stages: small, readable, one line each."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ldn_watch.model import (
    Archived,
    Citation,
    CommentCorrection,
    Dates,
    Digest,
    Event,
    EventKind,
    Fetched,
    LedgerLine,
    Relevance,
    Tag,
    TagKind,
    Term,
    Verdict,
)
from ldn_watch.stages.events import Knowledge

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
RULES = "rules-1"


def citation(pmid: int = 1, title: str = "LDN for fibromyalgia", **fields) -> Citation:
    fields.setdefault("dates", Dates(entrez=date(2026, 11, 20)))
    return Citation(f"pmid:{pmid}", title, **fields)


def retracted(pmid: int = 1, **fields) -> Citation:
    return citation(
        pmid,
        publication_types=(Term("Retracted Publication", "D016441"),),
        comments_corrections=(CommentCorrection("RetractionIn", "Pain. 2026 Nov;1(1):1"),),
        **fields,
    )


def verdict(relevance: str = "focus", *conditions: str, study: str = "rct", rulebook: str = RULES) -> Verdict:
    tags = tuple(Tag(name, "chronic-pain", TagKind.TOPIC, ()) for name in conditions)
    return Verdict(Relevance(relevance), tags=tags, study_type=study, rulebook=rulebook)


def judge(one: Citation) -> Verdict:
    """Relevance by a word of the title, conditions by their names in it."""
    relevance = (
        "unrelated" if "nephrectomy" in one.title else "possible" if "perhaps" in one.title else "focus"
    )
    return verdict(relevance, *(word for word in ("fibromyalgia", "migraine") if word in one.title))


def archived(one: Citation, judged: Verdict | None = None, **fields) -> Archived:
    return Archived(one, judged or judge(one), NOW, NOW, "f", **fields)


def known(**fields) -> Knowledge:
    return Knowledge(NOW, judge, **fields)


def event(kind: str = "new", pmid: int = 1, **fields) -> Event:
    return Event(f"pmid:{pmid}", EventKind(kind), NOW, **fields)


def line(seq: int, one: Citation | None = None, kind: str = "new", **fields) -> LedgerLine:
    one = one or citation(seq)
    return LedgerLine(seq, Event(one.uid, EventKind(kind), NOW, **fields), archived(one))


def digest(id: str = "all", **fields) -> Digest:  # noqa: A002 - a digest's own word
    fields.setdefault("recipients", ("ann@example.org",))
    return Digest(id, id.title(), fields.pop("schedule", ""), **fields)


def fetched(*citations: Citation) -> tuple[Fetched, ...]:
    return tuple(Fetched(one, b"<PubmedArticle/>") for one in citations)
