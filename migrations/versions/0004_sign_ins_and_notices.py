"""Devices, locks, limits, and notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _sign_ins_up()
    _notices_up()


def downgrade() -> None:
    _notices_down()
    _sign_ins_down()


def _sign_ins_up() -> None:
    moment = columns.UtcDateTime(timezone=True)
    op.add_column("clinic", _number("idle_staff_minutes", "15"))
    op.add_column("clinic", _number("idle_patient_minutes", "30"))
    op.add_column("person", sa.Column("quick_lock_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("sign_in", sa.Column("device", sa.String(length=32), nullable=True))
    op.add_column("sign_in", sa.Column("ended_by", sa.String(length=32), nullable=True))
    op.add_column("sign_in", sa.Column("locked_at", moment, nullable=True))
    op.add_column("sign_in", sa.Column("begun_mac", sa.LargeBinary(), nullable=True))
    op.add_column("sign_in", _number("wrong_codes", "0"))
    op.create_table(
        "throttle",
        sa.Column("key_mac", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("blocked_until", moment, nullable=False),
        sa.PrimaryKeyConstraint("key_mac", name=op.f("pk_throttle")),
    )
    op.create_index("ix_throttle_begun", "throttle", ["begun_at"])
    op.create_table(
        "device",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("token_mac", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("last_seen_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_device_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("person_id", "token_mac", name=op.f("uq_device_person_id_token_mac")),
    )
    op.create_index("ix_device_token", "device", ["token_mac"])


def _number(name: str, default: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _sign_ins_down() -> None:
    op.drop_table("device")
    op.drop_table("throttle")
    for name in ("wrong_codes", "begun_mac", "locked_at", "ended_by", "device"):
        op.drop_column("sign_in", name)
    op.drop_column("person", "quick_lock_sealed")
    op.drop_column("clinic", "idle_patient_minutes")
    op.drop_column("clinic", "idle_staff_minutes")


def _notices_up() -> None:
    moment = columns.UtcDateTime(timezone=True)
    op.create_table(
        "notice",
        sa.Column("id", columns.Uuid(length=16), nullable=False),
        sa.Column("clinic_id", columns.Uuid(length=16), nullable=False),
        sa.Column("person_id", columns.Uuid(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", moment, nullable=False),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("given_up_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "person_id"],
            ["person.clinic_id", "person.id"],
            name=op.f("fk_notice_clinic_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_due", "notice", ["sent_at", "given_up_at", "next_try_at"])


def _notices_down() -> None:
    op.drop_table("notice")
