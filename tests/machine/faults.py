"""Where a run may meet a fault, and what the fault does: the process dies, the disk is full, another worker
comes, or this one sleeps for so long that another does its work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ldn_watch.errors import StoreError

if TYPE_CHECKING:
    from tests.machine.world import World

# The writing methods of the store: a crash may come before each, and after each.
TRANSACTIONS = frozenset(
    {
        "apply_harvest",
        "open_digest",
        "hold",
        "release",
        "apply_issue",
        "mark_due",
        "reclaim",
        "claim",
        "settle",
        "record_run",
        "apply_mend",
        "apply_incidents",
        "write_note",
    }
)
BETWEEN_FILES = "newest"  # read for each feed: what dies here leaves some of them new and some old


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Fuse:
    """Counts boundaries down and then does its fault; None never does.

    "crash" kills, "disk" fails what would be written (only there), "second" lets another worker try, "late"
    sleeps past the lease while another worker does the work.
    """

    world: World
    left: int | None = None
    fault: str = "crash"
    dead: bool = False  # a dead process gives no lease back
    attempt_open: bool = False

    def boundary(self, *, writes: bool = False) -> None:
        if self.left is None or (self.fault == "disk" and not writes):
            return
        self.left -= 1
        if self.left >= 0:
            return
        self.left = None
        if self.fault == "crash":
            self.dead = True
            raise Crash
        if self.fault == "disk":
            self.world.counts["disk faults"] += 1
            raise DiskFull("the disk is full")
        if self.fault == "late":
            self.world.sleep_past_the_lease()
        else:
            self.world.second_worker()


class DiskFull(StoreError):
    """Drawn by the fuse: any other StoreError is the program's own, and a fault of it."""


class CrashingStore:
    """The real store with a boundary before and after each of its transactions."""

    def __init__(self, store, fuse: Fuse) -> None:
        self._store, self._fuse = store, fuse

    def __getattr__(self, name):
        method = getattr(self._store, name)
        if name == "release_lease" and self._fuse.dead:
            return lambda *_: None
        if name == BETWEEN_FILES:
            self._fuse.boundary()
        if name not in TRANSACTIONS:
            return method

        def transaction(*args, **kwargs):
            self._fuse.boundary(writes=True)
            result = method(*args, **kwargs)
            if name in {"claim", "settle"}:
                self._fuse.attempt_open = name == "claim" and result is not None
            self._fuse.boundary()
            return result

        return transaction
