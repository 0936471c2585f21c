"""Deliveries -> channels.

Comes in: a `Store`, the channels by name, a clock. Goes out: a `DeliverReport`; every attempt is claimed
(T3) before the network is touched and settled (T4) after. Raises nothing but `StoreError`: a channel
answers with an `Outcome`.

Between the server's 250 and T4 lies the one honest window of mail: a process that dies there leaves
the attempt open, and the next run finds the delivery in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial

from ldn_watch.model import Deferred, Delivered, Delivery, DeliveryState, Outcome, Refused
from ldn_watch.plans import Settlement
from ldn_watch.ports import Channel, Store

LEASE = timedelta(minutes=15)
AT_ONCE = 2  # attempts that are repeated by the next run, however soon it comes
NEXT_RUN = timedelta(milliseconds=1)  # later than this run, which claims only what was due at its start
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=12)
PATIENCE = 20  # deferrals in a row after which the rest waits for the next run

Clock = Callable[[], datetime]
Address = Callable[[bytes, Delivery], bytes]


@dataclass(frozen=True, slots=True)
class DeliverReport:
    """One run's deliveries by outcome; `in_doubt` may have arrived before already."""

    sent: int = 0
    deferred: int = 0
    refused: int = 0
    in_doubt: int = 0
    held: int = 0  # in doubt, and waiting for a person
    failures: tuple[str, ...] = ()

    def __add__(self, other: DeliverReport) -> DeliverReport:
        """Both together."""
        return DeliverReport(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def plan_wait(attempt: int) -> timedelta:
    """The wait after the n-th attempt: the next run at first, then 5 minutes, doubled up to 12 hours."""
    if attempt <= AT_ONCE:
        return NEXT_RUN
    doublings: int = min(attempt - AT_ONCE - 1, 16)  # beyond that the number alone grows
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def plan_settlement(delivery: Delivery, outcome: Outcome, now: datetime, *, hold: bool = False) -> Settlement:
    """What T4 writes: only a bad address ends a delivery and is suppressed; all else waits.

    With `hold` a message that the server may have taken waits for a person.
    """
    settled = partial(Settlement, delivery.id, delivery.attempt, at=now)
    match outcome:
        case Delivered(detail):
            return settled(DeliveryState.SENT, error=detail)
        case Refused(why, suppress=True):
            return settled(DeliveryState.REFUSED, error=why, suppress=delivery.recipient)
        case Refused(why):  # the sender, the message, a policy: an operator can mend it, so it is kept
            next_try = now + plan_wait(delivery.attempt)
            return settled(DeliveryState.DEFERRED, next_try=next_try, error=why, in_doubt=delivery.in_doubt)
        case Deferred(why, until, in_doubt):
            state = DeliveryState.HELD if in_doubt and hold else DeliveryState.DEFERRED
            next_try = max(until or now, now + plan_wait(delivery.attempt))
            return settled(state, next_try=next_try, error=why, in_doubt=in_doubt or delivery.in_doubt)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """The parts of one delivering, put together by the app.

    `address` gives the whole message for one recipient, the same bytes at every attempt. `hold`: what
    is in doubt waits for a person instead of being sent again. `stopping` is asked between messages.
    """

    store: Store
    channels: Mapping[str, Channel]
    address: Address
    clock: Clock
    owner: str
    hold: bool = False
    stopping: Callable[[], bool] = lambda: False
    letters: bool = False  # only the letters to those who ask to subscribe; otherwise all but these

    def run(self) -> DeliverReport:
        """Send all that is owed and due."""
        started = self.clock()
        in_doubt = self.store.reclaim(hold=self.hold, letters=self.letters)
        outcomes: list[tuple[Delivery, Outcome]] = []
        while not self.stopping() and not is_out_of_patience(outcomes):
            delivery = self.store.claim(started, self.clock() + LEASE, self.owner, letters=self.letters)
            if delivery is None:
                break
            outcomes.append((delivery, self.attempt(delivery)))
        return to_report(outcomes, in_doubt, hold=self.hold)

    def attempt(self, delivery: Delivery) -> Outcome:
        """Hand one message over and settle (T4)."""
        outcome = self.send(delivery)
        self.store.settle(plan_settlement(delivery, outcome, self.clock(), hold=self.hold))
        return outcome

    def send(self, delivery: Delivery) -> Outcome:
        """The channel's answer; a channel or an address that cannot be used is one too."""
        channel = self.channels.get(delivery.channel)
        if channel is None:
            return Deferred(f"channel {delivery.channel!r} is no longer configured: restore its section")
        try:
            message = self.address(self.store.message(delivery).message, delivery)
        except ValueError as error:  # it cannot stand in a header
            return Refused(str(error), suppress=False)
        return channel.send(message, delivery.recipient)


def is_out_of_patience(outcomes: list[tuple[Delivery, Outcome]]) -> bool:
    """True after so many deferrals in a row: a dead server costs a time-out for each."""
    last = outcomes[-PATIENCE:]
    return len(last) == PATIENCE and all(isinstance(outcome, Deferred) for _, outcome in last)


def to_report(outcomes: list[tuple[Delivery, Outcome]], reclaimed: int, *, hold: bool) -> DeliverReport:
    """Counts, and one line for each delivery that failed; `reclaimed` were left open by a dead run."""
    refused = sum(isinstance(outcome, Refused) and outcome.suppress for _, outcome in outcomes)
    sent = sum(isinstance(outcome, Delivered) for _, outcome in outcomes)
    doubtful = sum(isinstance(outcome, Deferred) and outcome.in_doubt for _, outcome in outcomes)
    return DeliverReport(
        sent=sent,
        deferred=len(outcomes) - sent - refused - (doubtful if hold else 0),
        refused=refused,
        in_doubt=reclaimed + doubtful,
        held=(reclaimed + doubtful) if hold else 0,
        failures=tuple(
            f"{delivery.digest} no. {delivery.number} to {delivery.recipient}: {outcome.why}"
            for delivery, outcome in outcomes
            if not isinstance(outcome, Delivered)
        ),
    )
