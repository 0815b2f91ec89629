"""Insights and goals, and the steps that follow from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "insight",
        *_columns(),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reflection_id", columns.Uuid(length=16), nullable=True),
        *_more("insight", reflection_id="reflection"),
    )
    op.create_index("ix_insight_patient", "insight", ["patient_id", "id"])
    op.create_index("ix_insight_reflection", "insight", ["reflection_id"])
    op.create_table(
        "step",
        *_columns(),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("insight_id", columns.Uuid(length=16), nullable=True),
        sa.Column("strategy_id", columns.Uuid(length=16), nullable=True),
        *_more("step", insight_id="insight", strategy_id="step"),
    )
    op.create_index("ix_step_patient", "step", ["patient_id", "id"])
    op.create_index("ix_step_insight", "step", ["insight_id", "id"])


def _columns() -> tuple[sa.Column[object], ...]:
    return (
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
    )


def _more(table: str, **own: str) -> tuple[sa.schema.SchemaItem, ...]:
    references = {"patient_id": "person", "author_id": "person", "ring_id": "ring", "made_by": "person", **own}
    return (
        sa.Column("made_by", columns.Uuid(length=16), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("seen_at", columns.UtcDateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                ["clinic_id", column],
                [f"{target}.clinic_id", f"{target}.id"],
                name=op.f(f"fk_{table}_clinic_id_{column}_{target}"),
            )
            for column, target in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f(f"uq_{table}_clinic_id_id")),
    )


def downgrade() -> None:
    op.drop_table("step")
    op.drop_table("insight")
