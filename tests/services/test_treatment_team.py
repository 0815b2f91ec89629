"""A clinician reads a treatment record once its patient said yes, never a reflection, and nothing after the end."""

from __future__ import annotations

from uuid import UUID

import pytest

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.extensions import db
from journal.models import Ring, RingGrant, TreatmentMember
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care_endings
from journal.services.care.care import CareRefused
from journal.services.care.decisions import NotToday
from journal.services.clinics import clinic_closing
from journal.services.review import reviews
from journal.services.rings import held_rings, rings
from journal.services.sessions import sessions
from journal.services.treatment import treatment_endings, treatment_requests, treatment_team
from journal.services.work import unit_of_work
from tests.services.care_steps import relation
from tests.services.hands import newcomer, overwrite, stored, write
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture(params=["nurse", "prescriber", "therapist"])
def clinician(request: pytest.FixtureRequest, cast: Cast) -> Member:
    """Somebody new at the clinic, who is in no care team."""
    return newcomer(cast, "Noor Haddad", request.param)


@pytest.fixture
def nurse(cast: Cast) -> Member:
    """A nurse new at the clinic."""
    return newcomer(cast, "Sam Ellery", "nurse")


def ask(cast: Cast, clinician: Member) -> UUID:
    return treatment_team.ask(cast.manager.actor(), cast.patient.id, clinician.id)


def join_team(cast: Cast, clinician: Member, *, also_before: bool = False) -> UUID:
    asked = ask(cast, clinician)
    fingerprint = shown.of_person(clinician.id)
    patient = cast.patient.actor()
    treatment_requests.answer(patient, asked, accept=True, also_before=also_before, fingerprint=fingerprint)
    return asked


def treatment_ring(cast: Cast) -> Ring:
    row = stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "treatment")[0]
    return Ring(**row)


def opens(member: Member, ring_id: UUID, generation: int) -> bool:
    try:
        held_rings.open_ring(member.actor(), ring_id, generation)
    except CannotOpen:
        return False
    return True


def test_nothing_is_granted_before_the_patient_says_yes(cast: Cast, clinician: Member) -> None:
    asked = ask(cast, clinician)
    (request,) = treatment_requests.requests(cast.patient.actor())
    assert (request.id, request.name, request.role) == (asked, "Noor Haddad", clinician.role)
    assert request.fingerprint_words == clinician.actor().keys.pairs.public().in_words()
    assert not stored(RingGrant, RingGrant.recipient_id == clinician.id)
    assert not treatment_team.is_member(cast.patient.id, clinician.id)
    assert treatment_team.patients_of(clinician.actor()) == []


def test_a_yes_opens_the_treatment_ring_and_no_other(cast: Cast, clinician: Member) -> None:
    reflection = write(cast.patient.actor(), shared=True)
    join_team(cast, clinician)
    (grant,) = stored(RingGrant, RingGrant.recipient_id == clinician.id)
    ring = treatment_ring(cast)
    assert (grant["ring_id"], opens(clinician, ring.id, 1)) == (ring.id, True)
    for other in stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind != "treatment"):
        assert not opens(clinician, other["id"], other["generation"])
    with pytest.raises((NotAllowed, CannotOpen)):
        reviews.open_reflection(clinician.actor(), reflection)
    assert [person.id for person in treatment_team.patients_of(clinician.actor())] == [cast.patient.id]
    assert list(verification.verify(cast.clinic_id)) == []


def test_not_now_grants_nothing_and_can_be_asked_again(cast: Cast, nurse: Member) -> None:
    asked = ask(cast, nurse)
    treatment_requests.answer(cast.patient.actor(), asked, accept=False)
    assert not stored(RingGrant, RingGrant.recipient_id == nurse.id)
    assert treatment_requests.requests(cast.patient.actor()) == []
    assert ask(cast, nurse) == asked


def test_a_new_generation_goes_to_the_team_that_held_the_one_before(cast: Cast, nurse: Member) -> None:
    join_team(cast, nurse)
    ring, patient = treatment_ring(cast), cast.patient.actor()
    with unit_of_work():
        rings.next_generation(patient, ring.id)
    assert opens(nurse, ring.id, 2)


@pytest.mark.parametrize("who", ["manager", "patient", "itself"])
def test_the_end_takes_the_key_at_once_and_for_good(cast: Cast, nurse: Member, who: str) -> None:
    joined = join_team(cast, nurse)
    by = nurse if who == "itself" else getattr(cast, who)
    treatment_endings.end(by.actor(), joined)
    ring = treatment_ring(cast)
    rings.renew_due(cast.patient.actor())
    assert not stored(RingGrant, RingGrant.recipient_id == nurse.id)
    assert treatment_ring(cast).generation == ring.generation + (0 if who == "patient" else 1)
    assert not opens(nurse, ring.id, 1)
    assert not opens(nurse, ring.id, 2)
    assert treatment_team.patients_of(nurse.actor()) == []
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_therapist_whose_care_ends_leaves_the_treatment_team_too(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    care_endings.end(cast.manager.actor(), relation(cast)["id"])
    assert not treatment_team.is_member(cast.patient.id, cast.therapist.id)
    assert not stored(RingGrant, RingGrant.recipient_id == cast.therapist.id)


def test_leaving_the_team_leaves_care_as_it_is(cast: Cast) -> None:
    joined = join_team(cast, cast.therapist)
    treatment_endings.end(cast.manager.actor(), joined)
    reflection = write(cast.patient.actor(), shared=True)
    assert "The lake was warm" in str(reviews.open_reflection(cast.therapist.actor(), reflection).html)


def test_a_clinic_that_closes_ends_its_treatment_teams(cast: Cast, nurse: Member) -> None:
    join_team(cast, nurse)
    clinic_closing.close(cast.manager.actor())
    db.session.remove()
    assert stored(TreatmentMember)[0]["state"] == "ended"
    assert not stored(RingGrant, RingGrant.recipient_id == nurse.id)


@pytest.mark.parametrize("part", ["patient", "other_patient", "therapist", "other_therapist"])
def test_only_a_manager_asks(cast: Cast, nurse: Member, part: str) -> None:
    with pytest.raises(NotAllowed):
        treatment_team.ask(getattr(cast, part).actor(), cast.patient.id, nurse.id)
    assert not stored(TreatmentMember)


def test_only_a_clinician_of_the_clinic_can_be_asked_for(cast: Cast) -> None:
    for member in (cast.manager, cast.other_patient):
        with pytest.raises(CareRefused):
            ask(cast, member)


@pytest.mark.parametrize("part", ["other_patient", "therapist", "manager"])
def test_only_the_patient_answers(cast: Cast, nurse: Member, part: str) -> None:
    asked, fingerprint = ask(cast, nurse), shown.of_person(nurse.id)
    with pytest.raises(NotAllowed):
        treatment_requests.answer(getattr(cast, part).actor(), asked, accept=True, fingerprint=fingerprint)
    with pytest.raises(NotAllowed):
        treatment_endings.end(cast.other_patient.actor(), asked)
    assert not stored(RingGrant, RingGrant.recipient_id == nurse.id)


def test_nobody_is_asked_on_a_dosing_day(cast: Cast, nurse: Member) -> None:
    asked, fingerprint = ask(cast, nurse), shown.of_person(nurse.id)
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    assert treatment_requests.requests(cast.patient.actor()) == []
    with pytest.raises(NotToday):
        treatment_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=fingerprint)


def test_a_key_that_was_not_the_one_shown_gets_nothing(cast: Cast, nurse: Member) -> None:
    asked, another = ask(cast, nurse), shown.of_person(cast.manager.id)
    with pytest.raises(KeyRefused):
        treatment_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=another)
    assert not stored(RingGrant, RingGrant.recipient_id == nurse.id)


@pytest.mark.parametrize("said", ["active", "asked"])
def test_a_membership_written_into_the_database_opens_nothing(cast: Cast, nurse: Member, said: str) -> None:
    joined = join_team(cast, nurse)
    treatment_endings.end(cast.manager.actor(), joined)
    overwrite(TreatmentMember, TreatmentMember.id == joined, state=said)
    assert not treatment_team.is_member(cast.patient.id, nurse.id)
    assert treatment_requests.requests(cast.patient.actor()) == []
    with pytest.raises(CareRefused):
        ask(cast, nurse)
    assert any("treatment_member" in fault for fault in verification.verify(cast.clinic_id))


def test_the_treatment_team_checks_a_patient_in(cast: Cast, nurse: Member) -> None:
    with pytest.raises(NotAllowed):
        sessions.check_in(nurse.actor(), cast.patient.id)
    join_team(cast, nurse)
    sessions.check_in(nurse.actor(), cast.patient.id)
