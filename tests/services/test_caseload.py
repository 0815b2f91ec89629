"""The caseload: a therapist's own patients, what waits of each, and new replies."""

from __future__ import annotations

import pytest

from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.notes import replies
from journal.services.review import caseload, review_queue, reviews
from tests.services.hands import queued
from tests.support.cast import Cast
from tests.views.written import noted, private, shared


def test_what_waits_is_oldest_first_and_counted(patient: Actor, therapist: Actor) -> None:
    first, second = shared(patient), shared(patient)
    private(patient)
    [entry] = review_queue.page(therapist).entries
    assert [row.id for row in entry.rows] == [first, second]
    assert (entry.name, entry.identifier) == ("Maya Lindqvist", "1988-04-17")
    reviews.mark_reviewed(therapist, first, 1)
    [counted] = caseload.patients(therapist)
    assert (counted.to_read, counted.shared) == (1, 2)
    assert [row.id for row in caseload.patient(therapist, patient.id).rows] == [second, first]


def test_a_reply_is_new_until_its_reflection_is_opened(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    reviews.open_reflection(therapist, reflection_id)
    note_id = noted(therapist, reflection_id)
    replies.add(patient, note_id, "an answer")
    assert [entry.unread_replies for entry in review_queue.page(therapist).entries] == [1]
    reviews.open_reflection(therapist, reflection_id)
    assert [entry.unread_replies for entry in review_queue.page(therapist).entries] == [0]


def test_each_therapist_has_their_own_patients(cast: Cast, patient: Actor) -> None:
    shared(patient)
    other = cast.other_therapist.actor()
    assert [each.name for each in caseload.patients(other)] == ["Jonah Weiss"]
    assert queued(other) == []
    with pytest.raises(NotAllowed):
        caseload.patient(other, patient.id)


@pytest.mark.parametrize("part", ["patient", "manager"])
def test_a_caseload_is_a_therapist_s(cast: Cast, patient: Actor, part: str) -> None:
    who = getattr(cast, part).actor()
    for asked in (review_queue.page, review_queue.first, caseload.patients):
        with pytest.raises(NotAllowed):
            asked(who)
    with pytest.raises(NotAllowed):
        caseload.patient(who, patient.id)
    with pytest.raises(NotAllowed):
        caseload.patient(cast.therapist.actor(), cast.manager.id)


def test_more_than_a_page_waits_on_the_next(patient: Actor, therapist: Actor) -> None:
    made = [shared(patient) for _ in range(31)]
    first, second = review_queue.page(therapist), review_queue.page(therapist, number=2)
    assert (first.page, first.pages, first.patients["to-read"]) == (1, 2, 1)
    assert [row.id for page in (first, second) for row in page.entries[0].rows] == made
    assert first.entries[0].to_read == second.entries[0].to_read == 31
