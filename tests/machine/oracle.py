"""Who must be told of what, worked out from what the World did: the program's own ledger is not asked.

Comes in: what happened (a citation appeared, was retracted, a reader was refused for ever) and the mails
that the server took. Goes out: what was lost, and what was told twice, each digest for itself: that one
digest told it excuses no other. Raises `Broken`.

Before the first complete run nothing need be told, and may be. What the flood brake holds is owed until
a person releases it; a reader whose address was refused is owed nothing that was open then; what a
restored backup holds a person discards, as it may have been told since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

NEW, RETRACTED, CORRECTED, REMOVED = "new", "retracted", "corrected", "removed"


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
    so: set[tuple[int, str]] = field(default_factory=set)  # what has happened to which citation

    def appeared(self, pmid: int, readers: Iterable[tuple[str, str]], *, relevant: bool = True) -> None:
        if relevant:
            self.relevant.add(pmid)
            self.happened(pmid, NEW, readers)

    def happened(self, pmid: int, kind: str, readers: Iterable[tuple[str, str]]) -> None:
        """Readers of a relevant citation are owed this; an irrelevant one may not be told at all."""
        if pmid not in self.relevant:
            return
        self.so.add((pmid, kind))
        if self.begun:
            self.must |= {Telling(digest, reader, pmid, kind) for digest, reader in readers}

    def corrected(self, pmid: int, told: Iterable[Telling]) -> None:
        """Who was told of it hears of the erratum; to who was not, it comes with it."""
        self.happened(pmid, CORRECTED, {(one.digest, one.reader) for one in told if one.pmid == pmid})

    def removed(self, pmid: int, told: Iterable[Telling]) -> None:
        """NLM deleted it: who was told of it is told so; who was not need not hear of it any more."""
        kept = [one for one in told if one.pmid == pmid]
        self.must = {one for one in self.must if one.pmid != pmid or one in kept}
        self.happened(pmid, REMOVED, {(one.digest, one.reader) for one in kept})

    def excuse(self, told: Iterable[Telling], reader: str = "") -> None:
        """What is open now need not come: for this reader, whose address was refused or is good again; for
        everybody, where an older archive was restored.
        """
        kept = set(told)
        self.must = {one for one in self.must if reader not in ("", one.reader) or is_told(one, kept)}

    def excuse_held(self, digest: str, pmids: set[int], told: Iterable[Telling]) -> None:
        """A person counted as told what was held of these citations."""
        kept = set(told)
        self.must = {
            one for one in self.must if one.digest != digest or one.pmid not in pmids or is_told(one, kept)
        }

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
            assert (one.pmid, one.kind) in self.so, f"told, and is not so: {one}"

    def check_lost(self, told: Iterable[Telling]) -> None:
        """Raise where something was not told though all is calm."""
        if lost := self.lost(told):
            raise Broken(f"never told: {lost[:5]}", lost=len(lost))


def is_told(one: Telling, told: set[Telling]) -> bool:
    """A mail has one entry for each citation, under the gravest that happened to it."""
    kinds = {one.kind, RETRACTED, REMOVED} | ({CORRECTED} if one.kind == NEW else set())
    return any(Telling(one.digest, one.reader, one.pmid, kind) in told for kind in kinds)
