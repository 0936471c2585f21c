"""Who may work on the archive: one process at a time, on the one machine that it belongs to.

Comes in: the store, the clock, this process's name. Goes out: a lease around a piece of work. Raises
`UserError` (the archive belongs to another machine), `LeaseHeld` (another process is at work). No
transaction stays open while a lease is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Event as Signal

from ldn_watch.errors import LeaseHeld, UserError
from ldn_watch.ports import Store
from ldn_watch.worker import is_dead, machine, my_name, why_held, why_stranger

LEASE = timedelta(hours=1)  # longer than the longest answer with all its retries
RUN, POST = "run", "post"
HOME = "home"  # the store's note of the machine that it belongs to: a restored copy belongs to none yet


@dataclass
class Tenure:
    """`place` is what the configuration calls this machine, `folder` where the archive stands."""

    store: Store
    now: Callable[[], datetime]
    place: str
    folder: Path
    stop: Signal = field(default_factory=Signal)
    owner: str = field(default_factory=my_name)

    @cached_property
    def here(self) -> str:
        """The place that the configuration names, or this machine; "" where neither is known."""
        return self.place or machine()

    def stranger(self) -> str:
        """Why nothing may be done on this machine, as a line for a person; "" where all is well."""
        return why_stranger(self.store.read_note(HOME), self.here, self.folder)

    def adopt(self) -> bool:
        """Make the archive this machine's; False where it is already."""
        with self.lease(at_home=False):
            known = self.store.read_note(HOME)
            self.store.write_note(HOME, self.here)
        return known != self.here

    @contextmanager
    def lease(self, name: str = RUN, *, at_home: bool = True) -> Iterator[None]:
        """One writer at a time, across cron, daemon and hosts; `at_home`: only where the archive belongs."""
        if at_home and (why := self.stranger()):
            raise UserError(why)
        holder = self.store.take_lease(name, self.owner, self.now(), LEASE, is_dead)
        if holder:
            raise LeaseHeld(why_held(holder), holder)
        try:
            if at_home and self.here and self.store.read_note(HOME) != self.here:
                self.store.write_note(HOME, self.here)
            yield
        finally:
            self.store.release_lease(name, self.owner)

    def is_stopping(self, name: str = RUN) -> bool:
        """Asked between batches and messages: renews the lease; True where the run must end."""
        return self.stop.is_set() or not self.store.renew_lease(name, self.owner, self.now(), LEASE)
