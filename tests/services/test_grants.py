"""A grant that was forged, moved, swapped or signed by somebody else is refused, and nothing is sealed under it."""

from __future__ import annotations

from typing import Any

import pytest

from journal.crypto.accounts import KeyPairs
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.grants import GrantTerms, grant_ring
from journal.crypto.keys import RingKey
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AuditRow, Note, PersonKey, Ring, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_requests
from journal.services.notes import notes
from journal.services.notes.notes import TypedNote
from journal.services.people import people
from journal.services.rings import grants, held_rings
from tests.services.hands import newcomer, overwrite, put, remove, stored, write
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def grant_of(member: Member) -> dict[str, Any]:
    return stored(RingGrant, RingGrant.recipient_id == member.id)[0]


def key_of(member: Member) -> dict[str, Any]:
    return stored(PersonKey, PersonKey.person_id == member.id)[0]


def spoil(member: Member, **values: Any) -> None:
    overwrite(RingGrant, RingGrant.id == grant_of(member)["id"], **values)


def holds(member: Member, ring_id: Any = None) -> bool:
    """Whether the ring of their grant opens for this person."""
    try:
        held_rings.open_ring(member.actor(), ring_id or grant_of(member)["ring_id"], 1)
    except CannotOpen:
        return False
    return True


def adopt(member: Member) -> RingKey:
    return grants.adopt(member.actor(), db.session.get_one(RingGrant, grant_of(member)["id"]))


def signed_by(pairs: KeyPairs, owner: Member, member: Member, key: RingKey) -> dict[str, Any]:
    """The columns of a grant to somebody, signed with whatever keys."""
    old, public = grant_of(member), people.public_keys(db.session.get_one(PersonKey, key_of(member)["id"]))
    terms = GrantTerms(
        server_secret().instance, old["clinic_id"], old["id"], old["kind"], key.ring_id, key.generation, owner.id,
        old["signer_key_id"], member.id, old["recipient_key_id"], key.commitment(),
    )  # fmt: skip
    made = grant_ring(pairs, key, public, terms)
    return {"grant_sealed": made.sealed, "signature": made.signature, "commitment": key.commitment()}


def test_a_grant_is_checked_once_and_then_kept_under_the_receivers_own_key(cast: Cast) -> None:
    assert grant_of(cast.therapist)["adopted_sealed"] is None
    assert holds(cast.therapist)
    adopted = grant_of(cast.therapist)
    assert adopted["adopted_sealed"]
    assert stored(AuditRow)[-1]["act"] == "ring.adopted"
    assert list(verification.verify(cast.clinic_id)) == []
    assert holds(cast.therapist)
    spoil(cast.therapist, grant_sealed=b"gone", signature=b"gone")
    assert not holds(cast.therapist, adopted["ring_id"])
    assert len(list(verification.verify(cast.clinic_id))) == 1


def test_a_grant_row_that_is_deleted_ends_both(cast: Cast) -> None:
    ring_id = grant_of(cast.therapist)["ring_id"]
    assert holds(cast.therapist)
    remove(RingGrant, RingGrant.recipient_id == cast.therapist.id)
    assert not holds(cast.therapist, ring_id)


FORGERIES: dict[str, Any] = {
    "generation": 2,
    "kind": "hand-over",
    "commitment": bytes(32),
    "signature": bytes(64),
    "grant_sealed": bytes(1168),
    "id": None,
    "signer_key_id": "other_patient",
    "recipient_id": "other_therapist",
}


@pytest.mark.parametrize("column", FORGERIES)
@pytest.mark.parametrize("adopted", [False, True], ids=["before it was adopted", "after it was adopted"])
def test_a_grant_with_a_changed_column_does_not_open(cast: Cast, column: str, *, adopted: bool) -> None:
    bound_after = column != "signer_key_id"  # what it was signed with was checked when it was adopted
    assert not adopted or holds(cast.therapist)
    ring_id, grant_id = grant_of(cast.therapist)["ring_id"], grant_of(cast.therapist)["id"]
    value = FORGERIES[column]
    if column == "id":
        value = make_id()
    elif column == "signer_key_id":
        value = key_of(cast.other_patient)["id"]
    elif column == "recipient_id":
        value = cast.other_therapist.id
    overwrite(RingGrant, RingGrant.id == grant_id, **{column: value})
    assert holds(cast.therapist, ring_id) is (adopted and not bound_after)
    assert not holds(cast.other_therapist, ring_id)


def test_a_grant_moved_to_somebody_elses_key_does_not_open_for_them(cast: Cast) -> None:
    ring_id, key = grant_of(cast.therapist)["ring_id"], key_of(cast.other_therapist)
    for _ in range(2):
        spoil_to = {"recipient_id": cast.other_therapist.id, "recipient_key_id": key["id"]}
        mine = stored(RingGrant, RingGrant.ring_id == ring_id)[0]
        put(RingGrant, {**mine, **spoil_to, "id": make_id()})
        assert not holds(cast.other_therapist, ring_id)
        remove(RingGrant, RingGrant.ring_id == ring_id, RingGrant.recipient_id == cast.other_therapist.id)
        assert holds(cast.therapist, ring_id)


def test_the_sealed_rings_of_two_grants_cannot_be_swapped(cast: Cast) -> None:
    for adopted in (False, True):
        mine, theirs = grant_of(cast.therapist), grant_of(cast.other_therapist)
        names = ("adopted_sealed", "adopted_mac") if adopted else ("grant_sealed", "signature", "commitment")
        spoil(cast.therapist, **{name: theirs[name] for name in names})
        assert not holds(cast.therapist)
        spoil(cast.therapist, **{name: mine[name] for name in names})
        assert holds(cast.therapist)
        assert holds(cast.other_therapist)


@pytest.mark.parametrize("name", ["adopted_sealed", "adopted_mac"])
def test_an_adopted_key_that_was_tampered_with_does_not_open(cast: Cast, name: str) -> None:
    assert holds(cast.therapist)
    spoil(cast.therapist, **{name: bytes(reversed(grant_of(cast.therapist)[name]))})
    assert not holds(cast.therapist)


@pytest.mark.parametrize("signer", ["somebody new", "another patient"])
def test_a_ring_planted_under_another_signature_is_refused_and_never_written_under(cast: Cast, signer: str) -> None:
    reflection = write(cast.patient.actor(), shared=True)
    ring_id = grant_of(cast.therapist)["ring_id"]
    planted = RingKey.make_generation(ring_id, 1)
    pairs = KeyPairs.make() if signer == "somebody new" else cast.other_patient.actor().keys.pairs
    spoil(cast.therapist, **signed_by(pairs, cast.patient, cast.therapist, planted))
    with pytest.raises(KeyRefused):
        adopt(cast.therapist)
    with pytest.raises((CannotOpen, NotAllowed)):
        notes.add(cast.therapist.actor(), reflection, TypedNote("I noticed this too.", "now"))
    assert stored(Note) == []
    assert grant_of(cast.therapist)["adopted_sealed"] is None


def test_a_planted_newer_generation_is_never_written_under(cast: Cast) -> None:
    reflection = write(cast.patient.actor(), shared=True)
    old = grant_of(cast.therapist)
    planted = RingKey.make_generation(old["ring_id"], 2)
    forged = signed_by(KeyPairs.make(), cast.patient, cast.therapist, planted)
    put(RingGrant, {**old, **forged, "id": make_id(), "generation": 2})
    notes.add(cast.therapist.actor(), reflection, TypedNote("I noticed this too.", "now"))
    assert [note["generation"] for note in stored(Note)] == [1]


def test_a_signers_key_that_was_replaced_in_the_database_is_refused(cast: Cast) -> None:
    thief = KeyPairs.make()
    planted = RingKey.make_generation(grant_of(cast.therapist)["ring_id"], 1)
    spoil(cast.therapist, **signed_by(thief, cast.patient, cast.therapist, planted))
    overwrite(PersonKey, PersonKey.person_id == cast.patient.id, signing_public=thief.public().signing)
    with pytest.raises(KeyRefused):
        adopt(cast.therapist)


def test_a_ring_given_to_another_owner_does_not_make_their_grants_good(cast: Cast) -> None:
    ring_id = grant_of(cast.therapist)["ring_id"]
    overwrite(Ring, Ring.id == ring_id, owner_id=cast.other_patient.id)
    with pytest.raises(KeyRefused):
        adopt(cast.therapist)


@pytest.mark.parametrize("column", ["sealing_public", "signing_public", "suite", "epoch", "mac"])
def test_nothing_is_granted_to_a_key_that_was_replaced_in_the_database(cast: Cast, column: str) -> None:
    noor, stolen = newcomer(cast), key_of(cast.other_therapist)
    request = care.ask(cast.clinic_id, cast.patient.id, noor.id)
    changed = stolen[column] if isinstance(stolen[column], bytes) else 7
    overwrite(PersonKey, PersonKey.person_id == noor.id, **{column: changed})
    assert care_requests.requests(cast.patient.actor()) == []
    told = shown.of_request(request)
    with pytest.raises(KeyRefused):
        care_requests.answer(cast.patient.actor(), request, accept=True, also_before=True, fingerprint=told)
    assert stored(RingGrant, RingGrant.recipient_id == noor.id) == []
