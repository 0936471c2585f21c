"""Bounces -> addresses that are written to no more.

Comes in: a `Store`, a folder of notifications, the time. Goes out: a `BounceReport`. Raises `StoreError`, and
`OSError` by the folder.

Anybody can send a notification that lies. So only an address is believed that a mail of ours went to: by the
Message-ID of that mail, which nobody else knows, and by the address alone only where the notification
brings no Message-ID at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ldn_watch.ports import Store


class Bounced(Protocol):
    """What a notification says of one recipient; channels/bounces.py makes them."""

    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def message_id(self) -> str: ...
    @property
    def is_hard(self) -> bool: ...
    @property
    def reason(self) -> str: ...


class Noted(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def bounces(self) -> tuple[Bounced, ...]: ...


class Notifications(Protocol):
    """Where notifications come."""

    def unhandled(self) -> Iterable[Noted]: ...
    def mark(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class BounceReport:
    """`suppressed` are the addresses that are written to no more since this call; `soft` bounces may pass,
    `strange` ones speak of a mail that we did not send.
    """

    notifications: int = 0
    suppressed: tuple[str, ...] = ()
    soft: int = 0
    strange: int = 0


def read_bounces(store: Store, folder: Notifications, now: datetime) -> BounceReport:
    """Handle each notification once: first what it says, then its mark, so that a crash between the two
    leaves it to be read again, which changes nothing.
    """
    notifications, suppressed, soft, strange = 0, list[str](), 0, 0
    for noted in list(folder.unhandled()):
        notifications += 1
        for bounce in noted.bounces:
            whose = whose_mail(store, bounce)
            if not whose:
                strange += 1
            elif not bounce.is_hard:
                soft += 1
            elif store.suppress(whose, bounce.reason, now):
                suppressed.append(whose)
        folder.mark(noted.key)
    return BounceReport(notifications, tuple(suppressed), soft, strange)


def whose_mail(store: Store, bounce: Bounced) -> str:
    """The address as we wrote to it; "" where we did not."""
    if bounce.message_id:
        return store.recipient_of(bounce.message_id)
    return next(filter(None, map(store.spelled_as_sent, bounce.recipients)), "")
