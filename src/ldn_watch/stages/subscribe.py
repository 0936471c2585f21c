"""Requests -> subscribers that wait to be confirmed, and letters.

Comes in: a `Store`, the labels, the links, the limits, the time. Goes out: for each request one
transaction (T6) with at most one letter, which is delivered like any other mail. Raises nothing but
`StoreError`.

The form only keeps a request, in the same way for every address; whose it is, is looked at here, behind
the answer. So neither what the page says nor how long it takes tells who is subscribed. A process that dies
before T6 leaves the request for the next one; after T6 there is no request any more: never two letters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ldn_watch.model import Labels
from ldn_watch.ports import Store
from ldn_watch.render.choice import HOW_OFTEN, to_what
from ldn_watch.render.messages.email import message_id
from ldn_watch.render.messages.letter import LetterMail, render_letter
from ldn_watch.subscriber import (
    FORGOTTEN,
    LETTERS,
    SUBSCRIBER_PREFIX,
    AnswerPlan,
    Choice,
    Letter,
    Request,
    Subscriber,
    SubscriberState,
)

if TYPE_CHECKING:
    from ldn_watch.tokens import Links

DAY = timedelta(days=1)
CONFIRM_DAYS, MANAGE_DAYS = 7, 60  # as tokens.LASTS has it; a test compares them


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """In whose name letters are written, and how many one address gets in a day."""

    title: str
    sender: str
    domain: str
    per_address: int = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a request's address."""

    subscriber: Subscriber | None
    suppressed: bool  # the mailbox refused for ever: a letter would bounce
    letters: int  # within a day


def plan_subscriber(request: Request, known: Subscriber | None, fresh: Callable[[], str]) -> Subscriber:
    """Who waits to be confirmed: somebody new, or one who was here before, under the same id."""
    name = known.id if known else SUBSCRIBER_PREFIX + fresh()
    asked = Subscriber(
        id=name,
        address=request.address,
        choice=request.choice,
        state=SubscriberState.PENDING,
        asked_at=request.at,
        consent=request.consent,
        source=request.source,
        nonce=fresh(),
    )
    return replace(asked, confirmed_at=known.confirmed_at, left_at=known.left_at) if known else asked


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of answering requests, put together by the app. `fresh` gives a word nobody can guess."""

    store: Store
    labels: Labels
    links: Links
    settings: DeskSettings
    fresh: Callable[[], str]

    def run(self, now: datetime) -> int:
        """Answer whatever waits; returns how many letters were written. Who never confirmed is forgotten."""
        letters = 0
        for request in self.store.requests():
            plan = self.plan(request, self.know(request, now), now)
            letters += self.store.answer_request(plan) and plan.letter is not None
        self.store.forget_unconfirmed(now)
        return letters

    def know(self, request: Request, now: datetime) -> Known:
        why = self.store.suppressed_among([request.address]).get(request.address, "")
        return Known(
            self.store.subscriber_of(request.address),
            bool(why) and not is_lifted_by_asking(why),
            self.store.letters_to(request.address, now - DAY),
        )

    def plan(self, request: Request, known: Known, now: datetime) -> AnswerPlan:
        """One letter at most: to confirm, or, for who is subscribed, the way to the settings."""
        if known.suppressed or known.letters >= self.settings.per_address:
            return AnswerPlan(request.id)
        one = known.subscriber
        if one and one.state is SubscriberState.ACTIVE:
            link = self.links.reader(one.id, now).manage
            return AnswerPlan(request.id, None, self.letter(request, one.choice, link, now, asks=False))
        asked = plan_subscriber(request, one, self.fresh)
        link = self.links.confirm(asked.id, asked.nonce, now)
        return AnswerPlan(request.id, asked, self.letter(request, asked.choice, link, now, asks=True))

    def letter(self, request: Request, choice: Choice, link: str, now: datetime, *, asks: bool) -> Letter:
        at = now.replace(microsecond=0)  # a mail's Date has seconds (RFC 5322, 3.3)
        mail = LetterMail(
            asks=asks,
            watch_title=self.settings.title,
            sender=self.settings.sender,
            composed_at=at,
            link=link,
            days=CONFIRM_DAYS if asks else MANAGE_DAYS,
            what=to_what(choice, self.labels),
            how_often=HOW_OFTEN[choice.frequency],
        )
        unique = message_id(LETTERS, request.id, request.address, self.settings.domain, at)
        return Letter(request.address, render_letter(mail), unique, at)


def is_lifted_by_asking(reason: str) -> bool:
    """True where only the wish of the person stands against the address: asking again ends it."""
    return reason == FORGOTTEN
