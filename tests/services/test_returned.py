"""What is given back is believed only where the patient's own earlier key had granted it: forgeries are refused."""

from __future__ import annotations

from typing import Any

import pytest

from journal.crypto.accounts import KeyPairs
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.ids import make_id
from journal.models import PersonKey, RingGrant, RingKeyRow
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care.decisions import NotToday
from journal.services.people import people
from journal.services.recovery import returned
from journal.services.rings import grants, held_rings, renewals
from journal.services.sessions import sessions
from journal.services.work import unit_of_work
from tests.services.care_steps import end
from tests.services.hands import overwrite, put, stored
from tests.services.recovering import anew, care_ring, give_back, share_one_keep_one, start_again, titles
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def lost(cast: Cast) -> Actor:
    """Maya, who shared one page and kept one, lost everything and has started again."""
    share_one_keep_one(cast)
    return start_again(cast, cast.patient)


def planted(cast: Cast, lost: Actor, ring: RingKey, signer: Actor) -> None:
    """A grant back that somebody signs with their own key, past every rule; even the audit knows it."""
    with unit_of_work():
        grants.return_ring(signer, ring, people.current_key(lost.id)[1])


@pytest.mark.parametrize("what", ["another key", "another therapist", "the patient's own generation"])
def test_a_forged_return_is_neither_shown_nor_taken(cast: Cast, lost: Actor, what: str) -> None:
    therapist, other = cast.therapist.actor(), cast.other_therapist.actor()
    generation = 2 if "generation" in what else 1
    ring = RingKey.make_generation(care_ring(lost.id), generation)
    if what == "another therapist":
        ring = held_rings.open_ring(therapist, care_ring(lost.id), 1)
    planted(cast, lost, ring, other if what == "another therapist" else therapist)
    before = stored(RingKeyRow)
    assert returned.offers(lost) == []
    source = stored(RingGrant, RingGrant.kind == "returned")[0]["signer_key_id"]
    with pytest.raises(KeyRefused):
        returned.take(lost, source)
    assert stored(RingKeyRow) == before
    assert titles(lost) == {None}


@pytest.mark.parametrize("column", ["signature", "grant_sealed", "commitment", "kind", "generation", "ring_id"])
def test_a_return_that_was_changed_in_the_database_is_refused(cast: Cast, lost: Actor, column: str) -> None:
    give_back(cast.therapist, lost)
    row = stored(RingGrant, RingGrant.kind == "returned")[0]
    changed: dict[str, Any] = {
        "signature": bytes(64), "grant_sealed": bytes(1168), "commitment": bytes(32), "kind": "owner",
        "generation": 2, "ring_id": care_ring(cast.other_patient.id),
    }  # fmt: skip
    overwrite(RingGrant, RingGrant.id == row["id"], **{column: changed[column]})
    assert returned.offers(lost) == []
    with pytest.raises((KeyRefused, NotAllowed)):
        returned.take(lost, row["signer_key_id"])
    with pytest.raises(CannotOpen):
        held_rings.open_ring(anew(lost), row["ring_id"], 1)


def test_a_row_put_into_the_database_by_a_stranger_is_no_offer(cast: Cast, lost: Actor) -> None:
    give_back(cast.therapist, lost)
    row = stored(RingGrant, RingGrant.kind == "returned")[0]
    returned.refuse(lost, row["signer_key_id"])
    put(RingGrant, row)
    assert returned.offers(lost) == []
    put(RingGrant, {**row, "id": make_id(), "generation": 9})
    assert returned.offers(lost) == []


def test_an_old_grant_that_the_patient_never_signed_proves_nothing(cast: Cast, lost: Actor) -> None:
    give_back(cast.therapist, lost)
    thief = KeyPairs.make().public()
    overwrite(PersonKey, PersonKey.person_id == lost.id, PersonKey.epoch == 1, signing_public=thief.signing)
    assert returned.offers(lost) == []


@pytest.mark.parametrize("how", ["care ended", "forged", "whole"])
def test_what_fits_no_more_is_deleted_at_the_next_sign_in(cast: Cast, lost: Actor, how: str) -> None:
    if how == "forged":
        planted(cast, lost, RingKey.make_generation(care_ring(lost.id), 1), cast.therapist.actor())
    else:
        give_back(cast.therapist, lost)
    if how == "care ended":
        end(cast)
    renewals.at_sign_in(anew(lost))
    left = stored(RingGrant, RingGrant.kind == "returned")
    assert len(left) == len(returned.offers(anew(lost))) == (how == "whole")
    assert list(verification.verify(cast.clinic_id)) == []


def test_nothing_is_offered_on_a_dosing_day(cast: Cast, lost: Actor) -> None:
    give_back(cast.therapist, lost)
    source = returned.offers(lost)[0].source_id
    sessions.check_in(cast.therapist.actor(), lost.id)
    assert returned.offers(lost) == []
    with pytest.raises(NotToday):
        returned.take(lost, source)


def test_a_patient_takes_only_what_is_theirs(cast: Cast, lost: Actor) -> None:
    give_back(cast.therapist, lost)
    source = returned.offers(lost)[0].source_id
    for member in (cast.other_patient, cast.therapist):
        with pytest.raises(NotAllowed):
            returned.take(member.actor(), source)
        with pytest.raises(NotAllowed):
            returned.refuse(member.actor(), source)
