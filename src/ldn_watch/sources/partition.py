"""How a set larger than ESearch's ceiling is cut into ranges of PMIDs that are not: decided purely.

Comes in: PMIDs, counts, the cuts of an earlier census. Goes out: ranges, cuts, or what is wrong with a
reply. May raise: nothing.

ESearch gives at most 9,999 PMIDs of a query, and the history server is no way round (live
measurements of 2026); `(query) AND A:B[uid]` is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ldn_watch.sources.eutils import CEILING, SearchReply

LAST_PMID = 99_999_999  # PMIDs have 1 to 8 digits (PubMed User Guide)
COMFORT = 8_000  # the size of a part that is guessed from a sample
FULL = 9_500  # a part filled beyond this would soon outgrow the ceiling


class Span(NamedTuple):
    """PMIDs from `first` to `last`, both included."""

    first: int
    last: int


def plan_spans(cuts: Iterable[int]) -> list[Span]:
    """The whole range of PMIDs, cut after each of `cuts`."""
    inner = sorted({cut for cut in cuts if 0 < cut < LAST_PMID})
    return [Span(a + 1, b) for a, b in zip([0, *inner], [*inner, LAST_PMID], strict=True)]


def sample_cuts(sample: Sequence[int], count: int) -> tuple[int, ...]:
    """Cuts for a first census, from the PMIDs that a search of `count` did return: parts of equal size
    where they are a fair sample; where they are not, a part that is too large is halved.
    """
    parts = -(-count // COMFORT)
    ordered = sorted(sample)
    return tuple(ordered[len(ordered) * part // parts - 1] for part in range(1, parts)) if ordered else ()


def halves(span: Span) -> tuple[Span, Span] | None:
    """The span in two, or None where it is a single PMID."""
    if span.first >= span.last:
        return None
    middle = (span.first + span.last) // 2
    return Span(span.first, middle), Span(middle + 1, span.last)


def plan_cuts(pmids: Iterable[int], cuts: Sequence[int], parts: int) -> tuple[int, ...]:
    """The cuts for the next census. `cuts` again where they did (no more than `parts` parts came of
    them, within the budget), so that a quiet set keeps its cuts; else cuts into parts of equal size,
    with room to grow; none for a set below the ceiling.
    """
    ordered = sorted(pmids)
    if len(ordered) <= CEILING:
        return ()
    wanted = -(-len(ordered) // CEILING)
    wanted += len(ordered) > wanted * FULL
    if cuts and parts == len(cuts) + 1 <= wanted:
        return tuple(cuts)
    return tuple(ordered[len(ordered) * part // wanted - 1] for part in range(1, wanted))


def what_is_wrong(reply: SearchReply, span: Span | None = None) -> str:
    """Why this reply cannot be the whole of what it counts, "" where it can.

    A reply above the ceiling has its count looked at only: its PMIDs are never used.
    """
    if reply.count > CEILING:
        return ""
    distinct = set(reply.ids)
    if len(distinct) != len(reply.ids):
        return f"{len(reply.ids) - len(distinct)} PMIDs came twice among {len(reply.ids)}"
    if len(distinct) != reply.count:
        return f"Count says {reply.count}, and {len(distinct)} PMIDs came"
    least, most = min(distinct, default=1), max(distinct, default=1)
    if distinct and span and not span.first <= least <= most <= span.last:
        return f"PMIDs outside of {span.first}:{span.last} came"
    return "" if 0 < least <= most <= LAST_PMID * 10 else "a PMID that can be none came"
