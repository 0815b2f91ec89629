"""Notes are found by their patient, deaths by their clinic, and what was written before by its ring: main pages looked
through those of every clinic there is."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_note_patient", "note", ["patient_id"]),
    ("ix_death_clinic", "death", ["clinic_id", "state"]),
    ("ix_before_record_ring", "before_record", ["ring_id"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
