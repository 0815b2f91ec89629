"""The hours in which a clinic is open, by the day of the week; one that was there before counts round the clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clinic", sa.Column("open_hours", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("clinic", "open_hours")
