"""Deleted reflections are found without those that were destroyed before, which keep when they were deleted: each
sign-in looks for them, and went through all that were ever destroyed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

WAITS = sa.text("state = 'deleted'")


def upgrade() -> None:
    op.drop_index("ix_reflection_deleted", table_name="reflection")
    op.create_index("ix_reflection_deleted", "reflection", ["deleted_at"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index("ix_reflection_deleted", table_name="reflection")
    op.create_index("ix_reflection_deleted", "reflection", ["deleted_at"])
