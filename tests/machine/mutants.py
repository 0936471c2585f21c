"""Designs that look right and are not. Each wraps the real parts; the machine must catch every one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

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
        return self._store.apply_harvest(without(plan, EventKind.RETRACTED))


class IsQuietByMistake(Mutant):
    """Takes all that comes for what was there before."""

    def apply_harvest(self, plan):
        events = tuple(replace(event, quiet=True) for event in plan.events)
        return self._store.apply_harvest(replace(plan, events=events, owed=()))


class NeverWritesACorrection(Mutant):
    """An erratum changes the archive, and nobody is told."""

    def apply_harvest(self, plan):
        return self._store.apply_harvest(without(plan, EventKind.CORRECTED))


class ForgetsDeletions(Mutant):
    """What NLM deleted stays told as it was."""

    def apply_harvest(self, plan):
        return self._store.apply_harvest(without(plan, EventKind.DELETED))


class NeverMendsTheClock(Mutant):
    """Whatever a clock ahead has written waits for the next year."""

    def apply_mend(self, plan):
        pass


class ForgetsWhenItWasDue(Mutant):
    """A scheduled digest is due again at each run: the day has its hour twice, and more."""

    def last_dues(self):
        return {digest: due - timedelta(days=1) for digest, due in self._store.last_dues().items()}


class ComposesWhatAnotherHasTold(Mutant):
    """Takes the next number and the entries, whoever has them already: a late worker tells them again."""

    def apply_issue(self, plan, due):
        name = plan.issue.digest
        taken = text("UPDATE outbox SET number = NULL, position = NULL WHERE digest = :name AND seq = :seq")
        with self._store._database.write() as conn:
            for seq in plan.issue.entries:
                conn.execute(taken, {"name": name, "seq": seq})
        number = self._store.open_digest(name, due).next_number
        again = tuple((to, f"<{name}.{number}.{to}>") for to, _ in plan.deliveries)
        issue = replace(plan.issue, number=number)
        self._store.apply_issue(replace(plan, issue=issue, deliveries=again), due)


class ForgetsThatItIsOld(Mutant):
    """Takes a restored archive for the newest: what was told since is told again."""

    def apply_harvest(self, plan):
        if self._store.read_note("restored"):
            self._store.write_note("restored", "")
        return self._store.apply_harvest(plan)


class StampsBeforeWriting(Mutant):
    """Takes the files for those of the newest version, whatever became of them: after a crash, old ones."""

    def read_note(self, name):
        kept = self._store.read_note(name)
        _, *rest = kept.split(" ", 1)
        return " ".join([str(self._store.version()), *rest]) if name == "published" and rest else kept


def without(plan, kind):
    """The plan, as if events of this kind did not happen."""
    events = tuple(event for event in plan.events if event.kind is not kind)
    known = {event.identity for event in plan.events} - {event.identity for event in events}
    return replace(plan, events=events, owed=tuple(one for one in plan.owed if one.event not in known))
