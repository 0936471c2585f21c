"""Outbox -> issues and their deliveries.

Comes in: a `Store`, the digests, the labels, the looks, the time. Goes out: an issue for each digest that
is due and has something to tell, with one delivery a recipient (T2), and a `ComposeReport`. Raises
nothing but `StoreError`.

An entry belongs to exactly one issue of its digest, for ever; the issue's message is rendered once and
kept, so that every attempt sends the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from ldn_watch.incident import Incident
from ldn_watch.model import Digest, Issue, Labels, LedgerLine, Look
from ldn_watch.plans import DigestState, IssuePlan
from ldn_watch.ports import Store
from ldn_watch.render.messages.digest import DigestMail
from ldn_watch.render.messages.email import message_id, render_digest
from ldn_watch.render.messages.note import render_note
from ldn_watch.render.view import to_entry
from ldn_watch.schedule import is_due
from ldn_watch.stages.events import GRAVE
from ldn_watch.subscriber import EVERYBODY, ReaderLinks, is_subscribers

NOTES = "apprise"  # the channel whose readers get a short note in place of a mail


@dataclass(frozen=True, slots=True)
class ComposeSettings:
    """What every digest's mail carries. `sender` is "Name <address>", `domain` that of its address."""

    title: str
    base_url: str
    sender: str
    domain: str
    unsubscribe: str
    zone: tzinfo
    max_new: int  # the flood brake: more entries than these wait for a person


def no_links(_digest: str, _at: datetime) -> ReaderLinks:
    """Nobody serves: who wants to leave writes a mail."""
    return ReaderLinks()


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all digests of one run share: `look` is how the source answered in this run, `answered`
    the last look in which it did, `missed` those since a digest's last issue in which it did not,
    `incidents` what no issue of the digest has told yet; `links` gives a subscriber's, for a digest and
    the time of its issue.
    """

    settings: ComposeSettings
    labels: Labels
    look: Look | None = None
    answered: Look | None = None
    missed: tuple[Look, ...] = ()
    incidents: tuple[Incident, ...] = ()
    links: Callable[[str, datetime], ReaderLinks] = no_links


@dataclass(frozen=True, slots=True)
class ComposeReport:
    """Issues composed, entries that the flood brake holds, and what a person should know."""

    composed: int = 0
    held: int = 0
    warnings: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()  # those that ask for a decision


@dataclass(frozen=True, slots=True)
class Composer:
    """The parts of one composing, put together by the app."""

    store: Store
    letterhead: Letterhead

    def run(self, digests: Sequence[Digest], now: datetime) -> ComposeReport:
        """Every digest once: brake, due time, issue."""
        composed, warnings, held = 0, list[str](), dict[str, int]()
        suppressed = self.store.suppressed_among({to for digest in digests for to in digest.recipients})
        waiting, last_dues = self.store.waiting(), self.store.last_dues()
        for digest in digests:
            held[digest.id] = self.brake(digest, *waiting.get(digest.id, (0, 0)))
            last_due = last_dues.get(digest.id) or now
            due = is_due(digest.schedule, last_due, now, self.letterhead.settings.zone)
            if due is None and digest.id in last_dues:  # most, at most runs: these cost no question each
                continue
            state = self.store.open_digest(digest.id, now)
            if due is None:
                continue
            reachable = replace(digest, recipients=plan_recipients(digest, suppressed, warnings))
            composed += bool(reachable.recipients) and self.compose(reachable, state, due, now)
        return ComposeReport(composed, sum(held.values()), tuple(warnings), tuple(plan_alerts(held)))

    def brake(self, digest: Digest, waiting: int, held: int) -> int:
        """Hold what waits where it is more than a reader should get at once; returns how many are held. A
        retraction never waits, and takes along what is held of its citation: told later, that would come as
        the same retraction again.
        """
        if waiting > self.letterhead.settings.max_new:
            held = self.store.hold(digest.id, spare=GRAVE)
        if held:
            held -= self.store.release(digest.id, beside=GRAVE)
        return held

    def compose(self, digest: Digest, state: DigestState, due: datetime, now: datetime) -> bool:
        """T2: one issue, if there is something to tell; True where one was composed."""
        lines = self.store.pending(digest.id)
        if not lines and not digest.send_empty:
            if digest.schedule:
                self.store.mark_due(digest.id, due)
            return False
        missed = self.store.missed_looks(state.last_due) if state.last_due else []
        dated = tuple(look for look in missed if look.at <= now)  # a clock ahead dates looks in the future
        untold = tuple(self.store.untold(digest.id))
        letterhead = replace(self.letterhead, missed=dated, incidents=untold)
        self.store.apply_issue(plan_issue(digest, lines, state, letterhead, now), due)
        return True


def plan_alerts(held: Mapping[str, int]) -> Iterable[str]:
    """A line for each digest in which entries are held, and one for all subscribers together."""
    theirs = [count for digest, count in held.items() if count and is_subscribers(digest)]
    lines = [(digest, f"digest {digest!r}", count) for digest, count in held.items() if count]
    lines = [line for line in lines if not is_subscribers(line[0])]
    if theirs:
        lines.append((EVERYBODY, f"{len(theirs)} subscribers", sum(theirs)))
    for name, who, count in lines:
        yield (
            f"{who}: {count} entries are held, by the flood brake (max_new) or a restore; "
            f"to send them: ldn-watch deliver --release {name}; "
            f"to count them as told already: ldn-watch deliver --discard {name}"
        )


def plan_recipients(digest: Digest, suppressed: Mapping[str, str], warnings: list[str]) -> tuple[str, ...]:
    """The digest's recipients less those whose address refused for ever; each once."""
    warnings += [
        f"{to} gets no mail any more ({suppressed[to]}): digest {digest.id!r}"
        for to in digest.recipients
        if to in suppressed
    ]
    return tuple(to for to in dict.fromkeys(digest.recipients) if to not in suppressed)


def plan_issue(
    digest: Digest, lines: Sequence[LedgerLine], state: DigestState, letterhead: Letterhead, now: datetime
) -> IssuePlan:
    """The issue and its deliveries, each with the Message-ID that it keeps at every attempt."""
    settings, number = letterhead.settings, state.next_number
    composed_at = now.replace(microsecond=0)  # a mail's Date has seconds (RFC 5322, 3.3)
    subscribed = is_subscribers(digest.id)
    links = letterhead.links(digest.id, composed_at) if subscribed else ReaderLinks()
    mail = DigestMail(
        digest=digest.id,
        title=digest.title,
        number=number,
        composed_at=composed_at,
        entries=tuple(to_entry(line, letterhead.labels) for line in lines),
        watch_title=settings.title,
        sender=settings.sender,
        base_url=settings.base_url,
        list_domain=settings.domain,
        unsubscribe=settings.unsubscribe,
        look=letterhead.look,
        answered=letterhead.answered,
        missed=letterhead.missed,
        since=state.last_due,
        wanted=to_wanted(digest, letterhead.labels),
        incidents=letterhead.incidents,
        list_name=EVERYBODY if subscribed else digest.id,
        manage=links.manage,
        leave=links.leave,
    )
    seqs = tuple(line.seq for line in lines)
    message = render_note(mail) if digest.channel == NOTES else render_digest(mail)
    issue = Issue(digest.id, number, composed_at, seqs, message, digest.channel)
    identities = ["/".join(line.event.identity) for line in lines]
    return IssuePlan(
        issue,
        tuple(
            (to, message_id(digest.id, number, to, settings.domain, composed_at, *identities))
            for to in digest.recipients
        ),
        letterhead.incidents,
    )


def to_wanted(digest: Digest, labels: Labels) -> frozenset[str]:
    """The conditions that the digest asks for, by name or by group."""
    by_group = {condition for condition, group in labels.group_of.items() if group in digest.groups}
    return digest.conditions | by_group
