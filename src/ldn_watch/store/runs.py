"""The record of runs, and the numbers of `status`.

Comes in: a connection (in a transaction, for what writes), a `RunReport`. Goes out: `Look`s and
`Counts`. Raises what the database raises.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select

from ldn_watch.model import DeliveryState, Look, Relevance, RunOutcome, RunReport
from ldn_watch.plans import Counts
from ldn_watch.store.schema import citation, delivery, event, outbox, run, trouble

KEPT_FOR = timedelta(days=400)  # runs in which nothing happened; the others are kept for ever
SETTLED = (DeliveryState.SENT, DeliveryState.REFUSED)


def record(conn: Connection, report: RunReport, started: datetime, finished: datetime) -> None:
    """Keep the report whole, and forget old runs that found nothing: a poll every quarter of an hour
    makes 35,000 a year. The newest look that succeeded is kept, however old.
    """
    conn.execute(
        insert(run).values(
            started=started,
            finished=finished,
            outcome=report.outcome,
            matched=report.matched,
            new=report.new,
            error=report.error,
            report=json.dumps(asdict(report), ensure_ascii=False),
        )
    )
    last = select(func.max(run.c.id)).where(run.c.outcome != RunOutcome.COULD_NOT_LOOK).scalar_subquery()
    dull = (run.c.outcome == RunOutcome.NOTHING_NEW) & (run.c.started < started - KEPT_FOR)
    conn.execute(delete(run).where(dull, run.c.id < last))


def last_look(conn: Connection, *, succeeded: bool) -> Look | None:
    """The newest run's look (`at` is when it started), or the newest in which the source answered."""
    statement = select(run).order_by(run.c.id.desc()).limit(1)
    if succeeded:
        statement = statement.where(run.c.outcome != RunOutcome.COULD_NOT_LOOK)
    row = conn.execute(statement).first()
    return Look(row.started, RunOutcome(row.outcome), row.matched, row.error) if row else None


def missed_looks(conn: Connection, since: datetime) -> list[Look]:
    """The looks since then in which the source did not answer, oldest first."""
    missed = (run.c.outcome == RunOutcome.COULD_NOT_LOOK) & (run.c.started >= since)
    rows = conn.execute(select(run).where(missed).order_by(run.c.id))
    return [Look(row.started, RunOutcome.COULD_NOT_LOOK, row.matched, row.error) for row in rows]


def counts(conn: Connection) -> Counts:
    """The archive's, the outbox's, the deliveries' and the troubles' numbers, of one moment.

    Citations are those NLM has not deleted. `queued_entries` are in no issue yet, `held_entries` are
    those of them that the flood brake holds. Deliveries: `queued` includes open attempts; `in_doubt`
    are those whose message may have arrived by an attempt that nobody settled, and which are neither
    sent nor refused since (they count in `queued`, `deferred` or `held` too).
    """
    here = ~citation.c.is_deleted
    relevant = here & citation.c.relevance.in_([Relevance.FOCUS, Relevance.POSSIBLE])
    unissued = outbox.c.number.is_(None)
    by_state = {
        row[0]: row[1] for row in conn.execute(select(delivery.c.state, func.count()).group_by("state"))
    }
    doubtful = delivery.c.in_doubt & delivery.c.state.not_in(SETTLED)
    return Counts(
        citations=_count(conn, citation, here),
        relevant=_count(conn, citation, relevant),
        retracted=_count(conn, citation, relevant, citation.c.is_retracted),
        events=_count(conn, event),
        queued_entries=_count(conn, outbox, unissued),
        held_entries=_count(conn, outbox, unissued, outbox.c.state == "held"),
        queued=by_state.get(DeliveryState.QUEUED, 0) + by_state.get(DeliveryState.SENDING, 0),
        sent=by_state.get(DeliveryState.SENT, 0),
        deferred=by_state.get(DeliveryState.DEFERRED, 0),
        refused=by_state.get(DeliveryState.REFUSED, 0),
        in_doubt=_count(conn, delivery, doubtful),
        held=by_state.get(DeliveryState.HELD, 0),
        quarantine=_count(conn, trouble, trouble.c.kind == "unreadable"),
        parked=_count(conn, trouble, trouble.c.parked),
    )


def _count(conn: Connection, table: Table, *where: ColumnElement[Any]) -> int:
    return conn.scalar(select(func.count()).select_from(table).where(*where)) or 0
