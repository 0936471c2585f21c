"""Did you mean: the one of the known names that an unknown one resembles.

In: a name and the names that exist. Out: a sentence for a person. Raises nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN = 12  # names listed where none is near: more would bury the message


def unknown(name: str, known: Iterable[str], what: str) -> str:
    """`"migrane" is no condition: did you mean "migraine"?`; without a near name, some that exist."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f'"{name}" is no {what}: did you mean "{near[0]}"?'
    more = ", ..." if len(names) > _SHOWN else ""
    return f'"{name}" is no {what}: there are {", ".join(names[:_SHOWN]) or "none"}{more}'
