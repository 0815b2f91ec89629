"""A pinned fingerprint that no longer fits stops everything at once: nothing is granted, renewed or saved under it."""

from __future__ import annotations

from typing import Any

import pytest

from journal.crypto.accounts import KeyPairs
from journal.crypto.errors import KeyRefused
from journal.extensions import db
from journal.models import AuditRow, CareRelation, PersonKey, Pin, Reflection, Ring, RingGrant
from journal.services.care import care, care_requests
from journal.services.people import people
from journal.services.refusals import NobodyReads
from journal.services.rings import pins, rings
from journal.services.work import unit_of_work
from tests.services.hands import make_due, newcomer, overwrite, remove, stored, write
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def replace_keys(member: Member) -> None:
    """What whoever runs the server could do: other keys for somebody, with a MAC that holds."""
    with unit_of_work():
        _, key = people.current_key(member.id)
        public = KeyPairs.make().public()
        key.sealing_public, key.signing_public = public.sealing, public.signing
        people.close_key(key)
    db.session.remove()


def pin_of(owner: Member, subject: Member) -> list[dict[str, Any]]:
    return stored(Pin, Pin.owner_id == owner.id, Pin.subject_id == subject.id)


def check(owner: Member, subject: Member) -> None:
    """Asks the pin, as granting does."""
    actor = owner.actor()
    with unit_of_work():
        pins.pin_or_check(actor.who, actor.keys, people.current_key(subject.id)[1])


def test_the_first_grant_pins_the_therapist_and_nobody_else(cast: Cast) -> None:
    assert len(pin_of(cast.patient, cast.therapist)) == 1
    assert [(pin["owner_id"], pin["subject_id"]) for pin in stored(Pin, Pin.owner_id == cast.patient.id)] == [
        (cast.patient.id, cast.therapist.id)
    ]


def test_the_same_keys_pass_again_and_again(cast: Cast) -> None:
    for _ in range(3):
        check(cast.patient, cast.therapist)
    assert len(pin_of(cast.patient, cast.therapist)) == 1


def test_changed_keys_are_a_hard_stop_though_every_mac_holds(cast: Cast) -> None:
    replace_keys(cast.therapist)
    with pytest.raises(KeyRefused):
        check(cast.patient, cast.therapist)
    check(cast.other_patient, cast.other_therapist)


def test_no_new_generation_reaches_changed_keys(cast: Cast) -> None:
    ring = stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care")[0]
    replace_keys(cast.therapist)
    before, patient = stored(RingGrant), cast.patient.actor()
    with pytest.raises(KeyRefused), unit_of_work():
        rings.next_generation(patient, ring["id"])
    assert stored(RingGrant) == before
    assert stored(Ring, Ring.id == ring["id"])[0]["generation"] == 1


def test_a_due_generation_stops_sharing_and_leaves_private_writing_alone(cast: Cast) -> None:
    make_due(stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care")[0]["id"])
    replace_keys(cast.therapist)
    with pytest.raises(NobodyReads):
        write(cast.patient.actor(), shared=True)
    assert stored(Reflection) == []
    assert "care.key_stopped" in [row["act"] for row in stored(AuditRow)]
    write(cast.patient.actor())
    assert [row["state"] for row in stored(Reflection)] == ["private"]


def test_somebody_who_comes_back_with_other_keys_is_not_granted_anything(cast: Cast) -> None:
    noor = newcomer(cast)
    request = care.ask(cast.clinic_id, cast.patient.id, noor.id)
    care_requests.answer(cast.patient.actor(), request, accept=True, fingerprint=shown.of_request(request))
    remove(RingGrant, RingGrant.recipient_id == noor.id)
    remove(CareRelation, CareRelation.therapist_id == noor.id)
    replace_keys(noor)
    again = care.ask(cast.clinic_id, cast.patient.id, noor.id)
    with pytest.raises(KeyRefused):
        care_requests.answer(cast.patient.actor(), again, accept=True, fingerprint=shown.of_request(again))
    assert stored(RingGrant, RingGrant.recipient_id == noor.id) == []
    assert stored(CareRelation, CareRelation.therapist_id == noor.id)[0]["state"] == care.ASKED


def test_a_pin_that_was_tampered_with_is_a_hard_stop_too(cast: Cast) -> None:
    sealed = pin_of(cast.patient, cast.therapist)[0]["fingerprint_sealed"]
    for spoiled in (b"", sealed[:-1], bytes(reversed(sealed))):
        overwrite(Pin, Pin.owner_id == cast.patient.id, fingerprint_sealed=spoiled)
        with pytest.raises(KeyRefused):
            check(cast.patient, cast.therapist)


def test_the_pin_of_somebody_else_does_not_serve(cast: Cast) -> None:
    stolen = pin_of(cast.other_patient, cast.other_therapist)[0]["fingerprint_sealed"]
    overwrite(Pin, Pin.owner_id == cast.patient.id, fingerprint_sealed=stolen)
    with pytest.raises(KeyRefused):
        check(cast.patient, cast.therapist)
    moved = {"id": pins._id(cast.patient.id, cast.other_therapist.id), "subject_id": cast.other_therapist.id}
    overwrite(Pin, Pin.owner_id == cast.patient.id, **moved)
    with pytest.raises(KeyRefused):
        check(cast.patient, cast.other_therapist)


def test_a_pin_that_was_taken_out_is_not_simply_made_anew(cast: Cast) -> None:
    remove(Pin, Pin.owner_id == cast.patient.id)
    with pytest.raises(KeyRefused):
        check(cast.patient, cast.therapist)
    assert pin_of(cast.patient, cast.therapist) == []


def test_a_pin_shows_nothing_of_the_fingerprint(cast: Cast) -> None:
    key = db.session.get_one(PersonKey, stored(PersonKey, PersonKey.person_id == cast.therapist.id)[0]["id"])
    fingerprint = people.public_keys(key).fingerprint()
    assert fingerprint not in pin_of(cast.patient, cast.therapist)[0]["fingerprint_sealed"]
    assert fingerprint not in repr(stored(PersonKey)).encode()
