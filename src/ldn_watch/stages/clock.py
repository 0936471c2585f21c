"""The clock: what to do where it was set back.

Comes in: a `Store`, the time at which a run begins. Goes out: lines for a person; in the store the latest
time at which a run began, and where the clock was set back the mend (T0). Raises nothing but `StoreError`.

A clock that was ahead has written hours that will not come soon: a digest that is due next year, a citation
to be seen again next year, a mail to be tried again next year. Nothing of it is lost, all of it waits, and
nobody says so. So the store remembers the latest hour it has seen, and a run that finds itself before it
lets nothing wait for that hour. The note is written as a run begins, not as it ends: a run that is killed
has written such hours too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from ldn_watch.plans import MendPlan
from ldn_watch.ports import Store
from ldn_watch.stages.census import ncbi_day

CLOCK = "clock"  # the store's note of the latest time at which a run began
PUT_RIGHT = "clock-put-right"  # when the clock was last set back, and the ledger's last line until then
BORNE = timedelta(days=1)  # what is off by less is made up for by overlaps, and waits no longer than this
LONG = timedelta(days=60)  # after so long a silence either nobody ran the watch, or the clock is ahead


def plan_mend(seen: datetime | None, now: datetime) -> MendPlan | None:
    """What to mend where the present is well before the latest hour `seen`."""
    if seen is None or now >= seen - BORNE:
        return None
    return MendPlan(now, ncbi_day(now), seen)


def latest(note: str, looked: datetime | None, dues: Iterable[datetime]) -> datetime | None:
    """The latest hour that the store has seen: by its note, or in a file older than the note by its last
    run; and by the digests, where the clock jumped ahead in the middle of a run.
    """
    noted = datetime.fromisoformat(note) if note else looked
    return max([*dues, *([noted] if noted else [])], default=None)


def what_jumped(seen: datetime | None, now: datetime) -> tuple[str, ...]:
    """A line for a person where the clock was set back, or seems to have run ahead."""
    if seen is None or -BORNE <= now - seen <= LONG:
        return ()
    days = abs(now - seen).days
    if now < seen:
        line = (
            f"the clock was set back by {days} days: nothing is lost, what waited for {seen:%Y-%m-%d} goes "
            "on now and all is looked at again; if it is wrong now, set it right"
        )
    else:
        line = (
            f"no run has begun for {days} days, or the clock is ahead: it says {now:%Y-%m-%d}; what was "
            "missed is made up for; if the clock is wrong, set it right"
        )
    return (line,)


def begin(store: Store, now: datetime) -> tuple[str, ...]:
    """Note that a run begins; let nothing wait for hours that a clock ahead has written (T0).

    The run's first act under the lease: whatever is mended is due in this very run.
    """
    note = store.read_note(CLOCK)
    look = None if note else store.last_look()
    seen = latest(note, look.at if look else None, store.last_dues().values())
    plan = plan_mend(seen, now)
    if plan:
        store.apply_mend(plan)
        store.write_note(PUT_RIGHT, f"{now.isoformat()} {store.counts().events}")
    store.write_note(CLOCK, now.isoformat())
    return what_jumped(seen, now)
