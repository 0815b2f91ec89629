"""Passkeys and their challenges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("slot") as batch_op:
        batch_op.alter_column(
            "kind", existing_type=sa.String(length=32), type_=sa.String(length=64), existing_nullable=False
        )
    op.create_table(
        "passkey",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.String(length=64), nullable=False),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_passkey_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_person", "passkey", ["person_id"])
    op.create_table(
        "challenge",
        sa.Column("challenge_mac", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge_mac", name=op.f("pk_challenge")),
    )
    op.create_index("ix_challenge_expiry", "challenge", ["expires_at"])


def downgrade() -> None:
    op.execute("DELETE FROM slot WHERE kind LIKE 'passkey:%'")
    op.drop_table("challenge")
    op.drop_table("passkey")
    with op.batch_alter_table("slot") as batch_op:
        batch_op.alter_column(
            "kind", existing_type=sa.String(length=64), type_=sa.String(length=32), existing_nullable=False
        )
