"""What a clinic offers of its instruments and when it asks, and its monthly counts of measures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SETTINGS = (("measures_away", "[]"), ("cadence", "{}"))
COUNTS = ("answered", "due", "overdue")


def upgrade() -> None:
    for name, default in SETTINGS:
        op.add_column("clinic", sa.Column(name, sa.Text(), server_default=default, nullable=False))
    op.create_table(
        "measure_count",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("instrument", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_measure_count_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_count")),
        sa.UniqueConstraint(
            "clinic_id", "month", "instrument", name=op.f("uq_measure_count_clinic_id_month_instrument")
        ),
    )


def downgrade() -> None:
    op.drop_table("measure_count")
    for name, _ in SETTINGS:
        op.drop_column("clinic", name)
