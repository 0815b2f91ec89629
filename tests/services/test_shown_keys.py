"""What a patient agrees to is granted to the key whose words they saw, and to no other that came in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journal.crypto.errors import KeyRefused
from journal.extensions import db
from journal.models import CareRelation, Cover, Pin, RecoveryChoice, RecoveryGrant, RingGrant
from journal.services.audit import verification
from journal.services.care import care, care_requests, cover_naming, cover_rows, covers
from journal.services.people import invitations, people
from journal.services.recovery import new_keys, recovery_granting, recovery_keys
from tests.services.care_steps import relation
from tests.services.hands import stored, write
from tests.services.recovering import HERE, NEW, signed_in, start_again
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")

PASSWORD = "copper kettle on a cold morning"


def held(cast: Cast) -> tuple[int, int]:
    """How much was granted to Tomas, and how many pins Maya has."""
    granted = stored(RingGrant, RingGrant.recipient_id == cast.other_therapist.id)
    return len(granted), len(stored(Pin, Pin.owner_id == cast.patient.id))


@pytest.mark.parametrize("also_before", [False, True])
def test_a_yes_to_a_request_is_for_the_key_that_was_shown(cast: Cast, *, also_before: bool) -> None:
    write(cast.patient.actor(), "history", shared=True)
    asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    (shown,) = care_requests.requests(cast.patient.actor())
    start_again(cast, cast.other_therapist)
    before = held(cast)
    for fingerprint in (shown.fingerprint, "", "\u00fc", "0" * 64):
        with pytest.raises(KeyRefused):
            care_requests.answer(
                cast.patient.actor(), asked, accept=True, also_before=also_before, fingerprint=fingerprint
            )
        db.session.remove()
    assert held(cast) == before
    assert relation(cast, cast.other_therapist)["state"] == care.ASKED
    (now,) = care_requests.requests(cast.patient.actor())
    assert now.fingerprint_words != shown.fingerprint_words
    care_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=now.fingerprint)
    assert relation(cast, cast.other_therapist)["state"] == care.ACTIVE
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_no_needs_no_key(cast: Cast) -> None:
    asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    care_requests.answer(cast.patient.actor(), asked, accept=False)
    assert relation(cast, cast.other_therapist)["state"] == care.DECLINED


def test_a_yes_to_cover_is_for_the_key_that_was_shown(cast: Cast) -> None:
    write(cast.patient.actor(), "history", shared=True)
    today = cover_rows.today(cast.clinic_id)
    cover_naming.name(cast.therapist.actor(), cast.other_therapist.id, today, today + timedelta(days=2))
    (shown,) = covers.requests(cast.patient.actor())
    tomas = cast.other_therapist
    new_keys.renew(tomas.actor(), tomas.password, NEW, *HERE)
    db.session.remove()
    before = held(cast)
    for fingerprint in (shown.fingerprint, ""):
        with pytest.raises(KeyRefused):
            covers.answer(cast.patient.actor(), shown.id, accept=True, fingerprint=fingerprint)
        db.session.remove()
    assert held(cast) == before
    assert stored(Cover)[0]["state"] == cover_rows.ASKED
    (now,) = covers.requests(cast.patient.actor())
    covers.answer(cast.patient.actor(), now.id, accept=True, fingerprint=now.fingerprint)
    assert stored(Cover)[0]["state"] == cover_rows.GRANTED


def test_the_recovery_key_is_accepted_as_it_was_shown(cast: Cast) -> None:
    recovery_keys.create(cast.clinic_id)
    shown = recovery_granting.question(cast.patient.actor())
    assert shown is not None
    recovery_keys.retire(cast.clinic_id)
    recovery_keys.create(cast.clinic_id)
    for fingerprint in (shown.fingerprint, ""):
        with pytest.raises(KeyRefused):
            recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=fingerprint)
        db.session.remove()
    assert stored(RecoveryGrant) == stored(RecoveryChoice) == []
    now = recovery_granting.question(cast.patient.actor())
    assert now is not None
    recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=now.fingerprint)
    assert stored(RecoveryGrant)


def test_an_invitation_shows_who_is_to_read_and_grants_that_key_alone(cast: Cast) -> None:
    told = {"role": "therapist", "name": "Lea Brandt", "email": "lea@people.example", "credentials": "LMFT"}
    lea = invitations.invite(cast.clinic_id, identifier="Staff 10", **told)
    patients = [
        invitations.invite(
            cast.clinic_id, role="patient", name=f"Kim {each}", email=f"kim{each}@people.example", identifier="1990",
            therapist_id=lea.person_id,
        )
        for each in range(2)
    ]  # fmt: skip
    assert invitations.find(patients[0].token).fingerprint == ""
    invitations.accept(lea.token, PASSWORD)
    shown = invitations.find(patients[0].token)
    public = people.public_keys(people.current_key(lea.person_id)[1])
    assert (shown.therapist_name, shown.therapist_credentials) == ("Lea Brandt", "LMFT")
    assert (shown.fingerprint_words, shown.fingerprint) == (public.in_words(), public.fingerprint().hex())
    for invited, fingerprint, state in zip(
        patients, (shown.fingerprint, "0" * 64), (care.ACTIVE, care.ASKED), strict=True
    ):
        accepted = invitations.accept(invited.token, PASSWORD, is_adult=True, fingerprint=fingerprint)
        db.session.remove()
        assert stored(CareRelation, CareRelation.patient_id == invited.person_id)[0]["state"] == state
        waiting = care_requests.requests(signed_in(accepted.unlocked))
        assert [each.name for each in waiting] == ([] if state == care.ACTIVE else ["Lea Brandt"])
        assert len(stored(Pin, Pin.owner_id == invited.person_id)) == int(state == care.ACTIVE)
    assert len(stored(RingGrant, RingGrant.recipient_id == lea.person_id)) == 1
    assert list(verification.verify(cast.clinic_id)) == []
