"""A mark of having reviewed a reflection that nobody made: it still waits, and its writer is not told it was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from journal import clock
from journal.ids import make_id
from journal.models import AuditRow, Reading
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.reflections import lists, sharing, writing
from journal.services.reflections.drafts import THERAPIST, Words
from journal.services.review import caseload, review_marks, review_queue, reviews
from tests.services.hands import listening, overwrite, put, queued, stored, write
from tests.support.cast import Cast


@pytest.fixture
def patient(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        yield cast.patient.actor()


@pytest.fixture
def therapist(patient: Actor, cast: Cast) -> Actor:
    return cast.therapist.actor()


@pytest.fixture
def shared(patient: Actor) -> UUID:
    reflection_id: UUID = write(patient, "please read this", shared=True)
    return reflection_id


def forge(reader: Actor, reflection_id: UUID) -> None:
    moment = clock.now()
    row = {"opened_at": moment, "reviewed_at": moment, "reviewed_version": 99, "version": 1}
    ids = {"id": make_id(), "clinic_id": reader.clinic_id, "reflection_id": reflection_id, "reader_id": reader.id}
    put(Reading, ids | row)


def waits(therapist: Actor) -> bool:
    """Whether something waits, which the queue, its page and its counts tell alike."""
    entries = review_queue.page(therapist).entries
    [counted] = caseload.patients(therapist)
    told = [bool(entries), bool(counted.to_read), bool(queued(therapist))]
    assert len(set(told)) == 1
    return told[0]


def is_read(patient: Actor) -> bool:
    return lists.journal(patient).rows[0].reviewed_at is not None


def test_a_mark_that_was_put_there_hides_nothing(patient: Actor, therapist: Actor, shared: UUID) -> None:
    forge(therapist, shared)
    assert waits(therapist)
    assert not is_read(patient)
    assert caseload.patient(therapist, patient.id).rows[0].reviewed_at is None
    assert reviews.open_reflection(therapist, shared).reviewed_at is None


def test_it_can_still_be_reviewed(patient: Actor, therapist: Actor, shared: UUID) -> None:
    forge(therapist, shared)
    reviews.mark_reviewed(therapist, shared, 1)
    assert not waits(therapist)
    assert is_read(patient)
    assert reviews.open_reflection(therapist, shared).reviewed_at is not None


@pytest.mark.parametrize("how", ["undone", "saved anew", "somebody else's"])
def test_a_mark_that_does_not_stand_is_not_put_back(
    cast: Cast, patient: Actor, therapist: Actor, shared: UUID, how: str
) -> None:
    reviews.mark_reviewed(therapist, shared, 1)
    marked: dict[str, Any] = stored(Reading)[0]
    assert not waits(therapist)
    if how == "undone":
        reviews.undo_reviewed(therapist, shared)
        overwrite(Reading, Reading.id == marked["id"], **marked)
    elif how == "saved anew":
        writing.save(patient, Words(shared, "", "other words", THERAPIST, base_version=1))
        overwrite(Reading, Reading.id == marked["id"], reviewed_version=2)
    else:
        overwrite(Reading, Reading.id == marked["id"], reader_id=cast.other_therapist.id)
        forge(therapist, shared)
        other = cast.other_therapist.actor()
        assert review_marks.unbelieved(cast.clinic_id, other.id, [patient.id]) == [shared]
        return
    assert waits(therapist)


def test_an_act_whose_row_was_written_by_hand_counts_for_nothing(therapist: Actor, shared: UUID) -> None:
    reviews.open_reflection(therapist, shared)
    forged = stored(AuditRow, AuditRow.act == Act.REFLECTION_OPENED)[-1]
    overwrite(AuditRow, AuditRow.sequence == forged["sequence"], act=Act.REFLECTION_REVIEWED)
    overwrite(Reading, Reading.reflection_id == shared, reviewed_at=clock.now(), reviewed_version=1)
    assert waits(therapist)


def test_sealing_it_anew_leaves_the_mark(patient: Actor, therapist: Actor, shared: UUID) -> None:
    reviews.mark_reviewed(therapist, shared, 1)
    sharing.make_private(patient, shared)
    sharing.share(patient, shared)
    assert not waits(therapist)
    assert is_read(patient)


def test_a_longer_queue_asks_no_more_of_the_database(patient: Actor, therapist: Actor, shared: UUID) -> None:
    counted: list[int] = []
    reviews.mark_reviewed(therapist, shared, 1)
    for _ in range(2):
        for _ in range(6):
            reviews.mark_reviewed(therapist, write(patient, "more", shared=True), 1)
            write(patient, "waits", shared=True)
        queued(therapist)
        asked: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any, asked: list[str] = asked) -> None:
            asked.append(statement)

        with listening("before_cursor_execute", note):
            queued(therapist)
        counted.append(len(asked))
    assert counted[1] <= counted[0]
