"""Courses of treatment, what is written about them, consent to treatment, and the clinic's templates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make(
        "course",
        {},
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
    )
    _make(
        "course_part",
        {"course_id": "course"},
        sa.Column("course_id", columns.Uuid(length=16), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
    )
    _make(
        "treatment_consent",
        {"course_id": "course", "text_id": "consent_text"},
        sa.Column("course_id", columns.Uuid(length=16), nullable=False),
        sa.Column("text_id", columns.Uuid(length=16), nullable=False),
    )
    op.create_index("ix_course_part_course", "course_part", ["course_id", "part", "id"])
    op.create_index("ix_treatment_consent_course", "treatment_consent", ["course_id", "text_id", "id"])
    op.add_column("clinic", sa.Column("course_templates", sa.Text(), server_default="[]", nullable=False))


def _make(table: str, more: dict[str, str], *plain: sa.Column) -> None:
    refers = {"patient_id": "person", "author_id": "person", "ring_id": "ring", **more}
    op.create_table(
        table,
        *plain,
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
        *(_within_clinic(table, column, referred) for column, referred in refers.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f(f"uq_{table}_clinic_id_id")),
    )
    op.create_index(f"ix_{table}_patient", table, ["patient_id", "id"])


def _within_clinic(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["clinic_id", column],
        [f"{referred}.clinic_id", f"{referred}.id"],
        name=op.f(f"fk_{table}_clinic_id_{column}_{referred}"),
    )


def downgrade() -> None:
    op.drop_column("clinic", "course_templates")
    for table in ("treatment_consent", "course_part", "course"):
        op.drop_table(table)
