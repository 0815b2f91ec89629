"""The installation: whether this database belongs to this secret file, and its first row."""

from __future__ import annotations

from sqlalchemy import inspect, select

from journal import clock
from journal.crypto.errors import WrongSecret
from journal.extensions import DATABASE_DOWN, db, server_secret, settings
from journal.models import Clinic, Installation
from journal.services.work import unit_of_work


def check_secret() -> None:
    """Raises `WrongSecret` when the database was made with another secret; an unreachable one is asked later."""
    try:
        known = inspect(db.engine).has_table(Installation.__tablename__)
        # that column alone: tables of an earlier version, which are about to be upgraded, lack others
        check_value = db.session.scalar(select(Installation.check_value)) if known else None
    except DATABASE_DOWN:
        return
    finally:
        db.session.remove()
    if check_value is not None and not server_secret().belongs_to(check_value):
        raise WrongSecret(f"The secret file {settings().secret_file} does not belong to this database.")


def begin() -> None:
    """Ties a newly migrated database to the secret file."""
    with unit_of_work():
        if db.session.get(Installation, 1) is None:
            row = Installation(id=1, check_value=server_secret().check_value(), demonstration=settings().demonstration)
            db.session.add(row)


def mark_restored() -> None:
    """Notes that this database was filled from a backup: it is in quarantine until it is reconciled."""
    with unit_of_work():
        db.session.get_one(Installation, 1).restored_at = clock.now()


def is_empty() -> bool:
    """Whether no clinic has been made yet."""
    return db.session.scalars(select(Clinic.id).limit(1)).first() is None


def is_demonstration() -> bool:
    """Whether this database was begun as a demonstration; it stays one."""
    row = db.session.get(Installation, 1)
    return row is not None and row.demonstration
