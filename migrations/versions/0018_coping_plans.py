"""A patient's plan for hard hours and own lists of treatments, and a clinic's own words under Learn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clinic_text",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("published_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "author_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_clinic_text_clinic_id_author_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_text")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_clinic_text_clinic_id_id")),
        sa.UniqueConstraint("clinic_id", "name", "number", name=op.f("uq_clinic_text_clinic_id_name_number")),
    )
    _create_record("coping_plan", sa.UniqueConstraint("patient_id", name=op.f("uq_coping_plan_patient_id")))
    _create_record("treatment_entry")


def _create_record(table: str, *more: sa.Constraint) -> None:
    op.create_table(
        table,
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
        *(_within_clinic(table, column, other) for column, other in _REFERENCES),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f(f"uq_{table}_clinic_id_id")),
        *more,
    )
    op.create_index(f"ix_{table}_patient", table, ["patient_id", "id"])


_REFERENCES = (("author_id", "person"), ("patient_id", "person"), ("ring_id", "ring"))


def _within_clinic(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_clinic_id_{column}_{other}")
    return sa.ForeignKeyConstraint(["clinic_id", column], [f"{other}.clinic_id", f"{other}.id"], name=name)


def downgrade() -> None:
    for table in ("treatment_entry", "coping_plan", "clinic_text"):
        op.drop_table(table)
