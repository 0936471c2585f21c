"""Incidents: what has failed in a row, what is open, and which digest has told of it.

Comes in: a connection (in a transaction, for what writes), an `IncidentPlan`, the time. Goes out:
`Spell`s and `Incident`s. Raises what the database raises: a digest that told the same twice breaks a key.

Runs are counted by their numbers, not by their times: a clock that jumps neither hides nor makes one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import DeliveryState, RunOutcome
from ldn_watch.plans import IncidentPlan, Spell
from ldn_watch.store.schema import delivery, digest, incident, incident_told, issue, run
from ldn_watch.store.sqlite import insert_new

STAGES = (IncidentKind.PUBLISH, IncidentKind.COMPOSE, IncidentKind.DELIVER)
WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED)
FURTHEST_BACK = 1000  # runs that are read for a stage: that many failures in a row say enough


# --- what fails ----------------------------------------------------------------------------------


def spells(conn: Connection, now: datetime) -> list[Spell]:
    """One for each kind, of one moment."""
    return [_source(conn), *(_stage(conn, kind) for kind in STAGES), _mail(conn, now)]


def _source(conn: Connection) -> Spell:
    """The runs in a row in which the source did not answer."""
    answered = conn.execute(_newest().where(run.c.outcome != RunOutcome.COULD_NOT_LOOK)).first()
    after, healed = _healed(conn, IncidentKind.SOURCE)
    if answered and answered.id > after:
        after, healed = answered.id, answered.started
    later = run.c.id > after
    failed, first = conn.execute(select(func.count(), func.min(run.c.started)).where(later)).one()
    newest = conn.execute(_newest().where(later)).first()
    return Spell(IncidentKind.SOURCE, failed, healed or first, newest.error if newest else "")


def _stage(conn: Connection, kind: IncidentKind) -> Spell:
    """The runs in a row in which a stage after the harvest broke off."""
    after, healed = _healed(conn, kind)
    failed, first, reason = 0, None, ""
    for row in conn.execute(_newest(FURTHEST_BACK).where(run.c.id > after)):
        stages = json.loads(row.report).get("stages", {})  # runs of older versions name none
        if kind not in stages:
            healed = row.started
            break
        failed, first, reason = failed + 1, row.started, reason or stages[kind]
    return Spell(kind, failed, healed or first, reason)


def _newest(many: int = 1) -> Select[Any]:
    return select(run).order_by(run.c.id.desc()).limit(many)


def _healed(conn: Connection, kind: IncidentKind) -> tuple[int, datetime | None]:
    """The newest run when the last incident of this kind was closed, and when that was.

    The run that closes an incident may die before it is recorded: its success must count all the same.
    """
    over = select(incident).where(incident.c.kind == kind, incident.c.closed_at.is_not(None))
    last = conn.execute(over.order_by(incident.c.id.desc()).limit(1)).first()
    return (last.closed_after or 0, last.closed_at) if last else (0, None)


def _mail(conn: Connection, now: datetime) -> Spell:
    """What was tried and waits although nothing else was taken since it was composed.

    One reader's full mailbox is no incident as long as the channel takes other mails. The operator's own
    mail (digests named with _) makes none: it would have to be told by the same way. A `settled_at` later
    than `now` is of a clock that was ahead, and proves nothing.
    """
    joined = delivery.join(
        issue, (issue.c.digest == delivery.c.digest) & (issue.c.number == delivery.c.number)
    )
    taken = (
        select(issue.c.channel, func.max(delivery.c.settled_at))
        .select_from(joined)
        .where(delivery.c.state == DeliveryState.SENT, delivery.c.settled_at <= now)
        .group_by(issue.c.channel)
    )
    last: dict[str, datetime] = {row[0]: row[1] for row in conn.execute(taken)}
    mine = delivery.c.digest.startswith("_", autoescape=True)
    tried = (~mine, delivery.c.state.in_(WAITING), delivery.c.attempt > 0)
    rows = conn.execute(
        select(delivery.c.attempt, delivery.c.last_error, issue.c.composed_at, issue.c.channel)
        .select_from(joined)
        .where(*tried)
        .order_by(delivery.c.id)
    ).all()
    stuck = [row for row in rows if row.channel not in last or last[row.channel] < row.composed_at]
    if not stuck:
        return Spell(IncidentKind.MAIL)
    attempts = max(row.attempt for row in stuck)
    since = min(row.composed_at for row in stuck)
    return Spell(IncidentKind.MAIL, attempts, since, stuck[-1].last_error)


# --- what is known -------------------------------------------------------------------------------


def known(conn: Connection, since: datetime | None) -> list[Incident]:
    """The open ones, and those that were closed at `since` or later; oldest first."""
    still_open = incident.c.closed_at.is_(None)
    wanted = still_open if since is None else still_open | (incident.c.closed_at >= since)
    return [_to_incident(row) for row in conn.execute(select(incident).where(wanted).order_by(incident.c.id))]


def untold(conn: Connection, name: str) -> list[Incident]:
    """What this digest has not told, of what is open or was closed since the digest began."""
    is_over = incident.c.closed_at.is_not(None)
    told = (
        select(incident_told.c.incident)
        .where(
            incident_told.c.digest == name,
            incident_told.c.incident == incident.c.id,
            incident_told.c.is_over == is_over,
        )
        .exists()
    )
    began = select(digest.c.opened_at).where(digest.c.id == name).scalar_subquery()
    mine = or_(~is_over, incident.c.closed_at >= began)
    rows = conn.execute(select(incident).where(mine, ~told).order_by(incident.c.id))
    return [_to_incident(row) for row in rows]


def _to_incident(row: Row[Any]) -> Incident:
    return Incident(
        kind=IncidentKind(row.kind),
        opened_at=row.opened_at,
        since=row.since,
        failed_runs=row.failed_runs,
        reason=row.reason,
        closed_at=row.closed_at,
        id=row.id,
    )


# --- what is written -----------------------------------------------------------------------------


def apply(conn: Connection, plan: IncidentPlan) -> None:
    """T5: close, then open; a kind that is open stays as it is."""
    if plan.closed:
        still = incident.c.kind.in_(plan.closed) & incident.c.closed_at.is_(None)
        newest = select(func.max(run.c.id)).scalar_subquery()
        conn.execute(update(incident).where(still).values(closed_at=plan.at, closed_after=newest))
    for one in plan.opened:
        conn.execute(
            insert_new(incident).values(
                kind=one.kind,
                opened_at=one.opened_at,
                since=one.since,
                failed_runs=one.failed_runs,
                reason=one.reason,
            )
        )


def mark_told(conn: Connection, name: str, incidents: Iterable[Incident]) -> None:
    """An issue of this digest tells of these, as they stand. The key refuses what it has told already."""
    rows = [{"digest": name, "incident": one.id, "is_over": one.is_over} for one in incidents]
    if rows:
        conn.execute(insert(incident_told), rows)
