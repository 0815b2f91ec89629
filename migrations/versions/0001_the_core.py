"""The core: people, keys, rings, reflections, notes, sign-ins, and the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clinic",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("out_of_hours", sa.Text(), nullable=False),
        sa.Column("reading_agreement", sa.Text(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "audit",
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", columns.Uuid(length=16), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("record_id", columns.Uuid(length=16), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("previous_mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "sequence", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_patient", ["clinic_id", "patient_id", "sequence"], unique=False)
        batch_op.create_index("ix_audit_record", ["clinic_id", "record_id", "sequence"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("head_mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_head_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "person",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("email_index", sa.LargeBinary(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("identifier_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("theme", sa.String(length=32), nullable=False),
        sa.Column("text_size", sa.String(length=32), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_person_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_person_clinic_id_id")),
        sa.UniqueConstraint("email_index", name=op.f("uq_person_email_index")),
    )
    op.create_table(
        "care_relation",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("therapist_id", columns.Uuid(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_care_relation_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "therapist_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_care_relation_clinic_id_therapist_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_relation")),
        sa.UniqueConstraint("patient_id", "therapist_id", name=op.f("uq_care_relation_patient_id_therapist_id")),
    )
    with op.batch_alter_table("care_relation", schema=None) as batch_op:
        batch_op.create_index("ix_care_relation_therapist", ["therapist_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("therapist_id", columns.Uuid(length=16), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_invitation_clinic_id_person_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "therapist_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_invitation_clinic_id_therapist_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "person_key",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("suite", sa.Integer(), nullable=False),
        sa.Column("sealing_public", sa.LargeBinary(), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(), nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_person_key_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_key")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_person_key_clinic_id_id")),
        sa.UniqueConstraint("person_id", "epoch", name=op.f("uq_person_key_person_id_epoch")),
    )
    op.create_table(
        "pin",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("owner_id", columns.Uuid(length=16), nullable=False),
        sa.Column("subject_id", columns.Uuid(length=16), nullable=False),
        sa.Column("fingerprint_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "owner_id"], ["person.clinic_id", "person.id"], name=op.f("fk_pin_clinic_id_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "subject_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_pin_clinic_id_subject_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin")),
        sa.UniqueConstraint("owner_id", "subject_id", name=op.f("uq_pin_owner_id_subject_id")),
    )
    op.create_table(
        "ring",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("owner_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotation_due", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "owner_id"], ["person.clinic_id", "person.id"], name=op.f("fk_ring_clinic_id_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_ring_clinic_id_patient_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_ring_clinic_id_id")),
    )
    with op.batch_alter_table("ring", schema=None) as batch_op:
        batch_op.create_index("ix_ring_owner", ["owner_id", "kind"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_sign_in_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("id_hash", name=op.f("uq_sign_in_id_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_expiry", ["expires_at"], unique=False)
        batch_op.create_index("ix_sign_in_person", ["clinic_id", "person_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("profile", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verifier_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("account_key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_slot_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_slot_person_id_kind")),
    )
    op.create_table(
        "reflection",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seal_version", sa.Integer(), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("head_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("search_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("saved_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("shared_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_reflection_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"], ["ring.clinic_id", "ring.id"], name=op.f("fk_reflection_clinic_id_ring_id_ring")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_reflection_clinic_id_id")),
    )
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.create_index("ix_reflection_deleted", ["deleted_at"], unique=False)
        batch_op.create_index("ix_reflection_patient", ["patient_id", "id", "state"], unique=False)

    op.create_table(
        "ring_grant",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("recipient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("recipient_key_id", columns.Uuid(length=16), nullable=False),
        sa.Column("signer_key_id", columns.Uuid(length=16), nullable=False),
        sa.Column("grant_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("adopted_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("adopted_mac", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "recipient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_ring_grant_clinic_id_recipient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "recipient_key_id"],
            ["person_key.clinic_id", "person_key.id"],
            name=op.f("fk_ring_grant_clinic_id_recipient_key_id_person_key"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"], ["ring.clinic_id", "ring.id"], name=op.f("fk_ring_grant_clinic_id_ring_id_ring")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "signer_key_id"],
            ["person_key.clinic_id", "person_key.id"],
            name=op.f("fk_ring_grant_clinic_id_signer_key_id_person_key"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring_grant")),
        sa.UniqueConstraint(
            "ring_id", "generation", "recipient_key_id", name=op.f("uq_ring_grant_ring_id_generation_recipient_key_id")
        ),
    )
    with op.batch_alter_table("ring_grant", schema=None) as batch_op:
        batch_op.create_index("ix_ring_grant_recipient", ["recipient_id"], unique=False)

    op.create_table(
        "ring_key",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"], ["ring.clinic_id", "ring.id"], name=op.f("fk_ring_key_clinic_id_ring_id_ring")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring_key")),
        sa.UniqueConstraint("ring_id", "generation", name=op.f("uq_ring_key_ring_id_generation")),
    )
    op.create_table(
        "note",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("reflection_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("anchoring", sa.String(length=32), nullable=False),
        sa.Column("reflection_version", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("anchor_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("released_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "author_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_note_clinic_id_author_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_note_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reflection_id"],
            ["reflection.clinic_id", "reflection.id"],
            name=op.f("fk_note_clinic_id_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"], ["ring.clinic_id", "ring.id"], name=op.f("fk_note_clinic_id_ring_id_ring")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_note_clinic_id_id")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_reflection", ["reflection_id", "id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("reflection_id", columns.Uuid(length=16), nullable=False),
        sa.Column("reader_id", columns.Uuid(length=16), nullable=False),
        sa.Column("opened_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reviewed_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reader_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_reading_clinic_id_reader_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reflection_id"],
            ["reflection.clinic_id", "reflection.id"],
            name=op.f("fk_reading_clinic_id_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("reflection_id", "reader_id", name=op.f("uq_reading_reflection_id_reader_id")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index("ix_reading_reader", ["reader_id"], unique=False)

    op.create_table(
        "reflection_draft",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("head_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "id"],
            ["reflection.clinic_id", "reflection.id"],
            name=op.f("fk_reflection_draft_clinic_id_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_reflection_draft_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"],
            ["ring.clinic_id", "ring.id"],
            name=op.f("fk_reflection_draft_clinic_id_ring_id_ring"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection_draft")),
    )
    op.create_table(
        "reflection_version",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("reflection_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("head_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_reflection_version_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reflection_id"],
            ["reflection.clinic_id", "reflection.id"],
            name=op.f("fk_reflection_version_clinic_id_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"],
            ["ring.clinic_id", "ring.id"],
            name=op.f("fk_reflection_version_clinic_id_ring_id_ring"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection_version")),
        sa.UniqueConstraint("reflection_id", "number", name=op.f("uq_reflection_version_reflection_id_number")),
    )
    op.create_table(
        "reply",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("note_id", columns.Uuid(length=16), nullable=False),
        sa.Column("patient_id", columns.Uuid(length=16), nullable=False),
        sa.Column("author_id", columns.Uuid(length=16), nullable=False),
        sa.Column("ring_id", columns.Uuid(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "author_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_reply_clinic_id_author_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "note_id"],
            ["note.clinic_id", "note.id"],
            name=op.f("fk_reply_clinic_id_note_id_note"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_reply_clinic_id_patient_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ring_id"], ["ring.clinic_id", "ring.id"], name=op.f("fk_reply_clinic_id_ring_id_ring")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index("ix_reply_note", ["note_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_note")

    op.drop_table("reply")
    op.drop_table("reflection_version")
    op.drop_table("reflection_draft")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index("ix_reading_reader")

    op.drop_table("reading")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_reflection")

    op.drop_table("note")
    op.drop_table("ring_key")
    with op.batch_alter_table("ring_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_ring_grant_recipient")

    op.drop_table("ring_grant")
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.drop_index("ix_reflection_patient")
        batch_op.drop_index("ix_reflection_deleted")

    op.drop_table("reflection")
    op.drop_table("slot")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_person")
        batch_op.drop_index("ix_sign_in_expiry")

    op.drop_table("sign_in")
    with op.batch_alter_table("ring", schema=None) as batch_op:
        batch_op.drop_index("ix_ring_owner")

    op.drop_table("ring")
    op.drop_table("pin")
    op.drop_table("person_key")
    op.drop_table("invitation")
    with op.batch_alter_table("care_relation", schema=None) as batch_op:
        batch_op.drop_index("ix_care_relation_therapist")

    op.drop_table("care_relation")
    op.drop_table("person")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_record")
        batch_op.drop_index("ix_audit_patient")

    op.drop_table("audit")
    op.drop_table("installation")
    op.drop_table("clinic")
