"""Who ends care, books, confirms a death, and writes about whom."""

from __future__ import annotations

from dataclasses import replace

from journal.permissions import About, Permission, Who, allows
from tests.test_permissions import CLINIC, EVERYTHING, INES, MAYA, PATIENT, SOMEBODY, THERAPIST


def test_a_therapist_ends_their_own_care_only() -> None:
    assert allows(THERAPIST, Permission.CARE_END, About(CLINIC, therapist_id=INES))
    assert not allows(THERAPIST, Permission.CARE_END, About(CLINIC, therapist_id=SOMEBODY))


def test_a_patient_ends_their_own_care_only() -> None:
    assert allows(PATIENT, Permission.CARE_END, About(CLINIC, patient_id=MAYA, therapist_id=INES))
    for patient in (SOMEBODY, None):
        assert not allows(PATIENT, Permission.CARE_END, About(CLINIC, patient_id=patient, therapist_id=INES))


def test_a_therapist_books_and_sees_their_own_appointments_only_while_in_care() -> None:
    own = About(CLINIC, MAYA, therapist_id=INES, in_care=True)
    for permission in (Permission.APPOINTMENT_READ, Permission.APPOINTMENT_WRITE):
        assert allows(THERAPIST, permission, own)
        assert not allows(THERAPIST, permission, replace(own, in_care=False))
        assert not allows(THERAPIST, permission, replace(own, therapist_id=SOMEBODY))
    assert allows(PATIENT, Permission.APPOINTMENT_READ, own)
    assert not allows(PATIENT, Permission.APPOINTMENT_WRITE, own)


def test_a_death_is_confirmed_by_a_second_person() -> None:
    ruth = Who(SOMEBODY, CLINIC, "manager")
    assert allows(ruth, Permission.DEATH_ANSWER, About(CLINIC, MAYA, author_id=INES))
    assert not allows(ruth, Permission.DEATH_ANSWER, About(CLINIC, MAYA, author_id=SOMEBODY))


def test_nothing_is_written_about_who_has_died() -> None:
    for permission in (
        Permission.NOTE_WRITE,
        Permission.NOTE_RELEASE,
        Permission.PROCESS_NOTE_WRITE,
        Permission.PROMPT_CHANGE,
        Permission.THEME_PUT,
        Permission.BRING_CLOSE,
    ):
        assert allows(THERAPIST, permission, EVERYTHING)
        assert not allows(THERAPIST, permission, replace(EVERYTHING, account_open=False))
