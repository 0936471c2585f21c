"""The archive held against PubMed: is anything missing, and what would other ways of polling have missed.

Comes in: a `Source` and a `Store`. Goes out: an `AuditReport`; nothing is written. Raises `SourceError`
where PubMed could not be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ldn_watch.model import Archived
from ldn_watch.plans import Trouble
from ldn_watch.ports import Source, Store
from ldn_watch.stages.census import by_pmid, ncbi_day

# A saved search that looks a month back by a record's date misses what enters PubMed later than that.
WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A citation and what is to be said of it."""

    uid: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`missing`: matched there, not readable here. `gone`: here, matched there no longer.

    `late_by_edat`, `late_by_pdat`: archived citations that polling by Entrez date or by publication
    date with a window of 30 days would never have shown.
    """

    matched: int
    archived: int
    missing: tuple[AuditLine, ...] = ()
    gone: tuple[AuditLine, ...] = ()
    late_by_edat: tuple[AuditLine, ...] = ()
    late_by_pdat: tuple[AuditLine, ...] = ()


def audit(source: Source, store: Store, now: datetime) -> AuditReport:
    """Ask PubMed for the whole set and compare."""
    state = store.harvest_state()
    listed = source.census(None, ncbi_day(now), state.cuts).uids
    archive = {archived.citation.uid: archived for archived in every(store)}
    troubles = {trouble.uid: trouble for trouble in store.troubles()}
    missing = sorted(listed - archive.keys(), key=by_pmid)
    gone = sorted(archive.keys() - listed, key=by_pmid)
    late = sorted(archive.values(), key=lambda archived: by_pmid(archived.citation.uid))
    return AuditReport(
        matched=len(listed),
        archived=len(archive),
        missing=tuple(AuditLine(uid, "", why_missing(troubles.get(uid))) for uid in missing),
        gone=tuple(line(archive[uid], "PubMed lists it no longer for this query") for uid in gone),
        late_by_edat=tuple(late_lines(late, "Entrez date", lambda one: one.citation.dates.pubmed)),
        late_by_pdat=tuple(late_lines(late, "publication date", published_by)),
    )


def every(store: Store) -> Iterator[Archived]:
    """The archive, page after page."""
    page = store.archived()
    while page:
        yield from page
        page = store.archived(after=page[-1].citation.uid)


def why_missing(trouble: Trouble | None) -> str:
    """Why a listed citation is not archived."""
    if trouble is None:
        return "not seen yet: the next run fetches it"
    parked = f"; parked until {trouble.next_try:%Y-%m-%d}" if trouble.parked else ""
    reason = trouble.error or "PubMed lists it and does not return it"
    return f"{trouble.kind} ({reason}), {trouble.attempts} attempts{parked}"


def line(archived: Archived, why: str) -> AuditLine:
    """An audit line of an archived citation."""
    return AuditLine(archived.citation.uid, archived.citation.title, why)


def late_lines(
    archive: list[Archived], name: str, day_of: Callable[[Archived], date | None]
) -> Iterator[AuditLine]:
    """Those created in PubMed (CRDT) after a window on that other date had closed."""
    for archived in archive:
        created, day = archived.citation.dates.entrez, day_of(archived)
        if archived.verdict.is_relevant and created and day and created - day > WINDOW:
            yield line(archived, f"{name} {day}, in PubMed since {created}: {(created - day).days} days late")


def published_by(archived: Archived) -> date | None:
    """The last day of the publication date as far as it is known: the benefit of the doubt."""
    dates = archived.citation.dates
    parts = [int(part) for part in dates.published.split("-")] if dates.published else []
    if not parts:
        return dates.electronic
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    if len(parts) == 3:  # noqa: PLR2004 - year, month and day
        return date(year, month, parts[2])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
