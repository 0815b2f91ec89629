"""What a patient chose of how measures are shown to them, and until when Today says nothing of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import MeasureChoice
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.measures import measure_access as access
from journal.services.prompts import quiet_hours
from journal.services.work import found_once, unit_of_work

_OWN = select(MeasureChoice).where(MeasureChoice.patient_id == bindparam("patient"))


@dataclass(frozen=True, slots=True)
class Choice:
    """How measures are shown; as it comes: with points, one question at a time."""

    shows_points: bool = True
    all_at_once: bool = False
    quiet_until: datetime | None = None


def of_patient(clinic_id: UUID, patient_id: UUID) -> Choice:
    """What a patient chose. A row that was changed in the database counts as nothing chosen, save that no points are
    shown then: somebody may have wanted that."""
    return found_once(("measure choice", patient_id), lambda: _look_up(clinic_id, patient_id))


def _look_up(clinic_id: UUID, patient_id: UUID) -> Choice:
    row = _row(patient_id)
    if row is None:
        return Choice()
    if audit.stale(clinic_id, [stamp(row)]):
        return Choice(shows_points=False)
    return Choice(row.shows_points, row.all_at_once, row.quiet_until)


def shows(actor: Actor) -> bool:
    """Whether points are shown to this patient now: they did not turn them off, and do not rest after a session."""
    return of_patient(actor.clinic_id, actor.id).shows_points and decisions.may_decide(actor.id)


def show_points(actor: Actor, *, shows_points: bool) -> None:
    """Turns one's own points on or off. Raises `NotAllowed`."""
    _choose(actor, shows_points=shows_points)


def lay_out(actor: Actor, *, all_at_once: bool) -> None:
    """Keeps whether all questions stand on one page. Raises `NotAllowed`."""
    _choose(actor, all_at_once=all_at_once)


def put_off(actor: Actor) -> None:
    """Today says nothing of measures until tomorrow. Raises `NotAllowed`."""
    _choose(actor, quiet_until=quiet_hours.tomorrow(clock.now(), ZoneInfo(actor.zone)))


def _choose(actor: Actor, **chosen: Any) -> None:
    with unit_of_work():
        access.hold_own(actor)
        row = _row(actor.id) or _made(actor)
        if row.version and all(getattr(row, name) == value for name, value in chosen.items()):
            return
        for name, value in chosen.items():
            setattr(row, name, value)
        row.version += 1
        db.session.add(row)
        audit.record(Act.MEASURE_CHOSEN, actor.id, stamp(row))


def _made(actor: Actor) -> MeasureChoice:
    return MeasureChoice(
        id=make_id(), clinic_id=actor.clinic_id, patient_id=actor.id, shows_points=True, all_at_once=False,
        quiet_until=None, created_at=clock.now(), version=0,
    )  # fmt: skip


def _row(patient_id: UUID) -> MeasureChoice | None:
    return db.session.scalars(_OWN, {"patient": patient_id}).one_or_none()


def stamp(row: MeasureChoice) -> audit.Stamp:
    """A choice as the audit remembers it."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, row.patient_id, row.shows_points, row.all_at_once, row.quiet_until,
        patient_id=row.patient_id,
    )  # fmt: skip
