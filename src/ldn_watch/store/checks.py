"""What must be true of the database, looked for in the database itself; nothing is changed.

Comes in: a connection. Goes out: `Flaw`s, where something is not as it must be, and `Kept` citations with
what was made of them, a page at a time. Raises what the database raises: a file so damaged that it cannot
be read at all has no flaws, it is one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import DatabaseError

from ldn_watch.codec import fingerprint, from_json, verdict_from_json
from ldn_watch.model import Citation, Verdict, uid_of
from ldn_watch.plans import Flaw, Kept
from ldn_watch.store.archive import columns_of, tag_row
from ldn_watch.store.ledger import lines_of
from ldn_watch.store.schema import citation, citation_text, feed_line, issue, record, revision, tag, trouble
from ldn_watch.store.search import texts_of
from ldn_watch.store.sqlite import members

FILE = "file"  # the kind of flaw after which nothing else that the file says can be believed
MOST = 100  # flaws of the file that are told; a torn file has thousands

# kind, what is wrong, and the query that finds where. Each stands for a promise of one transaction.
QUERIES = (
    (
        "ledger",
        "is judged relevant, and the ledger does not say that it is new",
        """SELECT 'PMID ' || pmid FROM citation c WHERE relevance IN ('focus', 'possible')
        AND NOT EXISTS (SELECT 1 FROM event e WHERE e.pmid = c.pmid AND e.kind = 'new')""",
    ),
    (
        "ledger",
        "was told as new and deleted by NLM, and the ledger does not say that it is deleted",
        """SELECT 'PMID ' || pmid FROM citation c WHERE is_deleted
        AND EXISTS (SELECT 1 FROM event e WHERE e.pmid = c.pmid AND e.kind = 'new')
        AND NOT EXISTS (SELECT 1 FROM event e WHERE e.pmid = c.pmid AND e.kind = 'deleted')""",
    ),
    (
        "outbox",
        "is in an issue without a place in it, or has a place in none",
        "SELECT digest || ', event ' || seq FROM outbox WHERE (number IS NULL) != (position IS NULL)",
    ),
    (
        "outbox",
        "is held, and yet in an issue",
        "SELECT digest || ', event ' || seq FROM outbox WHERE state = 'held' AND number IS NOT NULL",
    ),
    (
        "issue",
        "has entries that are not numbered one after the other: one is lost",
        """SELECT digest || ' no. ' || number FROM outbox WHERE number IS NOT NULL GROUP BY digest, number
        HAVING min(position) != 0 OR max(position) != count(*) - 1""",
    ),
    (
        "issue",
        "has more or fewer issues than its next number says",
        """SELECT 'digest ' || d.id FROM digest d LEFT JOIN issue i ON i.digest = d.id
        GROUP BY d.id, d.next_number
        HAVING count(i.number) != d.next_number - 1 OR coalesce(max(i.number), 0) != d.next_number - 1""",
    ),
    (
        "issue",
        "is the Message-ID of two mails: a mailbox drops the second",
        "SELECT message_id FROM delivery GROUP BY message_id HAVING count(*) > 1",
    ),
    (
        "attempt",
        "is being sent now, or its run died: then it may have arrived",
        "SELECT digest || ' no. ' || number || ' to ' || recipient FROM delivery WHERE state = 'sending'",
    ),
)


def check_file(conn: Connection) -> Iterator[Flaw]:
    """The pages and indexes of the file, and every reference from one table to another."""
    try:
        for (said,) in conn.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
            if said != "ok":
                yield Flaw(FILE, "", " ".join(str(said).split()))
        for table, row, parent, _ in conn.exec_driver_sql("PRAGMA foreign_key_check"):
            yield Flaw("reference", f"{table}, row {row}", f"refers to a row of {parent} that is not there")
    except DatabaseError as error:  # so damaged that the check itself ends
        yield Flaw(FILE, "", " ".join(str(error.orig).split()))


def check_search(conn: Connection) -> Iterator[Flaw]:
    """The full-text index against the text that it stands for.

    FTS5 checks itself by a statement that is an INSERT in form (4.4.3), so `conn` must be in a writing
    transaction; nothing is written.
    """
    try:
        conn.exec_driver_sql("INSERT INTO citation_fts(citation_fts, rank) VALUES ('integrity-check', 1)")
    except DatabaseError as error:
        yield Flaw("search", "", f"does not agree with the text that it stands for ({error.orig})")


def check_tables(conn: Connection) -> Iterator[Flaw]:
    """Ledger against archive, outbox, issues and deliveries; whatever was compressed unpacks."""
    for kind, what, query in QUERIES:
        yield from (Flaw(kind, str(where), what) for (where,) in conn.exec_driver_sql(query))
    messages = select(issue.c.digest, issue.c.number, issue.c.message)
    for row in conn.execute(messages.execution_options(yield_per=50)):
        yield from _unpacked("issue", f"{row.digest} no. {row.number}", row.message)
    raws = select(trouble.c.uid, trouble.c.raw)
    for uid, raw in conn.execute(raws.execution_options(yield_per=50)):
        yield from _unpacked("quarantine", uid, raw)


def _unpacked(kind: str, where: str, packed: bytes) -> Iterator[Flaw]:
    if _unpack(packed) is None:
        yield Flaw(kind, where, "what was kept of it cannot be unpacked")


def _unpack(packed: bytes | None) -> bytes | None:
    try:
        return zlib.decompress(packed or b"")
    except zlib.error:
        return None


# --- citations, a page at a time -------------------------------------------------------------------------


def kept(conn: Connection, after: int, limit: int) -> list[Kept]:
    """At most `limit` citations in the order of PMIDs, beginning behind `after`."""
    present = (revision.c.pmid == citation.c.pmid) & (revision.c.fingerprint == citation.c.fingerprint)
    statement = (
        select(citation, record.c.citation.label("record"), record.c.verdict, revision.c.raw)
        .select_from(citation)
        .outerjoin(record, record.c.pmid == citation.c.pmid)
        .outerjoin(revision, present)
        .where(citation.c.pmid > after)
        .order_by(citation.c.pmid)
        .limit(limit)
    )
    rows = conn.execute(statement).all()
    made = _Made(conn, [row.pmid for row in rows])
    return [_to_kept(row, made) for row in rows]


class _Made:
    """What stands, for these citations, in the tables that are made from their records."""

    def __init__(self, conn: Connection, pmids: Sequence[int]) -> None:
        which = members(pmids)
        texts = conn.execute(select(citation_text).where(citation_text.c.pmid.in_(which)))
        self.texts = {row.pmid: {key: row[key] for key in row if key != "pmid"} for row in texts.mappings()}
        self.tags = _grouped(conn.execute(select(tag).where(tag.c.pmid.in_(which))).mappings())
        lines = conn.execute(select(feed_line).where(feed_line.c.pmid.in_(which))).mappings()
        self.lines = _grouped(lines)
        self.expected_lines = _grouped(conn.execute(lines_of(pmids)).mappings())


def _grouped(rows: Any) -> dict[int, set[tuple[Any, ...]]]:
    by_pmid = dict[int, set[tuple[Any, ...]]]()
    for row in rows:
        by_pmid.setdefault(row["pmid"], set()).add(tuple(sorted(row.items())))
    return by_pmid


def _to_kept(row: Row[Any], made: _Made) -> Kept:
    uid, raw = uid_of(row.pmid), _unpack(row.raw)
    try:
        one, verdict = from_json(row.record), verdict_from_json(row.verdict)
    except ValueError as error:
        return Kept(uid, row.fetched_at, row.fingerprint, None, raw, error=str(error))
    return Kept(uid, row.fetched_at, row.fingerprint, one, raw, tuple(_stale(row, one, verdict, made)))


def _stale(row: Row[Any], one: Citation, verdict: Verdict, made: _Made) -> Iterator[str]:
    """What was made from the record and is not as it would be made now."""
    pmid = row.pmid
    if fingerprint(one) != row.fingerprint:
        yield "its fingerprint"
    columns = columns_of(one, verdict)
    if different := [name for name, value in columns.items() if getattr(row, name) != value]:
        yield f"its columns ({', '.join(different)})"
    if made.texts.get(pmid) != texts_of(one):
        yield "its searched text"
    rows = {(each.condition, each.kind): tag_row(pmid, verdict, each) for each in reversed(verdict.tags)}
    if made.tags.get(pmid, set()) != {tuple(sorted(each.items())) for each in rows.values()}:
        yield "its conditions"
    if made.lines.get(pmid, set()) != made.expected_lines.get(pmid, set()):
        yield "its places in the feeds"
