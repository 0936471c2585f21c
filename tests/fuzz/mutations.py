"""Bytes that were sound once: real inputs, cut, doubled, overwritten and spliced by hypothesis.

In: some seeds. Out: a strategy of mutated bytes. What a reader makes of arbitrary bytes is soon said; what
it makes of nearly right ones is where it errs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))  # make fuzz: many more
NASTY = [
    b"", b"\0", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r\n", b"]]>", b"<![CDATA[", b"<!--",
    b"&#0;", b"&lol;", b"<!DOCTYPE a [", b'<xi:include href="file:///etc/passwd"/>', b"\xe2\x80\xae",
    b"\x1b[2J", b"9" * 5_000, b"[" * 1_500, b"<i>" * 300, b"1e999", b"nan", b"-1", b'"', b"'", b"=",
    b"\xef\xbb\xbf", b"\\u0000",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes], most: int = 4) -> bytes:
    """A seed after up to `most` changes at places of hypothesis' choice."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, most))):
        at = draw(st.integers(0, len(data)))
        to = min(len(data), at + draw(st.integers(0, 40)))
        new = draw(st.sampled_from(NASTY) | st.binary(max_size=6) | st.just(data[at:to] * 2))
        data = data[:at] + new + data[to:]
    return data
