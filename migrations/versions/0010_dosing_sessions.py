"""Dosing sessions: a day on which nobody is asked to decide."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("clinic", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("decisions_at_minutes", sa.Integer(), nullable=False, server_default="540"))
    op.create_table(
        "dosing_session",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("checked_in_by", columns.Uuid(length=16), nullable=False),
        sa.Column("checked_in_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_dosing_session_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "checked_in_by"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_dosing_session_clinic_id_checked_in_by_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dosing_session")),
    )
    op.create_index("ix_dosing_session_patient", "dosing_session", ["patient_id", "checked_in_at"])


def downgrade() -> None:
    op.drop_table("dosing_session")
    with op.batch_alter_table("clinic", recreate="never") as batch_op:
        batch_op.drop_column("decisions_at_minutes")
