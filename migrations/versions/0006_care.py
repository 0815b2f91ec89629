"""The life of a care relation: cover, deaths, rings of one reader, withdrawn notes, and clinics that close."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from journal.models import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID, _MOMENT = columns.Uuid(length=16), columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("ring", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("reader_id", _ID, nullable=True))
    with op.batch_alter_table("note", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", _MOMENT, nullable=True))
    with op.batch_alter_table("clinic", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("closed_at", _MOMENT, nullable=True))
    with op.batch_alter_table("pin") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("pin") as batch_op:
        batch_op.alter_column("version", server_default=None)
    _make("cover", "therapist_id", "covering_id", "patient_id", more=(
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
    ))  # fmt: skip
    for column in ("patient", "covering", "therapist"):
        op.create_index(f"ix_cover_{column}", "cover", [f"{column}_id"])
    _make("death", "patient_id", "asked_by", "answered_by", more=(
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
    ))  # fmt: skip
    op.create_index("ix_death_patient", "death", ["patient_id"])


def _make(table: str, *people: str, more: tuple[sa.Column, ...]) -> None:
    """Makes a table that names people of the clinic and carries a version and a MAC."""
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("clinic_id", _ID, nullable=False),
        *(sa.Column(name, _ID, nullable=name == "answered_by") for name in people),
        *more,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["clinic_id", name],
                ["person.clinic_id", "person.id"],
                name=op.f(f"fk_{table}_clinic_id_{name}_person"),
            )
            for name in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    op.drop_table("death")
    op.drop_table("cover")
    for table, column in (("pin", "version"), ("clinic", "closed_at"), ("note", "withdrawn_at"), ("ring", "reader_id")):
        with op.batch_alter_table(table, recreate="never") as batch_op:  # rows of other tables refer to these
            batch_op.drop_column(column)
