"""The archive judged again after a change of the rules.

Comes in: a `Store`, the judgement, the digests, the time. Goes out: what changed, citation by citation;
applied a page a transaction, or only shown. Raises nothing but `StoreError`.

Feeds follow at the next publishing, with the same guids. Nobody is mailed unless it is announced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ldn_watch.model import Archived, Digest, Event, EventKind, Relevance, Verdict
from ldn_watch.plans import Owed
from ldn_watch.ports import Store
from ldn_watch.stages.events import Judge, in_pubmed_since, is_wanted


@dataclass(frozen=True, slots=True)
class Change:
    """What the new rules say of a citation that the old ones did not (`added`), and the reverse; the ids of
    the feeds that it enters and leaves.
    """

    uid: str
    title: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    enters: frozenset[str] = frozenset()
    leaves: frozenset[str] = frozenset()


def traits(verdict: Verdict) -> set[str]:
    """A verdict as lines that can be compared: relevance, study type, dose, each tag and detail."""
    tags = {f"{tag.condition} ({tag.kind})" for tag in verdict.tags}
    details = {f"{detail.kind} {detail.value}" for detail in verdict.details}
    dose = {f"dose {verdict.dose}"} if verdict.dose else set()
    return {f"relevance {verdict.relevance}", f"study type {verdict.study_type}"} | tags | details | dose


def feeds_of(verdict: Verdict, shown: Collection[Relevance]) -> frozenset[str]:
    """The feeds that a citation with this verdict stands in, where feeds show these relevances."""
    if verdict.relevance not in shown:
        return frozenset()
    return frozenset({"all"} | {name for tag in verdict.tags for name in (tag.condition, tag.group)})


def plan_change(archived: Archived, verdict: Verdict, shown: Collection[Relevance]) -> Change:
    """The difference between the archived verdict and the new one; nothing added or removed where none."""
    old, new = traits(archived.verdict), traits(verdict)
    was, now = feeds_of(archived.verdict, shown), feeds_of(verdict, shown)
    citation = archived.citation
    return Change(
        citation.uid, citation.title, tuple(sorted(new - old)), tuple(sorted(old - new)), now - was, was - now
    )


@dataclass(frozen=True, slots=True)
class Retagger:
    """The parts of one retagging, put together by the app. `shown`: the relevances that feeds show;
    `announce`: readers are told of what the new rules find relevant, as if it were new.
    """

    store: Store
    judge: Judge
    digests: Sequence[Digest]
    shown: frozenset[Relevance] = frozenset()
    dry_run: bool = False
    announce: bool = False

    def run(self, now: datetime) -> list[Change]:
        """Judge the whole archive; returns the citations whose verdict changed."""
        changes = []
        for page in self.pages():
            verdicts = {archived.citation.uid: self.judge(archived.citation) for archived in page}
            changes += [plan_change(one, verdicts[one.citation.uid], self.shown) for one in page]
            if not self.dry_run:
                events = self.plan_news(page, verdicts, now)
                owed = [entry for event in events for entry in self.plan_owed(event, verdicts[event.uid])]
                self.store.apply_verdicts(verdicts, events, owed)
        return [change for change in changes if change.added or change.removed]

    def pages(self) -> Iterator[list[Archived]]:
        """The archive, a page at a time."""
        page = self.store.archived()
        while page:
            yield page
            page = self.store.archived(after=page[-1].citation.uid)

    def plan_news(self, page: list[Archived], verdicts: dict[str, Verdict], now: datetime) -> list[Event]:
        """A `new` event for what has become relevant and never had one."""
        known = {event.uid for event in self.store.events_of(list(verdicts)) if event.kind is EventKind.NEW}
        return [
            Event(
                archived.citation.uid,
                EventKind.NEW,
                now if self.announce else in_pubmed_since(archived.citation, archived.first_seen),
                quiet=not self.announce,
            )
            for archived in page
            if archived.citation.uid not in known and verdicts[archived.citation.uid].is_relevant
        ]

    def plan_owed(self, event: Event, verdict: Verdict) -> list[Owed]:
        """Whom an announced event concerns."""
        return [
            Owed(digest.id, event.identity)
            for digest in self.digests
            if not event.quiet and is_wanted(digest, verdict)
        ]
