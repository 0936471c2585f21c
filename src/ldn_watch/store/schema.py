"""The tables as the queries see them: names and types of columns.

Comes in: nothing. Goes out: `Table`s for building statements, and `REVISIONS`, the migrations that this
program knows, oldest first. Raises `ValueError` for an instant without a time zone.

Constraints, indexes, triggers and views are made by the migrations alone (migrations/versions/), so
that they stand in one place; a test compares the columns here with a migrated database. What each
column means is told in docs/database.md.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
HEAD = REVISIONS[-1]


def to_text(instant: datetime) -> str:
    """`2026-11-23T04:05:06.000000Z`: ISO 8601, UTC, always 27 characters, so that texts sort as times do."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant without a time zone cannot be kept: {instant!r}")
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as `to_text` writes it, given back in UTC."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002
        return None if value is None else to_text(value)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()


def _table(name: str, /, **columns: Any) -> Table:
    return Table(name, metadata, *(Column(column, kind) for column, kind in columns.items()))


citation = _table(
    "citation",
    pmid=Integer, uid=String, fingerprint=String, first_seen=Instant, fetched_at=Instant, refresh_at=Instant,
    is_deleted=Boolean, relevance=String, study_type=String, title=String, journal=String, published=String,
    doi=String, is_retracted=Boolean, changed=Integer,
)  # fmt: skip
record = _table("record", pmid=Integer, citation=String, verdict=String)
citation_text = _table(
    "citation_text",
    pmid=Integer, title=String, abstract=String, authors=String, journal=String, keywords=String, mesh=String,
)  # fmt: skip
revision = _table("revision", pmid=Integer, fingerprint=String, fetched_at=Instant, raw=LargeBinary)
tag = _table(
    "tag",
    pmid=Integer, condition_id=String, group_id=String, kind=String, relevance=String, field=String,
    words=String,
)  # fmt: skip
event = _table(
    "event",
    seq=Integer, pmid=Integer, kind=String, key=String, at=Instant, quiet=Boolean, detail=String,
)  # fmt: skip
feed_line = _table("feed_line", scope=String, band=String, at=Instant, seq=Integer, pmid=Integer, kind=String)
scope = _table("scope", name=String, changed=Integer)
trouble = _table(
    "trouble",
    uid=String, kind=String, attempts=Integer, next_try=Instant, parked=Boolean, error=String,
    raw=LargeBinary,
)  # fmt: skip
harvest_state = _table("harvest_state", name=String, value=String)
outbox = _table("outbox", digest=String, seq=Integer, state=String, number=Integer, position=Integer)
digest = _table("digest", id=String, opened_at=Instant, last_due=Instant, next_number=Integer)
issue = _table(
    "issue", digest=String, number=Integer, composed_at=Instant, channel=String, message=LargeBinary
)
delivery = _table(
    "delivery",
    id=Integer, digest=String, number=Integer, recipient=String, message_id=String, state=String,
    attempt=Integer, in_doubt=Boolean, next_try=Instant, last_error=String, lease_owner=String,
    lease_until=Instant, settled_at=Instant,
)  # fmt: skip
suppression = _table("suppression", address=String, reason=String, at=Instant)
subscriber = _table(
    "subscriber",
    id=String, address=String, address_key=String, conditions=String, condition_groups=String,
    frequency=String, state=String, asked_at=Instant, confirmed_at=Instant, left_at=Instant, consent=String,
    source=String, nonce=String,
)  # fmt: skip
subscriber_request = _table(
    "subscriber_request",
    id=Integer, address=String, conditions=String, condition_groups=String, frequency=String, at=Instant,
    consent=String, source=String,
)  # fmt: skip
client = _table("client", id=Integer, sealed=String, at=Instant)
secret = _table("secret", name=String, value=LargeBinary)
lease = _table("lease", name=String, owner=String, renewed_at=Instant, expires_at=Instant)
note = _table("note", name=String, text=String)
counter = _table("counter", name=String, value=Integer)
run = _table(
    "run",
    id=Integer, started=Instant, finished=Instant, outcome=String, matched=Integer, new=Integer,
    error=String, report=String,
)  # fmt: skip
incident = _table(
    "incident",
    id=Integer, kind=String, opened_at=Instant, closed_at=Instant, since=Instant, failed_runs=Integer,
    reason=String, closed_after=Integer,
)  # fmt: skip
incident_told = _table("incident_told", digest=String, incident=Integer, is_over=Boolean)
migration_log = _table("migration_log", revision=String, applied_at=Instant, app_version=String, what=String)
