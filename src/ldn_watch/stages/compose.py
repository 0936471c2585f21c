"""Outbox -> issues and their deliveries.

Comes in: a `Store`, the digests, the labels, the looks, the time. Goes out: an issue for each digest that
is due and has something to tell, with one delivery a recipient (T2), and a `ComposeReport`. Raises
nothing but `StoreError`.

An entry belongs to exactly one issue of its digest, for ever; the issue's message is rendered once and
kept, so that every attempt sends the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from ldn_watch.incident import Incident
from ldn_watch.model import Digest, Issue, Labels, LedgerLine, Look
from ldn_watch.plans import DigestState, IssuePlan
from ldn_watch.ports import Store
from ldn_watch.render.digest import DigestMail
from ldn_watch.render.email import message_id, render_digest
from ldn_watch.render.note import render_note
from ldn_watch.render.view import to_entry
from ldn_watch.schedule import is_due
from ldn_watch.stages.events import GRAVE

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


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all digests of one run share: `look` is how the source answered in this run, `answered`
    the last look in which it did, `missed` those since a digest's last issue in which it did not,
    `incidents` what no issue of the digest has told yet.
    """

    settings: ComposeSettings
    labels: Labels
    look: Look | None = None
    answered: Look | None = None
    missed: tuple[Look, ...] = ()
    incidents: tuple[Incident, ...] = ()


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
        composed, held, warnings, alerts = 0, 0, list[str](), list[str]()
        suppressed = self.store.suppressed() if digests else {}
        for digest in digests:
            state = self.store.open_digest(digest.id, now)
            held += self.brake(digest, alerts)
            due = is_due(digest.schedule, state.last_due or now, now, self.letterhead.settings.zone)
            if due is None:
                continue
            reachable = replace(digest, recipients=plan_recipients(digest, suppressed, warnings))
            composed += bool(reachable.recipients) and self.compose(reachable, state, due, now)
        return ComposeReport(composed, held, tuple(warnings), tuple(alerts))

    def brake(self, digest: Digest, alerts: list[str]) -> int:
        """Hold what waits where it is more than a reader should get at once. A retraction never waits, and
        takes along what is held of its citation: told later, that would come as the same retraction again.
        """
        waiting, held = self.store.pending_count(digest.id)
        if waiting > self.letterhead.settings.max_new:
            held = self.store.hold(digest.id, spare=GRAVE)
        if held:
            held -= self.store.release(digest.id, beside=GRAVE)
        if held:
            alerts.append(
                f"digest {digest.id!r}: {held} entries are held, by the flood brake (max_new) or a restore; "
                f"to send them: ldn-watch deliver --release {digest.id}; "
                f"to count them as told already: ldn-watch deliver --discard {digest.id}"
            )
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
