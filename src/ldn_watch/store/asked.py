"""What publishing asks a store: each question one read of the archive, the ledger and its scopes.

Comes in: the database. Goes out: `Asked`, a part of the store. What each question
promises is told in ports.py. Raises `StoreError`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ldn_watch.model import LedgerLine
from ldn_watch.plans import Ahead, Changes, Placed, Scope, Selection, Shelved, Tally
from ldn_watch.store import archive, ledger, scopes, state
from ldn_watch.store.database import Connected


class Asked(Connected):
    """The questions of ports.Store under "publish"."""

    def version(self) -> int:
        with self._read() as conn:
            return state.version(conn)

    def changed_since(self, version: int) -> Changes:
        with self._read() as conn:
            return scopes.changed_since(conn, version)

    def listed(self, relevance: Collection[str], scope: Scope) -> list[str]:
        with self._read() as conn:
            return scopes.listed(conn, relevance, scope)

    def shelf(self, relevance: Collection[str], scope: Scope) -> list[Shelved]:
        with self._read() as conn:
            return scopes.shelf(conn, relevance, scope)

    def grave(self, relevance: Collection[str]) -> list[str]:
        with self._read() as conn:
            return scopes.grave(conn, relevance)

    def tally(self, relevance: Collection[str], scope: Scope) -> list[Tally]:
        with self._read() as conn:
            return scopes.tally(conn, relevance, scope)

    def tag_counts(self, relevance: Collection[str]) -> dict[str, int]:
        with self._read() as conn:
            return archive.tag_counts(conn, relevance)

    def tag_latest(self, relevance: Collection[str]) -> dict[str, str]:
        with self._read() as conn:
            return archive.tag_latest(conn, relevance)

    def dated_after(self, at: datetime, last: int) -> Ahead:
        with self._read() as conn:
            return ledger.dated_after(conn, at, last)

    def newest(self, selection: Selection) -> list[Placed]:
        with self._read() as conn:
            return ledger.newest(conn, selection)

    def months(self, relevance: Collection[str]) -> dict[str, int]:
        with self._read() as conn:
            return ledger.months(conn, relevance)

    def lines_between(self, relevance: Collection[str], since: datetime, until: datetime) -> list[LedgerLine]:
        with self._read() as conn:
            return ledger.between(conn, relevance, since, until)
