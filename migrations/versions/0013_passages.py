"""Passages set apart, and the themes of clinics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passage",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("reflection_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reflection_version", sa.Integer(), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("passage_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "author_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_passage_clinic_id_author_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_passage_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reflection_id"],
            ["reflection.clinic_id", "reflection.id"],
            name=op.f("fk_passage_clinic_id_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"], ["ring.clinic_id", "ring.id"], name=op.f("fk_passage_clinic_id_ring_id_ring")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    op.create_index("ix_passage_patient", "passage", ["patient_id", "kind"])
    op.create_index("ix_passage_reflection", "passage", ["reflection_id", "id"])
    op.create_table(
        "theme",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("made_by", columns.Uuid(length=16), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "made_by"], ["person.clinic_id", "person.id"], name=op.f("fk_theme_clinic_id_made_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    op.create_index("ix_theme_clinic", "theme", ["clinic_id", "id"])


def downgrade() -> None:
    op.drop_table("theme")
    op.drop_table("passage")
