"""Indexes in the order in which the queue asks: marks by reflection, notes by author, versions beside ids."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PATIENT = ["patient_id", "id", "state"]
READER = ["reader_id", "reflection_id", "reviewed_version", "reviewed_at"]


def upgrade() -> None:
    op.drop_index("ix_reflection_patient", "reflection")
    op.create_index("ix_reflection_patient", "reflection", [*PATIENT, "version"])
    op.drop_index("ix_reading_reader", "reading")
    op.create_index("ix_reading_reflection", "reading", [READER[1], READER[0], *READER[2:]])
    op.create_index("ix_note_author", "note", ["author_id", "patient_id", "reflection_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_note_author", "note")
    op.drop_index("ix_reading_reflection", "reading")
    op.create_index("ix_reading_reader", "reading", READER)
    op.drop_index("ix_reflection_patient", "reflection")
    op.create_index("ix_reflection_patient", "reflection", PATIENT)
