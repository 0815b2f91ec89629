"""What a calendar file says of appointments."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from icalendar import Calendar, Event

from journal import clock
from journal.crypto.tokens import calendar_uid
from journal.extensions import server_secret
from journal.models import Appointment
from journal.services.appointments import appointment_rows as rows

TITLE = "Appointment"


def written(person_id: UUID, found: Iterable[Appointment]) -> bytes:
    """The file of these appointments."""
    calendar = Calendar()
    for name, value in (("prodid", "-//Appointments//EN"), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    for row in found:
        calendar.add_component(_event(person_id, row))
    return bytes(calendar.to_ical())


def _event(person_id: UUID, row: Appointment) -> Event:
    event = Event()
    event.add("uid", calendar_uid(server_secret(), person_id, row.id))
    event.add("dtstamp", clock.now())
    event.add("dtstart", row.starts_at)
    event.add("dtend", rows.ends_at(row))
    event.add("summary", TITLE)
    event.add("status", "CANCELLED" if row.state == rows.CANCELLED else "CONFIRMED")
    event.add("sequence", row.version - 1)
    event.add("class", "PRIVATE")
    return event
