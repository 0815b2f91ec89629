"""Dosing sessions begin and end, and reflections belong to their moments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dosing_session") as batch_op:
        batch_op.add_column(sa.Column("started_at", columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_dosing_session_clinic_id_id"), ["clinic_id", "id"])
    with op.batch_alter_table("reflection", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("session_id", columns.Uuid(length=16), nullable=True))
        batch_op.add_column(sa.Column("moment", sa.String(length=32), nullable=True))
    op.create_index("ix_reflection_session", "reflection", ["session_id"])


def downgrade() -> None:
    op.drop_index("ix_reflection_session", "reflection")
    with op.batch_alter_table("reflection", recreate="never") as batch_op:
        batch_op.drop_column("moment")
        batch_op.drop_column("session_id")
    with op.batch_alter_table("dosing_session") as batch_op:
        batch_op.drop_constraint(op.f("uq_dosing_session_clinic_id_id"), type_="unique")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("started_at")
