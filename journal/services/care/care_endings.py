"""Ending care: access stops at once, grants are deleted, rings fall due, notes that waited are decided, and what was
booked is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from journal.extensions import db
from journal.models import CareRelation, Cover, Note, TreatmentMember
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows
from journal.services.audit.acts import Act
from journal.services.care import care_rows, cover_rows
from journal.services.notes import notes
from journal.services.notices import Notice
from journal.services.rings import taking_back
from journal.services.treatment import treatment_endings
from journal.services.work import unit_of_work

GOING_ON = (care_rows.ASKED, care_rows.ACTIVE)


def end(actor: Actor, relation_id: UUID) -> None:
    """Ends care, or calls off a request that waits. Notes not yet released are withdrawn. Raises `NotAllowed`."""
    with unit_of_work():
        relation = db.session.get(CareRelation, relation_id)
        if relation is None:
            raise NotAllowed
        about = About(relation.clinic_id, patient_id=relation.patient_id, therapist_id=relation.therapist_id)
        require(actor.who, Permission.CARE_END, about)
        if not _end(relation, actor.id):
            raise NotAllowed


def leave(actor: Actor, therapist_id: UUID) -> None:
    """A therapist leaves the clinic: every relation and cover of theirs ends. Raises `NotAllowed`."""
    with unit_of_work():
        require(actor.who, Permission.CARE_END, About(actor.clinic_id, therapist_id=therapist_id))
        theirs = (CareRelation.clinic_id == actor.clinic_id) & (CareRelation.therapist_id == therapist_id)
        end_all(select(CareRelation).where(theirs, CareRelation.state.in_(GOING_ON)), actor.id)
        covers = (Cover.clinic_id == actor.clinic_id) & (Cover.covering_id == therapist_id)
        end_open_covers(covers, actor.id)
        treatment_endings.end_all(TreatmentMember.clinician_id == therapist_id, actor.id)


def end_all(relations: Select[CareRelation], actor_id: UUID | None) -> None:
    """Ends each of these relations; in the caller's unit of work, who has asked."""
    for relation in db.session.scalars(relations).all():
        _end(relation, actor_id)


def _end(relation: CareRelation, actor_id: UUID | None) -> bool:
    """Ends one relation; false where there is nothing to end, or the row is not what the audit says."""
    waiting = waiting_notes(relation.patient_id, relation.therapist_id)  # locked first, as a release does
    db.session.refresh(relation, with_for_update=True)
    if relation.state not in GOING_ON or not care_rows.is_current(relation):
        return False
    for note in waiting:
        notes.withdraw_row(note, actor_id)
    care_rows.move(relation, care_rows.ENDED, Act.CARE_ENDED, actor_id)
    pair = (Cover.therapist_id == relation.therapist_id) | (Cover.covering_id == relation.therapist_id)
    end_open_covers((Cover.patient_id == relation.patient_id) & pair, actor_id)
    # memberships before rings, as an answer to a request locks them
    treatment_endings.end_all(treatment_endings.of_pair(relation.patient_id, relation.therapist_id), actor_id)
    taking_back.take_back(relation.patient_id, relation.therapist_id, actor_id)
    appointment_rows.cancel_coming(relation.patient_id, relation.therapist_id, actor_id)
    notices.put(relation.clinic_id, relation.patient_id, Notice.CARE_ENDED)
    return True


def end_open_covers(which: ColumnElement[bool], actor_id: UUID | None) -> int:
    """Ends those of these covers that are open, and returns how many; in the caller's unit of work, who has asked. Held
    in one order by whoever ends some, since what is taken back holds the rings of one patient after the other."""
    found = select(Cover).where(which, Cover.state.in_(cover_rows.OPEN)).order_by(Cover.patient_id, Cover.id)
    covers = db.session.scalars(found.with_for_update()).all()
    end_covers(covers, actor_id)
    return len(covers)


def end_covers(covers: Sequence[Cover], actor_id: UUID | None) -> None:
    """Ends covers and takes back what they let somebody hold; in the caller's unit of work, who has asked."""
    for cover in covers:
        if cover_rows.is_whole(cover):
            cover_rows.move(cover, cover_rows.ENDED, Act.COVER_ENDED, actor_id)
            db.session.flush()
            taking_back.take_back(cover.patient_id, cover.covering_id, actor_id)


def waiting_notes(patient_id: UUID, author_id: UUID, *, hold: bool = True) -> Sequence[Note]:
    """A therapist's notes that wait for the appointment, oldest first; held, none changes before the commit."""
    theirs = (Note.patient_id == patient_id) & (Note.author_id == author_id)
    waits = (Note.visibility == notes.AT_APPOINTMENT) & Note.released_at.is_(None) & Note.withdrawn_at.is_(None)
    found = select(Note).where(theirs, waits).order_by(Note.id)
    return db.session.scalars(found.with_for_update() if hold else found).all()
