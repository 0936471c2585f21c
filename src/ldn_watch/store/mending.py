"""What waits for an hour that a clock ahead has written, let go.

Comes in: a connection in a transaction, a `MendPlan`. Goes out: nothing. Raises what the database raises.

Whatever was told or kept stays as it is, its times included: they say what the clock said. So does the
hour at which an incident opened: its entry in the feeds is named by it, and by another name it would be told
twice.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Column, Connection, func, select, update

from ldn_watch.plans import MendPlan
from ldn_watch.store.schema import citation, delivery, digest, harvest_state, incident, issue, trouble


def mend(conn: Connection, plan: MendPlan) -> None:
    """T0. Written twice, it changes nothing."""
    for column in (trouble.c.next_try, delivery.c.next_try):
        _no_later(conn, column, plan)
    _see_all_again(conn, plan)
    _let_digests_be_due(conn, plan)
    # An incident is told while it is open and for some days after, and lasts no negative time; its end is
    # told by digests that began before it.
    for column in (incident.c.since, incident.c.closed_at, digest.c.opened_at):
        _no_later(conn, column, plan)


def _no_later(conn: Connection, column: Column[datetime], plan: MendPlan) -> None:
    conn.execute(update(column.table).where(column > plan.now).values({column: plan.now}))


def _see_all_again(conn: Connection, plan: MendPlan) -> None:
    """The windows of the looks since the jump lay in the future: nobody can say which changes they missed.
    All that is archived is seen again once (a request for every 200): no reckoning of days is safer.
    """
    waits = citation.c.refresh_at > plan.now
    conn.execute(update(citation).where(~citation.c.is_deleted, waits).values(refresh_at=plan.now))
    looked_on = json.dumps(plan.today.isoformat())  # as texts, days sort as they come
    later = (harvest_state.c.name == "looked_on") & (harvest_state.c.value > looked_on)
    conn.execute(update(harvest_state).where(later, harvest_state.c.value != "null").values(value=looked_on))


def _let_digests_be_due(conn: Connection, plan: MendPlan) -> None:
    """Back to the newest issue before now, or to the digest's beginning: what has been due since then is due
    at once, and what was told meanwhile has left the outbox.
    """
    sent = select(func.max(issue.c.composed_at)).where(
        issue.c.digest == digest.c.id, issue.c.composed_at <= plan.now
    )
    for row in conn.execute(select(digest, sent.scalar_subquery().label("sent"))).all():
        if row.last_due > plan.now:
            due = row.sent or min(row.opened_at, plan.now)
            conn.execute(update(digest).where(digest.c.id == row.id).values(last_due=due))
