"""What the third wall, the store, promises about people who subscribe themselves.

Comes in and goes out: the types of subscriber.py. Raises `StoreError`. Every writing method is one
transaction, durable when it returns; the contract is tests/contracts/store_subscribers.py.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from ldn_watch.subscriber import AnswerPlan, Choice, Dossier, Limits, Request, Subscriber


class SubscriberStore(Protocol):
    """One address is one subscriber, whatever its capitals, and keeps its digest for ever: what was told
    stays told, also for who leaves and comes back.
    """

    def secret(self) -> bytes:
        """The key that signs links and seals addresses: 32 bytes, made at its first use."""

    # requests: kept first, answered later, so that nobody learns from the answer who is known
    def take_request(self, request: Request, client: str, limits: Limits) -> bool:
        """Keep it; False where this client, or all together, have asked too often within the hour before
        `request.at`. It does not look whether the address is known.
        """

    def put_request(self, request: Request) -> None:
        """Keep it, whoever else has asked: the operator's own."""

    def requests(self) -> list[Request]:
        """Those that nobody has answered yet, oldest first."""

    def answer_request(self, plan: AnswerPlan) -> bool:
        """T6: the request ends; the subscriber and the letter (an issue of `LETTERS` with its delivery) are
        there. False, and nothing written, where it was answered already.
        """

    def letters_to(self, address: str, since: datetime) -> int:
        """How many letters were composed for this address after `since`."""

    # subscribers
    def subscribers(self) -> list[Subscriber]:
        """All of them, in the order in which they asked."""

    def written_to(self) -> list[Subscriber]:
        """Those that are owed what comes: active, and their address is not suppressed; by id."""

    def subscriber(self, name: str) -> Subscriber | None: ...

    def subscriber_of(self, address: str) -> Subscriber | None: ...

    def enrol(self, one: Subscriber, now: datetime) -> None:
        """Put an active subscriber whom the operator answers for; the digest begins now."""

    def confirm(self, name: str, nonce: str, now: datetime) -> bool:
        """Active from now on, with nothing owed, even to who was here before. False where it is not the
        newest link of somebody who is to be confirmed: a link confirms once.
        """

    def change_choice(self, name: str, choice: Choice) -> bool:
        """For what comes from now on; False where the subscriber is not active."""

    def leave(self, name: str, now: datetime) -> bool:
        """Nothing is owed any more, and no mail that waits is sent; False where they were gone already."""

    def forget(self, address: str, now: datetime) -> int:
        """No table, text or kept mail names the address any more; deliveries keep their row under a seal,
        and so does the wish not to be written to. Returns how many rows named it.
        """

    def forget_unconfirmed(self, now: datetime) -> int:
        """Forget who asked two weeks ago and did not confirm; returns how many.

        It also ends what `forget` could not while somebody was reading: the log forgets too.
        """

    def dossier(self, address: str) -> Dossier:
        """All that is kept of this address."""

    # addresses that are written to no more
    def suppressed_among(self, addresses: Collection[str]) -> dict[str, str]:
        """Those of these, with the reason: also those of which only the seal is left."""

    def suppress(self, address: str, reason: str, now: datetime) -> bool:
        """Write to it no more, and send nothing of what waits; False where it was so already."""

    def unsuppress(self, address: str) -> bool:
        """Write to this address again; False where it was not suppressed."""

    def recipient_of(self, message_id: str) -> str:
        """To whom the mail of this Message-ID went; "" where it is none of ours."""

    def spelled_as_sent(self, address: str) -> str:
        """The address as it stood on a mail of ours that a server took; "" where there is none."""
