"""The country whose help lines a patient is shown, sealed: where somebody is, is theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("help_country_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "help_country_sealed")
