"""The brief: what a therapist needs two minutes before an appointment, in the order in which it matters.

The order is that of clinical practice: safety, the last session, measures, after-effects, what the patient asked for,
their own words, what was agreed, what is new, changes, and the last note to oneself. What is shown is only ever what
somebody wrote or chose: nothing is summarised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Reflection
from journal.services.actor import Actor
from journal.services.appointments import appointment_dates, appointment_views
from journal.services.appointments.appointment_dates import Dates, Meeting
from journal.services.audit import receipts
from journal.services.audit.receipts import Where
from journal.services.insights import agreed
from journal.services.insights.agreed import Agreed
from journal.services.measures import brief_measures
from journal.services.measures.brief_measures import BriefMeasures
from journal.services.notes import process_notes
from journal.services.notes.process_note_rows import ProcessNoteView
from journal.services.passages import brought, theme_counts
from journal.services.passages.brought import Brought
from journal.services.people import people
from journal.services.reflections import lists
from journal.services.reflections.lists import ReflectionRow
from journal.services.review import caseload
from journal.services.session_records import session_line
from journal.services.session_records.session_line import SessionLine
from journal.services.work import unit_of_work

MOST_BROUGHT, MOST_NEW = 6, 10  # so that it stays one printed page
_EVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Brief:
    """One patient before an appointment; `more_brought` and `more_new` count what one page has no room for."""

    patient_id: UUID
    name: str
    identifier: str
    next: Meeting | None
    last_held: Meeting | None
    session: SessionLine | None
    brought: tuple[Brought, ...]
    more_brought: int
    new: tuple[ReflectionRow, ...]
    more_new: int
    to_read: int
    unread_replies: int
    waiting_notes: int
    last_note: ProcessNoteView | None
    themes: dict[UUID, tuple[str, ...]]
    agreed: Agreed
    measures: BriefMeasures | None = None


def of_patient(actor: Actor, patient_id: UUID) -> Brief:
    """The brief on a patient in this therapist's care; words it quotes leave a receipt. Raises `NotAllowed`."""
    with unit_of_work():
        person = caseload.in_care(actor, patient_id, hold=True)
        held = appointment_dates.last_held(actor.clinic_id, patient_id, actor.id)
        dates = appointment_dates.of_patients(actor.clinic_id, [patient_id], clock.now(), actor.id)
        asked = brought.brought(actor, [patient_id])
        shown = asked[:MOST_BROUGHT]
        _leave_receipts(actor, shown)
        new = lists.shared_since(actor, patient_id, held.starts_at if held else _EVER)
        meets = dates.get(patient_id, Dates())
        return Brief(
            person.id, people.name_of(person), people.identifier_of(person), meets.next, held,
            session_line.of_patient(actor, patient_id), shown, len(asked) - len(shown),
            new[:MOST_NEW], max(len(new) - MOST_NEW, 0),
            sum(not row.reviewed_at for row in new), caseload.unread_replies(actor).get(patient_id, 0),
            appointment_views.how_many_wait(actor.id, patient_id), process_notes.last(actor, patient_id),
            theme_counts.labels(actor, patient_id),
            agreed.of_patient(actor, person, held.starts_at if held else _EVER),
            brief_measures.of_patient(actor, person),
        )  # fmt: skip


def _leave_receipts(actor: Actor, shown: tuple[Brought, ...]) -> None:
    quoted = {each.reflection_id for each in shown if each.words}
    if quoted:
        found = db.session.scalars(select(Reflection).where(Reflection.id.in_(quoted))).all()
        receipts.seen(actor, found, Where.BRIEF)
