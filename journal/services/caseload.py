"""The therapist's patients, and what waits to be read of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from journal.extensions import db
from journal.models import Note, Person, Reading, Reply
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import care, decisions, lists, note_access, note_views, people, withdrawn
from journal.services.actor import Actor
from journal.services.lists import ReflectionRow
from journal.services.note_views import NoteView
from journal.services.resting import resting_until
from journal.services.withdrawn import CopyRow

_UNREAD_REPLIES = (
    select(Reply.patient_id, func.count())
    .join(Note, Note.id == Reply.note_id)
    .join(Reading, (Reading.reflection_id == Note.reflection_id) & (Reading.reader_id == bindparam("reader")))
    .where(Note.author_id == bindparam("reader"), Reply.author_id != bindparam("reader"))
    .where(Reply.created_at > Reading.opened_at)
    .group_by(Reply.patient_id)
)


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


@dataclass(frozen=True, slots=True)
class Review:
    """One page of what waits to be read, by patient, and from how many patients it comes in all."""

    patients: tuple[PatientReview, ...]
    waiting_patients: int
    page: int
    pages: int


def waiting(actor: Actor, page: int = 1) -> Review:
    """Every patient in care with the shared reflections not yet reviewed; who has waited longest comes first.

    A page holds so many reflections, whoever wrote them. Raises `NotAllowed`."""
    patients = _living(actor)
    ids = [patient.id for patient in patients]
    to_read, replies = lists.how_many_wait(actor, ids), _unread_replies(actor)
    page, pages = lists.page_of(sum(to_read.values()), page)
    by_patient = _by_patient(lists.waiting(actor, ids, page))
    reviews = [_review(patient, by_patient, replies, to_read) for patient in patients]
    return Review(tuple(sorted(reviews, key=_waits_since)), len(to_read), page, pages)


def _by_patient(rows: Iterable[ReflectionRow]) -> dict[UUID, list[ReflectionRow]]:
    found: dict[UUID, list[ReflectionRow]] = defaultdict(list)
    for row in rows:
        found[row.patient_id].append(row)
    return found


def _waits_since(review: PatientReview) -> tuple[bool, str]:
    return (not review.rows, str(review.rows[0].id) if review.rows else review.name.casefold())


def _review(
    patient: Person,
    by_patient: dict[UUID, list[ReflectionRow]],
    replies: dict[UUID, int],
    to_read: dict[UUID, int],
) -> PatientReview:
    rows = tuple(by_patient.get(patient.id, ()))
    name, identifier = people.name_of(patient), people.identifier_of(patient)
    return PatientReview(
        patient.id, name, identifier, rows, replies.get(patient.id, 0), to_read.get(patient.id, 0),
        has_died=patient.status == "ended",
    )  # fmt: skip


def patients(actor: Actor) -> list[PatientReview]:
    """The therapist's patients with counts, by name. Raises `NotAllowed`."""
    found = care.patients_of(actor)
    ids = [patient.id for patient in found]
    totals = lists.how_many_shared(actor, ids)
    to_read, replies = lists.how_many_wait(actor, ids), _unread_replies(actor)
    until = {cover.patient_id: cover.ends_on for cover in care.covered_by(actor.id)}
    reviews = [
        replace(_review(each, {}, replies, to_read), shared=totals.get(each.id, 0), covering_until=until.get(each.id))
        for each in found
    ]
    return sorted(reviews, key=lambda review: review.name.casefold())


def patient(actor: Actor, patient_id: UUID) -> PatientReview:
    """One patient with everything they share, newest first. Raises `NotAllowed`."""
    about = about_patient(actor, patient_id)
    rows = tuple(reversed(lists.shared(actor, [patient_id])))
    return replace(about, rows=rows, shared=len(rows))


def about_patient(actor: Actor, patient_id: UUID) -> PatientReview:
    """One patient without what they share: notes and copies that are kept, rest and cover. Raises `NotAllowed`."""
    person = db.session.get(Person, patient_id)
    if person is None:
        raise NotAllowed
    in_care = care.in_care(patient_id, actor.id)
    require(actor.who, Permission.PATIENT_READ, About(person.clinic_id, person.id, in_care=in_care))
    kept, _ = note_views.views(actor, note_access.on_unshared(actor, patient_id), "")
    review = _review(person, {}, _unread_replies(actor), {})
    resting = None if decisions.may_decide(patient_id) else resting_until(patient_id)
    copies = withdrawn.of_patient(actor, patient_id)
    until = {cover.patient_id: cover.ends_on for cover in care.covered_by(actor.id)}.get(patient_id)
    return replace(
        review, kept_notes=kept, resting_until=resting, withdrawn=copies, covering_until=until
    )  # fmt: skip


def _unread_replies(actor: Actor) -> dict[UUID, int]:
    """How many replies came since this therapist last opened the reflection they are on, by patient."""
    return dict(iter(db.session.execute(_UNREAD_REPLIES, {"reader": actor.id})))


def queue(actor: Actor) -> list[UUID]:
    """The ids that wait, in the order of the review page, without opening a reflection."""
    by_patient: dict[UUID, list[UUID]] = defaultdict(list)
    for reflection_id, patient_id in lists.waiting_ids(actor, [each.id for each in _living(actor)]):
        by_patient[patient_id].append(reflection_id)
    return [reflection_id for waiting in by_patient.values() for reflection_id in waiting]


def _living(actor: Actor) -> list[Person]:
    """The patients whose words can wait: those of a patient who has died are kept, and wait for nobody."""
    return [patient for patient in care.patients_of(actor) if patient.status != "ended"]
