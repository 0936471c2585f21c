"""What Alembic runs for one step.

Comes in, as attributes of Alembic's configuration: `connection`, in a transaction that the caller
commits, `now` and `app_version`. Goes out: the step's changes, its revision in `alembic_version`, its
line in `migration_log`. May raise whatever the database raises; then none of the three stays.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import insert

from ldn_watch.store.schema import migration_log


def _record(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:  # noqa: ARG001
    attributes = context.config.attributes
    ctx.connection.execute(
        insert(migration_log),
        {
            "revision": step.up_revision_id,
            "applied_at": attributes["now"],
            "app_version": attributes["app_version"],
            "what": step.up_revision.doc,
        },
    )


context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    on_version_apply=_record,
)
with context.begin_transaction():
    context.run_migrations()
