"""Safety flags and what was done about them, a patient's phone number, and the clinic's hours for flags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

REFERENCES = (("patient_id", "person"), ("author_id", "person"), ("ring_id", "ring"))
OPENED = sa.text("act = 'safety_flag.opened'")
OF_FLAG = (("acknowledged_by", "person"), ("closed_by", "person"))


def upgrade() -> None:
    _create(
        "safety_flag",
        _number("number"), _number("moves"), _number("steps"),
        _moment("contact_at"),
        _moment("acknowledged_at"), _person("acknowledged_by"),
        _moment("closed_at"), _person("closed_by"),
        *(_within_clinic("safety_flag", column, target) for column, target in OF_FLAG),
        sa.UniqueConstraint("patient_id", "number", name=op.f("uq_safety_flag_patient_id_number")),
    )  # fmt: skip
    op.create_index("ix_safety_flag_clinic", "safety_flag", ["clinic_id", "state"])
    _create(
        "safety_step",
        sa.Column("flag_id", columns.Uuid(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        _within_clinic("safety_step", "flag_id", "safety_flag"),
    )
    op.create_index("ix_safety_step_flag", "safety_step", ["flag_id"])
    op.create_index("ix_audit_flag", "audit", ["clinic_id", "record_id"], sqlite_where=OPENED, postgresql_where=OPENED)
    op.add_column("person", sa.Column("phone_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("clinic", sa.Column("flag_hours", sa.Integer(), server_default="24", nullable=False))
    op.add_column("clinic", sa.Column("flag_answer", sa.Text(), server_default="", nullable=False))


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, columns.UtcDateTime(timezone=True), nullable=True)


def _person(name: str) -> sa.Column[object]:
    return sa.Column(name, columns.Uuid(length=16), nullable=True)


def _create(table: str, *own: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        *own,
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
    op.drop_column("clinic", "flag_answer")
    op.drop_column("clinic", "flag_hours")
    op.drop_column("person", "phone_sealed")
    op.drop_index("ix_audit_flag", table_name="audit")
    op.drop_table("safety_step")
    op.drop_table("safety_flag")
