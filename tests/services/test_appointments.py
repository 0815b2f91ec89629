"""Appointments: who books for whom, what is doubted, and what marking one releases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from journal import clock
from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.models import Appointment, AuditRow, Notice
from journal.permissions import NotAllowed
from journal.services.appointments import appointment_lists, appointment_marks, appointment_views, appointments
from journal.services.appointments.appointment_access import AppointmentRefused
from journal.services.appointments.appointments import AppointmentDoubted
from journal.services.audit import verification
from journal.services.care import care_endings
from journal.services.people import deaths
from tests.services.care_steps import end
from tests.services.hands import at_once, forget_notices, overwrite, stored
from tests.support.booking import ahead, begun, book, typed
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
PLACE = "Room 3, behind the orchard wall"


def row(appointment_id: UUID) -> dict[str, Any]:
    return stored(Appointment, Appointment.id == appointment_id)[0]


def told() -> set[tuple[UUID, str]]:
    return {(each["person_id"], each["kind"]) for each in stored(Notice)}


@pytest.mark.parametrize("by", ["therapist", "manager"])
def test_it_is_booked_sealed_audited_and_told_to_the_patient(cast: Cast, by: str) -> None:
    forget_notices()
    starts_at = (clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    made = book(getattr(cast, by), cast.patient, cast.therapist, starts_at, "integration", 50, PLACE)
    kept = row(made)
    assert (kept["starts_at"], kept["state"], kept["made_by"]) == (starts_at, "planned", getattr(cast, by).id)
    assert b"orchard" not in kept["place_sealed"]
    card = appointment_views.page(cast.patient.actor(), made).card
    assert (card.place, card.link, card.kind_name, card.therapist_name) == (PLACE, "", "Integration", "Dr. Ines Okafor")
    assert (cast.patient.id, "appointment_made") in told()
    assert ((cast.therapist.id, "appointment_made") in told()) is (by == "manager")
    told_by = [each["actor_id"] for each in stored(AuditRow) if each["act"] == "appointment.made"]
    assert told_by == [getattr(cast, by).id]
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize("by", ["patient", "other_patient", "other_therapist"])
def test_nobody_else_books_changes_marks_or_sees_it(cast: Cast, by: str) -> None:
    made, who = ahead(cast), getattr(cast, by)
    attempts: list[Callable[[], object]] = [
        lambda: book(who, cast.patient, cast.therapist, clock.now() + timedelta(days=3)),
        lambda: appointments.change(who.actor(), made, typed(clock.now(), version=1)),
        *(lambda mark=mark: mark(who.actor(), made) for mark in (
            appointment_marks.cancel, appointment_marks.mark_held, appointment_marks.mark_missed,
            appointment_marks.reopen)),
    ]  # fmt: skip
    if by != "patient":
        attempts.append(lambda: appointment_views.page(who.actor(), made))
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert row(made)["version"] == 1


def test_a_manager_books_only_with_a_therapist_in_care(cast: Cast) -> None:
    soon = clock.now() + timedelta(days=1)
    with pytest.raises(AppointmentRefused, match="does not treat"):
        book(cast.manager, cast.patient, cast.other_therapist, soon)
    for patient in (cast.therapist, cast.manager):
        with pytest.raises(NotAllowed):
            book(cast.manager, patient, cast.therapist, soon)
    assert stored(Appointment) == []


def test_nothing_is_booked_or_marked_for_who_has_died(cast: Cast) -> None:
    made = ahead(cast)
    deaths.answer(cast.therapist.actor(), deaths.ask(cast.manager.actor(), cast.patient.id), confirm=True)
    assert row(made)["state"] == "cancelled"
    with pytest.raises(AppointmentRefused, match="account has ended"):
        ahead(cast, 2)
    with pytest.raises(AppointmentRefused, match="account has ended"):
        appointment_marks.reopen(cast.manager.actor(), made)


def test_what_has_passed_or_is_taken_is_doubted_and_booked_on_a_second_press(cast: Cast) -> None:
    soon, therapist = clock.now() + timedelta(days=1), cast.therapist.actor()
    appointments.make(therapist, cast.patient.id, therapist.id, typed(soon))
    with pytest.raises(AppointmentDoubted, match=r"You have another .* The patient has another") as doubted:
        appointments.make(therapist, cast.patient.id, therapist.id, typed(soon + timedelta(minutes=49)))
    key = doubted.value.key
    with pytest.raises(AppointmentDoubted, match="passed"):  # the doubt was about another time
        appointments.make(therapist, cast.patient.id, therapist.id, typed(clock.now() - timedelta(days=1), meant=key))
    appointments.make(therapist, cast.patient.id, therapist.id, typed(soon + timedelta(minutes=49), meant=key))
    after = typed(soon + timedelta(minutes=49 + 50 + 1))
    appointments.make(therapist, cast.patient.id, therapist.id, after)  # one after the other is no doubt
    assert len(stored(Appointment)) == 3


def test_the_form_sent_twice_or_at_once_books_once(app: Flask, cast: Cast) -> None:
    therapist, made = cast.therapist.actor(), uuid4()
    sent = typed(clock.now() + timedelta(days=1), id=made, token=token_for_id(server_secret(), therapist.id, made))

    def send(_number: int) -> UUID:
        return appointments.make(therapist, cast.patient.id, therapist.id, sent)

    assert at_once(app, send, 3) == [made] * 3
    assert send(4) == made
    assert len(stored(Appointment)) == 1


def test_a_change_keeps_what_others_changed_meanwhile(cast: Cast) -> None:
    made, later = ahead(cast), clock.now() + timedelta(days=5)
    appointments.change(cast.manager.actor(), made, typed(later, "check_in", 30, "https://a.example/b", version=1))
    card = appointment_views.page(cast.patient.actor(), made).card
    assert (card.kind_name, card.minutes, card.link) == ("Check-in", 30, "https://a.example/b")
    with pytest.raises(AppointmentRefused, match="meanwhile"):
        appointments.change(cast.therapist.actor(), made, typed(later, version=1))
    assert (cast.patient.id, "appointment_changed") in told()


@pytest.mark.parametrize("wrong", [{"kind": "lunch"}, {"minutes": 0}, {"minutes": 721}, {"place": "x" * 201}])
def test_what_no_form_sends_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    therapist = cast.therapist.actor()
    with pytest.raises(AppointmentRefused):
        appointments.make(therapist, cast.patient.id, therapist.id, typed(clock.now() + timedelta(days=1), **wrong))


@pytest.mark.parametrize("by", ["manager", "therapist", "patient"])
def test_what_comes_is_cancelled_when_care_ends_and_what_passed_stays(cast: Cast, by: str) -> None:
    coming, passed = ahead(cast), ahead(cast, -2)
    other = book(cast.manager, cast.other_patient, cast.other_therapist, clock.now() + timedelta(days=1))
    end(cast, getattr(cast, by))
    assert [row(each)["state"] for each in (coming, passed, other)] == ["cancelled", "planned", "planned"]
    last = [each for each in stored(AuditRow) if each["act"] == "appointment.cancelled"]
    assert [each["actor_id"] for each in last] == [getattr(cast, by).id]
    with pytest.raises(NotAllowed):
        appointment_views.page(cast.therapist.actor(), coming)
    assert appointment_views.page(cast.patient.actor(), coming).card.state == "cancelled"


def test_a_therapist_who_leaves_leaves_nothing_booked(cast: Cast) -> None:
    coming = ahead(cast)
    care_endings.leave(cast.manager.actor(), cast.therapist.id)
    assert row(coming)["state"] == "cancelled"


def test_a_row_changed_in_the_database_is_shown_to_nobody_and_marked_by_nobody(cast: Cast) -> None:
    made = begun(cast)
    overwrite(Appointment, Appointment.id == made, minutes=5)
    with pytest.raises(AppointmentRefused, match="changed in the database"):
        appointment_marks.mark_held(cast.therapist.actor(), made)
    with pytest.raises(NotAllowed):
        appointment_views.page(cast.patient.actor(), made)
    listed = appointment_lists.coming(cast.therapist.actor())
    assert (listed.unmarked, listed.changed) == ((), 1)
    assert any("appointment" in fault for fault in verification.verify(cast.clinic_id))
