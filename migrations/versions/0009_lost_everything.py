"""Coming back from lost keys, and the clinic's recovery key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID, _MOMENT = columns.Uuid(length=16), columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("sign_in", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("new_password_sealed", sa.LargeBinary(), nullable=True))
    _make("recovery_wait", {"person_id": "person"}, (
        _moment("asked_at"), _moment("ready_at"),
        _moment("cancelled_at", nullable=True), _moment("used_at", nullable=True),
        _closed(),
    ))  # fmt: skip
    op.create_index("ix_recovery_wait_person", "recovery_wait", ["person_id"])
    _make("new_start", {"person_id": "person", "started_by": "person"}, (
        sa.Column("checked_by", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _moment("created_at"), _moment("expires_at"), _moment("used_at", nullable=True),
        _moment("cancelled_at", nullable=True), _closed(),
        sa.UniqueConstraint("token_hash", name=op.f("uq_new_start_token_hash")),
    ))  # fmt: skip
    op.create_index("ix_new_start_person", "new_start", ["person_id"])
    _recovery_key()
    with op.batch_alter_table("ring_grant") as batch_op:
        batch_op.add_column(sa.Column("recovery_key_id", _ID, nullable=True))
        batch_op.alter_column("signer_key_id", existing_type=_ID, nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_ring_grant_clinic_id_recovery_key_id_clinic_recovery_key"), "clinic_recovery_key",
            ["clinic_id", "recovery_key_id"], ["clinic_id", "id"],
        )  # fmt: skip


def _recovery_key() -> None:
    op.create_table(
        "clinic_recovery_key",
        sa.Column("id", _ID, nullable=False),
        sa.Column("clinic_id", _ID, nullable=False),
        sa.Column("suite", sa.Integer(), nullable=False),
        sa.Column("sealing_public", sa.LargeBinary(), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        _moment("retired_at", nullable=True),
        *_closed(),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_recovery_key_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_recovery_key")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_clinic_recovery_key_clinic_id_id")),
    )
    op.create_index("ix_clinic_recovery_key_clinic", "clinic_recovery_key", ["clinic_id"])
    _make("recovery_choice", {"patient_id": "person", "recovery_key_id": "clinic_recovery_key"}, (
        sa.Column("state", sa.String(length=32), nullable=False), _moment("answered_at"), _closed(),
        sa.UniqueConstraint(
            "patient_id", "recovery_key_id", name=op.f("uq_recovery_choice_patient_id_recovery_key_id")
        ),
    ))  # fmt: skip
    made_of = {"ring_id": "ring", "recovery_key_id": "clinic_recovery_key", "signer_key_id": "person_key"}
    _make("recovery_grant", made_of, (
        sa.Column("generation", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("grant_sealed", "commitment", "signature")),
        _moment("created_at"), sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint(
            "ring_id", "generation", "recovery_key_id",
            name=op.f("uq_recovery_grant_ring_id_generation_recovery_key_id"),
        ),
    ))  # fmt: skip


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, _MOMENT, nullable=nullable)


def _closed() -> tuple[sa.Column, ...]:
    """The columns by which a row is believed."""
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
    )


def _make(table: str, named: dict[str, str], more: tuple) -> None:
    """Makes a table of a clinic's rows that name other rows of it."""
    flat = [each for item in more for each in (item if isinstance(item, tuple) else (item,))]
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("clinic_id", _ID, nullable=False),
        *(sa.Column(name, _ID, nullable=False) for name in named),
        *flat,
        *(
            sa.ForeignKeyConstraint(
                ["clinic_id", name], [f"{target}.clinic_id", f"{target}.id"],
                name=op.f(f"fk_{table}_clinic_id_{name}_{target}"),
            )
            for name, target in named.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )  # fmt: skip


def downgrade() -> None:
    op.execute("DELETE FROM ring_grant WHERE signer_key_id IS NULL")
    with op.batch_alter_table("ring_grant") as batch_op:
        batch_op.drop_constraint(
            op.f("fk_ring_grant_clinic_id_recovery_key_id_clinic_recovery_key"), type_="foreignkey"
        )
        batch_op.alter_column("signer_key_id", existing_type=_ID, nullable=False)
        batch_op.drop_column("recovery_key_id")
    for table in ("recovery_grant", "recovery_choice", "clinic_recovery_key", "new_start", "recovery_wait"):
        op.drop_table(table)
    with op.batch_alter_table("sign_in", recreate="never") as batch_op:
        batch_op.drop_column("new_password_sealed")
