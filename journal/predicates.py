"""Facts that permissions are asked about, and the predicates that judge them: each says when somebody may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


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
    therapist_id: UUID | None = None
    person_id: UUID | None = None
    account_open: bool = False
    in_treatment: bool = False


Predicate = Callable[[Who, About], bool]


def own(who: Who, about: About) -> bool:
    """A patient, about what is theirs."""
    return who.role == "patient" and who.id == about.patient_id


def therapist_in_care(who: Who, about: About) -> bool:
    """A therapist who treats this patient or covers for who does."""
    return who.role == "therapist" and about.in_care


def writes_in_care(who: Who, about: About) -> bool:
    """The same, while the account is open."""
    return therapist_in_care(who, about) and about.account_open


def reviews(who: Who, about: About) -> bool:
    """A therapist in care, about what is shared with them."""
    return therapist_in_care(who, about) and about.shared


def writes_note(who: Who, about: About) -> bool:
    """The same, while the account is open."""
    return reviews(who, about) and about.account_open


def reads_note(who: Who, about: About) -> bool:
    """Who may see a note: therapists in care but for what is its author's alone, and the patient once it is visible."""
    if who.role == "therapist":
        return about.in_care and (who.id == about.author_id or not about.only_author)
    return own(who, about) and about.visible_to_patient


def releases_note(who: Who, about: About) -> bool:
    """Its author in care, while the account is open."""
    mine = who.id == about.author_id and not about.only_author
    return therapist_in_care(who, about) and mine and about.account_open


def changes_note(who: Who, about: About) -> bool:
    """Its author in care, while the account is open."""
    return therapist_in_care(who, about) and who.id == about.author_id and about.account_open


def opens_note(who: Who, about: About) -> bool:
    """The patient, a note they can see."""
    return own(who, about) and about.visible_to_patient and not about.only_author


def replies(who: Who, about: About) -> bool:
    """The patient, to a note they can see; a therapist in care, to one of their own or one that both see."""
    seen_by_both = about.visible_to_patient or who.id == about.author_id
    answers = therapist_in_care(who, about) and seen_by_both and not about.only_author and about.account_open
    return answers or opens_note(who, about)


def puts_theme(who: Who, about: About) -> bool:
    """The patient on what is theirs, and a therapist who could write a note there."""
    return own(who, about) or writes_note(who, about)


def brings(who: Who, about: About) -> bool:
    """The patient, with what is shared."""
    return own(who, about) and about.shared


def removes_passage(who: Who, about: About) -> bool:
    """Whoever put it there, while they may still put one."""
    return who.id == about.author_id and puts_theme(who, about)


def reads_insight(who: Who, about: About) -> bool:
    """The patient, and a therapist in care of what is shared with them."""
    return own(who, about) or reviews(who, about)


def deletes_insight(who: Who, about: About) -> bool:
    """The patient, whoever wrote it, and a therapist what they added, while they may still add."""
    return own(who, about) or removes_passage(who, about)


def reads_process_note(who: Who, about: About) -> bool:
    """Its writer, while in care of the patient."""
    return therapist_in_care(who, about) and who.id == about.author_id


def writes_process_note(who: Who, about: About) -> bool:
    """The same, while the account is open."""
    return reads_process_note(who, about) and about.account_open


def ends_care(who: Who, about: About) -> bool:
    """A manager, the therapist whose care it is, and the patient."""
    mine = who.role == "therapist" and who.id == about.therapist_id
    return who.role == "manager" or mine or own(who, about)


def answers_death(who: Who, about: About) -> bool:
    """A second person: another manager, or a therapist in care."""
    if about.author_id in (None, who.id):
        return False  # the second person is somebody else
    return who.role == "manager" or therapist_in_care(who, about)


def writes_appointment(who: Who, about: About) -> bool:
    """A manager, and the therapist in care whom it is with."""
    return who.role == "manager" or (therapist_in_care(who, about) and who.id == about.therapist_id)


def reads_appointment(who: Who, about: About) -> bool:
    """The patient, and who may write it."""
    return own(who, about) or writes_appointment(who, about)


def keeps_calendar(who: Who, about: About) -> bool:
    """Who has appointments, about their own calendar."""
    return who.role in ("patient", "therapist") and who.id == about.person_id


def searches(who: Who, about: About) -> bool:
    """The patient, and a therapist in care."""
    return own(who, about) or therapist_in_care(who, about)


def is_therapist(who: Who, about: About) -> bool:
    """Any therapist."""
    return who.role == "therapist"


def is_manager(who: Who, about: About) -> bool:
    """Any manager."""
    return who.role == "manager"


def own_or_managed(who: Who, about: About) -> bool:
    """The patient, and any manager."""
    return own(who, about) or is_manager(who, about)


def asks_or_answers(who: Who, about: About) -> bool:
    """Who is asked for consent, and who asks."""
    return who.role in ("patient", "manager")


def reads_withdrawn(who: Who, about: About) -> bool:
    """Its writer, and a therapist in care."""
    return own(who, about) or therapist_in_care(who, about)


def manages_another(who: Who, about: About) -> bool:
    """A manager, about somebody else."""
    return who.role == "manager" and about.person_id is not None and who.id != about.person_id
