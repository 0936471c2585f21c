"""A batch that PubMed fails again and again, sifted for the record that spoils it.

Comes in: the uids of a fetch that failed, the failure, how to ask for some of them, and uids by which to
tell whether PubMed answers at all. Goes out: what the others brought, and each spoiled uid with PubMed's
words. May raise: the failure, where it is an outage and no record's fault.

A time-out inside NCBI ("External viewer error") or an answer that is always cut may be the doing of one
record. Without this it would fail every run, and hide the 199 others of its batch for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from ldn_watch.errors import Blocked, SourceError, Transient, Untrustworthy
from ldn_watch.sources.pubmed_xml import RecordSet

SPOILED_AT_MOST = 3  # in one batch: when more fail one by one, it is PubMed that fails
PROBES = 3
ONCE = 1

Ask = Callable[[Sequence[str], int | None], RecordSet]  # uids, attempts (None: as configured)


@dataclass(slots=True)
class Sifted:
    """What the sound records brought, and PubMed's words for each of the others."""

    records: list[RecordSet] = field(default_factory=list)
    spoiled: dict[str, str] = field(default_factory=dict)


def may_be_a_records_fault(failure: SourceError) -> bool:
    """False where PubMed refuses us, or asks us to wait: more requests would be the wrong answer."""
    if isinstance(failure, Blocked | Untrustworthy):
        return False
    return not (isinstance(failure, Transient) and failure.retry_after is not None)


def plan_halves(uids: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """At least two uids, in two parts."""
    middle = len(uids) // 2
    return uids[:middle], uids[middle:]


def plan_probes(asked: Sequence[str], listed: Collection[str]) -> list[str]:
    """Which records to ask for alone, to tell a spoiled one from an outage: the oldest and the newest that
    the census lists beside those asked for, then those at the ends and in the middle of the batch.
    """
    others = set(listed) - set(asked)
    probes = [pick(others, key=by_age) for pick in (min, max)] if others else []
    if len(asked) > 1:
        probes += [asked[0], asked[-1], asked[len(asked) // 2]]
    return list(dict.fromkeys(probes))[:PROBES]


def by_age(uid: str) -> tuple[int, str]:
    """PMIDs in the order in which PubMed gave them out."""
    return len(uid), uid


def sift(asked: Sequence[str], failure: SourceError, ask: Ask, listed: Collection[str]) -> Sifted:
    """Halve what failed until each spoiled record stands alone. For one it costs some 2 log2(n) requests."""
    if not may_be_a_records_fault(failure) or not _answers(plan_probes(asked, listed), ask):
        raise failure
    found = Sifted()
    parts = [asked] if len(asked) == 1 else [*plan_halves(asked)]
    while parts:
        part = parts.pop(0)
        try:
            # A half is asked for once, as its own halves are its next attempts; a record gets them all.
            found.records.append(ask(part, ONCE if len(part) > 1 else None))
        except SourceError as error:
            if not may_be_a_records_fault(error):
                raise
            if len(part) > 1:
                parts[:0] = plan_halves(part)
                continue
            found.spoiled[part[0]] = str(error)
            if len(found.spoiled) > SPOILED_AT_MOST:
                raise
    return found


def _answers(probes: Sequence[str], ask: Ask) -> bool:
    for uid in probes:
        try:
            ask([uid], ONCE)
        except SourceError as error:
            if not may_be_a_records_fault(error):
                raise
            continue
        return True
    return False
