"""The timeline of one patient for their therapist: everything in one order, opened a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal.extensions import db
from journal.models import Appointment, DosingSession, Note
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows, appointment_views
from journal.services.appointments.appointment_views import AppointmentCard
from journal.services.notes import note_views
from journal.services.notes.note_views import NoteView
from journal.services.people import people
from journal.services.reflections import lists
from journal.services.reflections.lists import ReflectionRow
from journal.services.review import caseload
from journal.services.review import timeline_queries as queries
from journal.services.review.timeline_queries import APPOINTMENT, NOTE, REFLECTION, SESSION
from journal.services.sessions import session_rows

PAGE = 40
_FARTHEST = 100_000


@dataclass(frozen=True, slots=True)
class Session:
    """That the patient was checked in for a dosing session, and by whom; or told of it themselves."""

    id: UUID
    checked_in_by: str
    by_patient: bool


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note, and the reflection it is on, where that is shared still."""

    note: NoteView
    reflection_id: UUID
    about: ReflectionRow | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; `told` is nothing where a row is not what its newest audit row says."""

    kind: str
    at: datetime
    told: ReflectionRow | NoteEntry | Session | AppointmentCard | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month in the reader's zone, with what lies in it, newest first."""

    begins: datetime
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of it."""

    months: tuple[Month, ...]
    total: int
    page: int
    pages: int

    @property
    def is_changed(self) -> bool:
        """Whether a reflection on this page was saved more than once."""
        rows = (entry.told for month in self.months for entry in month.entries)
        return any(isinstance(row, ReflectionRow) and row.version > 1 for row in rows)


Told = ReflectionRow | NoteEntry | Session | AppointmentCard
Reader = Callable[[Actor, UUID, Sequence[UUID]], dict[UUID, Told]]


def of_patient(actor: Actor, patient_id: UUID, page: int = 1) -> Timeline:
    """A page of what this therapist may see of a patient, newest first. Raises `NotAllowed`."""
    caseload.in_care(actor, patient_id)
    page = min(max(page, 1), _FARTHEST)
    found = _page(actor, patient_id, page) or (_page(actor, patient_id, page := 1) if page > 1 else ())
    total = found[0].total if found else 0
    told: dict[tuple[str, UUID], Told] = {}
    for kind, read in READERS.items():
        ids = [row.id for row in found if row.kind == kind]
        # a session has the id of the appointment it was booked as, and each is told of by itself
        told |= {(kind, key): each for key, each in read(actor, patient_id, ids).items()} if ids else {}
    entries = [Entry(row.kind, row.at, told.get((row.kind, row.id))) for row in found]
    return Timeline(tuple(_months(entries, ZoneInfo(actor.zone))), total, page, max(1, -(-total // PAGE)))


def _page(actor: Actor, patient_id: UUID, page: int) -> Sequence[Any]:
    wanted = {"patient": patient_id, "me": actor.id, "key": actor.keys.key_id}
    return db.session.execute(queries.PAGE, {**wanted, "limit": PAGE, "offset": (page - 1) * PAGE}).all()


def _months(entries: Sequence[Entry], zone: ZoneInfo) -> Iterator[Month]:
    def month(entry: Entry) -> datetime:
        local = entry.at.astimezone(zone)
        return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)

    for begins, lying in groupby(entries, month):
        yield Month(begins, tuple(lying))


def _reflections(actor: Actor, patient_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Told]:
    return {row.id: row for row in lists.shared_among(actor, [patient_id], ids)}


def _notes(actor: Actor, patient_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Told]:
    rows = db.session.scalars(select(Note).where(Note.id.in_(ids))).all()
    views, _ = note_views.views(actor, rows, "")
    about = {row.id: row.reflection_id for row in rows}
    shared = {row.id: row for row in lists.shared_among(actor, [patient_id], list(about.values()))}
    return {view.id: NoteEntry(view, about[view.id], shared.get(about[view.id])) for view in views}


def _sessions(actor: Actor, _patient_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Told]:
    rows = session_rows.current(db.session.scalars(select(DosingSession).where(DosingSession.id.in_(ids))))
    names = people.names(actor.clinic_id, {row.checked_in_by for row in rows})
    return {row.id: _session(row, names) for row in rows}


def _session(row: DosingSession, names: dict[UUID, str]) -> Session:
    by = names.get(row.checked_in_by, people.UNREADABLE_NAME)
    return Session(row.id, by, row.checked_in_by == row.patient_id)


def _appointments(_actor: Actor, _patient_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Told]:
    found = db.session.scalars(select(Appointment).where(Appointment.id.in_(ids))).all()
    return {card.id: card for card in appointment_views.cards(appointment_rows.current(found))}


READERS: dict[str, Reader] = {
    REFLECTION: _reflections, NOTE: _notes, SESSION: _sessions, APPOINTMENT: _appointments,
}  # fmt: skip
