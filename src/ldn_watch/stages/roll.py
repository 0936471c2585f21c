"""The roll of subscribers, as its operator keeps it, and what a subscriber does on the pages.

Comes in: a `Store`, the labels, a clock. Goes out: subscribers, what is kept of them. Raises `UserError`
where an address, a condition or a subscriber is not known, and `StoreError`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from ldn_watch.errors import UserError
from ldn_watch.model import Labels
from ldn_watch.ports import Store
from ldn_watch.subscriber import (
    SUBSCRIBER_PREFIX,
    Choice,
    Dossier,
    Frequency,
    Request,
    Subscriber,
    SubscriberState,
)

CONSENT = "2026-11"  # the version of the words beside the form's button (templates/serve_subscribe.html.j2)
BY_OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Roll:
    """The verbs of `ldn-watch subscribers`. The labels are read where something is chosen."""

    store: Store
    labels: Callable[[], Labels]
    now: Callable[[], datetime]

    def all(self) -> list[Subscriber]:
        return self.store.subscribers()

    def choice(self, conditions: Collection[str], groups: Collection[str], frequency: str) -> Choice:
        """Raises `UserError` for what the rulebook does not know."""
        labels = self.labels()
        strange = [f"there is no condition {one!r}" for one in conditions if one not in labels.conditions]
        strange += [f"there is no group {one!r}" for one in groups if one not in labels.groups]
        if strange:
            raise UserError("the rulebook does not know what was chosen", strange)
        return Choice(frozenset(conditions), frozenset(groups), Frequency(frequency))

    def add(self, address: str, choice: Choice, fresh: Callable[[], str]) -> Subscriber:
        """Active at once: the operator answers for the consent. Raises where nobody may write there."""
        self.refuse_suppressed(address)
        known, now = self.store.subscriber_of(address), self.now()
        if known and known.state is SubscriberState.ACTIVE:
            raise UserError(f"{address} is subscribed already ({known.id}): nothing was changed")
        name = known.id if known else SUBSCRIBER_PREFIX + fresh()
        state = SubscriberState.ACTIVE
        one = Subscriber(name, address, choice, state, now, now, consent=BY_OPERATOR, source=BY_OPERATOR)
        self.store.enrol(one, now)
        return one

    def ask(self, address: str, choice: Choice) -> None:
        """The same, to be confirmed by the reader: the letter is written with the next post."""
        self.refuse_suppressed(address)
        self.store.put_request(Request(address, choice, self.now(), CONSENT, BY_OPERATOR))

    def refuse_suppressed(self, address: str) -> None:
        if why := self.store.suppressed_among([address]).get(address):
            raise UserError(f"{address} is written to no more ({why}); see ldn-watch deliver --unsuppress")

    def remove(self, whom: str) -> Subscriber:
        """By id or address; nothing is sent any more."""
        one = self.find(whom)
        self.store.leave(one.id, self.now())
        return one

    def forget(self, whom: str) -> int:
        """By id or address; returns how many rows named the address."""
        one = self.store.subscriber(whom)
        return self.store.forget(one.address if one else whom, self.now())

    def find(self, whom: str) -> Subscriber:
        one = self.store.subscriber(whom) or self.store.subscriber_of(whom)
        if one is None:
            raise UserError(f"{whom} is no subscriber: see ldn-watch subscribers list")
        return one

    def export(self, whom: str = "") -> list[Mapping[str, object]]:
        """All that is kept, of one or of each: for whom it concerns."""
        if not whom:
            return [to_object(self.store.dossier(one.address)) for one in self.all()]
        one = self.store.subscriber(whom)
        return [to_object(self.store.dossier(one.address if one else whom))]


def to_object(dossier: Dossier) -> dict[str, object]:
    """What is kept of one person, as JSON has it; instants are ISO 8601 in UTC."""
    mails = [dict(zip(("digest", "number", "state", "at"), one, strict=True)) for one in dossier.deliveries]
    return {
        "subscriber": to_line(dossier.subscriber) if dossier.subscriber else None,
        "written_to_no_more": dossier.suppressed,
        "mails": mails,
    }


def to_line(one: Subscriber) -> dict[str, object]:
    """A subscriber as one JSON object; the nonce of an open link is nobody's business."""
    return {
        "id": one.id,
        "address": one.address,
        "state": one.state.value,
        "conditions": sorted(one.choice.conditions),
        "groups": sorted(one.choice.groups),
        "frequency": one.choice.frequency.value,
        "asked_at": to_time(one.asked_at),
        "confirmed_at": to_time(one.confirmed_at),
        "left_at": to_time(one.left_at),
        "consent": one.consent,
        "source": one.source,
    }


def to_time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def to_download(dossier: Dossier) -> bytes:
    """The same as a file."""
    return (json.dumps(to_object(dossier), indent=2, ensure_ascii=False) + "\n").encode()
