"""The archive: the newest record of each citation, its verdict and tags, every revision's raw bytes.

Comes in: a connection (in a transaction, for what writes), revisions, verdicts, uids. Goes out:
`Archived` values, raw bytes, uids. Raises what the database raises; `ValueError` for a revision whose
uid is no PMID.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import starmap
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, literal, select, update

from ldn_watch.citation import PUBMED_PREFIX
from ldn_watch.codec import from_json, to_json, verdict_from_json, verdict_to_json
from ldn_watch.model import Archived, Citation, Tag, Verdict
from ldn_watch.plans import Revision
from ldn_watch.store.schema import citation, citation_text, record, revision, tag, trouble
from ldn_watch.store.search import texts_of
from ldn_watch.store.sqlite import insert_new, members, upsert

_SAME = record.c.pmid == citation.c.pmid

ARCHIVED = (
    record.c.citation.label("record"),
    record.c.verdict,
    citation.c.first_seen,
    citation.c.fetched_at,
    citation.c.fingerprint,
    citation.c.is_deleted,
)


def keys(uids: Iterable[str]) -> list[int]:
    """The PMIDs among `uids`; a trouble's uid may be another name, which no table but its own knows."""
    found = (uid.removeprefix(PUBMED_PREFIX) for uid in uids if uid.startswith(PUBMED_PREFIX))
    return [int(pmid) for pmid in found if pmid.isdecimal()]


def to_archived(row: Any) -> Archived:
    """A row with the columns `ARCHIVED`."""
    return Archived(
        from_json(row.record),
        verdict_from_json(row.verdict),
        row.first_seen,
        row.fetched_at,
        row.fingerprint,
        row.is_deleted,
    )


# --- reading -------------------------------------------------------------------------------------


def load(conn: Connection, uids: Collection[str]) -> dict[str, Archived]:
    """The archived ones of `uids`."""
    statement = select(*ARCHIVED).select_from(citation).join(record, _SAME)
    found = map(to_archived, conn.execute(statement.where(citation.c.pmid.in_(members(keys(uids))))))
    return {one.citation.uid: one for one in found}


def page(conn: Connection, after: str, limit: int) -> list[Archived]:
    """At most `limit` citations in the order of PMIDs, beginning behind `after` ("" is the first)."""
    statement = select(*ARCHIVED).select_from(citation).join(record, _SAME)
    rest = statement.where(citation.c.pmid > max(keys([after]), default=-1))
    return [to_archived(row) for row in conn.execute(rest.order_by(citation.c.pmid).limit(limit))]


def unknown(conn: Connection, uids: Collection[str]) -> set[str]:
    """Those neither archived nor in the trouble list; both are looked up in an index of uids alone."""
    asked = members(uids).subquery()
    statement = select(asked.c.value).where(
        ~select(literal(1)).where(citation.c.uid == asked.c.value).exists(),
        ~select(literal(1)).where(trouble.c.uid == asked.c.value).exists(),
    )
    return set(conn.scalars(statement))


def fetched_on(conn: Connection, uids: Collection[str]) -> dict[str, datetime]:
    """When each archived one of `uids` was last fetched."""
    statement = select(citation.c.uid, citation.c.fetched_at)
    rows = conn.execute(statement.where(citation.c.pmid.in_(members(keys(uids)))))
    return {row.uid: row.fetched_at for row in rows}


def refresh_due(conn: Connection, now: datetime) -> list[str]:
    """The uids to be fetched again, longest due first; what NLM deleted is not asked for."""
    due = (~citation.c.is_deleted, citation.c.refresh_at <= now)
    return list(conn.scalars(select(citation.c.uid).where(*due).order_by(citation.c.refresh_at)))


def raw_page(
    conn: Connection, after: int, limit: int, only: Collection[int] | None
) -> list[tuple[int, bytes]]:
    """(PMID, raw record) of the present revision, in the order of PMIDs, of `only` these where given."""
    present = (revision.c.pmid == citation.c.pmid) & (revision.c.fingerprint == citation.c.fingerprint)
    statement = select(citation.c.pmid, revision.c.raw).select_from(citation).join(revision, present)
    statement = statement.where(citation.c.pmid > after).order_by(citation.c.pmid).limit(limit)
    if only is not None:
        statement = statement.where(citation.c.pmid.in_(members(only)))
    return [(row.pmid, zlib.decompress(row.raw)) for row in conn.execute(statement)]


def tag_counts(conn: Connection, relevance: Collection[str]) -> dict[str, int]:
    """How many citations of these relevances carry each condition's tag, and each group's."""
    counts = dict[str, int]()
    for name in (tag.c.condition_id, tag.c.group_id):
        statement = select(name, func.count(tag.c.pmid.distinct())).where(
            tag.c.relevance.in_(list(relevance))
        )
        counts |= {row[0]: row[1] for row in conn.execute(statement.group_by(name))}
    return counts


# --- writing -------------------------------------------------------------------------------------


def put(conn: Connection, revisions: Sequence[Revision]) -> list[int]:
    """Keep them; returns the PMIDs whose content or verdict is another than before."""
    latest = {int(one.citation.pmid): one for one in revisions}
    if not latest:
        return []
    before = _present(conn, latest)
    verdicts = {pmid: verdict_to_json(one.verdict) for pmid, one in latest.items()}
    conn.execute(
        upsert(citation, "pmid", keep=["first_seen", "changed"]), [*starmap(_citation_row, latest.items())]
    )
    conn.execute(
        upsert(record, "pmid"),
        [
            {"pmid": pmid, "citation": to_json(one.citation), "verdict": verdicts[pmid]}
            for pmid, one in latest.items()
        ],
    )
    texts = [{"pmid": pmid, **texts_of(one.citation)} for pmid, one in latest.items()]
    conn.execute(upsert(citation_text, "pmid", if_changed=True), texts)
    _put_raws(conn, revisions)
    uids = [one.citation.uid for one in latest.values()]
    conn.execute(delete(trouble).where(trouble.c.uid.in_(members(uids))))
    changed = [
        pmid for pmid, one in latest.items() if before.get(pmid) != (one.fingerprint, verdicts[pmid], False)
    ]
    _put_tags(conn, {pmid: latest[pmid].verdict for pmid in changed})
    return changed


def judge(conn: Connection, verdicts: Mapping[str, Verdict]) -> list[int]:
    """New verdicts for what is archived; returns the PMIDs whose verdict is another than before."""
    given = {pmid: verdict for uid, verdict in verdicts.items() for pmid in keys([uid])}
    changed = {
        pmid: given[pmid]
        for pmid, (_, before, _) in _present(conn, given).items()
        if before != verdict_to_json(given[pmid])
    }
    if not changed:
        return []
    key: BindParameter[int] = bindparam("key")
    conn.execute(
        update(citation).where(citation.c.pmid == key),
        [
            {"key": pmid, "relevance": one.relevance, "study_type": one.study_type}
            for pmid, one in changed.items()
        ],
    )
    conn.execute(
        update(record).where(record.c.pmid == key),
        [{"key": pmid, "verdict": verdict_to_json(one)} for pmid, one in changed.items()],
    )
    _put_tags(conn, changed)
    return list(changed)


def remake(conn: Connection, known: Sequence[Archived]) -> list[int]:
    """Make anew what is made from these records: columns, searched text, tags. Returns the PMIDs."""
    by_pmid = {int(one.citation.pmid): one for one in known}
    if not by_pmid:
        return []
    key: BindParameter[int] = bindparam("key")
    conn.execute(
        update(citation).where(citation.c.pmid == key),
        [{"key": pmid, **columns_of(one.citation, one.verdict)} for pmid, one in by_pmid.items()],
    )
    texts = [{"pmid": pmid, **texts_of(one.citation)} for pmid, one in by_pmid.items()]
    conn.execute(upsert(citation_text, "pmid", if_changed=True), texts)
    _put_tags(conn, {pmid: one.verdict for pmid, one in by_pmid.items()})
    return list(by_pmid)


def mark_deleted(conn: Connection, uids: Collection[str]) -> list[int]:
    """NLM deleted these records: they stay here, and are refreshed no more. Returns the PMIDs marked."""
    gone = citation.c.pmid.in_(members(keys(uids))) & ~citation.c.is_deleted
    return list(conn.scalars(update(citation).where(gone).values(is_deleted=True).returning(citation.c.pmid)))


def _present(conn: Connection, pmids: Collection[int]) -> dict[int, tuple[str, str, bool]]:
    """(fingerprint, verdict as JSON, deleted) of what is archived."""
    statement = select(citation.c.pmid, citation.c.fingerprint, record.c.verdict, citation.c.is_deleted)
    rows = conn.execute(
        statement.select_from(citation).join(record, _SAME).where(citation.c.pmid.in_(members(pmids)))
    )
    return {row.pmid: (row.fingerprint, row.verdict, row.is_deleted) for row in rows}


def _citation_row(pmid: int, one: Revision) -> dict[str, Any]:
    return {
        "pmid": pmid,
        "fingerprint": one.fingerprint,
        "first_seen": one.fetched_at,
        "fetched_at": one.fetched_at,
        "refresh_at": one.refresh_at,
        "is_deleted": False,
        "changed": 0,
        **columns_of(one.citation, one.verdict),
    }


def columns_of(one: Citation, verdict: Verdict) -> dict[str, Any]:
    """The columns of `citation` that are made from the record and its verdict."""
    return {
        "uid": one.uid,
        "relevance": verdict.relevance,
        "study_type": verdict.study_type,
        "title": one.title,
        "journal": one.journal.abbreviation or one.journal.title,
        "published": one.dates.published,
        "doi": one.doi.lower(),  # a DOI's case means nothing (DOI Handbook, 2.4)
        "is_retracted": one.is_retracted,
    }


def _put_raws(conn: Connection, revisions: Sequence[Revision]) -> None:
    """The raw bytes of revisions not seen before; to compress the rest would be work for nothing."""
    pmids = members([int(one.citation.pmid) for one in revisions])
    kept = conn.execute(select(revision.c.pmid, revision.c.fingerprint).where(revision.c.pmid.in_(pmids)))
    known = {(row.pmid, row.fingerprint) for row in kept}
    rows = [
        {
            "pmid": int(one.citation.pmid),
            "fingerprint": one.fingerprint,
            "fetched_at": one.fetched_at,
            "raw": zlib.compress(one.raw),
        }
        for one in revisions
        if (int(one.citation.pmid), one.fingerprint) not in known
    ]
    if rows:
        conn.execute(insert_new(revision), rows)


def _put_tags(conn: Connection, verdicts: Mapping[int, Verdict]) -> None:
    conn.execute(delete(tag).where(tag.c.pmid.in_(members(verdicts))))
    rows = [tag_row(pmid, verdict, one) for pmid, verdict in verdicts.items() for one in verdict.tags]
    if rows:
        conn.execute(insert_new(tag), rows)


def tag_row(pmid: int, verdict: Verdict, one: Tag) -> dict[str, Any]:
    """The row of one tag, with its first evidence."""
    first = next(iter(one.evidence), None)
    return {
        "pmid": pmid,
        "condition_id": one.condition,
        "group_id": one.group,
        "kind": one.kind,
        "relevance": verdict.relevance,  # stands here too: feeds are counted without the citation
        "field": first.field if first else "",
        "words": first.words if first else "",
    }
