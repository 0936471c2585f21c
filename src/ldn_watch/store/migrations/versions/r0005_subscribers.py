"""Subscribers: who asked, who confirmed, what they chose; the key that links and forgotten addresses hang on.

Comes in: the tables of 0001 to 0004. Goes out: `subscriber` (one row an address), `subscriber_request`,
`client`, `secret`, and two indexes without which each subscriber would cost every run a walk through all
that was ever told. May raise what the database raises.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT, TEXT = sa.String(27), sa.Text
# Without the address: the views name no reader.
VIEW = """
CREATE VIEW subscribers AS
SELECT s.id, s.state, s.frequency, s.conditions, s.condition_groups, s.asked_at, s.confirmed_at, s.left_at,
       s.consent, s.source
FROM subscriber s
"""


def upgrade() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("address_key", TEXT, nullable=False, unique=True),  # two spellings are one reader
        *_choice(),
        sa.Column(
            "state", TEXT, sa.CheckConstraint("state IN ('pending', 'active', 'gone')"), nullable=False
        ),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("left_at", INSTANT),
        sa.Column("consent", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("nonce", TEXT, nullable=False),
        sa.CheckConstraint("state != 'active' OR confirmed_at IS NOT NULL"),
    )
    op.create_table(
        "subscriber_request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("address", TEXT, nullable=False),
        *_choice(),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("consent", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sealed", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("client_at", "client", ["at", "sealed"])
    op.create_table(
        "secret",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_index("outbox_event", "outbox", ["seq", "digest"])
    op.create_index("delivery_recipient", "delivery", ["recipient"])
    op.create_index("delivery_message_id", "delivery", ["message_id"])
    op.execute(VIEW)


def _choice() -> list[sa.Column[str]]:
    """Conditions and groups are JSON lists; `groups` is a keyword of SQL."""
    names = ("conditions", "condition_groups", "frequency")
    return [sa.Column(name, TEXT, nullable=False) for name in names]
