"""Records that were opened for somebody before they had an account: who keeps each, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "before_record",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("keeper_id", columns.Uuid(length=16), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_before_record_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "keeper_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_before_record_clinic_id_keeper_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"],
            ["ring.clinic_id", "ring.id"],
            name=op.f("fk_before_record_clinic_id_ring_id_ring"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_before_record")),
        sa.UniqueConstraint("patient_id", name=op.f("uq_before_record_patient_id")),
    )
    op.create_index("ix_before_record_keeper", "before_record", ["keeper_id"])


def downgrade() -> None:
    op.drop_table("before_record")
