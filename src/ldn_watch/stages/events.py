"""What happened to a citation, and whom it concerns: pure decisions shared by harvest and retag.

Comes in: a citation as the archive had it, as it is now, and the ledger's events of it. Goes out:
`Event`s for the ledger and `Owed` entries for the outbox. Raises nothing.

A citation judged unrelated is archived without an event; the day a revision makes it relevant is the
day it is `new`. The ledger refuses a second event of the same identity, so every decision here may be
taken again after a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ldn_watch.model import Archived, Citation, CommentCorrection, Digest, Event, EventKind, Verdict
from ldn_watch.plans import Owed, Revision, Trouble

# Never held back; told to whoever was told of the citation, whatever a digest's filters say now.
GRAVE = frozenset({EventKind.RETRACTED, EventKind.CONCERN, EventKind.DELETED})
# In the ledger and in exports only: pages and volume came, the text is the one that was told.
IN_PRINT = "print"

Judge = Callable[[Citation], Verdict]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known, before the transaction, of the uids that one batch concerns.

    `quiet` is the first run: what is there already is no news. `told` holds, by digest id, the uids
    that its outbox tells of; `listed` is the whole census.
    """

    now: datetime
    judge: Judge
    quiet: bool = False
    digests: tuple[Digest, ...] = ()
    archived: Mapping[str, Archived] = field(default_factory=dict)
    ledger: Sequence[Event] = ()
    told: Mapping[str, Collection[str]] = field(default_factory=dict)
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    listed: Collection[str] = ()

    def news_of(self, uid: str) -> Event | None:
        """The ledger's `new` event of this uid."""
        news = (event for event in self.ledger if event.uid == uid and event.kind is EventKind.NEW)
        return next(news, None)

    def verdict_of(self, citation: Citation) -> Verdict:
        """The verdict on what came; a retraction that strips the record takes no tag away from it.

        Readers met the citation under its conditions, and must meet its retraction there.
        """
        verdict, before = self.judge(citation), self.archived.get(citation.uid)
        if before is None or not citation.is_retracted or not before.verdict.is_relevant:
            return verdict
        kept = {tag.condition: tag for tag in before.verdict.tags}
        tags = tuple((kept | {tag.condition: tag for tag in verdict.tags}).values())
        relevance = verdict.relevance if verdict.is_relevant else before.verdict.relevance
        study = before.verdict.study_type if verdict.study_type == "other" else verdict.study_type
        return replace(verdict, relevance=relevance, tags=tags, study_type=study)

    def judged_now(self, uid: str, verdict: Verdict) -> Verdict | None:
        """The archived revision judged by today's rules: tells a changed record from changed rules."""
        before = self.archived.get(uid)
        if before is None or before.verdict.rulebook == verdict.rulebook:
            return before.verdict if before else None
        return self.judge(before.citation)


def plan_events(revision: Revision, known: Knowledge) -> list[Event]:
    """The events that this revision brings, the gravest last; `quiet` ones are shown and owed to nobody.

    Where the citation was relevant already by the rules of today, only the rules have changed: its
    `new` event is quiet.
    """
    uid, verdict = revision.citation.uid, revision.verdict
    was_new, before = known.news_of(uid), known.archived.get(uid)
    events = []
    if verdict.is_relevant and not was_new:
        judged = known.judged_now(uid, verdict)
        quiet = known.quiet or (judged is not None and judged.is_relevant)
        at = in_pubmed_since(revision.citation, known.now) if quiet else known.now
        events.append(Event(uid, EventKind.NEW, at, quiet=quiet))
    if was_new or events:
        events += plan_changes(before.citation if before else None, revision.citation, known)
    return events


def in_pubmed_since(citation: Citation, now: datetime) -> datetime:
    """When a citation that is no news took its place: the day it was created in PubMed (CRDT).

    So that the feeds of a first run are in the order in which the field saw it, not all of one instant.
    """
    day = citation.dates.entrez
    return min(now, datetime(day.year, day.month, day.day, tzinfo=UTC)) if day else now


def plan_changes(before: Citation | None, after: Citation, known: Knowledge) -> Iterator[Event]:
    """Publication, corrections, concerns and retraction that `after` has and `before` had not.

    A citation that the archive sees for the first time brings only its concern and retraction:
    they outrank everything; its errata are part of what it is when it is told as new.
    """
    uid, quiet = after.uid, known.quiet
    now = in_pubmed_since(after, known.now) if quiet else known.now
    if before:
        yield from published(before, after, now)
        for link in added(before, after, "ErratumIn", "CorrectedandRepublishedIn"):
            yield Event(uid, EventKind.CORRECTED, now, key_of(link), quiet, link.ref_source)
    for link in added(before, after, "ExpressionOfConcernIn"):
        yield Event(uid, EventKind.CONCERN, now, key_of(link), quiet, link.ref_source)
    if after.is_retracted and not (before and before.is_retracted):
        notices = after.linked("RetractionIn", "RetractedandRepublishedIn")
        yield Event(uid, EventKind.RETRACTED, now, "", quiet, notices[0].ref_source if notices else "")


def published(before: Citation, after: Citation, now: datetime) -> Iterator[Event]:
    """A preprint got its journal publication (UpdateIn), or ahead-of-print became final."""
    for link in added(before, after, "UpdateIn") if after.is_preprint else ():
        yield Event(after.uid, EventKind.PUBLISHED, now, key_of(link), detail=link.ref_source)
    if before.is_ahead_of_print and not after.is_ahead_of_print:
        yield Event(after.uid, EventKind.PUBLISHED, now, IN_PRINT, quiet=True)


def added(before: Citation | None, after: Citation, *ref_types: str) -> list[CommentCorrection]:
    """The comments/corrections of these types that `before` had not."""
    known = {key_of(link) for link in before.linked(*ref_types)} if before else set()
    return [link for link in after.linked(*ref_types) if key_of(link) not in known]


def key_of(link: CommentCorrection) -> str:
    """What tells one erratum from another for ever: its PMID, else a hash of its source's words."""
    return link.uid or hashlib.sha256(link.ref_source.encode()).hexdigest()[:12]


# --- whom it concerns ----------------------------------------------------------------------------


def is_wanted(digest: Digest, verdict: Verdict) -> bool:
    """True where the digest asks for such a citation."""
    if verdict.relevance not in digest.relevance:
        return False
    if digest.study_types and verdict.study_type not in digest.study_types:
        return False
    if not digest.conditions and not digest.groups:
        return True
    return any(tag.condition in digest.conditions or tag.group in digest.groups for tag in verdict.tags)


def is_mere_pagination(event: Event) -> bool:
    """True for an ahead-of-print citation that became final: to tell it would be telling it twice."""
    return event.kind is EventKind.PUBLISHED and event.key == IN_PRINT


def is_owed(digest: Digest, event: Event, verdict: Verdict, *, told: bool) -> bool:
    """True where the event must be told in this digest; `told`: it already tells of the citation."""
    if event.quiet or is_mere_pagination(event):
        return False
    if event.kind is EventKind.NEW:
        return is_wanted(digest, verdict)
    return told or is_wanted(digest, verdict)


def plan_owed(revision: Revision, happened: Sequence[Event], known: Knowledge) -> Iterator[Owed]:
    """What each digest owes its readers of this revision.

    A revision can bring a citation under a condition for the first time (MeSH headings come weeks
    later): then its `new` event is owed to the digests that want it only now.
    """
    uid, verdict = revision.citation.uid, revision.verdict
    news, judged = known.news_of(uid), known.judged_now(uid, verdict)
    for digest in known.digests:
        told = uid in known.told.get(digest.id, ())
        for event in happened:
            if is_owed(digest, event, verdict, told=told):
                yield Owed(digest.id, event.identity)
        newly_wanted = judged and is_wanted(digest, verdict) and not is_wanted(digest, judged)
        if newly_wanted and news and not news.quiet and not told:
            yield Owed(digest.id, news.identity)
