"""Archive, ledger, outbox, deliveries, leases and runs.

Comes in: an empty database, in a transaction. Goes out: the tables and indexes. May raise what the
database raises.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPLICATION_ID = 0x4C444E57  # "LDNW", in the header of the file: tells ours from any other database

INSTANT = sa.String(27)
TEXT = sa.Text


def upgrade() -> None:
    """Everything but search, guards and views."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _archive()
    _ledger()
    _outbox()
    _deliveries()
    _housekeeping()


def _need(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def _archive() -> None:
    op.create_table(
        "citation",
        sa.Column("pmid", sa.Integer, primary_key=True, autoincrement=False),
        _need("uid", TEXT),
        _need("fingerprint", TEXT),
        _need("first_seen", INSTANT),
        _need("fetched_at", INSTANT),
        _need("refresh_at", INSTANT),
        _need("is_deleted", sa.Boolean),
        _need("relevance", TEXT),
        _need("study_type", TEXT),
        _need("title", TEXT),
        _need("journal", TEXT),
        _need("published", TEXT),
        _need("doi", TEXT),
        _need("is_retracted", sa.Boolean),
        sa.UniqueConstraint("uid"),
    )
    op.create_index("citation_refresh", "citation", ["is_deleted", "refresh_at", "uid"])
    op.create_index("citation_first_seen", "citation", ["first_seen"])
    op.create_index("citation_relevance", "citation", ["relevance", "is_deleted", "is_retracted"])
    op.create_index("citation_doi", "citation", ["doi"])
    op.create_table("record", _pmid(primary=True), _need("citation", TEXT), _need("verdict", TEXT))
    op.create_table(
        "citation_text",
        _pmid(primary=True),
        *(_need(name, TEXT) for name in ("title", "abstract", "authors", "journal", "keywords", "mesh")),
    )
    op.create_table(
        "revision",
        _pmid(primary=True),
        sa.Column("fingerprint", TEXT, primary_key=True),
        _need("fetched_at", INSTANT),
        _need("raw", sa.LargeBinary),
    )
    _tags()


def _tags() -> None:
    op.create_table(
        "tag",
        _pmid(primary=True),
        sa.Column("condition_id", TEXT, primary_key=True),
        sa.Column("kind", TEXT, primary_key=True),
        _need("group_id", TEXT),
        _need("relevance", TEXT),
        _need("field", TEXT),
        _need("words", TEXT),
    )
    op.create_index("tag_condition", "tag", ["condition_id", "relevance", "pmid"])
    op.create_index("tag_group", "tag", ["group_id", "relevance", "pmid"])


def _pmid(*, primary: bool = False) -> sa.Column[Any]:
    return sa.Column(
        "pmid",
        sa.Integer,
        sa.ForeignKey("citation.pmid"),
        primary_key=primary,
        nullable=False,
        autoincrement=False,
    )


def _ledger() -> None:
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer, primary_key=True),
        _pmid(),
        _need("kind", TEXT),
        _need("key", TEXT),
        _need("at", INSTANT),
        _need("quiet", sa.Boolean),
        _need("detail", TEXT),
        sa.UniqueConstraint("pmid", "kind", "key"),
        sqlite_autoincrement=True,  # a seq is never used again
    )
    op.create_table(
        "feed_line",
        sa.Column("scope", TEXT, primary_key=True),
        sa.Column("band", TEXT, primary_key=True),
        sa.Column("at", INSTANT, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        _need("pmid", sa.Integer),
        _need("kind", TEXT),
        sqlite_with_rowid=False,
    )
    op.create_index("feed_line_pmid", "feed_line", ["pmid"])


def _outbox() -> None:
    op.create_table(
        "digest",
        sa.Column("id", TEXT, primary_key=True),
        _need("opened_at", INSTANT),
        sa.Column("last_due", INSTANT),
        _need("next_number", sa.Integer),
    )
    op.create_table(
        "issue",
        sa.Column("digest", TEXT, sa.ForeignKey("digest.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        _need("composed_at", INSTANT),
        _need("channel", TEXT),
        _need("message", sa.LargeBinary),
    )
    op.create_table(
        "outbox",
        sa.Column("digest", TEXT, primary_key=True),
        sa.Column("seq", sa.Integer, sa.ForeignKey("event.seq"), primary_key=True, autoincrement=False),
        _need("state", TEXT, sa.CheckConstraint("state IN ('waiting', 'held', 'released')")),
        sa.Column("number", sa.Integer),
        sa.Column("position", sa.Integer),
        sa.ForeignKeyConstraint(["digest", "number"], ["issue.digest", "issue.number"]),
        sa.UniqueConstraint("digest", "number", "position"),
    )
    unissued = sa.text("number IS NULL")
    op.create_index(
        "outbox_open",
        "outbox",
        ["digest", "state", "seq"],
        sqlite_where=unissued,
        postgresql_where=unissued,
    )


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        _need("digest", TEXT),
        _need("number", sa.Integer),
        _need("recipient", TEXT),
        _need("message_id", TEXT),
        _need("state", TEXT),
        _need("attempt", sa.Integer),
        _need("in_doubt", sa.Boolean),
        sa.Column("next_try", INSTANT),
        _need("last_error", TEXT),
        sa.Column("lease_owner", TEXT),
        sa.Column("lease_until", INSTANT),
        sa.Column("settled_at", INSTANT),
        sa.ForeignKeyConstraint(["digest", "number"], ["issue.digest", "issue.number"]),
        sa.UniqueConstraint("digest", "number", "recipient"),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'deferred', 'refused', 'held')"),
        sqlite_autoincrement=True,
    )
    op.create_index("delivery_state", "delivery", ["state", "next_try", "in_doubt"])
    op.create_table(
        "suppression",
        sa.Column("address", TEXT, primary_key=True),
        _need("reason", TEXT),
        _need("at", INSTANT),
    )


def _housekeeping() -> None:
    op.create_table(
        "trouble",
        sa.Column("uid", TEXT, primary_key=True),
        _need("kind", TEXT),
        _need("attempts", sa.Integer),
        _need("next_try", INSTANT),
        _need("parked", sa.Boolean),
        _need("error", TEXT),
        _need("raw", sa.LargeBinary),
    )
    for name in ("harvest_state", "counter", "note"):
        kind = sa.Integer if name == "counter" else TEXT
        column = "text" if name == "note" else "value"
        op.create_table(name, sa.Column("name", TEXT, primary_key=True), _need(column, kind))
    op.create_table(
        "lease",
        sa.Column("name", TEXT, primary_key=True),
        _need("owner", TEXT),
        _need("renewed_at", INSTANT),
        _need("expires_at", INSTANT),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True),
        _need("started", INSTANT),
        _need("finished", INSTANT),
        _need("outcome", TEXT),
        _need("matched", sa.Integer),
        _need("new", sa.Integer),
        _need("error", TEXT),
        _need("report", TEXT),
        sqlite_autoincrement=True,
    )
    op.create_index("run_outcome", "run", ["outcome", "started"])
    op.create_table(
        "migration_log",
        sa.Column("revision", TEXT, primary_key=True),
        _need("applied_at", INSTANT),
        _need("app_version", TEXT),
        _need("what", TEXT),
    )
