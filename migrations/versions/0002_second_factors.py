"""Second factors, and the levels of a sign-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("factors", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("sign_in") as batch_op:
        batch_op.add_column(sa.Column("proved_at", columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("proof_mac", sa.LargeBinary(), nullable=True))
    op.create_table(
        "totp",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_totp_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp")),
        sa.UniqueConstraint("person_id", name=op.f("uq_totp_person_id")),
    )


def downgrade() -> None:
    op.drop_table("totp")
    with op.batch_alter_table("sign_in", recreate="never") as batch_op:
        batch_op.drop_column("proof_mac")
        batch_op.drop_column("proved_at")
    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.drop_column("factors")
