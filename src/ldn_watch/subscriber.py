"""People who subscribe themselves, as nouns: what they chose, where they stand, what they ask for.

Comes in and goes out: frozen values, no I/O, no clock. Instants are aware, in UTC. Raises nothing.

A subscriber is a digest with one recipient: from the day of the confirmation on, `to_digest` stands
among the digests, and outbox, issues and deliveries hold for it as for any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ldn_watch.model import Digest

# No id in a configuration begins with _: these digests are the program's own.
SUBSCRIBER_PREFIX = "_s"
SEAL = "#"  # before what is left of a forgotten address; none begins with it
LETTERS = "_letters"  # the digest of the mails that ask to confirm, or lead to the settings
FORGOTTEN = "asked to be forgotten"  # why an address is written to no more
EVERYBODY = "subscribers"  # what `deliver --release` and List-Id call all of them


class SubscriberState(StrEnum):
    PENDING = "pending"  # asked, and not confirmed: nothing is owed
    ACTIVE = "active"
    GONE = "gone"  # unsubscribed: nothing is owed any more


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


# 07:00 of the watch's time zone; weekly is Monday, monthly the first.
SCHEDULES = {
    Frequency.DAILY: "0 7 * * *",
    Frequency.WEEKLY: "0 7 * * 1",
    Frequency.MONTHLY: "0 7 1 * *",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a subscriber wants to be told, and how often; empty conditions and groups mean everything."""

    conditions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    frequency: Frequency = Frequency.WEEKLY

    @property
    def is_everything(self) -> bool:
        return not self.conditions and not self.groups


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`id` is that of the digest. `nonce` is part of the newest link that confirms, "" where there is none.
    `consent` is the version of the wording that was agreed to, `source` who asked: `web` or `operator`.
    """

    id: str
    address: str
    choice: Choice
    state: SubscriberState
    asked_at: datetime
    confirmed_at: datetime | None = None
    left_at: datetime | None = None
    consent: str = ""
    source: str = "web"
    nonce: str = ""

    def to_digest(self, title: str) -> Digest:
        """The digest that tells this subscriber, and nobody else."""
        return Digest(
            id=self.id,
            title=title,
            schedule=SCHEDULES[self.choice.frequency],
            recipients=(self.address,),
            conditions=self.choice.conditions,
            groups=self.choice.groups,
        )


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody has filled in the form; who it is, and whether the address is known, is looked at later.
    `id` is the store's, 0 before it is kept.
    """

    address: str
    choice: Choice
    at: datetime
    consent: str
    source: str = "web"
    id: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many requests are taken: from one client in an hour, from all in an hour; and how many letters
    one address gets in a day.
    """

    per_client: int = 10
    per_hour: int = 200
    per_address: int = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that a request brings, ready but for its number. `message` names no address."""

    recipient: str
    message: bytes
    message_id: str
    at: datetime
    channel: str = "smtp"


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """T6: what one request brings, with the request's end: a subscriber that waits to be confirmed,
    one letter; either may be missing.
    """

    request: int
    subscriber: Subscriber | None = None
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class ReaderLinks:
    """Where a subscriber's mail leads: to the settings, and (by one POST, RFC 8058) out. "" is nowhere."""

    manage: str = ""
    leave: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is kept of one address: for the person who asks, and for the operator."""

    subscriber: Subscriber | None
    suppressed: str = ""
    deliveries: tuple[tuple[str, int, str, str], ...] = field(default=())  # digest, number, state, when


def is_sealed(name: str) -> bool:
    """True for what is left of a forgotten address."""
    return name.startswith(SEAL)


def is_subscribers(digest: str) -> bool:
    """True for the digest of a subscriber."""
    return digest.startswith(SUBSCRIBER_PREFIX)
