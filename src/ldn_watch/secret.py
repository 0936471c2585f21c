"""What must not be shown: a password, a key, an address that holds a token.

Comes in: the text in clear. Goes out: a `Secret`, which does not print; the parts of an address that must be
blotted out wherever they stand. Raises nothing.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

SHORTEST_TOKEN = 8  # what is shorter is no secret, and would be blotted out of ordinary words
_HOST = re.compile(r"localhost|(?=.{1,63}$)[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


class Secret:
    """A password or key: `reveal()` gives it, nothing prints it (log, exception, repr)."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def tokens_of(url: str) -> tuple[str, ...]:
    """The address, what follows its scheme, and each part of that but hosts' names and short words: in an
    address for Apprise any of them may be a token.
    """
    rest = url.partition("://")[2]
    parts = [unquote(part) for part in re.split(r"[/@:?&=,;#]", rest)]
    tokens = [part for part in parts if len(part) >= SHORTEST_TOKEN and not _HOST.fullmatch(part)]
    return tuple(dict.fromkeys(filter(None, [url, rest if tokens else "", *tokens])))
