"""Incidents: failures that last, and which digest has told of them.

Comes in: the tables of 0001 and 0002. Goes out: `incident` (one open at a time of each kind, by a partial
unique index), `incident_told`, the documented view. May raise what the database raises.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT, TEXT = sa.String(27), sa.Text
# Without `reason`, which may quote a reader's address: the views name no reader.
VIEW = """
CREATE VIEW incidents AS
SELECT i.id, i.kind, i.since, i.opened_at, i.closed_at, i.failed_runs FROM incident i
"""


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("failed_runs", sa.Integer, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("closed_after", sa.Integer),  # the newest run when it was closed; the clock may jump
        sqlite_autoincrement=True,
    )
    still_open = sa.text("closed_at IS NULL")
    op.create_index(
        "incident_open",
        "incident",
        ["kind"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "incident_told",
        sa.Column("digest", TEXT, sa.ForeignKey("digest.id"), primary_key=True),
        sa.Column(
            "incident", sa.Integer, sa.ForeignKey("incident.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("is_over", sa.Boolean, primary_key=True),
    )
    op.execute(VIEW)
