"""Designs that look right and are not. Each wraps the real parts; the machine must catch every one."""

from __future__ import annotations

import uuid
from dataclasses import replace

from ldn_watch.model import DeliveryState, EventKind


class Mutant:
    """The real store, but for what a subclass does otherwise."""

    def __init__(self, store) -> None:
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)


class MarksBeforeSending(Mutant):
    """Claims by settling as sent: a crash between the mark and the mail loses the mail."""

    def claim(self, now, until, owner):
        from ldn_watch.plans import Settlement

        delivery = self._store.claim(now, until, owner)
        if delivery:
            self._store.settle(Settlement(delivery.id, delivery.attempt, DeliveryState.SENT, now))
        return delivery

    def settle(self, settlement):
        return True


class MovesTheCursorFirst(Mutant):
    """Writes the cursor before the rows that it covers: a crash between them loses the rows."""

    def unknown(self, uids):
        from ldn_watch.plans import HarvestPlan
        from ldn_watch.stages.census import census_digest

        found = self._store.unknown(uids)
        state = replace(self._store.harvest_state(), bootstrapped=True, census_digest=census_digest(uids))
        self._store.apply_harvest(HarvestPlan(state=state))
        return found


class NamesEachAttemptAnew(Mutant):
    """Makes a Message-ID at every attempt: a message sent again after a crash looks like another one."""

    def claim(self, now, until, owner):
        delivery = self._store.claim(now, until, owner)
        return delivery and replace(
            delivery, message_id=f"<{delivery.digest}.{uuid.uuid4().hex}@example.org>"
        )


class OwesOutsideTheTransaction(Mutant):
    """Writes the outbox after the ledger, in a transaction of its own: a crash between loses the debt."""

    def apply_harvest(self, plan):
        events = self._store.apply_harvest(replace(plan, owed=()))
        self._store.apply_harvest(replace(plan, revisions=(), events=(), troubles=(), state=None))
        return events


class ForgetsOpenAttempts(Mutant):
    """Does not look for attempts that a crash left open: they are never settled."""

    def reclaim(self, *, hold):
        return 0


class LosesInOneDigest(Mutant):
    """Owes to `all` and not to `weekly`: that the one told it hides nothing."""

    def apply_harvest(self, plan):
        return self._store.apply_harvest(
            replace(plan, owed=tuple(owed for owed in plan.owed if owed.digest != "weekly"))
        )


class NeverWritesARetraction(Mutant):
    """Neither ledger nor outbox hears of a retraction: nothing of the program's own can miss it."""

    def apply_harvest(self, plan):
        events = tuple(event for event in plan.events if event.kind is not EventKind.RETRACTED)
        known = {event.identity for event in plan.events} - {event.identity for event in events}
        owed = tuple(one for one in plan.owed if one.event not in known)
        return self._store.apply_harvest(replace(plan, events=events, owed=owed))


class IsQuietByMistake(Mutant):
    """Takes all that comes for what was there before."""

    def apply_harvest(self, plan):
        events = tuple(replace(event, quiet=True) for event in plan.events)
        return self._store.apply_harvest(replace(plan, events=events, owed=()))
