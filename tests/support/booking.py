"""Books appointments for the cast, as the therapist does on the form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from journal import clock
from journal.services.appointments import appointments
from journal.services.appointments.appointment_times import TypedTime
from journal.services.appointments.appointments import AppointmentDoubted, TypedAppointment
from tests.support.cast import Cast, Member
from tests.support.days import ZONE


def typed(starts_at: datetime, kind: str = "integration", minutes: int = 50, place: str = "", **more: Any) -> Any:
    """What is typed for a moment, in the clinic's time zone."""
    local = starts_at.astimezone(ZONE)
    which = "later" if local.fold else "earlier"
    time = TypedTime(local.date(), local.hour * 60 + local.minute, which)
    return TypedAppointment(kind, time, minutes, place, **more)


def book(by: Member, patient: Member, therapist: Member, starts_at: datetime, *what: Any) -> UUID:
    """Books, also where the time looks like a slip; inside an application context."""
    actor = by.actor()
    try:
        return appointments.make(actor, patient.id, therapist.id, typed(starts_at, *what))
    except AppointmentDoubted as doubted:
        return appointments.make(actor, patient.id, therapist.id, typed(starts_at, *what, meant=doubted.key))


def ahead(cast: Cast, days: float = 1, *what: Any) -> UUID:
    """An appointment of the patient with her therapist, so many days from now."""
    return book(cast.therapist, cast.patient, cast.therapist, clock.now() + timedelta(days=days), *what)


def begun(cast: Cast) -> UUID:
    """One that began half an hour ago."""
    return ahead(cast, -1 / 48)
