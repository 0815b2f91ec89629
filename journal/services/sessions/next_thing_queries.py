"""The queries of the one next thing, built once: Today is asked for often."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from journal.models import Appointment, Reflection
from journal.services.appointments import appointment_rows
from journal.services.prompts import moments
from journal.services.reflections.list_queries import KEPT

WRITTEN = (
    select(Reflection.id, Reflection.session_id, Reflection.moment, Reflection.state, Reflection.created_at)
    .where(Reflection.patient_id == bindparam("patient"), KEPT)
    .where(
        (Reflection.moment == moments.APPOINTMENT)
        | (Reflection.session_id.in_(bindparam("sessions", expanding=True)) & Reflection.moment.is_not(None))
    )
    .order_by(Reflection.id)
)
DOSING_AHEAD = (
    select(Appointment)
    .where(
        Appointment.patient_id == bindparam("patient"), Appointment.kind == appointment_rows.DOSING,
        Appointment.state == appointment_rows.PLANNED, Appointment.starts_at > bindparam("now"),
        Appointment.starts_at <= bindparam("until"),
    )
    .order_by(Appointment.starts_at)
    .limit(3)
)  # fmt: skip
