"""A failure that lasts, as a noun: what a person must know of, once when it opens and once when it is over.

Comes in: nothing. Goes out: `Incident`, a frozen value, and its kinds. Raises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class IncidentKind(StrEnum):
    """What may fail for so long that a person must know."""

    SOURCE = "source"  # the source could not be asked, or its answer not be used
    PUBLISH = "publish"  # feeds and pages could not be written
    COMPOSE = "compose"  # digests could not be written
    DELIVER = "deliver"  # handing mails over broke off on this side
    MAIL = "mail"  # no mail server took a mail


@dataclass(frozen=True, slots=True)
class Incident:
    """A failure that lasts: told once when it opens and once when it is over.

    `since` is when the thing last worked, or was first tried; `failed_runs` and `reason` are of the
    moment when it opened. One of a kind is open at a time. `id` is the store's, 0 before it is kept.
    """

    kind: IncidentKind
    opened_at: datetime
    since: datetime
    failed_runs: int
    reason: str = ""
    closed_at: datetime | None = None
    id: int = 0

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None
