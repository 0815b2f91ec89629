"""A ring whose row was changed is granted to nobody: not with a key that changed, not for cover, not for recovery."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Cover, RecoveryGrant, Ring, RingGrant
from journal.services.care import cover_naming, cover_rows, covers
from journal.services.recovery import new_keys, recovery_granting, recovery_keys
from journal.services.reflections import writing
from journal.services.reflections.drafts import Words
from journal.services.rings import entitled, key_changes
from tests.services.care_steps import begin, ring
from tests.services.hands import overwrite, stored, write
from tests.services.recovering import HERE, NEW
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def write_for(cast: Cast, reader: Member) -> UUID:
    """The ring of what the patient shares with this reader alone."""
    patient, made = cast.patient.actor(), make_id()
    token = token_for_id(server_secret(), patient.id, made)
    writing.save(patient, Words(made, "", "for one", reader.id.hex, token=token))
    found: UUID = ring(cast, reader)["id"]
    return found


def held(cast: Cast, reader: Member, ring_id: UUID) -> int:
    return len(stored(RingGrant, RingGrant.ring_id == ring_id, RingGrant.recipient_id == reader.id))


@pytest.mark.parametrize("flipped", [True, False])
def test_a_changed_key_is_not_granted_the_ring_of_another(cast: Cast, flipped: bool) -> None:
    begin(cast, cast.other_therapist)
    theirs = write_for(cast, cast.therapist)
    new_keys.renew(cast.other_therapist.actor(), cast.other_therapist.password, NEW, *HERE)
    overwrite(Ring, Ring.id == theirs, reader_id=cast.other_therapist.id if flipped else None)
    patient = cast.patient.actor()
    [change] = key_changes.waiting(patient)
    key_changes.confirm(patient, change.person_id, change.fingerprint)
    assert held(cast, cast.other_therapist, theirs) == 0
    assert held(cast, cast.other_therapist, ring(cast)["id"] if flipped else _of_all(cast, theirs)) > 0


def _of_all(cast: Cast, theirs: UUID) -> UUID:
    rings = stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care", Ring.id != theirs)
    found: UUID = rings[0]["id"]
    return found


def test_an_old_ring_is_for_nobody(cast: Cast) -> None:
    was = ring(cast)
    assert entitled.to_hold(db.session.get_one(Ring, was["id"])) == {cast.therapist.id}
    overwrite(Ring, Ring.id == was["id"], version=was["version"] + 1)
    assert entitled.to_hold(db.session.get_one(Ring, was["id"])) == set()


def test_cover_is_granted_no_ring_that_was_changed(cast: Cast) -> None:
    write(cast.patient.actor(), "shared", shared=True)
    theirs = write_for(cast, cast.therapist)
    today = cover_rows.today(cast.clinic_id)
    cover_naming.name(cast.therapist.actor(), cast.other_therapist.id, today, today + timedelta(days=3))
    [cover] = stored(Cover)
    overwrite(Ring, Ring.id == theirs, generation=7)
    fingerprint = shown.of_cover(cover["id"])
    covers.answer(cast.patient.actor(), cover["id"], accept=True, fingerprint=fingerprint)
    assert held(cast, cast.other_therapist, theirs) == 0
    assert held(cast, cast.other_therapist, ring(cast)["id"]) > 0


def test_the_recovery_key_is_granted_no_ring_that_was_changed(cast: Cast) -> None:
    theirs = write_for(cast, cast.therapist)
    recovery_keys.create(cast.clinic_id)
    overwrite(Ring, Ring.id == theirs, generation=7)
    patient = cast.patient.actor()
    question = recovery_granting.question(patient)
    assert question is not None
    recovery_granting.answer(patient, accept=True, fingerprint=question.fingerprint)
    assert {row["ring_id"] for row in stored(RecoveryGrant)} == {ring(cast)["id"]}
    overwrite(Ring, Ring.id == ring(cast)["id"], rotation_due=True)
    recovery_granting.answer(patient, accept=False)
    assert stored(RecoveryGrant) == []
