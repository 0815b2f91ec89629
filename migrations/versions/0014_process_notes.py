"""Process notes, for their therapist alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "process_note",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "author_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_process_note_clinic_id_author_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_process_note_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"], ["ring.clinic_id", "ring.id"], name=op.f("fk_process_note_clinic_id_ring_id_ring")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_note")),
    )
    op.create_index("ix_process_note_author", "process_note", ["author_id", "patient_id", "id"])


def downgrade() -> None:
    op.drop_table("process_note")
