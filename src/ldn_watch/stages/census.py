"""What to believe of a census, and what to ask for because of it.

Comes in: a `Census`, what the last harvest left (`HarvestState`), the troubles. Goes out: a `FetchList`
and the next state. Raises `Untrustworthy` where a well-formed answer cannot be true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ldn_watch.errors import Untrustworthy
from ldn_watch.model import Census
from ldn_watch.plans import HarvestState, Trouble

NCBI_DAY = ZoneInfo("America/New_York")  # PubMed's dates are days there (eutils: dates are days)
SHRINKAGE_ALLOWED = 10  # citations; duplicates are merged and deleted a few at a time
SHRINKAGE_SHARE = 0.02
NONE_LEFT = (
    "PubMed says that no citation matches, last time it was {}: not believed, nothing was changed. "
    "If it is right: ldn-watch run-once --accept-census"
)
RAW_PREFIX = "raw:"  # a record that came without a PMID, in nobody's place
NEWS_TOO_EMPTY = 5  # so many listed a moment ago and none returned: the answer is wrong, not the list


@dataclass(frozen=True, slots=True)
class FetchList:
    """What this run asks for: what is new to the archive, and what it has but must see again."""

    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.new) + len(self.again)


def ncbi_day(now: datetime) -> date:
    """The day it is at NCBI."""
    return now.astimezone(NCBI_DAY).date()


def window_start(state: HarvestState, today: date, overlap_days: int) -> date:
    """The first day of the mdat window: the last complete look, or today on a first run, less the overlap."""
    return min(state.looked_on or today, today) - timedelta(days=overlap_days)


def check_census(census: Census, state: HarvestState, query: str) -> None:
    """Raise `Untrustworthy` where the set shrank more than deletions explain.

    An empty answer is the most dangerous one: it is not believed after a change of the query either.
    """
    if state.matched and not census.matched:
        raise Untrustworthy(NONE_LEFT.format(state.matched))
    if query != state.query:
        return
    lost = state.matched - census.matched
    allowed = max(SHRINKAGE_ALLOWED, int(state.matched * SHRINKAGE_SHARE))
    if lost > allowed:
        raise Untrustworthy(
            f"PubMed says that {census.matched} citations match, last time it was {state.matched}: not "
            "believed, nothing was changed. If it stays so and is right: ldn-watch run-once --accept-census"
        )


def census_digest(uids: Iterable[str]) -> str:
    """A hash of the set of uids: equal hashes, nothing new."""
    return hashlib.sha256("\n".join(sorted(uids)).encode()).hexdigest()


def plan_state(census: Census, state: HarvestState, query: str, today: date) -> HarvestState:
    """Where the cursor stands once all that the census lists is archived or named as troubled."""
    return HarvestState(
        bootstrapped=state.bootstrapped or census.matched > 0,  # what comes after nothing is no news
        matched=census.matched,
        query=query,
        census_digest=census_digest(census.uids),
        modified=census.modified,
        looked_on=max(today, state.looked_on or today),  # a clock that jumped back moves nothing back
        cuts=census.cuts,
        translation=census.translation,
        warnings=census.warnings,
    )


def plan_alerts(census: Census, state: HarvestState) -> tuple[str, ...]:
    """What a person should hear of once: what PubMed made of the query, and a query that finds nothing."""
    alerts = tuple(warning for warning in census.warnings if warning not in state.warnings)
    return alerts if census.matched else (*alerts, "the query matches nothing: check [pubmed] query")


def plan_changed(
    census: Census, state: HarvestState, fetched_on: Mapping[str, datetime], today: date
) -> set[str]:
    """Archived uids to see again because PubMed revised them.

    The mdat window tells days, not times, and shows a uid for as long as its revision lies within.
    A uid is seen again when it enters the window, and while it stays, on each later day: it may have
    been revised once more. On one day, what was seen is not asked for twice.
    """
    entered = census.modified - state.modified
    return {
        uid
        for uid, fetched in fetched_on.items()
        if uid in census.modified and (uid in entered or ncbi_day(fetched) < today)
    }


def plan_fetch(
    unknown: Collection[str], again: Collection[str], troubles: Sequence[Trouble], now: datetime
) -> FetchList:
    """Each uid once, oldest PMID first; a trouble that is not due yet waits, whatever else asks for it."""
    waiting = {trouble.uid for trouble in troubles if trouble.next_try > now}
    retry = {trouble.uid for trouble in troubles if not trouble.uid.startswith(RAW_PREFIX)}
    new = set(unknown) - waiting
    seen_before = (set(again) | retry) - waiting - new
    return FetchList(tuple(sorted(new, key=by_pmid)), tuple(sorted(seen_before, key=by_pmid)))


def plan_company(asked: FetchList, revised: Collection[str], batch_size: int) -> FetchList:
    """What is in the mdat window and was seen today already rides along where a request has room for it.

    It costs nothing, and a retraction on the day of the last fetch is seen together with its notice.
    """
    room = -len(asked) % batch_size
    company = sorted(set(revised) - {*asked.new, *asked.again}, key=by_pmid)[:room]
    return FetchList(asked.new, (*asked.again, *company))


def by_pmid(uid: str) -> tuple[int, str]:
    """Sort key: PMIDs in the order in which PubMed gave them out."""
    return len(uid), uid


def check_news(new: Collection[str], missing: Collection[str]) -> None:
    """Raise `Untrustworthy` where not one of many citations that were just listed came.

    They are troubles by then, asked for again and parked in the end, so that this is said once.
    """
    if len(new) >= NEWS_TOO_EMPTY and set(new) <= set(missing):
        raise Untrustworthy(
            f"PubMed lists {len(new)} new citations and returned not one of them: "
            "they are noted, and asked for again at the next run"
        )
