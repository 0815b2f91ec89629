"""Consent texts, consents, and withdrawn copies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_CLINIC = ("keeps_withdrawn", "retention_years", "record_chart", "record_court", "record_insurer")


def upgrade() -> None:
    # Their defaults stay in the database, as in the models: dropping them would make SQLite copy whole tables.
    with op.batch_alter_table("clinic", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("keeps_withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("retention_years", sa.Integer(), nullable=False, server_default="7"))
        for name in ("record_chart", "record_court", "record_insurer"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("reflection", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("kept_when_withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
    _create_consents()
    _create_withdrawn()


def _create_consents() -> None:
    op.create_table(
        "consent_text",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "author_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_consent_text_clinic_id_author_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_consent_text_clinic_id_id")),
        sa.UniqueConstraint("clinic_id", "kind", "number", name=op.f("uq_consent_text_clinic_id_kind_number")),
    )
    op.create_table(
        "consent",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("text_id", columns.Uuid(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_consent_clinic_id_person_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "text_id"],
            ["consent_text.clinic_id", "consent_text.id"],
            name=op.f("fk_consent_clinic_id_text_id_consent_text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_person", "consent", ["person_id", "text_id"])


def _create_withdrawn() -> None:
    op.create_table(
        "withdrawn_copy",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("reflection_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("head_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shared_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("keep_until", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reflection_id"],
            ["reflection.clinic_id", "reflection.id"],
            name=op.f("fk_withdrawn_copy_clinic_id_reflection_id_reflection"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_withdrawn_copy_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"],
            ["ring.clinic_id", "ring.id"],
            name=op.f("fk_withdrawn_copy_clinic_id_ring_id_ring"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_copy")),
    )
    op.create_index("ix_withdrawn_copy_patient", "withdrawn_copy", ["patient_id"])
    op.create_index("ix_withdrawn_copy_keep_until", "withdrawn_copy", ["keep_until"])


def downgrade() -> None:
    op.drop_table("withdrawn_copy")
    op.drop_table("consent")
    op.drop_table("consent_text")
    with op.batch_alter_table("reflection", recreate="never") as batch_op:
        batch_op.drop_column("kept_when_withdrawn")
    with op.batch_alter_table("clinic", recreate="never") as batch_op:
        for name in reversed(OF_CLINIC):
            batch_op.drop_column(name)
