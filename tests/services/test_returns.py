"""Shared history comes back to a patient who lost their keys, from the therapist who was granted it."""

from __future__ import annotations

import pytest
from flask import Flask

from journal.crypto.errors import KeyRefused
from journal.extensions import db
from journal.models import CareRelation, RingGrant
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care import care_endings
from journal.services.people import people
from journal.services.recovery import new_keys, returned, returns
from journal.services.recovery.returns import NothingToReturn
from journal.services.reflections import lists
from journal.services.rings import key_changes, lost_generations
from tests.services.care_steps import begin, end
from tests.services.covering import grant
from tests.services.hands import at_once, put, stored, write
from tests.services.recovering import (
    HERE,
    NEW,
    anew,
    care_ring,
    give_back,
    share_one_keep_one,
    signed_in,
    start_again,
    titles,
)
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def lost(cast: Cast) -> Actor:
    """Maya, who shared one page and kept one, lost everything and has started again."""
    share_one_keep_one(cast)
    return start_again(cast, cast.patient)


def test_a_colleague_who_covers_is_not_asked_to_give_back(cast: Cast) -> None:
    share_one_keep_one(cast)
    grant(cast)
    lost = start_again(cast, cast.patient)
    assert returns.waiting(cast.other_therapist.actor()) == []
    assert returns.waiting(cast.therapist.actor()) == [(lost.id, cast.patient.name)]


def test_shared_history_comes_back_and_what_was_private_does_not(cast: Cast, lost: Actor) -> None:
    assert titles(lost) == {None}
    assert returns.waiting(cast.therapist.actor()) == [(lost.id, cast.patient.name)]
    give_back(cast.therapist, lost)
    assert returns.waiting(cast.therapist.actor()) == []
    assert titles(lost) == {None}
    (offer,) = returned.offers(lost)
    assert (offer.name, offer.from_therapist) == (cast.therapist.name, True)
    assert offer.words == people.public_keys(people.current_key(cast.therapist.id)[1]).in_words()
    returned.take(lost, offer.source_id)
    assert titles(lost) == {"Shared", None}
    assert returned.offers(lost) == []
    assert care_ring(lost.id) not in {row.ring_id for row in lost_generations.of(lost.id)}
    assert list(verification.verify(cast.clinic_id)) == []


def test_nothing_new_is_sealed_under_what_came_back(cast: Cast, lost: Actor) -> None:
    give_back(cast.therapist, lost)
    returned.take(lost, returned.offers(lost)[0].source_id)
    (change,) = key_changes.waiting(lost)
    key_changes.confirm(lost, cast.therapist.id, change.fingerprint)
    write(anew(lost), "Shared after.", shared=True, title="After")
    rows = lists.recent(anew(lost), 9)
    assert {row.title for row in rows if row.readable} == {"Shared", "After"}
    assert lists.shared(cast.therapist.actor(), [lost.id])[0].readable


def test_confirming_the_therapists_key_first_does_not_cost_the_history(cast: Cast, lost: Actor) -> None:
    (change,) = key_changes.waiting(lost)
    key_changes.confirm(lost, cast.therapist.id, change.fingerprint)
    give_back(cast.therapist, lost)
    returned.take(lost, returned.offers(lost)[0].source_id)
    assert titles(lost) == {"Shared", None}


def test_what_was_refused_is_deleted_and_can_be_given_again(cast: Cast, lost: Actor) -> None:
    give_back(cast.therapist, lost)
    returned.refuse(lost, returned.offers(lost)[0].source_id)
    assert returned.offers(lost) == []
    assert titles(lost) == {None}
    give_back(cast.therapist, lost)
    assert len(returned.offers(lost)) == 1


def test_only_a_therapist_in_care_who_holds_it_gives_back(cast: Cast, lost: Actor) -> None:
    for member in (cast.other_therapist, cast.manager, cast.other_patient):
        with pytest.raises(NotAllowed):
            returns.give_back(member.actor(), lost.id, "")
        assert returns.waiting(member.actor()) == []
    with pytest.raises(KeyRefused):
        returns.give_back(cast.therapist.actor(), lost.id, "some other words")
    relation = stored(CareRelation, CareRelation.therapist_id == cast.therapist.id)[0]
    care_endings.end(cast.manager.actor(), relation["id"])
    with pytest.raises(NotAllowed):
        give_back(cast.therapist, lost)


def test_who_has_lost_nothing_is_given_nothing(cast: Cast) -> None:
    assert returns.returnable(cast.therapist.actor(), cast.patient.id) is None
    with pytest.raises(NothingToReturn):
        give_back(cast.therapist, cast.patient.actor())


def test_given_back_twice_at_once_is_given_once(app: Flask, cast: Cast, lost: Actor) -> None:
    therapist = cast.therapist.actor()
    words = people.public_keys(people.current_key(lost.id)[1]).in_words()
    answers = at_once(app, lambda _: returns.give_back(anew(therapist), lost.id, words), 4)
    assert answers.count(None) == 1, answers
    assert {type(answer) for answer in answers if answer is not None} == {NothingToReturn}
    db.session.remove()
    (offer,) = returned.offers(lost)
    taken = at_once(app, lambda _: returned.take(anew(lost), offer.source_id), 4)
    assert taken.count(None) == 1, taken
    assert {type(answer) for answer in taken if answer is not None} == {NotAllowed}
    db.session.remove()


@pytest.mark.parametrize("how", ["care ended", "keys renewed"])
def test_what_can_never_be_taken_does_not_keep_another_from_giving_it_back(cast: Cast, how: str) -> None:
    begin(cast, cast.other_therapist)
    write(cast.patient.actor(), "Shared before.", shared=True, title="Shared")
    patient = start_again(cast, cast.patient)
    give_back(cast.therapist, patient)
    assert returns.returnable(cast.other_therapist.actor(), patient.id) is None
    if how == "care ended":
        end(cast)
    else:
        new_keys.renew(cast.therapist.actor(), cast.therapist.password, NEW, *HERE)
    db.session.remove()
    assert returned.offers(patient) == []
    before = stored(RingGrant, RingGrant.recipient_id == patient.id)
    give_back(cast.other_therapist, patient)
    db.session.remove()
    (offer,) = returned.offers(patient)
    assert offer.name == cast.other_therapist.name
    returned.take(patient, offer.source_id)
    assert titles(patient) == {"Shared"}
    assert list(verification.verify(cast.clinic_id)) == []
    put(RingGrant, before[0])
    assert returned.offers(patient) == []


def test_a_therapist_with_renewed_keys_gives_back_what_was_granted_to_the_old_ones(cast: Cast) -> None:
    write(cast.patient.actor(), "Shared before.", shared=True, title="Shared")
    renewed = new_keys.renew(cast.therapist.actor(), cast.therapist.password, NEW, *HERE)
    patient, therapist = start_again(cast, cast.patient), signed_in(renewed.unlocked)
    returns.give_back(therapist, patient.id, people.public_keys(people.current_key(patient.id)[1]).in_words())
    returned.take(patient, returned.offers(patient)[0].source_id)
    assert titles(patient) == {"Shared"}
