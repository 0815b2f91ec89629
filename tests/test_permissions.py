"""One table says who may do what: anything not in it, of another clinic, or not known for sure is refused."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from journal import permissions
from journal.permissions import TABLE, About, NotAllowed, Permission, Who, allows, require

CLINIC, ELSEWHERE = UUID(int=1), UUID(int=2)
MAYA, INES, SOMEBODY = UUID(int=11), UUID(int=12), UUID(int=13)
ROLES = ("patient", "therapist", "prescriber", "nurse", "manager", "", "PATIENT", "admin")
EVERYTHING = About(CLINIC, MAYA, INES, in_care=True, shared=True, visible_to_patient=True, account_open=True)
PATIENT, THERAPIST = Who(MAYA, CLINIC, "patient"), Who(INES, CLINIC, "therapist")
PRESCRIBER, NURSE = Who(SOMEBODY, CLINIC, "prescriber"), Who(SOMEBODY, CLINIC, "nurse")
FACTS = [
    About(CLINIC, patient, author, in_care, shared, visible, only_author, account_open=True)
    for patient, author in product((MAYA, SOMEBODY, None), (INES, SOMEBODY, None))
    for in_care, shared, visible, only_author in product((False, True), repeat=4)
]
LISTS = (
    Permission.PATIENT_LIST,
    Permission.COVER_NAME,
    Permission.TREATMENT_LIST,
    Permission.BEFORE_OPEN,
    Permission.FLAG_LIST,
)  # own
OWN = (
    Permission.REFLECTION_WRITE, Permission.SYMPTOM_PUT, Permission.INSIGHT_DELETE, Permission.INSIGHT_ANSWER,
    Permission.PROMPT_SKIP, Permission.HISTORY_READ, Permission.JOURNAL_EXPORT, Permission.HISTORY_TAKE_BACK,
    Permission.RECOVERY_KEY_ANSWER, Permission.COPING_PLAN_WRITE, Permission.TREATMENT_ENTRY_WRITE,
    Permission.CARE_ANSWER, Permission.CONSENT_ANSWER, Permission.SESSION_TELL, Permission.QUICK_LOCK_SET,
    Permission.PHONE_READY, Permission.BEFORE_TAKE, Permission.EVALUATION_ANSWER, Permission.COURSE_PREFER,
    Permission.CONTACT_ASK,
    Permission.HELP_COUNTRY_SET,
)  # fmt: skip
MANAGED = {
    Permission.PEOPLE_LIST,
    Permission.PERSON_INVITE,
    Permission.PERSON_DISABLE,
    Permission.SIGN_INS_END,
    Permission.CLINIC_CHANGE,
    Permission.THEME_CHANGE,
    Permission.MEASURE_COUNT_READ,
    Permission.CARE_ASSIGN,
    Permission.CARE_END,
    Permission.TREATMENT_END,
    Permission.CLINIC_CLOSE,
    Permission.CONSENT_PUBLISH,
    Permission.DEATH_NOTE,
    Permission.AUDIT_READ,
    Permission.APPOINTMENT_READ,
    Permission.APPOINTMENT_WRITE,
    Permission.FLAG_COUNT,
    Permission.PHONE_NUMBER_SET,
}  # who and when, for a manager; never what was written
NEEDS: dict[Permission, tuple[Who, dict[str, object]]] = {
    Permission.REFLECTION_REVIEW: (THERAPIST, {"in_care": True, "shared": True}),
    Permission.NOTE_WRITE: (THERAPIST, {"in_care": True, "shared": True, "account_open": True}),
    Permission.NOTE_READ: (PATIENT, {"patient_id": MAYA, "visible_to_patient": True}),
    Permission.NOTE_RELEASE: (THERAPIST, {"in_care": True, "author_id": INES, "account_open": True}),
    Permission.NOTE_CHANGE: (THERAPIST, {"in_care": True, "author_id": INES, "account_open": True}),
    Permission.NOTE_OPEN: (PATIENT, {"patient_id": MAYA, "visible_to_patient": True}),
    Permission.DEATH_ANSWER: (THERAPIST, {"in_care": True, "author_id": SOMEBODY}),
    Permission.COVER_NAME: (THERAPIST, {}),
    Permission.THEME_PUT: (THERAPIST, {"in_care": True, "shared": True, "account_open": True}),
    Permission.BRING_ASK: (PATIENT, {"patient_id": MAYA, "shared": True}),
    Permission.BRING_CLOSE: (THERAPIST, {"in_care": True, "shared": True, "account_open": True}),
    Permission.PASSAGE_REMOVE: (PATIENT, {"patient_id": MAYA, "author_id": MAYA}),
    Permission.INSIGHT_READ: (THERAPIST, {"in_care": True, "shared": True}),
    Permission.INSIGHT_ADD: (THERAPIST, {"in_care": True, "shared": True, "account_open": True}),
    Permission.INSIGHT_CHANGE: (PATIENT, {"patient_id": MAYA, "author_id": MAYA}),
    Permission.PROCESS_NOTE_READ: (THERAPIST, {"in_care": True, "author_id": INES}),
    Permission.PROCESS_NOTE_WRITE: (THERAPIST, {"in_care": True, "author_id": INES, "account_open": True}),
    Permission.PROMPT_CHANGE: (THERAPIST, {"in_care": True, "account_open": True}),
    Permission.REPLY_WRITE: (PATIENT, {"patient_id": MAYA, "visible_to_patient": True}),
    Permission.PATIENT_LIST: (THERAPIST, {}),
    Permission.PATIENT_READ: (THERAPIST, {"in_care": True}),
    Permission.PATIENT_SEARCH: (THERAPIST, {"in_care": True}),
    Permission.PERSON_START_AGAIN: (Who(SOMEBODY, CLINIC, "manager"), {"person_id": MAYA}),
    Permission.HISTORY_RETURN: (THERAPIST, {"in_care": True}),
    Permission.COPING_PLAN_READ: (THERAPIST, {"in_care": True, "shared": True}),
    Permission.TREATMENT_ENTRY_READ: (THERAPIST, {"in_care": True}),
    Permission.CONSENT_READ: (PATIENT, {}),
    Permission.WITHDRAWN_READ: (THERAPIST, {"in_care": True}),
    Permission.SESSION_CHECK_IN: (THERAPIST, {"in_care": True, "account_open": True}),
    **dict.fromkeys((Permission.TREATMENT_LIST, Permission.BEFORE_OPEN, Permission.FLAG_LIST), (NURSE, {})),
    Permission.TREATMENT_READ: (NURSE, {"in_treatment": True}),
    Permission.TREATMENT_WRITE: (NURSE, {"in_treatment": True, "account_open": True}),
    Permission.TREATMENT_PRESCRIBE: (PRESCRIBER, {"in_treatment": True, "account_open": True}),
    Permission.BEFORE_KEEP: (NURSE, {"person_id": SOMEBODY}),
    Permission.REFERRAL_ANSWER: (PRESCRIBER, {"in_treatment": True, "account_open": True}),
    Permission.FLAG_OPEN: (THERAPIST, {"in_care": True}),
    Permission.FLAG_ANSWER: (NURSE, {"in_treatment": True}),
    Permission.CALENDAR_KEEP: (PATIENT, {"person_id": MAYA}),
    **dict.fromkeys(OWN, (PATIENT, {"patient_id": MAYA})),
    Permission.MEASURE_ANSWER: (PATIENT, {"patient_id": MAYA, "account_open": True}),
    Permission.SESSION_DELETE: (PATIENT, {"patient_id": MAYA, "author_id": MAYA}),
    **dict.fromkeys(MANAGED, (Who(SOMEBODY, CLINIC, "manager"), {})),
}


def test_every_permission_stands_in_the_table_and_in_this_test() -> None:
    assert set(TABLE) == set(Permission) == set(NEEDS)


@pytest.mark.parametrize("permission", Permission)
def test_what_is_needed_is_enough_and_nothing_less_is(permission: Permission) -> None:
    who, facts = NEEDS[permission]
    assert allows(who, permission, About(CLINIC, **facts))  # type: ignore[arg-type]
    for missing in facts:
        less = {name: value for name, value in facts.items() if name != missing}
        assert not allows(who, permission, About(CLINIC, **less))  # type: ignore[arg-type]


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_allowed_across_clinics(permission: Permission, role: str) -> None:
    for person, about in product((MAYA, INES, SOMEBODY), FACTS):
        assert not allows(Who(person, ELSEWHERE, role), permission, about)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", ["", "PATIENT", "admin"])
def test_a_role_without_a_place_in_the_table_may_nothing(permission: Permission, role: str) -> None:
    for person, about in product((MAYA, INES, SOMEBODY), FACTS):
        assert not allows(Who(person, CLINIC, role), permission, about)


def test_what_is_not_in_the_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "TABLE", {})
    for permission, person, role in product(Permission, (MAYA, INES), ROLES):
        assert not allows(Who(person, CLINIC, role), permission, EVERYTHING)
    assert not allows(PATIENT, "reflection.erase", EVERYTHING)  # type: ignore[arg-type]


def test_a_manager_sees_people_and_nothing_that_was_written() -> None:
    for permission, person, about in product(Permission, (MAYA, INES, SOMEBODY), FACTS):
        may = allows(Who(person, CLINIC, "manager"), permission, about)
        if permission not in (Permission.DEATH_ANSWER, Permission.CONSENT_READ):  # see below
            assert may is (permission in MANAGED)


def test_a_patient_may_nothing_with_what_is_another_patients() -> None:
    for permission, about in product(Permission, FACTS):
        if about.patient_id != MAYA and permission is not Permission.CONSENT_READ:  # the clinic's texts, for all
            assert not allows(PATIENT, permission, about)


def test_a_therapist_outside_the_care_may_only_list_their_own_patients() -> None:
    for permission, about in product(Permission, FACTS):
        if not about.in_care and permission not in LISTS:
            assert not allows(THERAPIST, permission, about)


def test_a_therapist_never_writes_answers_or_reads_what_is_not_shared() -> None:
    for about in FACTS:
        for permission in (Permission.REFLECTION_WRITE, Permission.CARE_ANSWER, Permission.NOTE_OPEN):
            assert not allows(THERAPIST, permission, about)
        for permission in (Permission.REFLECTION_REVIEW, Permission.NOTE_WRITE):
            assert allows(THERAPIST, permission, about) is (about.in_care and about.shared)


def test_being_refused_is_an_error_that_names_the_permission() -> None:
    require(PATIENT, Permission.REFLECTION_WRITE, About(CLINIC, MAYA))
    with pytest.raises(NotAllowed, match=r"reflection\.write"):
        require(PATIENT, Permission.REFLECTION_WRITE, About(CLINIC, SOMEBODY))
