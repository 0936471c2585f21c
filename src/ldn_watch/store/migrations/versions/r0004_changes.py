"""What changed since when: each citation and each scope of feeds and pages, with the version of its change.

Comes in: the tables of 0001 to 0003. Goes out: `citation.changed` with an index, the table `scope`. What is
there already is of version 0, so the first publishing after it writes everything. May raise what the
database raises.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("citation", sa.Column("changed", sa.Integer, nullable=False, server_default="0"))
    op.create_index("citation_changed", "citation", ["changed"])
    op.create_table(
        "scope",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("changed", sa.Integer, nullable=False),
    )
