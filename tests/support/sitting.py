"""Sessions of the cast: held, booked, and reflections that belong to a moment of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.models import Reflection
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.reflections import texts
from journal.services.sessions import session_rows, sessions
from journal.services.work import unit_of_work
from tests.services.hands import write
from tests.support.cast import Cast


def held(cast: Cast, days_ago: float = 1) -> UUID:
    """The clinic checks the patient in so many days ago; gives the session."""
    with clock.at(clock.now() - timedelta(days=days_ago)):
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
    return session_rows.of_patient(cast.patient.id)[0].id


def belongs(reflection_id: UUID, session_id: UUID, moment: str) -> None:
    """Lets a reflection belong to a moment of a session, as its form does."""
    with unit_of_work():
        row = db.session.get_one(Reflection, reflection_id)
        row.session_id, row.moment = session_id, moment
        audit.record(Act.REFLECTION_SAVED, row.patient_id, texts.stamp(row))


def written(actor: Actor, session_id: UUID, moment: str, text: str, at: datetime | None = None, **more: Any) -> UUID:
    """A reflection of that moment, written now or then."""
    with clock.at(at or clock.now()):
        made: UUID = write(actor, text, **more)
        belongs(made, session_id, moment)
    return made
