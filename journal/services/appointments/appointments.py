"""Appointments: booked and changed by the therapist in care or by a manager, who are told where a time looks wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal import clock
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Appointment, Person
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows as rows
from journal.services.appointments import appointment_times
from journal.services.appointments.appointment_access import AppointmentRefused, held_row, require_pair, tell
from journal.services.appointments.appointment_times import TypedTime
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.work import unit_of_work

_A_DAY = timedelta(days=1)  # no appointment lasts longer


class AppointmentDoubted(ValueError):
    """The time looks like a slip. `said` tells why; `key` sent along says that it is meant."""

    def __init__(self, said: tuple[str, ...], key: str) -> None:
        super().__init__(" ".join(said))
        self.said, self.key = said, key


@dataclass(frozen=True, slots=True)
class TypedAppointment:
    """An appointment as it was typed. `meant` is the key of a doubt that was answered; `version` what was seen."""

    kind: str
    time: TypedTime
    minutes: int
    place: str = ""
    meant: str = ""
    version: int | None = None
    id: UUID | None = None
    token: str = ""


def make(actor: Actor, patient_id: UUID, therapist_id: UUID, typed: TypedAppointment) -> UUID:
    """Books an appointment. Raises `NotAllowed`, `AppointmentRefused`, `AppointmentDoubted`, `TimeRefused`."""
    with unit_of_work():
        db.session.get_one(Person, actor.id, with_for_update=True)  # of a form sent twice at once one is first
        patient = db.session.get(Person, patient_id)
        if patient is None or patient.role != "patient":
            raise NotAllowed
        require_pair(actor, patient, therapist_id)
        record_id = _id_for(actor, typed)
        if (made := db.session.get(Appointment, record_id)) is not None:
            return _same(actor, made)  # the form was sent twice
        row = rows.new(record_id, patient.clinic_id, patient_id, therapist_id, actor.id)
        _put(actor, row, typed, Act.APPOINTMENT_MADE)
        tell(actor, row, Notice.APPOINTMENT_MADE)
    return row.id


def _id_for(actor: Actor, typed: TypedAppointment) -> UUID:
    """The id that was made with the form, if it was made for this person; else a new one."""
    if typed.id is not None and token_fits_id(server_secret(), actor.id, typed.id, typed.token):
        return typed.id
    return make_id()


def _same(actor: Actor, made: Appointment) -> UUID:
    if made.made_by != actor.id:
        raise NotAllowed
    return made.id


def change(actor: Actor, appointment_id: UUID, typed: TypedAppointment) -> None:
    """Changes time, length, kind or place of what is planned. Raises as `make` does."""
    with unit_of_work():
        row = held_row(actor, appointment_id)
        if row.state != rows.PLANNED:
            raise AppointmentRefused("Only what is planned can be changed.")
        if typed.version != row.version:
            raise AppointmentRefused("It was changed in another place meanwhile. Open it again to see how it stands.")
        _put(actor, row, typed, Act.APPOINTMENT_CHANGED)
        tell(actor, row, Notice.APPOINTMENT_CHANGED)


def _put(actor: Actor, row: Appointment, typed: TypedAppointment, act: Act) -> None:
    place = typed.place.strip()
    if typed.kind not in rows.KINDS or not 0 < typed.minutes <= rows.LONGEST_MINUTES or len(place) > rows.LONGEST_PLACE:
        raise AppointmentRefused("Choose what it is for, a length and a short place.")
    starts_at = appointment_times.moment_of(typed.time, ZoneInfo(actor.zone))
    said, key = _doubts(actor, row, starts_at, typed.minutes), f"{starts_at:%Y%m%dT%H%M}-{typed.minutes}"
    if said and typed.meant != key:
        raise AppointmentDoubted(said, key)
    rows.put(row, act, actor.id, kind=typed.kind, starts_at=starts_at, minutes=typed.minutes, place=place)


def _doubts(actor: Actor, row: Appointment, starts_at: datetime, minutes: int) -> tuple[str, ...]:
    """What makes the time look like a slip: it has passed, or one of the two is taken."""
    said = ["This time has passed."] if starts_at < clock.now() else []
    taken = _overlapping(row, starts_at, starts_at + timedelta(minutes=minutes))
    if any(other.therapist_id == row.therapist_id for other in taken):
        said.append(f"{'You have' if actor.id == row.therapist_id else 'The therapist has'} another appointment then.")
    if any(other.patient_id == row.patient_id for other in taken):
        said.append("The patient has another appointment then.")
    return tuple(said)


def _overlapping(row: Appointment, starts_at: datetime, ends_at: datetime) -> list[Appointment]:
    either = (Appointment.therapist_id == row.therapist_id) | (Appointment.patient_id == row.patient_id)
    near = (Appointment.starts_at > starts_at - _A_DAY) & (Appointment.starts_at < ends_at)
    others = select(Appointment).where(either, near, Appointment.state == rows.PLANNED, Appointment.id != row.id)
    return rows.current(each for each in db.session.scalars(others) if rows.ends_at(each) > starts_at)
