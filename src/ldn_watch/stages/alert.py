"""What has failed -> incidents, and the operator's mail about them.

Comes in: a `Store`, this run's look, the limits, whom to write to, the time. Goes out: incidents opened and
closed (T5), one issue for the operator (T2, delivered like any other), what a person should know. Raises
nothing but `StoreError`.

An incident opens once and is over once, whatever crashes when: it is planned from what the store knows, so
that a run which dies before T5 leaves the next one to plan the same. Who has told of it is kept with the
issue that tells (T2), so that nobody hears twice. The stage comes right after the harvest: feeds, digests
and mails of the same run tell what it found. What the later stages do is judged by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import Issue, Look, RunOutcome
from ldn_watch.plans import IncidentPlan, IssuePlan, Spell
from ldn_watch.ports import Store
from ldn_watch.render.messages.email import message_id
from ldn_watch.render.messages.operator import NoticeMail, render_notice

OPERATOR = "_operator"  # the digest of the operator's mails; no configured id begins with _


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """When a failure lasts too long: so many runs in a row, or so long since it last worked. And who is
    told: `operator` "" is nobody. `sender` is "Name <address>", `domain` that of its address.
    """

    failed_runs: int = 3
    silence: timedelta = timedelta(hours=48)
    operator: str = ""
    channel: str = "smtp"
    title: str = "LDN watch"
    sender: str = ""
    domain: str = ""


def plan_spells(known: Iterable[Spell], look: Look) -> list[Spell]:
    """What the store knows with this run's look, which is not recorded yet."""
    return [with_look(one, look) if one.kind is IncidentKind.SOURCE else one for one in known]


def with_look(known: Spell, look: Look) -> Spell:
    """One failure more, or none any more."""
    if look.outcome is not RunOutcome.COULD_NOT_LOOK:
        return Spell(known.kind, since=look.at)
    return Spell(known.kind, known.failed_runs + 1, known.since or look.at, look.error)


def is_lasting(spell: Spell, now: datetime, settings: AlertSettings) -> bool:
    """True where a person must know. A run that was killed left no record: then the time counts."""
    if not spell.failed_runs or spell.since is None:
        return False
    return spell.failed_runs >= settings.failed_runs or now - spell.since >= settings.silence


def plan_incidents(
    known: Iterable[Incident], spells: Iterable[Spell], now: datetime, settings: AlertSettings
) -> IncidentPlan:
    """Open what lasts and is not open yet, close what works again; in between nothing changes."""
    is_open = {one.kind for one in known if not one.is_over}
    opened, closed = list[Incident](), list[IncidentKind]()
    for spell in spells:
        if spell.kind in is_open:
            closed += [] if spell.failed_runs else [spell.kind]
        elif is_lasting(spell, now, settings):
            since = min(spell.since or now, now)  # a clock that was ahead
            opened.append(Incident(spell.kind, now, since, spell.failed_runs, spell.reason))
    return IncidentPlan(now, tuple(opened), tuple(closed))


def plan_notice(
    incidents: Sequence[Incident], number: int, now: datetime, settings: AlertSettings
) -> IssuePlan:
    """The operator's mail of these incidents: an issue without entries."""
    composed_at = now.replace(microsecond=0)  # a mail's Date has seconds (RFC 5322, 3.3)
    mail = NoticeMail(settings.title, settings.sender, number, composed_at, tuple(incidents))
    issue = Issue(OPERATOR, number, composed_at, (), render_notice(mail), settings.channel)
    unique = message_id(OPERATOR, number, settings.operator, settings.domain, composed_at)
    return IssuePlan(issue, ((settings.operator, unique),), tuple(incidents))


@dataclass(frozen=True, slots=True)
class Alerter:
    """The parts of one alerting, put together by the app."""

    store: Store
    settings: AlertSettings

    def run(self, look: Look, now: datetime) -> tuple[str, ...]:
        """T5, then the operator's issue (T2); returns what a person should know."""
        spells = plan_spells(self.store.spells(now), look)
        plan = plan_incidents(self.store.incidents(), spells, now, self.settings)
        if plan.opened or plan.closed:
            self.store.apply_incidents(plan)
        return self.tell(now)

    def tell(self, now: datetime) -> tuple[str, ...]:
        """One mail for all that the operator has not heard of."""
        to = self.settings.operator
        if not to:
            return ()
        state = self.store.open_digest(OPERATOR, now)
        untold = self.store.untold(OPERATOR)
        if not untold:
            return ()
        if why := self.store.suppressed_among([to]).get(to):
            return (f"the operator {to} gets no mail any more ({why}): see [alerts] operator",)
        self.store.apply_issue(plan_notice(untold, state.next_number, now, self.settings), now)
        return ()
