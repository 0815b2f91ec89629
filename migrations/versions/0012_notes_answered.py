"""What becomes of a note: edited, resolved, seen, kept for the appointment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("note", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("release_when_held", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("edited_at", columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("resolved_at", columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seen_at", columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("put_off", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("note", recreate="never") as batch_op:
        for name in ("put_off", "seen_at", "resolved_at", "edited_at", "release_when_held"):
            batch_op.drop_column(name)
