"""Rings are made for their owner, renewed one generation after the other, and open for those who hold them only."""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.ids import make_id
from journal.models import Reflection, Ring, RingGrant, RingKeyRow
from journal.services.actor import Actor
from journal.services.reflections import lists
from journal.services.rings import held_rings, rings
from journal.services.work import unit_of_work
from tests.services.hands import at_once, make_due, overwrite, put, remove, stored, write
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def ring_of(member: Member, kind: str = "care") -> dict[str, Any]:
    return stored(Ring, Ring.owner_id == member.id, Ring.kind == kind)[0]


def renew(actor: Actor, ring_id: UUID) -> RingKey:
    with unit_of_work():
        return rings.next_generation(actor, ring_id)


def undo_renewal(actor: Actor, ring_id: UUID) -> None:
    """Renews a ring in a unit of work that fails."""
    with contextlib.suppress(KeyError), unit_of_work():
        rings.next_generation(actor, ring_id)
        raise KeyError


def test_a_patient_holds_three_rings_that_are_all_different(cast: Cast) -> None:
    actor = cast.patient.actor()
    made = [rings.own_ring(actor, kind, actor.id) for kind in rings.PATIENT_RINGS]
    assert len({key.reveal() for key in made} | {key.ring_id for key in made}) == 6
    assert [key.generation for key in made] == [1, 1, 1]


def test_nobody_else_opens_the_private_ring(cast: Cast) -> None:
    ring_id = ring_of(cast.patient, "private")["id"]
    held_rings.open_ring(cast.patient.actor(), ring_id, 1)
    for member in cast:
        if member is not cast.patient:
            with pytest.raises(CannotOpen):
                held_rings.open_ring(member.actor(), ring_id, 1)


def test_the_care_ring_opens_for_the_patient_and_her_therapist_only(cast: Cast) -> None:
    ring_id, opened = ring_of(cast.patient)["id"], []
    for member in cast:
        try:
            held_rings.open_ring(member.actor(), ring_id, 1)
        except CannotOpen:
            continue
        opened.append(member.name)
    assert opened == [cast.patient.name, cast.therapist.name]


def test_a_ring_or_generation_that_is_not_there_does_not_open(cast: Cast) -> None:
    actor = cast.patient.actor()
    for ring_id, generation in ((None, 1), (make_id(), 1), (ring_of(cast.patient)["id"], 2)):
        with pytest.raises(CannotOpen):
            held_rings.open_ring(actor, ring_id, generation)
    with pytest.raises(CannotOpen):
        rings.own_ring(actor, "notes", actor.id)


def test_a_new_generation_is_another_key_and_reaches_every_holder(cast: Cast) -> None:
    ring_id = ring_of(cast.patient)["id"]
    old = held_rings.open_ring(cast.patient.actor(), ring_id, 1)
    new = renew(cast.patient.actor(), ring_id)
    assert (new.generation, new.reveal() == old.reveal()) == (2, False)
    for member in (cast.patient, cast.therapist):
        held = [held_rings.open_ring(member.actor(), ring_id, generation).reveal() for generation in (1, 2)]
        assert held == [old.reveal(), new.reveal()]
    assert held_rings.newest_held(cast.therapist.actor(), ring_id).reveal() == new.reveal()
    assert [key.generation for key in rings.all_generations(cast.patient.actor(), ring_id)] == [1, 2]


def test_somebody_whose_grant_was_removed_does_not_get_the_next_generation(cast: Cast) -> None:
    ring_id = ring_of(cast.patient)["id"]
    remove(RingGrant, RingGrant.recipient_id == cast.therapist.id, RingGrant.ring_id == ring_id)
    renew(cast.patient.actor(), ring_id)
    for generation in (1, 2):
        with pytest.raises(CannotOpen):
            held_rings.open_ring(cast.therapist.actor(), ring_id, generation)


def test_new_words_go_under_a_new_generation_once_one_is_due(cast: Cast) -> None:
    ring_id = ring_of(cast.patient)["id"]
    before = write(cast.patient.actor(), shared=True)
    make_due(ring_id)
    after, later = (write(cast.patient.actor(), shared=True) for _ in range(2))
    generations = {row["id"]: row["generation"] for row in stored(Reflection)}
    assert [generations[each] for each in (before, after, later)] == [1, 2, 2]
    assert (ring_of(cast.patient)["generation"], ring_of(cast.patient)["rotation_due"]) == (2, False)


def test_a_generation_exists_once(cast: Cast) -> None:
    row = stored(RingKeyRow, RingKeyRow.ring_id == ring_of(cast.patient)["id"])[0]
    with pytest.raises(IntegrityError):
        put(RingKeyRow, {**row, "id": make_id()})


def test_renewals_at_once_make_one_generation_after_the_other(app: Flask, cast: Cast) -> None:
    ring_id = ring_of(cast.patient)["id"]
    actors = [cast.patient.actor() for _ in range(4)]
    answers = at_once(app, lambda number: renew(actors[number], ring_id).generation, 4)
    assert sorted(answers) == [2, 3, 4, 5]
    assert sorted(row["generation"] for row in stored(RingKeyRow, RingKeyRow.ring_id == ring_id)) == [1, 2, 3, 4, 5]
    assert ring_of(cast.patient)["generation"] == 5
    assert held_rings.newest_held(cast.therapist.actor(), ring_id).generation == 5


def test_a_renewal_that_was_undone_leaves_the_ring_as_it_was(cast: Cast) -> None:
    ring_id = ring_of(cast.patient)["id"]
    undo_renewal(cast.patient.actor(), ring_id)
    assert ring_of(cast.patient)["generation"] == 1
    assert rings.own_ring(cast.patient.actor(), "care", cast.patient.id).generation == 1


def _lose_a_race(cast: Cast) -> tuple[Actor, UUID]:
    """An actor whose renewal was undone because another device was first."""
    loser, ring_id = cast.patient.actor(), ring_of(cast.patient)["id"]
    undo_renewal(loser, ring_id)
    renew(cast.patient.actor(), ring_id)
    return loser, ring_id


def test_the_loser_of_a_race_takes_up_the_key_that_won(cast: Cast) -> None:
    loser, ring_id = _lose_a_race(cast)
    kept = held_rings.open_ring(cast.patient.actor(), ring_id, 2)
    assert rings.own_ring(loser, "care", loser.id).reveal() == kept.reveal()


def test_what_the_loser_of_a_race_then_saves_can_be_opened_again(cast: Cast) -> None:
    loser, _ = _lose_a_race(cast)
    write(loser, shared=True)
    assert [row.readable for row in lists.journal(cast.patient.actor()).rows] == [True]


def test_rings_whose_kinds_were_swapped_do_not_take_private_words(cast: Cast) -> None:
    private, care = ring_of(cast.patient, "private")["id"], ring_of(cast.patient, "care")["id"]
    overwrite(Ring, Ring.id == private, kind="care")
    overwrite(Ring, Ring.id == care, kind="private")
    actor = cast.patient.actor()
    for kind in ("private", "care"):
        with pytest.raises(CannotOpen):
            rings.own_ring(actor, kind, actor.id)
    for ring_id in (private, care):
        with pytest.raises(CannotOpen):
            held_rings.open_ring(cast.patient.actor(), ring_id, 1)


def test_a_ring_set_back_to_an_older_generation_is_not_written_under(cast: Cast) -> None:
    ring_id = ring_of(cast.patient)["id"]
    renew(cast.patient.actor(), ring_id)
    overwrite(Ring, Ring.id == ring_id, generation=1)
    with pytest.raises(CannotOpen):
        rings.own_ring(cast.patient.actor(), "care", cast.patient.id)


@pytest.mark.parametrize("column", ["id", "ring_id", "generation", "key_sealed"])
def test_a_ring_key_that_was_moved_or_swapped_does_not_open(cast: Cast, column: str) -> None:
    ring_id, other = ring_of(cast.patient)["id"], ring_of(cast.patient, "private")["id"]
    stolen = stored(RingKeyRow, RingKeyRow.ring_id == other)[0]
    changed = {"id": make_id(), "ring_id": other, "generation": 2, "key_sealed": stolen["key_sealed"]}
    if column == "ring_id":
        overwrite(RingKeyRow, RingKeyRow.ring_id == other, generation=9)
    overwrite(RingKeyRow, RingKeyRow.ring_id == ring_id, **{column: changed[column]})
    for target in (ring_id, other) if column == "ring_id" else (ring_id,):
        for generation in (1, 2):
            with pytest.raises(CannotOpen):
                held_rings.open_ring(cast.patient.actor(), target, generation)
