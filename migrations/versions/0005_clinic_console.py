"""What a clinic sets, and the manager's console."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("clinic", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("adult_age", sa.Integer(), nullable=False, server_default="18"))
        batch_op.add_column(sa.Column("help_lines", sa.Text(), nullable=False, server_default="[]"))
    # The audit knows only name and time zone of these; version 0 says so until somebody changes a setting.
    op.execute("UPDATE clinic SET version = 0 WHERE version = 1")
    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("credentials_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.drop_column("credentials_sealed")
    op.execute("UPDATE clinic SET version = 1 WHERE version = 0")
    with op.batch_alter_table("clinic", recreate="never") as batch_op:
        batch_op.drop_column("help_lines")
        batch_op.drop_column("adult_age")
