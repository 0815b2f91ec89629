"""Whether a patient may be asked to decide: not on a dosing day, from check-in to the clinic's time next day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import DosingSession
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.care.resting import resting_until
from journal.services.work import unit_of_work


class NotToday(Exception):
    """Something asked a patient to decide on a dosing day; nothing was changed, and it can wait."""


def may_decide(patient_id: UUID, moment: datetime | None = None) -> bool:
    """Whether a page may put a request, a consent or a set-up to this patient now."""
    until = resting_until(patient_id)
    return until is None or (moment or clock.now()) >= until


def require_decision(patient_id: UUID) -> None:
    """Raises `NotToday` where `may_decide` says no."""
    if not may_decide(patient_id):
        raise NotToday


def check_in(actor: Actor, patient_id: UUID) -> None:
    """Notes that a patient in this therapist's care came for a dosing session; twice on a day is once.
    Raises `NotAllowed`."""
    in_care = care.active_relation(patient_id, actor.id) is not None
    require(actor.who, Permission.SESSION_CHECK_IN, About(actor.clinic_id, patient_id=patient_id, in_care=in_care))
    with unit_of_work():
        if not may_decide(patient_id):
            return
        session = DosingSession(
            id=make_id(), clinic_id=actor.clinic_id, patient_id=patient_id, checked_in_by=actor.id,
            checked_in_at=clock.now(), version=1,
        )  # fmt: skip
        db.session.add(session)
        audit.record(Act.SESSION_CHECKED_IN, actor.id, stamp(session))


def stamp(session: DosingSession) -> audit.Stamp:
    """The session as the audit remembers it."""
    stored = (session.patient_id, session.checked_in_by, session.checked_in_at)
    return audit.stamp(session.clinic_id, session.id, session.version, *stored, patient_id=session.patient_id)
