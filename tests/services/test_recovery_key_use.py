"""The clinic's recovery key opens, with both shares, what a patient accepted it for, and never in silence."""

from __future__ import annotations

import pytest

from journal.crypto.errors import CannotOpen, CodeMistyped, KeyRefused
from journal.crypto.recovery_keys import make_shares
from journal.extensions import db
from journal.models import AuditRow, Notice, RecoveryChoice, RecoveryGrant, Ring, RingGrant
from journal.services.audit import verification
from journal.services.people import people
from journal.services.recovery import recovery_granting, recovery_keys, returned, returns
from journal.services.recovery.recovery_keys import RecoveryKeyRefused
from journal.services.reflections import lists
from journal.services.rings import held_rings, taking_back
from journal.services.work import unit_of_work
from tests.services.care_steps import end
from tests.services.hands import overwrite, put, stored
from tests.services.recovering import Shares, accepted_key, start_again
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def shares(cast: Cast) -> Shares:
    return accepted_key(cast)


def forget_grants(cast: Cast) -> None:
    """Takes from the therapist what they held, as if their keys were lost, and leaves them in care."""
    with unit_of_work():
        for grant in db.session.query(RingGrant).filter(RingGrant.recipient_id == cast.therapist.id):
            taking_back.remove(grant, None)


def readable(member: Member, patient: Member) -> list[bool]:
    return [row.readable for row in lists.shared(member.actor(), [patient.id])]


def test_a_therapist_in_care_who_lost_what_they_held_reads_again(cast: Cast, shares: Shares) -> None:
    forget_grants(cast)
    assert True not in readable(cast.therapist, cast.patient)
    number = recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, shares)
    assert number == 1
    assert readable(cast.therapist, cast.patient) == [True]
    assert [use.name for use in recovery_granting.uses(cast.patient.actor())] == [cast.therapist.name]
    assert "recovery_key_used" in {row["kind"] for row in stored(Notice, Notice.person_id == cast.patient.id)}
    acts = [row["act"] for row in stored(AuditRow, AuditRow.patient_id == cast.patient.id)]
    assert "recovery_key.used" in acts
    assert stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care")[0]["rotation_due"]
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_patient_who_lost_everything_takes_back_what_they_shared(cast: Cast, shares: Shares) -> None:
    actor = start_again(cast, cast.patient)
    assert recovery_keys.open_for_patient(cast.clinic_id, actor.id, shares) == 1
    (offer,) = returned.offers(actor)
    assert (offer.name, offer.from_therapist) == (returned.RECOVERY_KEY, False)
    returned.take(actor, offer.source_id)
    assert {row.title for row in lists.recent(actor, 9) if row.readable} == {"Shared"}
    assert list(verification.verify(cast.clinic_id)) == []


def test_what_a_therapist_gave_back_before_their_care_ended_does_not_stand_in_the_way(
    cast: Cast, shares: Shares
) -> None:
    actor = start_again(cast, cast.patient)
    words = people.public_keys(people.current_key(actor.id)[1]).in_words()
    returns.give_back(cast.therapist.actor(), actor.id, words)
    with pytest.raises(RecoveryKeyRefused, match="nothing that"):
        recovery_keys.open_for_patient(cast.clinic_id, actor.id, shares)
    end(cast)
    assert recovery_keys.open_for_patient(cast.clinic_id, actor.id, shares) == 1
    (offer,) = returned.offers(actor)
    returned.take(actor, offer.source_id)
    assert {row.title for row in lists.recent(actor, 9) if row.readable} == {"Shared"}
    assert list(verification.verify(cast.clinic_id)) == []


def test_nothing_opens_without_both_shares(cast: Cast, shares: Shares) -> None:
    _, others = make_shares()
    forget_grants(cast)
    for pair in ((shares[0], shares[0]), (shares[0], others[1]), others):
        with pytest.raises(RecoveryKeyRefused):
            recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, pair)
    for typed in ("", shares[1][:-1], shares[1][:-4] + ("1111" if shares[1].endswith("0000") else "0000")):
        with pytest.raises(CodeMistyped):
            recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, (shares[0], typed))
    swapped = (shares[1].lower(), shares[0].replace("-", " "))
    assert recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, swapped) == 1


def test_it_opens_nothing_for_who_may_not_read_or_of_who_did_not_accept(cast: Cast, shares: Shares) -> None:
    for patient, person in (
        (cast.patient, cast.other_therapist),
        (cast.patient, cast.manager),
        (cast.other_patient, cast.other_therapist),
    ):
        with pytest.raises(RecoveryKeyRefused):
            recovery_keys.open_for_therapist(cast.clinic_id, patient.id, person.id, shares)
    for patient in (cast.patient, cast.other_patient):
        with pytest.raises(RecoveryKeyRefused):
            recovery_keys.open_for_patient(cast.clinic_id, patient.id, shares)


def test_a_grant_that_was_taken_back_and_put_into_the_database_again_opens_nothing(cast: Cast, shares: Shares) -> None:
    before = stored(RecoveryGrant)[0]
    recovery_granting.answer(cast.patient.actor(), accept=False)
    choice = stored(RecoveryChoice)[0]
    put(RecoveryGrant, before)
    forget_grants(cast)
    with pytest.raises(RecoveryKeyRefused):
        recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, shares)
    overwrite(RecoveryChoice, RecoveryChoice.id == choice["id"], state="accepted", version=1)
    with pytest.raises(RecoveryKeyRefused):
        recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, shares)
    with pytest.raises(KeyRefused):
        recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))


def test_a_grant_that_the_recovery_key_did_not_sign_is_not_adopted(cast: Cast, shares: Shares) -> None:
    forget_grants(cast)
    recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, shares)
    row = stored(RingGrant, RingGrant.kind == "recovery")[0]
    for change in ({"signature": bytes(64)}, {"kind": "owner"}, {"kind": "returned"}):
        overwrite(RingGrant, RingGrant.id == row["id"], **change)
        with pytest.raises(CannotOpen):
            held_rings.open_ring(cast.therapist.actor(), row["ring_id"], 1)
        overwrite(RingGrant, RingGrant.id == row["id"], signature=row["signature"], kind=row["kind"])
    held_rings.open_ring(cast.therapist.actor(), row["ring_id"], 1)
