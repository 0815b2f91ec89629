"""Who may do what: names, predicates, one table, and `require`; what is not listed is refused."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from journal.permission_facts import About, Who

__all__ = ["TABLE", "About", "NotAllowed", "Permission", "Who", "allows", "require"]


class NotAllowed(Exception):
    """The actor may not; for them the thing does not exist."""


class Permission(StrEnum):
    """Everything somebody can be allowed to do."""

    REFLECTION_WRITE = "reflection.write"
    REFLECTION_REVIEW = "reflection.review"
    NOTE_WRITE = "note.write"
    NOTE_READ = "note.read"
    NOTE_RELEASE = "note.release"
    NOTE_CHANGE = "note.change"
    NOTE_OPEN = "note.open"
    REPLY_WRITE = "reply.write"
    PATIENT_LIST = "patient.list"
    PATIENT_READ = "patient.read"
    PATIENT_SEARCH = "patient.search"
    CARE_ANSWER = "care.answer"
    CARE_END = "care.end"
    COVER_NAME = "cover.name"
    CLINIC_CLOSE = "clinic.close"
    DEATH_NOTE = "death.note"
    DEATH_ANSWER = "death.answer"
    SESSION_CHECK_IN = "session.check_in"
    APPOINTMENT_READ = "appointment.read"
    APPOINTMENT_WRITE = "appointment.write"
    CALENDAR_KEEP = "calendar.keep"
    QUICK_LOCK_SET = "quick_lock.set"
    CONSENT_READ = "consent.read"
    CONSENT_ANSWER = "consent.answer"
    CONSENT_PUBLISH = "consent.publish"
    WITHDRAWN_READ = "withdrawn.read"
    PEOPLE_LIST = "people.list"
    PERSON_START_AGAIN = "person.start_again"
    HISTORY_RETURN = "history.return"
    HISTORY_TAKE_BACK = "history.take_back"
    RECOVERY_KEY_ANSWER = "recovery_key.answer"
    PERSON_INVITE = "person.invite"
    PERSON_DISABLE = "person.disable"
    SIGN_INS_END = "person.end_sign_ins"
    CLINIC_CHANGE = "clinic.change"
    CARE_ASSIGN = "care.assign"
    AUDIT_READ = "audit.read"
    HISTORY_READ = "history.read"
    JOURNAL_EXPORT = "journal.export"


Predicate = Callable[[Who, About], bool]


def _own(who: Who, about: About) -> bool:
    return who.role == "patient" and who.id == about.patient_id


def _therapist_in_care(who: Who, about: About) -> bool:
    return who.role == "therapist" and about.in_care


def _reviews(who: Who, about: About) -> bool:
    return _therapist_in_care(who, about) and about.shared


def _writes_note(who: Who, about: About) -> bool:
    return _reviews(who, about) and about.account_open


def _reads_note(who: Who, about: About) -> bool:
    if who.role == "therapist":
        return about.in_care and (who.id == about.author_id or not about.only_author)
    return _own(who, about) and about.visible_to_patient


def _releases_note(who: Who, about: About) -> bool:
    own = who.id == about.author_id and not about.only_author
    return _therapist_in_care(who, about) and own and about.account_open


def _changes_note(who: Who, about: About) -> bool:
    return _therapist_in_care(who, about) and who.id == about.author_id and about.account_open


def _opens_note(who: Who, about: About) -> bool:
    return _own(who, about) and about.visible_to_patient and not about.only_author


def _replies(who: Who, about: About) -> bool:
    seen_by_both = about.visible_to_patient or who.id == about.author_id
    answers = _therapist_in_care(who, about) and seen_by_both and not about.only_author and about.account_open
    return answers or _opens_note(who, about)


def _ends_care(who: Who, about: About) -> bool:
    own = who.role == "therapist" and who.id == about.therapist_id
    return who.role == "manager" or own or _own(who, about)


def _answers_death(who: Who, about: About) -> bool:
    if about.author_id in (None, who.id):
        return False  # the second person is somebody else
    return who.role == "manager" or _therapist_in_care(who, about)


def _writes_appointment(who: Who, about: About) -> bool:
    return who.role == "manager" or (_therapist_in_care(who, about) and who.id == about.therapist_id)


def _reads_appointment(who: Who, about: About) -> bool:
    return _own(who, about) or _writes_appointment(who, about)


def _keeps_calendar(who: Who, about: About) -> bool:
    return who.role in ("patient", "therapist") and who.id == about.person_id


def _is_therapist(who: Who, about: About) -> bool:
    return who.role == "therapist"


def _is_manager(who: Who, about: About) -> bool:
    return who.role == "manager"


def _asks_or_answers(who: Who, about: About) -> bool:
    return who.role in ("patient", "manager")


def _reads_withdrawn(who: Who, about: About) -> bool:
    return _own(who, about) or _therapist_in_care(who, about)


def _searches(who: Who, about: About) -> bool:
    return _own(who, about) or _therapist_in_care(who, about)


def _manages_another(who: Who, about: About) -> bool:
    return who.role == "manager" and about.person_id is not None and who.id != about.person_id


TABLE: dict[Permission, Predicate] = {
    Permission.REFLECTION_WRITE: _own,
    Permission.REFLECTION_REVIEW: _reviews,
    Permission.NOTE_WRITE: _writes_note,
    Permission.NOTE_READ: _reads_note,
    Permission.NOTE_RELEASE: _releases_note,
    Permission.NOTE_CHANGE: _changes_note,
    Permission.NOTE_OPEN: _opens_note,
    Permission.REPLY_WRITE: _replies,
    Permission.PATIENT_LIST: _is_therapist,
    Permission.PATIENT_READ: _therapist_in_care,
    Permission.PATIENT_SEARCH: _searches,
    Permission.CARE_ANSWER: _own,
    Permission.QUICK_LOCK_SET: _own,
    Permission.CARE_END: _ends_care,
    Permission.COVER_NAME: _is_therapist,
    Permission.CLINIC_CLOSE: _is_manager,
    Permission.DEATH_NOTE: _is_manager,
    Permission.DEATH_ANSWER: _answers_death,
    Permission.SESSION_CHECK_IN: _therapist_in_care,
    Permission.APPOINTMENT_READ: _reads_appointment,
    Permission.APPOINTMENT_WRITE: _writes_appointment,
    Permission.CALENDAR_KEEP: _keeps_calendar,
    Permission.CONSENT_READ: _asks_or_answers,
    Permission.CONSENT_ANSWER: _own,
    Permission.CONSENT_PUBLISH: _is_manager,
    Permission.WITHDRAWN_READ: _reads_withdrawn,
    Permission.PEOPLE_LIST: _is_manager,
    Permission.PERSON_START_AGAIN: _manages_another,
    Permission.HISTORY_RETURN: _therapist_in_care,
    Permission.HISTORY_TAKE_BACK: _own,
    Permission.RECOVERY_KEY_ANSWER: _own,
    Permission.PERSON_INVITE: _is_manager,
    Permission.PERSON_DISABLE: _is_manager,
    Permission.SIGN_INS_END: _is_manager,
    Permission.CLINIC_CHANGE: _is_manager,
    Permission.CARE_ASSIGN: _is_manager,
    Permission.AUDIT_READ: _is_manager,
    Permission.HISTORY_READ: _own,
    Permission.JOURNAL_EXPORT: _own,
}


def allows(who: Who, permission: Permission, about: About) -> bool:
    """Whether the table lets this actor do this; never across clinics."""
    predicate = TABLE.get(permission)
    return predicate is not None and who.clinic_id == about.clinic_id and predicate(who, about)


def require(who: Who, permission: Permission, about: About) -> None:
    """Raises `NotAllowed` unless the table lets this actor do this."""
    if not allows(who, permission, about):
        raise NotAllowed(permission)
