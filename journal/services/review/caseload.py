"""The therapist's patients, and what waits to be read of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from journal.extensions import db
from journal.models import CareRelation, Note, Person, Reading, Reply
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.care import care, decisions
from journal.services.notes import note_access, note_views
from journal.services.notes.note_views import NoteView
from journal.services.people import people
from journal.services.reflections import lists, withdrawn
from journal.services.reflections.lists import ReflectionRow
from journal.services.reflections.withdrawn import CopyRow
from journal.services.review import waiting
from journal.services.sessions.resting import resting_until
from journal.services.work import found_once

_UNREAD_REPLIES = (
    select(Reply.patient_id, func.count())
    .join(Note, Note.id == Reply.note_id)
    .join(Reading, (Reading.reflection_id == Note.reflection_id) & (Reading.reader_id == bindparam("reader")))
    .where(Note.author_id == bindparam("reader"), Reply.author_id != bindparam("reader"))
    .where(Reply.created_at > Reading.opened_at)
    .group_by(Reply.patient_id)
)
# what the relation's MAC and its stamp are made of, and no moment of it: hundreds are read for every queue
_TREATED = select(
    *(column for column in CareRelation.__table__.c if column.name not in ("asked_at", "started_at", "ended_at"))
).where(CareRelation.therapist_id == bindparam("therapist"), CareRelation.state == care.ACTIVE)
_LIVING = select(Person.id).where(Person.id.in_(bindparam("patients", expanding=True)), Person.status != "ended")


@dataclass(frozen=True, slots=True)
class PatientReview:
    """A patient with what waits to be read of them."""

    id: UUID
    name: str
    identifier: str
    rows: tuple[ReflectionRow, ...]
    unread_replies: int
    to_read: int
    shared: int = 0
    kept_notes: tuple[NoteView, ...] = ()
    resting_until: datetime | None = None
    withdrawn: tuple[CopyRow, ...] = ()
    has_died: bool = False
    covering_until: date | None = None


def _review(patient: Person, rows: Sequence[ReflectionRow], replies: dict[UUID, int], to_read: int) -> PatientReview:
    name, identifier = people.name_of(patient), people.identifier_of(patient)
    return PatientReview(
        patient.id, name, identifier, tuple(rows), replies.get(patient.id, 0), to_read,
        has_died=patient.status == "ended",
    )  # fmt: skip


def patients(actor: Actor) -> list[PatientReview]:
    """The therapist's patients with counts, by name. Raises `NotAllowed`."""
    found = care.patients_of(actor)
    ids = [patient.id for patient in found]
    totals = lists.how_many_shared(actor, ids)
    to_read = {each: waits.count for each, waits in waiting.counts(actor, ids).items()}
    replies = unread_replies(actor)
    until = {cover.patient_id: cover.ends_on for cover in care.covered_by(actor.id)}
    reviews = [
        replace(
            _review(each, (), replies, to_read.get(each.id, 0)),
            shared=totals.get(each.id, 0), covering_until=until.get(each.id),
        )
        for each in found
    ]  # fmt: skip
    return sorted(reviews, key=lambda review: review.name.casefold())


def patient(actor: Actor, patient_id: UUID) -> PatientReview:
    """One patient with everything they share, newest first. Raises `NotAllowed`."""
    about = about_patient(actor, patient_id)
    rows = tuple(reversed(lists.shared(actor, [patient_id])))
    return replace(about, rows=rows, shared=len(rows))


def about_patient(actor: Actor, patient_id: UUID) -> PatientReview:
    """One patient without what they share: notes and copies that are kept, rest and cover. Raises `NotAllowed`."""
    person = in_care(actor, patient_id)
    kept, _ = note_views.views(actor, note_access.on_unshared(actor, patient_id), "")
    review = _review(person, (), unread_replies(actor), 0)
    resting = None if decisions.may_decide(patient_id) else resting_until(patient_id)
    copies = withdrawn.of_patient(actor, patient_id)
    until = {cover.patient_id: cover.ends_on for cover in care.covered_by(actor.id)}.get(patient_id)
    return replace(
        review, kept_notes=kept, resting_until=resting, withdrawn=copies, covering_until=until
    )  # fmt: skip


def in_care(actor: Actor, patient_id: UUID, *, hold: bool = False) -> Person:
    """A patient whom this therapist may read of now; held, their care cannot end before the commit. Raises
    `NotAllowed`."""
    person = db.session.get(Person, patient_id)
    if person is None:
        raise NotAllowed
    reads = care.in_care(patient_id, actor.id, hold=hold)
    require(actor.who, Permission.PATIENT_READ, About(person.clinic_id, person.id, in_care=reads))
    return person


def unread_replies(actor: Actor) -> dict[UUID, int]:
    """How many replies came since this therapist last opened the reflection they are on, by patient."""
    return dict(iter(db.session.execute(_UNREAD_REPLIES, {"reader": actor.id})))


def living_ids(actor: Actor) -> list[UUID]:
    """The ids of the patients whose words can wait: those of one who has died are kept, and wait for nobody.

    Hundreds are put in order and few of them shown: who shows one loads their row, and believes it then. Raises
    `NotAllowed`."""
    return list(db.session.scalars(_LIVING, {"patients": list(treated_ids(actor))}))


def treated_ids(actor: Actor) -> set[UUID]:
    """The same with those who have died; a page asks it from more than one side. Raises `NotAllowed`."""
    require(actor.who, Permission.PATIENT_LIST, About(actor.clinic_id))
    return found_once(("treated", actor.id), lambda: _treated(actor.id))


def _treated(therapist_id: UUID) -> set[UUID]:
    treated = care.current(db.session.execute(_TREATED, {"therapist": therapist_id}))
    return {each.patient_id for each in (*care.covered_by(therapist_id), *treated)}
