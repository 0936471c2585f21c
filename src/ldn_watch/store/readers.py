"""The part of the store that knows subscribers: each method one transaction.

Comes in: the database. Goes out: the methods of `ports_subscribers.SubscriberStore`. Raises
`StoreError`. What each method promises is told there; here stands only which parts make one transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ldn_watch.store import forgetting, outbox, subscribers
from ldn_watch.store.database import Connected
from ldn_watch.subscriber import AnswerPlan, Choice, Dossier, Limits, Request, Subscriber


class Readers(Connected):
    """Implements ports_subscribers.SubscriberStore, for `SqlStore` to inherit."""

    def secret(self) -> bytes:
        with self._read() as conn:
            known = subscribers.read_secret(conn)
        if known:
            return known
        with self._write() as conn:
            return subscribers.make_secret(conn)

    # --- requests --------------------------------------------------------------------------------

    def take_request(self, request: Request, client: str, limits: Limits) -> bool:
        with self._write() as conn:
            return subscribers.take(conn, request, client, limits)

    def put_request(self, request: Request) -> None:
        with self._write() as conn:
            subscribers.put_request(conn, request)

    def requests(self) -> list[Request]:
        with self._read() as conn:
            return subscribers.requests(conn)

    def answer_request(self, plan: AnswerPlan) -> bool:
        with self._write() as conn:
            return subscribers.answer(conn, plan)

    def letters_to(self, address: str, since: datetime) -> int:
        with self._read() as conn:
            return subscribers.letters_to(conn, address, since)

    # --- subscribers -----------------------------------------------------------------------------

    def subscribers(self) -> list[Subscriber]:
        with self._read() as conn:
            return subscribers.every(conn)

    def written_to(self) -> list[Subscriber]:
        with self._read() as conn:
            return subscribers.written_to(conn)

    def subscriber(self, name: str) -> Subscriber | None:
        with self._read() as conn:
            return subscribers.load(conn, name)

    def subscriber_of(self, address: str) -> Subscriber | None:
        with self._read() as conn:
            return subscribers.find(conn, address)

    def enrol(self, one: Subscriber, now: datetime) -> None:
        with self._write() as conn:
            subscribers.put(conn, one)
            subscribers.begin(conn, one.id, now)

    def confirm(self, name: str, nonce: str, now: datetime) -> bool:
        with self._write() as conn:
            return subscribers.confirm(conn, name, nonce, now)

    def change_choice(self, name: str, choice: Choice) -> bool:
        with self._write() as conn:
            return subscribers.change(conn, name, choice)

    def leave(self, name: str, now: datetime) -> bool:
        with self._write() as conn:
            return subscribers.leave(conn, name, now)

    def forget(self, address: str, now: datetime) -> int:
        with self._write() as conn:
            named = forgetting.forget(conn, address, now)
        self._database.fold_log()
        return named

    def forget_unconfirmed(self, now: datetime) -> int:
        with self._write() as conn:
            count = forgetting.forget_unconfirmed(conn, now)
        self._database.fold_log(wait=False)  # also for who was forgotten while a long run was reading
        return count

    def dossier(self, address: str) -> Dossier:
        with self._read() as conn:
            one = subscribers.find(conn, address)
            reason = subscribers.suppressed_among(conn, [address]).get(address, "")
            return Dossier(one, reason, outbox.history(conn, address))

    # --- addresses that are written to no more ---------------------------------------------------

    def suppressed_among(self, addresses: Collection[str]) -> dict[str, str]:
        with self._read() as conn:
            return subscribers.suppressed_among(conn, addresses)

    def suppress(self, address: str, reason: str, now: datetime) -> bool:
        with self._write() as conn:
            return subscribers.suppress(conn, address, reason, now)

    def unsuppress(self, address: str) -> bool:
        with self._write() as conn:
            return subscribers.unsuppress(conn, address)

    def recipient_of(self, message_id: str) -> str:
        with self._read() as conn:
            return subscribers.recipient_of(conn, message_id)

    def spelled_as_sent(self, address: str) -> str:
        with self._read() as conn:
            return subscribers.spelled_as_sent(conn, address)
