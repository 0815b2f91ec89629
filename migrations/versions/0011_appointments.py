"""Appointments, the private addresses of calendars, and a time zone of one's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("therapist_id", columns.Uuid(length=16), nullable=False),
        sa.Column("made_by", columns.Uuid(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "made_by"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_appointment_clinic_id_made_by_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_appointment_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "therapist_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_appointment_clinic_id_therapist_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_appointment_clinic_id_id")),
    )
    op.create_index("ix_appointment_patient", "appointment", ["patient_id", "starts_at"])
    op.create_index("ix_appointment_therapist", "appointment", ["therapist_id", "starts_at"])
    op.create_table(
        "calendar_feed",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_calendar_feed_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("person_id", name=op.f("uq_calendar_feed_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )

    op.add_column("person", sa.Column("time_zone", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "time_zone")
    op.drop_table("calendar_feed")
    op.drop_table("appointment")
