"""A small world for the store's contract: citations, verdicts and plans, named by what differs in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ldn_watch.codec import fingerprint
from ldn_watch.model import (
    AbstractSection,
    Author,
    Citation,
    Dates,
    Event,
    EventKind,
    Evidence,
    Issue,
    Journal,
    MeshHeading,
    Relevance,
    Tag,
    TagKind,
    Term,
    Verdict,
)
from ldn_watch.plans import HarvestPlan, IssuePlan, Owed, Revision, Selection

NOW = datetime(2026, 11, 23, 4, 5, 6, 789, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RELEVANT = frozenset({Relevance.FOCUS, Relevance.POSSIBLE})
ALL = Selection(RELEVANT)


def citation(number: int, **changes) -> Citation:
    """A citation like any other, of this PMID."""
    known = Citation(
        uid=f"pmid:{number}",
        title=f"Low-dose naltrexone, observation {number}",
        abstract=(AbstractSection("Pain was less.", "RESULTS", "RESULTS"),),
        authors=(Author("Sjögren", "Åsa", "Å"), Author(collective="The LDN Study Group")),
        journal=Journal("Journal of Small Doses", "J Small Doses"),
        mesh=(
            MeshHeading("Fibromyalgia", "D005356", major=True, qualifiers=(Term("drug therapy", "Q000188"),)),
        ),
        keywords=(Term("microglia"),),
        dates=Dates(published="2026-11"),
        doi=f"10.1000/LDN.{number}",
    )
    return replace(known, **changes)


def tag(condition: str, group: str = "chronic-pain", kind: TagKind = TagKind.TOPIC) -> Tag:
    return Tag(condition, group, kind, (Evidence("r1", "title", condition, 3),))


def verdict(*tags: Tag, relevance: Relevance = Relevance.FOCUS, study_type: str = "rct") -> Verdict:
    return Verdict(
        relevance, (Evidence("ldn", "title", "Low-dose naltrexone", 0),), tags, study_type, rulebook="book-1"
    )


def revision(one: Citation, judged: Verdict | None = None, at: datetime = NOW, raw: bytes = b"") -> Revision:
    return Revision(one, fingerprint(one), raw or one.title.encode(), judged or verdict(), at, at + 7 * DAY)


def news(number: int, at: datetime = NOW, kind: EventKind = EventKind.NEW, **more) -> Event:
    return Event(f"pmid:{number}", kind, at, **more)


def plan(*numbers: int, digests: tuple[str, ...] = (), at: datetime = NOW, judged: Verdict | None = None):
    """New citations of these PMIDs, told to these digests."""
    events = tuple(news(number, at) for number in numbers)
    return HarvestPlan(
        tuple(revision(citation(number), judged, at) for number in numbers),
        events,
        tuple(Owed(digest, event.identity) for digest in digests for event in events),
    )


def uids(told) -> list[str]:
    """Of events in their places, ledger lines or archived citations, in their order."""
    return [one.event.uid if hasattr(one, "event") else one.citation.uid for one in told]


def issue(number: int, *entries: int, to: tuple[str, ...] = ("ada@readers.test",), digest="all") -> IssuePlan:
    composed = Issue(digest, number, NOW, entries, b"Subject: news\r\n\r\nbody \xc3\xa9\r\n", "smtp")
    return IssuePlan(composed, tuple((who, f"<{digest}.{number}.{who}>") for who in to))


def sent_out(store, *numbers: int, to: tuple[str, ...] = ("ada@readers.test",)) -> None:
    """Harvest these citations and compose issue 1 of them."""
    store.apply_harvest(plan(*numbers, digests=("all",)))
    store.open_digest("all", NOW)
    store.apply_issue(issue(1, *(line.seq for line in store.pending("all")), to=to), NOW)
