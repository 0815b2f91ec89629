"""Measures: what was answered under the treatment ring, and what a clinician asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

REFERENCES = (("patient_id", "person"), ("author_id", "person"), ("ring_id", "ring"))


def upgrade() -> None:
    _create(
        "measure_response",
        _code("instrument"), _code("definition_version"),
        sa.Column("answered_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        _code("source"),
    )  # fmt: skip
    op.create_index(
        "ix_measure_response_instrument", "measure_response", ["patient_id", "instrument", "answered_at"]
    )  # fmt: skip
    _create("measure_ask", _code("instrument"), sa.Column("due_on", sa.Date(), nullable=False))


def _code(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=False)


def _create(table: str, *own: sa.Column[object]) -> None:
    op.create_table(
        table,
        *own,
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=False),
        _code("state"),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(_within_clinic(table, column, target) for column, target in REFERENCES),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f(f"uq_{table}_clinic_id_id")),
    )
    op.create_index(f"ix_{table}_patient", table, ["patient_id", "id"])


def _within_clinic(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["clinic_id", column],
        [f"{target}.clinic_id", f"{target}.id"],
        name=op.f(f"fk_{table}_clinic_id_{column}_{target}"),
    )


def downgrade() -> None:
    op.drop_table("measure_ask")
    op.drop_table("measure_response")
