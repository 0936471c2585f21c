"""Who must be told of what, worked out from what the World did: the program's own ledger is not asked.

Comes in: what happened (a citation appeared, was retracted, a reader was refused for ever) and the mails
that the server took. Goes out: what was lost, and what was told twice, each digest for itself: that one
digest told it excuses no other. Raises `Broken`.

Before the first complete run nothing need be told, and may be. What the flood brake holds is owed until
a person releases it; a reader whose address was refused is owed nothing that was open then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

NEW, RETRACTED = "new", "retracted"


class Broken(AssertionError):
    """A promise was broken: how many were lost, how many told again."""

    def __init__(self, text: str, lost: int = 0, repeated: int = 0) -> None:
        super().__init__(text)
        self.lost, self.repeated = lost, repeated


@dataclass(frozen=True, order=True)
class Telling:
    """One reader of one digest hears of one citation."""

    digest: str
    reader: str
    pmid: int
    kind: str


@dataclass
class Oracle:
    """`must` is owed; `relevant` and `retracted` are what may be told at all."""

    begun: bool = False  # a run has looked at a PubMed that was not empty, and came to its end
    must: set[Telling] = field(default_factory=set)
    relevant: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)

    def appeared(self, pmid: int, readers: Iterable[tuple[str, str]], *, relevant: bool = True) -> None:
        if relevant:
            self.relevant.add(pmid)
            self._owe(pmid, readers, NEW)

    def retracted(self, pmid: int, readers: Iterable[tuple[str, str]]) -> None:
        self.withdrawn.add(pmid)
        if pmid in self.relevant:
            self._owe(pmid, readers, RETRACTED)

    def _owe(self, pmid: int, readers: Iterable[tuple[str, str]], kind: str) -> None:
        if self.begun:
            self.must |= {Telling(digest, reader, pmid, kind) for digest, reader in readers}

    def excuse(self, reader: str, told: Iterable[Telling]) -> None:
        """The address was refused, or is good again: what was open until now need not come."""
        kept = set(told)
        self.must = {one for one in self.must if one.reader != reader or is_told(one, kept)}

    def lost(self, told: Iterable[Telling]) -> list[Telling]:
        """What must have been told and was not."""
        kept = set(told)
        return sorted(one for one in self.must if not is_told(one, kept))

    def check_told(self, told: Iterable[Telling]) -> None:
        """Raise where something was told in two messages, or is not so."""
        times = Counter(told)
        if repeated := sorted(one for one, count in times.items() if count > 1):
            raise Broken(f"told in a second message: {repeated[:5]}", repeated=len(repeated))
        for one in times:
            assert one.pmid in self.relevant, f"told of what is not relevant: {one}"
            assert one.kind == NEW or one.pmid in self.withdrawn, f"told as retracted, and is not: {one}"

    def check_lost(self, told: Iterable[Telling]) -> None:
        """Raise where something was not told though all is calm."""
        if lost := self.lost(told):
            raise Broken(f"never told: {lost[:5]}", lost=len(lost))


def is_told(one: Telling, told: set[Telling]) -> bool:
    """A citation that was new and retracted at once is told as retracted."""
    return one in told or Telling(one.digest, one.reader, one.pmid, RETRACTED) in told
