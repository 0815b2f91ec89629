"""Who may do what: names, predicates, one table, and `require`; what is not listed is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class NotAllowed(Exception):
    """The actor may not; for them the thing does not exist."""


class Permission(StrEnum):
    """Everything somebody can be allowed to do."""

    REFLECTION_WRITE = "reflection.write"
    REFLECTION_REVIEW = "reflection.review"
    NOTE_WRITE = "note.write"
    NOTE_READ = "note.read"
    NOTE_RELEASE = "note.release"
    REPLY_WRITE = "reply.write"
    PATIENT_LIST = "patient.list"
    PATIENT_READ = "patient.read"
    CARE_ANSWER = "care.answer"
    PEOPLE_LIST = "people.list"


@dataclass(frozen=True, slots=True)
class Who:
    """The part of an actor that permissions look at."""

    id: UUID
    clinic_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class About:
    """What a permission is asked about; a fact left out counts against the actor."""

    clinic_id: UUID
    patient_id: UUID | None = None
    author_id: UUID | None = None
    in_care: bool = False
    shared: bool = False
    visible_to_patient: bool = False
    only_author: bool = False


Predicate = Callable[[Who, About], bool]


def _own(who: Who, about: About) -> bool:
    return who.role == "patient" and who.id == about.patient_id


def _therapist_in_care(who: Who, about: About) -> bool:
    return who.role == "therapist" and about.in_care


def _reviews(who: Who, about: About) -> bool:
    return _therapist_in_care(who, about) and about.shared


def _reads_note(who: Who, about: About) -> bool:
    if who.role == "therapist":
        return about.in_care and (who.id == about.author_id or not about.only_author)
    return _own(who, about) and about.visible_to_patient


def _releases_note(who: Who, about: About) -> bool:
    return _therapist_in_care(who, about) and who.id == about.author_id and not about.only_author


def _replies(who: Who, about: About) -> bool:
    return _own(who, about) and about.visible_to_patient


def _is_therapist(who: Who, about: About) -> bool:
    return who.role == "therapist"


def _is_manager(who: Who, about: About) -> bool:
    return who.role == "manager"


TABLE: dict[Permission, Predicate] = {
    Permission.REFLECTION_WRITE: _own,
    Permission.REFLECTION_REVIEW: _reviews,
    Permission.NOTE_WRITE: _reviews,
    Permission.NOTE_READ: _reads_note,
    Permission.NOTE_RELEASE: _releases_note,
    Permission.REPLY_WRITE: _replies,
    Permission.PATIENT_LIST: _is_therapist,
    Permission.PATIENT_READ: _therapist_in_care,
    Permission.CARE_ANSWER: _own,
    Permission.PEOPLE_LIST: _is_manager,
}


def allows(who: Who, permission: Permission, about: About) -> bool:
    """Whether the table lets this actor do this; never across clinics."""
    predicate = TABLE.get(permission)
    return predicate is not None and who.clinic_id == about.clinic_id and predicate(who, about)


def require(who: Who, permission: Permission, about: About) -> None:
    """Raises `NotAllowed` unless the table lets this actor do this."""
    if not allows(who, permission, about):
        raise NotAllowed(permission)
