"""The evaluation before a treatment: its parts, earlier treatments, red flags, clearance, and a clinic's own flags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES: dict[str, tuple[str, ...]] = {
    "evaluation_section": ("section",),
    "earlier_treatment": (),
    "red_flag": ("flag",),
    "clearance": (),
}
ONE_OF = {
    "evaluation_section": ("patient_id", "section"), "red_flag": ("patient_id", "flag"), "clearance": ("patient_id",),
}  # fmt: skip
REFERENCES = (("patient_id", "person"), ("author_id", "person"), ("ring_id", "ring"))


def upgrade() -> None:
    for table, codes in TABLES.items():
        _create(table, codes)
    op.add_column("clinic", sa.Column("red_flags", sa.Text(), server_default="[]", nullable=False))


def _create(table: str, codes: tuple[str, ...]) -> None:
    op.create_table(
        table,
        *(sa.Column(code, sa.String(length=32), nullable=False) for code in codes),
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
        *_one_of(table),
    )
    op.create_index(f"ix_{table}_patient", table, ["patient_id", "id"])


def _one_of(table: str) -> tuple[sa.UniqueConstraint, ...]:
    names = ONE_OF.get(table, ())
    return (sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}")),) if names else ()


def _within_clinic(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["clinic_id", column],
        [f"{target}.clinic_id", f"{target}.id"],
        name=op.f(f"fk_{table}_clinic_id_{column}_{target}"),
    )


def downgrade() -> None:
    op.drop_column("clinic", "red_flags")
    for table in reversed(TABLES):
        op.drop_table(table)
