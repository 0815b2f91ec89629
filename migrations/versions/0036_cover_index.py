"""Covers whose days are over are found by an index: each sign-in looks for them, and went through all there are."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cover_state", "cover", ["state", "ends_on"])


def downgrade() -> None:
    op.drop_index("ix_cover_state", table_name="cover")
