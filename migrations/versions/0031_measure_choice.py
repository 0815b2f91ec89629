"""How a patient wants measures shown: with points or without, one at a time or all at once, and quiet until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure_choice",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("shows_points", sa.Boolean(), nullable=False),
        sa.Column("all_at_once", sa.Boolean(), nullable=False),
        sa.Column("quiet_until", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_measure_choice_clinic_id_patient_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_choice")),
        sa.UniqueConstraint("patient_id", name=op.f("uq_measure_choice_patient_id")),
    )


def downgrade() -> None:
    op.drop_table("measure_choice")
