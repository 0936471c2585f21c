"""How readers are told: each module here is one Channel (ports.py).

In: a whole message and one recipient; out: an Outcome; raises nothing. What all channels share
stands here: what an address may look like, and how a server's words become one clean line.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]+@(\[[\w.:]+\]|[^\s<>()\[\],;:\\\"@]+)")
_LONGEST_ADDRESS = 254  # RFC 3696 erratum 1690: what fits between the angle brackets of RCPT TO


def is_address(text: str) -> bool:
    """True where `text` is one bare address (local@domain) and can be nothing else on the wire.

    Narrower than RFC 5321: no quoted local parts, no source routes, no control, zero-width or
    bidirectional characters; nothing that could end the command or add a second recipient.
    """
    return len(text) <= _LONGEST_ADDRESS and text.isprintable() and _ADDRESS.fullmatch(text) is not None


def one_line(words: str | bytes, longest: int = 300) -> str:
    """A server's words as one printable line: line ends, terminal escapes and the like become spaces."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    clean = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"
