"""Consents, clearances, referrals and records before the person, taken back after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from journal.models import (
    BeforeRecord,
    Consent,
    RingGrant,
)
from journal.services.audit.acts import Act
from journal.services.before import before_endings, taking_up
from journal.services.consents import consents, treatment_consents
from journal.services.consents.consent_texts import READING
from journal.services.consents.treatment_consents import REFUSE
from journal.services.courses import course_pages
from journal.services.evaluations import clearances
from journal.services.evaluations.flag_views import NO
from tests.security.restores.telling import story
from tests.services.before_steps import arrived, handed, opened, readable, written
from tests.services.course_steps import agreed, planned
from tests.services.evaluation_steps import answer as answered
from tests.services.evaluation_steps import give, on_team, standing
from tests.services.hands import newcomer, stored
from tests.services.referral_steps import answer, letter, newest, note
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member


@story("a consent that was withdrawn is withdrawn", Act.CONSENT_WITHDRAWN)
def consent_withdrawn(cast: Cast) -> Iterator[None]:
    yield
    consents.withdraw(cast.patient.actor(), READING)
    yield
    assert "withdrawn" in {row["state"] for row in stored(Consent, Consent.person_id == cast.patient.id)}


def consented(cast: Cast) -> tuple[Member, UUID]:
    """A nurse of the treatment team, and a course of theirs that the patient consented to."""
    nurse = newcomer(cast, "Sam Ellery", "nurse")
    join_team(cast, nurse)
    course = planned(cast, nurse)
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast))
    return nurse, course


@story(
    "a consent to treatment that was withdrawn counts no more", Act.TREATMENT_CONSENT_WITHDRAWN,
    leaves="treatment_consent",
)  # fmt: skip
def treatment_consent_withdrawn(cast: Cast) -> Iterator[None]:
    nurse, course = consented(cast)
    yield
    treatment_consents.withdraw(cast.patient.actor(), course)
    yield
    assert not is_given(nurse, cast, course)
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast, 1))
    assert is_given(nurse, cast, course)


@story(
    "a point of the consent to treatment that was refused since is not agreed to", Act.TREATMENT_CONSENT_ANSWERED,
    leaves="treatment_consent",
)  # fmt: skip
def point_refused(cast: Cast) -> Iterator[None]:
    nurse, course = consented(cast)
    yield
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast, 1, p2=REFUSE))
    yield
    assert not is_given(nurse, cast, course)
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast, 1))
    assert is_given(nurse, cast, course)


def is_given(nurse: Member, cast: Cast, course: UUID) -> bool:
    told: Any = course_pages.of_patient(nurse.actor(), cast.patient.id).course(course)
    return told.consent is not None and bool(told.consent.is_given)


@story("a clearance that was withdrawn does not stand", Act.CLEARANCE_WITHDRAWN, leaves="clearance")
def clearance_withdrawn(cast: Cast) -> Iterator[None]:
    nurse, prescriber = on_team(cast, "Sam Ellery", "nurse"), on_team(cast, "Noor Haddad", "prescriber")
    answered(cast, cast.patient, blood_pressure=NO, psychosis=NO)
    give(cast, prescriber)
    yield
    clearances.withdraw(nurse.actor(), cast.patient.id, "Read 190 over 110 today.", 1)
    yield
    assert not standing(cast, prescriber).stands
    give(cast, prescriber)
    assert standing(cast, prescriber).stands


@story("a record before the person that they refused is refused", Act.BEFORE_REFUSED)
def before_refused(cast: Cast) -> Iterator[None]:
    keeper = cast.other_therapist
    patient_id = opened(keeper)
    written(keeper, patient_id)
    lena = arrived(keeper, patient_id)
    handed(keeper, lena)
    yield
    taking_up.refuse(lena.actor())
    yield
    assert taking_up.waiting(lena.actor()) is None
    assert stored(BeforeRecord)[0]["state"] == "refused"
    assert not stored(RingGrant, RingGrant.recipient_id == lena.id)


@story("a record before the person that was destroyed says nothing", Act.BEFORE_DESTROYED, Act.RECORD_DESTROYED)
def before_destroyed(cast: Cast) -> Iterator[None]:
    patient_id = opened(cast.therapist)
    written(cast.therapist, patient_id)
    yield
    before_endings.destroy(cast.therapist.actor(), patient_id, "mistake")
    yield
    assert readable(cast.therapist) == []
    assert stored(BeforeRecord)[0]["state"] == "destroyed"


@story("an answer to a referral that was taken back does not stand", Act.REFERRAL_TAKEN_BACK, leaves="referral")
def referral_taken_back(cast: Cast) -> Iterator[None]:
    prescriber = on_team(cast, "Noor Haddad", "prescriber")
    note(prescriber, cast, letter())
    answer(prescriber, cast, "accepted")
    yield
    answer(prescriber, cast, "taken_back", "Misread the letter")
    yield
    seen = newest(prescriber, cast)
    assert not seen.readable
    assert not seen.is_open
    note(prescriber, cast, letter())
    answer(prescriber, cast, "declined")
    assert newest(prescriber, cast).stage == "declined"
