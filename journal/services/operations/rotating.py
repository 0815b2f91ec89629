"""Rotating the server's secret: everything made with it comes under a new version, in batches that can be stopped.

The database says by its check value under which version all of it is. Until that is the newest, what is looked up by
the secret is looked up under every version, and a process that meets a newer one reads the file again. Retiring is a
step of its own, for when every process runs with the new file: from then on the earlier version opens nothing, and
vouches for no row of an audit later than those it made."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from journal.crypto import secret_file
from journal.crypto.errors import CannotOpen
from journal.extensions import db, server_secret, settings
from journal.models import Installation
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act
from journal.services.clinics import clinics
from journal.services.operations.resealing_rows import STEPS, Step
from journal.services.work import unit_of_work

_AT_ONCE = 100
Tell = Callable[[int], None]


def prepare() -> int:
    """Adds a new version to the secret file, to be copied to every machine before it is used; gives its number."""
    version = secret_file.add_version(settings().secret_file, use=False)
    server_secret().read_again()
    return version


def begin() -> int:
    """Takes a new version into use, or goes on with one that is not finished; gives its number."""
    path = settings().secret_file
    held = secret_file.read(path)
    if max(held.masters) > held.current:
        secret_file.use_newest(path)
    elif is_finished():
        secret_file.add_version(path, use=True)
    server_secret().read_again()
    return server_secret().current


def is_finished() -> bool:
    """Whether everything is under the version that makes what is new."""
    return server_secret().is_current(db.session.scalars(select(Installation.check_value)).one())


def reseal(total: Tell, progress: Tell) -> tuple[str, ...]:
    """Brings every row under the newest version; what is done already is passed over, so it can be stopped and begun
    again. Gives those that are not as they were written, which are left as they are."""
    total(sum(db.session.scalar(select(func.count()).select_from(step.table)) or 0 for step in STEPS))
    left = tuple(said for step in STEPS for said in _reseal(step, progress))
    with unit_of_work():
        note(Act.SECRET_ROTATED)
        row = db.session.get_one(Installation, 1)
        row.check_value = server_secret().check_value()
    return left


def _reseal(step: Step, progress: Tell) -> list[str]:
    ids = iter(db.session.scalars(select(step.table.id).order_by(step.table.id)).all())
    left: list[str] = []
    while batch := list(islice(ids, _AT_ONCE)):
        with unit_of_work():
            rows = select(step.table).where(step.table.id.in_(batch)).order_by(step.table.id).with_for_update()
            for row in db.session.scalars(rows.execution_options(populate_existing=True)).all():
                left += _brought(step, row)
        db.session.remove()
        progress(len(batch))
    return left


def _brought(step: Step, row: Any) -> list[str]:
    try:
        step.bring(row)
    except CannotOpen:
        return [f"{step.table.__tablename__} {row.id}"]
    return []


def note(act: Act) -> None:
    """Notes an act in each clinic's audit, under an id of its own; the end of the chain is signed anew with it."""
    for clinic_id in clinics.ids():
        audit.record(act, None, audit.stamp(clinic_id, refused.mirror(clinic_id), 0, act))
