"""One patient's entries of every kind in one order: their kinds, ids and times, a page of them at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, func, literal, select, union_all

from journal.models import Appointment, DosingSession
from journal.services.search.search_queries import NOTE_VISIBLE, NOTES, READABLE, REFLECTIONS, Rows

_PATIENT: BindParameter[Any] = bindparam("patient")
REFLECTION, NOTE, SESSION, APPOINTMENT = "reflection", "note", "session", "appointment"
_APPOINTMENTS = Appointment.__table__.c
# A dosing appointment that was held and its session are one record with one id: the session stands for both.
_NO_SESSION = _APPOINTMENTS.id.not_in(select(DosingSession.id).where(DosingSession.patient_id == _PATIENT))


def _entries(kind: str, columns: Any, at: Any, readable: Any = None) -> Rows:
    query = select(literal(kind).label("kind"), columns.id.label("id"), at.label("at")).where(
        columns.patient_id == _PATIENT
    )
    return query if readable is None else query.where(readable)


# Another kind of entry is one more line here, and one more reader in `timeline.READERS`.
SOURCES = (
    _entries(REFLECTION, REFLECTIONS.c, REFLECTIONS.c.created_at, READABLE["therapist"]),
    _entries(NOTE, NOTES.c, NOTES.c.created_at, NOTE_VISIBLE["therapist"]),
    _entries(SESSION, DosingSession.__table__.c, DosingSession.__table__.c.checked_in_at),
    _entries(
        APPOINTMENT,
        _APPOINTMENTS,
        _APPOINTMENTS.starts_at,
        and_(_APPOINTMENTS.therapist_id == bindparam("me"), _NO_SESSION),
    ),
)
_ALL = union_all(*SOURCES).subquery()
PAGE = (
    select(_ALL.c.kind, _ALL.c.id, _ALL.c.at, func.count().over().label("total"))
    .order_by(_ALL.c.at.desc(), _ALL.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
