"""When a database was filled from a backup, until it is reconciled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("installation", sa.Column("restored_at", columns.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("installation", "restored_at")
