"""The clinic's recovery key is made once, asked about, accepted or declined, and granted care rings alone."""

from __future__ import annotations

from typing import Any

import pytest

from journal.crypto.recovery_keys import make_shares
from journal.extensions import db
from journal.models import ClinicRecoveryKey, RecoveryGrant, Ring, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care.decisions import NotToday
from journal.services.recovery import recovery_granting, recovery_key_rows, recovery_keys
from journal.services.recovery.recovery_keys import RecoveryKeyRefused
from journal.services.reflections import lists
from journal.services.rings import rings, taking_back
from journal.services.sessions import sessions
from journal.services.work import unit_of_work
from tests.services.hands import overwrite, stored
from tests.services.recovering import Shares, accepted_key
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


def test_a_clinic_has_none_at_first_and_nobody_is_asked(cast: Cast) -> None:
    assert recovery_keys.status(cast.clinic_id) is None
    assert recovery_granting.question(cast.patient.actor()) is None
    with pytest.raises(NotAllowed):
        recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))
    with pytest.raises(RecoveryKeyRefused):
        recovery_keys.retire(cast.clinic_id)


def test_only_the_public_half_is_stored_and_there_is_one_key(cast: Cast) -> None:
    made = recovery_keys.create(cast.clinic_id)
    row = stored(ClinicRecoveryKey)[0]
    kept = b"".join(value for value in row.values() if isinstance(value, bytes))
    assert all(share.encode() not in kept for share in made.shares)
    with pytest.raises(RecoveryKeyRefused):
        recovery_keys.create(cast.clinic_id)
    status = recovery_keys.status(cast.clinic_id)
    assert status is not None
    assert (status.words, status.accepted, status.declined) == (made.words, 0, 0)
    question = recovery_granting.question(cast.patient.actor())
    assert question is not None
    assert (question.words, question.state) == (made.words, "")
    assert recovery_granting.question(cast.therapist.actor()) is None
    assert list(verification.verify(cast.clinic_id)) == []


def test_accepting_grants_the_care_ring_and_never_the_private_one(cast: Cast, shares: Shares) -> None:
    granted = {row["ring_id"] for row in stored(RecoveryGrant)}
    kinds = {row["kind"] for row in stored(Ring) if row["id"] in granted}
    assert kinds == {"care"}
    actor = cast.patient.actor()
    with unit_of_work():
        for kind in ("private", "care", "treatment"):
            rings.next_generation(actor, rings.own_ring(actor, kind, actor.id).ring_id)
    assert sorted(row["generation"] for row in stored(RecoveryGrant)) == [1, 2]
    assert {row["ring_id"] for row in stored(RecoveryGrant)} == granted
    assert list(verification.verify(cast.clinic_id)) == []
    assert shares


def test_declining_deletes_what_was_granted_and_the_ring_goes_on(cast: Cast, shares: Shares) -> None:
    before = stored(RecoveryGrant)
    recovery_granting.answer(cast.patient.actor(), accept=False)
    assert stored(RecoveryGrant) == []
    with pytest.raises(RecoveryKeyRefused):
        recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, shares)
    actor = cast.patient.actor()
    with unit_of_work():
        assert rings.ring_for_writing(actor, "care").generation == 2
    assert stored(RecoveryGrant) == []
    recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))
    assert sorted(row["generation"] for row in stored(RecoveryGrant)) == [1, 2]
    assert list(verification.verify(cast.clinic_id)) == []
    assert before


@pytest.mark.parametrize("column", ["sealing_public", "signing_public", "retired_at", "mac"])
def test_a_recovery_key_replaced_in_the_database_is_granted_nothing(cast: Cast, column: str) -> None:
    recovery_keys.create(cast.clinic_id)
    thief = make_shares()[0].public()
    changed: dict[str, Any] = {
        "sealing_public": thief.sealing, "signing_public": thief.signing, "mac": bytes(36),
        "retired_at": stored(ClinicRecoveryKey)[0]["created_at"],
    }  # fmt: skip
    overwrite(ClinicRecoveryKey, ClinicRecoveryKey.clinic_id == cast.clinic_id, **{column: changed[column]})
    assert recovery_granting.question(cast.patient.actor()) is None
    with pytest.raises(NotAllowed):
        recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))
    assert stored(RecoveryGrant) == []


def test_a_retired_key_opens_nothing_and_another_asks_anew(cast: Cast, shares: Shares) -> None:
    recovery_keys.retire(cast.clinic_id)
    assert stored(RecoveryGrant) == []
    with pytest.raises(RecoveryKeyRefused):
        recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, shares)
    recovery_keys.create(cast.clinic_id)
    question = recovery_granting.question(cast.patient.actor())
    assert question is not None
    assert question.state == ""
    assert list(verification.verify(cast.clinic_id)) == []


def test_nobody_is_asked_on_a_dosing_day_and_nobody_answers_for_another(cast: Cast) -> None:
    recovery_keys.create(cast.clinic_id)
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    question = recovery_granting.question(cast.patient.actor())
    assert question is not None
    assert not question.may_answer
    with pytest.raises(NotToday):
        recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))
    for member in (cast.therapist, cast.manager):
        with pytest.raises(NotAllowed):
            recovery_granting.answer(member.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))
    assert recovery_key_rows.accepted(cast.patient.id) is None
