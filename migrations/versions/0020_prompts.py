"""Prompts as a clinic, a therapist and a patient changed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _within_clinic(table: str, column: str, target: str = "person") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_clinic_id_{column}_{target}")
    return sa.ForeignKeyConstraint(["clinic_id", column], [f"{target}.clinic_id", f"{target}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "clinic_prompts",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("changed_by", columns.Uuid(length=16), nullable=False),
        sa.Column("timeline", sa.Text(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_prompts_clinic_id_clinic")),
        _within_clinic("clinic_prompts", "changed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_prompts")),
        sa.UniqueConstraint("clinic_id", name=op.f("uq_clinic_prompts_clinic_id")),
    )
    op.create_table(
        "prompt_order",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("changed_by", columns.Uuid(length=16), nullable=False),
        sa.Column("arranged", sa.Text(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _within_clinic("prompt_order", "changed_by"),
        _within_clinic("prompt_order", "patient_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_order")),
        sa.UniqueConstraint("patient_id", name=op.f("uq_prompt_order_patient_id")),
    )
    op.create_table(
        "prompt_skip",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("about_id", columns.Uuid(length=16), nullable=True),
        sa.Column("until", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _within_clinic("prompt_skip", "patient_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_skip")),
    )
    op.create_index("ix_prompt_skip_patient", "prompt_skip", ["patient_id", "id"])
    op.create_table(
        "added_prompt",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("moment", sa.String(length=32), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _within_clinic("added_prompt", "author_id"),
        _within_clinic("added_prompt", "patient_id"),
        _within_clinic("added_prompt", "ring_id", "ring"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_prompt")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_added_prompt_clinic_id_id")),
    )
    op.create_index("ix_added_prompt_patient", "added_prompt", ["patient_id", "id"])


def downgrade() -> None:
    op.drop_table("added_prompt")
    op.drop_table("prompt_skip")
    op.drop_table("prompt_order")
    op.drop_table("clinic_prompts")
