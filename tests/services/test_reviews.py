"""Reading: a receipt for every opening, a mark for every version read, and nothing for those out of care."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from journal.extensions import db
from journal.models import AuditRow, Reading
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.reflections import reflections, sharing, writing
from journal.services.reflections.drafts import THERAPIST, Words
from journal.services.review import reviews
from tests.services.hands import queued
from tests.support.cast import Cast
from tests.views.written import private, shared


def mark(actor: Actor, reflection_id: UUID) -> None:
    reviews.mark_reviewed(actor, reflection_id, 1)


def test_every_opening_leaves_a_row_in_the_audit(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    for _ in range(2):
        reviews.open_reflection(therapist, reflection_id)
    opened = select(AuditRow).where(AuditRow.act == Act.REFLECTION_OPENED)
    rows = db.session.scalars(opened).all()
    assert [(row.actor_id, row.record_id, row.patient_id) for row in rows] == (
        [(therapist.id, reflection_id, patient.id)] * 2
    )


def test_its_writer_sees_who_opened_and_who_read_it(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    assert reflections.page(patient, reflection_id).receipts.seen == ()
    reviews.open_reflection(therapist, reflection_id)
    page = reflections.page(patient, reflection_id)
    assert ([seen.name for seen in page.receipts.seen], page.receipts.read_by) == (["Dr. Ines Okafor"], ())
    reviews.mark_reviewed(therapist, reflection_id, 1)
    assert [seen.name for seen in reflections.page(patient, reflection_id).receipts.read_by] == ["Dr. Ines Okafor"]
    reviews.undo_reviewed(therapist, reflection_id)
    assert reflections.page(patient, reflection_id).receipts.read_by == ()


def test_the_mark_names_the_version_that_was_read(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    writing.save(patient, Words(reflection_id, "", "second", THERAPIST, base_version=1))
    reviews.mark_reviewed(therapist, reflection_id, 2)
    assert db.session.scalars(select(Reading.reviewed_version)).one() == 2
    assert queued(therapist) == []
    writing.save(patient, Words(reflection_id, "", "third", THERAPIST, base_version=2))
    assert queued(therapist) == [reflection_id]


def test_the_page_knows_its_place_in_the_queue(patient: Actor, therapist: Actor) -> None:
    made = [shared(patient) for _ in range(3)]
    page = reviews.open_reflection(therapist, made[1])
    assert (page.position, page.total, page.next_id) == (2, 3, made[2])
    assert page.patient_name == "Maya Lindqvist"


def test_what_is_private_is_not_opened(patient: Actor, therapist: Actor) -> None:
    taken_back = shared(patient)
    sharing.make_private(patient, taken_back)
    for reflection_id in (private(patient), taken_back):
        for act in (reviews.open_reflection, reviews.check_may_open, mark, reviews.undo_reviewed):
            with pytest.raises(NotAllowed):
                act(therapist, reflection_id)


@pytest.mark.parametrize("part", ["patient", "other_patient", "other_therapist", "manager"])
def test_only_the_therapist_in_care_reads(cast: Cast, patient: Actor, part: str) -> None:
    who, reflection_id = getattr(cast, part).actor(), shared(patient)
    for act in (reviews.open_reflection, reviews.check_may_open, mark, reviews.undo_reviewed):
        with pytest.raises(NotAllowed):
            act(who, reflection_id)
    assert db.session.scalars(select(Reading)).all() == []
