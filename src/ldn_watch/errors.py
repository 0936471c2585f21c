"""Every error this program raises on purpose, as one tree.

    LdnWatchError
    |-- UserError               the operator's: usage or configuration; lists every problem     exit 2
    |-- SourceError             could not look: nothing moved, the next run looks again         exit 3
    |   |-- Transient           a retry may help (time-out, 429, 5xx, cut or garbled answer)
    |   |-- Blocked             PubMed refuses this address: not retried, the operator is told
    |   `-- Untrustworthy       a well-formed answer that cannot be true (census shrank, count != ids)
    |-- LeaseHeld               another run is at work                                          exit 5
    `-- StoreError              the database is foreign, corrupt, too new, or cannot be written exit 2

A failed delivery is never raised: channels return an `Outcome` (model.py).
Anything else that is raised is a bug: exit 1.
"""

from __future__ import annotations

from collections.abc import Sequence


class LdnWatchError(Exception):
    """The root; its text is one line for a person: what, where, and what to do."""


class UserError(LdnWatchError):
    """Usage or configuration is wrong; `problems` lists all of them, one line each."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class SourceError(LdnWatchError):
    """The source could not be asked, or its answer cannot be used."""


class Transient(SourceError):
    """A retry may help. `retry_after` is what the server asked for, in seconds."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Blocked(SourceError):
    """The service has blocked this address; retrying would make it worse."""


class Untrustworthy(SourceError):
    """The answer is well formed and cannot be true; believing it would lose citations."""


class LeaseHeld(LdnWatchError):
    """Another run holds the lease; `holder` says which."""

    def __init__(self, message: str, holder: str = "") -> None:
        super().__init__(message)
        self.holder = holder


class StoreError(LdnWatchError):
    """The database cannot be used as it is; it has not been changed."""
