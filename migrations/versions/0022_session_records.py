"""The record of a session, the clinic's limits for its log, and licences of staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LIMITS = {
    "systolic_least": 90, "systolic_most": 160, "diastolic_least": 50, "diastolic_most": 100, "pulse_least": 50,
    "pulse_most": 120, "oxygen_least": 92, "distress_most": 7,
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "session_record",
        sa.Column("session_id", columns.Uuid(length=16), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
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
        *(_within_clinic(column, table) for column, table in
          (("patient_id", "person"), ("author_id", "person"), ("ring_id", "ring"), ("session_id", "dosing_session"))),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_record")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_session_record_clinic_id_id")),
    )  # fmt: skip
    op.create_index("ix_session_record_patient", "session_record", ["patient_id", "id"])
    op.create_index("ix_session_record_session", "session_record", ["session_id", "part", "id"])
    for name, number in LIMITS.items():
        op.add_column("clinic", sa.Column(name, sa.Integer(), server_default=str(number), nullable=False))
    op.add_column("person", sa.Column("licence_sealed", sa.LargeBinary(), nullable=True))


def _within_clinic(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["clinic_id", column],
        [f"{table}.clinic_id", f"{table}.id"],
        name=op.f(f"fk_session_record_clinic_id_{column}_{table}"),
    )


def downgrade() -> None:
    op.drop_column("person", "licence_sealed")
    for name in LIMITS:
        op.drop_column("clinic", name)
    op.drop_table("session_record")
