"""Treatment teams: who is let into a patient's treatment record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "treatment_member",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinician_id", columns.Uuid(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_treatment_member_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "clinician_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_treatment_member_clinic_id_clinician_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_member")),
        sa.UniqueConstraint("patient_id", "clinician_id", name=op.f("uq_treatment_member_patient_id_clinician_id")),
    )
    op.create_index("ix_treatment_member_clinician", "treatment_member", ["clinician_id"])


def downgrade() -> None:
    op.drop_table("treatment_member")
