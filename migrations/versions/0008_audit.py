"""An audit that only grows, and its checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GUARDED = ("audit", "audit_checkpoint")


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("row_mac", sa.LargeBinary(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_checkpoint_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "sequence", name=op.f("pk_audit_checkpoint")),
    )
    op.create_index("ix_audit_actor", "audit", ["clinic_id", "actor_id", "sequence"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit only grows' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()"
        )


def _guard_on_sqlite() -> None:
    for table in GUARDED:
        refuse = "BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        # INSERT OR REPLACE deletes without asking the trigger above
        known = f"SELECT 1 FROM {table} WHERE clinic_id = NEW.clinic_id AND sequence = NEW.sequence"  # noqa: S608
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({known}) {refuse}")


def downgrade() -> None:
    for table in GUARDED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {table}_only_grows ON {table}")
        else:
            for name in ("no_update", "no_delete", "no_replace"):
                op.execute(f"DROP TRIGGER {table}_{name}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")
    op.drop_index("ix_audit_actor", "audit")
    op.drop_table("audit_checkpoint")
