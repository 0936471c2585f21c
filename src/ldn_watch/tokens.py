"""The door to itsdangerous: links that nobody else can make, each for one purpose and for a time.

Comes in: the watch's key, a purpose, what the link is about, the time. Goes out: a token that fits into a
web address, or what it is about. Raises nothing: what is forged, expired or made for another purpose is "".

A token holds no address: the id of a subscriber, and for a confirmation what makes it valid once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeTimedSerializer
from itsdangerous.timed import TimestampSigner

from ldn_watch.subscriber import ReaderLinks

SKEW = timedelta(minutes=5)  # a token of the near future is a clock's fault, any other is a forgery's


class Purpose(StrEnum):
    """What a token is good for; the value is part of what is signed."""

    FORM = "form"
    CONFIRM = "confirm"
    MANAGE = "manage"
    LEAVE = "leave"


# A person must be able to leave by an old mail; the settings, which show an address, close sooner.
LASTS = {
    Purpose.FORM: timedelta(hours=12),
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.MANAGE: timedelta(days=60),
    Purpose.LEAVE: timedelta(days=730),
}
PAGES = {Purpose.CONFIRM: "confirm", Purpose.MANAGE: "manage", Purpose.LEAVE: "unsubscribe"}


@dataclass(frozen=True)
class Tokens:
    """Signs and reads, with one key."""

    key: bytes

    def sign(self, purpose: Purpose, about: str, now: datetime) -> str:
        """The same for the same words at the same second."""
        made: str | bytes = _serializer(self.key, purpose, now).dumps(about)
        return made if isinstance(made, str) else made.decode("ascii")

    def read(self, purpose: Purpose, token: str, now: datetime) -> str:
        """What the token is about; "" where it is not ours, not for this purpose, or too old."""
        if not token.isascii():
            return ""
        try:
            about, signed = _serializer(self.key, purpose, now).loads(token, return_timestamp=True)
        except BadData:
            return ""
        age = now - signed
        return about if isinstance(about, str) and -SKEW <= age <= LASTS[purpose] else ""


def _serializer(key: bytes, purpose: Purpose, now: datetime) -> URLSafeTimedSerializer:
    """The clock is an argument here as everywhere."""

    class Signer(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now.timestamp())

    return URLSafeTimedSerializer(
        key, salt=f"ldn-watch/{purpose}", signer=Signer, signer_kwargs={"digest_method": hashlib.sha256}
    )


@dataclass(frozen=True)
class Links:
    """The pages of `ldn-watch serve` that a mail leads to. `base_url` has no trailing slash."""

    base_url: str
    tokens: Tokens

    def confirm(self, subscriber: str, nonce: str, now: datetime) -> str:
        return self._page(Purpose.CONFIRM, f"{subscriber}.{nonce}", now)

    def reader(self, subscriber: str, now: datetime) -> ReaderLinks:
        """What stands in each of a subscriber's mails. To leave by one POST wants https (RFC 8058)."""
        leave = self._page(Purpose.LEAVE, subscriber, now)
        manage = self._page(Purpose.MANAGE, subscriber, now)
        return ReaderLinks(manage, leave if leave.startswith("https:") else "")

    def _page(self, purpose: Purpose, about: str, now: datetime) -> str:
        return f"{self.base_url}/{PAGES[purpose]}/{self.tokens.sign(purpose, about, now)}"
