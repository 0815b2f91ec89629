"""Readied phones and the words they append; reflections that wait to be deleted, and where they came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = columns.UtcDateTime(timezone=True)
    with op.batch_alter_table("reflection", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("origin", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("delete_asked_at", moment, nullable=True))
    op.create_table(
        "ready_phone",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("secret_mac", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("removed_at", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_ready_phone_clinic_id_patient_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_phone")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_ready_phone_clinic_id_id")),
        sa.UniqueConstraint("id_hash", name=op.f("uq_ready_phone_id_hash")),
    )
    op.create_index("ix_ready_phone_patient", "ready_phone", ["patient_id", "id"])
    op.create_table(
        "appended_words",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("phone_id", columns.Uuid(length=16), nullable=False),
        sa.Column("key_id", columns.Uuid(length=16), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_appended_words_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "phone_id"],
            ["ready_phone.clinic_id", "ready_phone.id"],
            name=op.f("fk_appended_words_clinic_id_phone_id_ready_phone"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "key_id"],
            ["person_key.clinic_id", "person_key.id"],
            name=op.f("fk_appended_words_clinic_id_key_id_person_key"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appended_words")),
    )
    op.create_index("ix_appended_words_patient", "appended_words", ["patient_id", "id"])


def downgrade() -> None:
    op.drop_table("appended_words")
    op.drop_table("ready_phone")
    with op.batch_alter_table("reflection", recreate="never") as batch_op:
        batch_op.drop_column("delete_asked_at")
        batch_op.drop_column("origin")
