"""When what is shared is read: the next integration, the one that passed, and nothing that the audit does not know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from journal import clock
from journal.extensions import db
from journal.models import Appointment
from journal.services.appointments import appointment_dates, appointment_marks, reading_dates
from journal.services.review import reviews
from tests.services.hands import overwrite, write
from tests.support.booking import ahead, begun, book
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def dates(cast: Cast) -> appointment_dates.Dates:
    found = appointment_dates.of_patients(cast.clinic_id, [cast.patient.id, cast.other_patient.id], clock.now())
    return found.get(cast.patient.id, appointment_dates.Dates())


def test_the_next_integration_counts_and_no_other_kind(cast: Cast) -> None:
    ahead(cast, 1, "dosing")
    ahead(cast, 5)
    first = ahead(cast, 3)
    appointment_marks.cancel(cast.manager.actor(), ahead(cast, 2))
    found = dates(cast).next
    assert found is not None
    assert found.id == first
    own = reading_dates.own(cast.patient.actor())
    assert own.next is not None
    assert (own.next.id, own.next.therapist_name) == (first, cast.therapist.name)
    assert own.sooner is not None
    assert own.sooner.kind == "dosing"


def test_what_goes_on_is_next_until_it_is_over(cast: Cast) -> None:
    now = begun(cast)
    assert dates(cast).next is not None
    with clock.at(clock.now() + timedelta(hours=1)):
        found = dates(cast)
    assert (found.next, found.passed and found.passed.id) == (None, now)


def test_rows_that_were_changed_are_passed_over_for_the_next_ones(cast: Cast) -> None:
    moved, whole, old = ahead(cast, 4), ahead(cast, 6), ahead(cast, -3)
    newer = ahead(cast, -1)
    for each, at in ((moved, clock.now() + timedelta(days=1)), (newer, clock.now() - timedelta(hours=5))):
        overwrite(Appointment, Appointment.id == each, starts_at=at)
    found = dates(cast)
    assert found.next is not None
    assert found.passed is not None
    assert (found.next.id, found.passed.id) == (whole, old)


def test_many_patients_take_one_query(cast: Cast) -> None:
    ahead(cast, 2)
    book(cast.manager, cast.other_patient, cast.other_therapist, clock.now() + timedelta(days=1))
    dates(cast)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    dates(cast)
    assert len([each for each in asked if "FROM appointment" in each]) == 1
    assert len(asked) <= 2  # the other asks the audit


def test_something_left_unread_is_said_until_it_is_read_or_a_new_date_is_set(cast: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        shared = write(cast.patient.actor(), "read me", shared=True)
    ahead(cast, -1)
    patient, therapist = cast.patient.actor(), cast.therapist.actor()
    assert reading_dates.own(patient).passed_unread
    assert reading_dates.of_patient(therapist, patient.id).passed_unread
    made = ahead(cast, 1)
    assert not reading_dates.own(patient).passed_unread
    appointment_marks.cancel(therapist, made)
    reviews.mark_reviewed(therapist, shared, reviews.open_reflection(therapist, shared).version)
    assert not reading_dates.own(patient).passed_unread


def test_what_was_shared_after_it_was_not_late(cast: Cast) -> None:
    ahead(cast, -1)
    write(cast.patient.actor(), "newer", shared=True)
    assert not reading_dates.own(cast.patient.actor()).passed_unread


def test_the_last_one_held_is_of_these_two(cast: Cast) -> None:
    assert appointment_dates.last_held(cast.clinic_id, cast.patient.id, cast.therapist.id) is None
    old, newer = ahead(cast, -4, "check_in"), ahead(cast, -2)
    for each in (old, newer):
        appointment_marks.mark_held(cast.therapist.actor(), each)
    found = appointment_dates.last_held(cast.clinic_id, cast.patient.id, cast.therapist.id)
    assert found is not None
    assert found.id == newer
    assert appointment_dates.last_held(cast.clinic_id, cast.patient.id, cast.other_therapist.id) is None
