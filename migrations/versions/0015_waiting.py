"""Indexes that hold all that counting what waits to be read asks of a row."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SAVED = ["patient_id", "saved_at", "state", "version", "ring_id", "generation", "id"]


def upgrade() -> None:
    op.create_index("ix_reflection_saved", "reflection", SAVED)
    op.drop_index("ix_reading_reader", "reading")
    op.create_index("ix_reading_reader", "reading", ["reader_id", "reflection_id", "reviewed_version", "reviewed_at"])


def downgrade() -> None:
    op.drop_index("ix_reading_reader", "reading")
    op.create_index("ix_reading_reader", "reading", ["reader_id"])
    op.drop_index("ix_reflection_saved", "reflection")
