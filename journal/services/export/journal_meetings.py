"""The appointments of a journal that is taken along: when, what for, with whom and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Appointment
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows, appointment_views
from journal.services.appointments.appointment_views import AppointmentCard


def own(actor: Actor) -> tuple[AppointmentCard, ...]:
    """Every appointment of a patient that is what the audit says, oldest first; the caller has asked."""
    mine = select(Appointment).where(Appointment.clinic_id == actor.clinic_id, Appointment.patient_id == actor.id)
    found = db.session.scalars(mine.order_by(Appointment.starts_at, Appointment.id))
    return appointment_views.cards(appointment_rows.current(found))


def for_machines(cards: Iterable[AppointmentCard]) -> list[dict[str, Any]]:
    """The appointments as `journal.json` holds them."""
    return [
        {
            "starts_at": card.starts_at.isoformat(timespec="seconds"), "minutes": card.minutes, "kind": card.kind,
            "state": card.state, "therapist": card.therapist_name, "place": card.place,
        }
        for card in cards
    ]  # fmt: skip


def for_people(cards: Iterable[AppointmentCard], zone: ZoneInfo) -> Iterator[str]:
    """The appointments as `journal.md` tells them; nothing where there was none."""
    heading = "\n## Appointments\n\n"
    for card in cards:
        place = f", {card.place}" if card.place else ""
        at = clock.date_and_time(card.starts_at, zone)
        yield f"{heading}- {at}: {card.kind_name} with {card.therapist_name}{place} ({card.state_name.lower()})\n"
        heading = ""
