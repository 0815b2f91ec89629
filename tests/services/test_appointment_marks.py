"""What marking an appointment releases and what it does not, and which appointments each list holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from journal import clock
from journal.extensions import db
from journal.models import Appointment, Note
from journal.services.appointments import appointment_lists, appointment_marks, appointment_views
from journal.services.appointments.appointment_access import AppointmentRefused
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.notes import note_changes, notes
from journal.services.notes.notes import TypedNote
from journal.services.review import reviews
from journal.services.work import unit_of_work
from tests.services.care_steps import begin_with
from tests.services.hands import overwrite, stored, write
from tests.support.booking import ahead, begun, book
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def row(appointment_id: UUID) -> dict[str, Any]:
    return stored(Appointment, Appointment.id == appointment_id)[0]


def waiting_note(cast: Cast, text: str, *, when_held: bool) -> UUID:
    """A note for the appointment; `when_held` as the form of a note will put it."""
    reflection_id = write(cast.patient.actor(), "words", shared=True)
    therapist = cast.therapist.actor()
    reviews.open_reflection(therapist, reflection_id)
    note_id = notes.add(therapist, reflection_id, TypedNote(text, "appointment"))
    if when_held:
        with unit_of_work():
            note = db.session.get_one(Note, note_id)
            notes.change(note, Act.NOTE_WRITTEN, therapist.id, release_when_held=True)
    return note_id


def released(note_id: UUID) -> bool:
    return stored(Note, Note.id == note_id)[0]["released_at"] is not None


@pytest.mark.parametrize("by", ["therapist", "manager"])
def test_held_releases_the_notes_that_were_to_wait_for_it_and_no_others(cast: Cast, by: str) -> None:
    asked, by_hand = waiting_note(cast, "a", when_held=True), waiting_note(cast, "b", when_held=False)
    withdrawn = waiting_note(cast, "c", when_held=True)
    note_changes.withdraw(cast.therapist.actor(), withdrawn)
    made = begun(cast)
    assert appointment_views.page(cast.therapist.actor(), made).card.waiting == appointment_views.Waiting(2, 1)
    assert appointment_marks.mark_held(getattr(cast, by).actor(), made) == 1
    assert (released(asked), released(by_hand), released(withdrawn)) == (True, False, False)
    appointment_marks.reopen(cast.therapist.actor(), made)
    assert (row(made)["state"], released(asked)) == ("planned", True)
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize("mark", [appointment_marks.mark_missed, appointment_marks.cancel])
def test_missed_or_cancelled_the_notes_wait(cast: Cast, mark: Callable[..., None]) -> None:
    note, made = waiting_note(cast, "a", when_held=True), begun(cast)
    mark(cast.therapist.actor(), made)
    assert not released(note)
    with pytest.raises(AppointmentRefused, match="marked already"):
        appointment_marks.mark_held(cast.therapist.actor(), made)
    assert not released(note)


def test_nothing_is_released_the_day_before_by_a_slip(cast: Cast) -> None:
    note, made = waiting_note(cast, "a", when_held=True), ahead(cast)
    with pytest.raises(AppointmentRefused, match="not begun"):
        appointment_marks.mark_held(cast.therapist.actor(), made)
    assert not released(note)


def days(member: Member, *which: Any) -> list[UUID]:
    listed = appointment_lists.coming(member.actor(), *which)
    return [each.id for day in listed.days for each in day.appointments]


def test_lists_hold_what_concerns_each_and_the_managers_the_clinics(cast: Cast) -> None:
    mine, passed = ahead(cast), ahead(cast, -3)
    other = book(cast.manager, cast.other_patient, cast.other_therapist, clock.now() + timedelta(days=2))
    assert days(cast.patient) == days(cast.therapist) == [mine]
    assert days(cast.other_therapist) == days(cast.other_patient) == [other]
    assert days(cast.manager) == [mine, other]
    assert days(cast.manager, 1, cast.other_therapist.id) == [other]
    assert [each.id for each in appointment_lists.coming(cast.therapist.actor()).unmarked] == [passed]
    hers = appointment_lists.coming(cast.patient.actor())
    assert (hers.unmarked, [each.id for each in hers.past]) == ((), [passed])
    assert [each.id for each in appointment_lists.past(cast.patient.actor()).past] == [passed]


def test_what_was_written_since_an_appointment_ended_waits_for_the_next(cast: Cast) -> None:
    earlier, since = ahead(cast, -7), waiting_note(cast, "a", when_held=True)
    assert appointment_views.page(cast.therapist.actor(), earlier).card.waiting == appointment_views.Waiting(0, 0)
    assert appointment_marks.mark_held(cast.therapist.actor(), earlier) == 0
    assert not released(since)
    now = begun(cast)
    (unmarked,) = appointment_lists.coming(cast.therapist.actor()).unmarked
    assert (unmarked.id, unmarked.waiting) == (now, appointment_views.Waiting(1, 1))
    assert appointment_marks.mark_held(cast.therapist.actor(), now) == 1
    assert released(since)


@pytest.mark.parametrize(("minutes_ago", "appears"), [(119, 1), (121, 0)])
def test_a_note_finished_after_a_session_that_ran_on_is_of_that_session(
    cast: Cast, minutes_ago: int, appears: int
) -> None:
    over = clock.now() - timedelta(minutes=minutes_ago)
    passed = book(cast.therapist, cast.patient, cast.therapist, over - timedelta(minutes=50))
    waiting_note(cast, "a", when_held=True)
    assert appointment_marks.mark_held(cast.therapist.actor(), passed) == appears


def test_a_note_that_was_moved_to_another_patient_is_not_released_with_theirs(cast: Cast) -> None:
    note_id = waiting_note(cast, "a", when_held=True)
    begin_with(cast, cast.other_patient, cast.therapist)
    overwrite(Note, Note.id == note_id, patient_id=cast.other_patient.id)
    theirs = book(cast.therapist, cast.other_patient, cast.therapist, clock.now() - timedelta(minutes=30))
    assert appointment_marks.mark_held(cast.therapist.actor(), theirs) == 0
    assert not released(note_id)
