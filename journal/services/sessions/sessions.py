"""Dosing sessions at work: a patient is checked in, or tells of one; it begins and ends once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Appointment, Clinic, DosingSession
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care, decisions
from journal.services.notes import note_access
from journal.services.people import people
from journal.services.sessions import session_rows
from journal.services.treatment import treatment_team
from journal.services.work import unit_of_work


def check_in(actor: Actor, patient_id: UUID) -> None:
    """Notes that a patient came for a dosing session, the one booked for today where there is one; twice on a day is
    once. Raises `NotAllowed`."""
    with unit_of_work():
        people.hold(patient_id)
        in_care = care.active_relation(patient_id, actor.id, hold=True) is not None
        in_treatment = treatment_team.is_member(patient_id, actor.id, hold=True)
        about = About(
            actor.clinic_id, patient_id=patient_id, in_care=in_care, in_treatment=in_treatment,
            account_open=note_access.account_open(patient_id),
        )  # fmt: skip
        require(actor.who, Permission.SESSION_CHECK_IN, about)
        if decisions.may_decide(patient_id):
            begin_row(actor, patient_id, Act.SESSION_CHECKED_IN)


def begin_row(actor: Actor, patient_id: UUID, act: Act) -> DosingSession:
    """The row of a session that begins now; in the caller's unit of work, who has asked."""
    moment = clock.now()
    session = DosingSession(
        id=booked_for(actor.clinic_id, patient_id, moment) or make_id(), clinic_id=actor.clinic_id,
        patient_id=patient_id, checked_in_by=actor.id, checked_in_at=moment, version=1,
    )  # fmt: skip
    db.session.add(session)
    audit.record(act, actor.id, session_rows.stamp(session))
    return session


def booked_for(clinic_id: UUID, patient_id: UUID, moment: datetime) -> UUID | None:
    """The dosing appointment of this day at the clinic: the two are one record."""
    zone = ZoneInfo(db.session.get_one(Clinic, clinic_id).time_zone)
    mine = (Appointment.patient_id == patient_id) & (Appointment.kind == appointment_rows.DOSING)
    kept = Appointment.state.in_((appointment_rows.PLANNED, appointment_rows.HELD))
    booked = select(Appointment).where(mine, kept).order_by(Appointment.starts_at)
    found = appointment_rows.current(db.session.scalars(booked))
    today = (row.id for row in found if row.starts_at.astimezone(zone).date() == moment.astimezone(zone).date())
    return next((each for each in today if db.session.get(DosingSession, each) is None), None)
