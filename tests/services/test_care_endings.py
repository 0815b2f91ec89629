"""Care ends at once and for good: grants are gone, an absent patient blocks nothing, the next key is another one."""

from __future__ import annotations

import pytest
from flask import Flask

from journal.crypto.errors import CannotOpen
from journal.models import AuditRow, Note, Reflection, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_endings, care_requests, care_rows
from journal.services.notes import note_changes, notes
from journal.services.notes.notes import TypedNote
from journal.services.review import reviews
from journal.services.rings import held_rings, renewals, rings
from tests.services.care_steps import begin, end, readable, relation, ring
from tests.services.hands import at_once, newcomer, stored, write
from tests.support import shown
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def titles_of_acts() -> list[str]:
    return [row["act"] for row in stored(AuditRow)]


@pytest.mark.parametrize("by", ["manager", "therapist", "patient"])
def test_it_ends_relation_and_grants_and_makes_the_ring_due(cast: Cast, by: str) -> None:
    write(cast.patient.actor(), "shared once", shared=True)
    assert readable(cast.therapist, cast) == ["shared once"]
    end(cast, getattr(cast, by))
    assert relation(cast)["state"] == care_rows.ENDED
    assert stored(RingGrant, RingGrant.recipient_id == cast.therapist.id) == []
    assert (ring(cast)["rotation_due"], ring(cast)["generation"]) == (True, 1)
    assert care.readers(cast.patient.id) == []
    assert care.patients_of(cast.therapist.actor()) == []
    assert readable(cast.therapist, cast) == []
    assert {"care.ended", "ring.taken_back", "ring.due"} <= set(titles_of_acts())
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize("who", ["other_patient", "other_therapist"])
def test_nobody_else_ends_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        end(cast, getattr(cast, who))
    assert relation(cast)["state"] == care_rows.ACTIVE


def test_it_ends_once(cast: Cast) -> None:
    end(cast)
    with pytest.raises(NotAllowed):
        end(cast)


def test_an_open_page_reads_nothing_more(cast: Cast) -> None:
    shared = write(cast.patient.actor(), "shared once", shared=True)
    ines = cast.therapist.actor()
    reviews.open_reflection(ines, shared)  # the ring is open in this request's keys, too
    care_endings.end(cast.manager.actor(), relation(cast)["id"])
    for attempt in (
        lambda: reviews.open_reflection(ines, shared),
        lambda: reviews.mark_reviewed(ines, shared, 1),
        lambda: notes.add(ines, shared, TypedNote("late", notes.NOW)),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert stored(Note) == []


def test_the_next_generation_comes_at_the_next_sign_in_and_does_not_open_with_the_old_key(cast: Cast) -> None:
    ines = cast.therapist.actor()
    old = held_rings.open_ring(ines, ring(cast)["id"], 1)
    end(cast)
    renewals.at_sign_in(cast.patient.actor())
    assert (ring(cast)["rotation_due"], ring(cast)["generation"]) == (False, 2)
    new = held_rings.open_ring(cast.patient.actor(), ring(cast)["id"], 2)
    assert new.reveal() != old.reveal()
    with pytest.raises(CannotOpen):
        held_rings.open_ring(cast.therapist.actor(), ring(cast)["id"], 2)


def test_who_stays_is_granted_the_next_generation(cast: Cast) -> None:
    begin(cast, cast.other_therapist, also_before=True)
    end(cast)
    assert [reader.name for reader in care.readers(cast.patient.id)] == ["Tomas Reyes"]
    renewals.at_sign_in(cast.patient.actor())
    write(cast.patient.actor(), "after it", shared=True)
    assert readable(cast.other_therapist, cast) == ["after it"]
    assert readable(cast.therapist, cast) == []


def test_a_save_in_a_sign_in_that_was_open_goes_under_the_next_generation(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    maya = cast.patient.actor()
    before = ring(cast)["generation"]
    end(cast)
    write(maya, "after it", shared=True)
    assert stored(Reflection)[0]["generation"] == before + 1


def test_of_two_renewals_at_once_one_is_made_and_both_go_on(app: Flask, cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    before = ring(cast)["generation"]
    end(cast)
    actors = [cast.patient.actor() for _ in range(4)]
    answers = at_once(app, lambda number: renewals.at_sign_in(actors[number]), 4)
    assert answers == [None] * 4
    assert ring(cast)["generation"] == before + 1
    assert len(at_once(app, lambda number: write(actors[number], f"words {number}", shared=True), 4)) == 4
    assert {row["generation"] for row in stored(Reflection)} == {before + 1}


def test_notes_that_waited_are_withdrawn_and_released_ones_stay(cast: Cast) -> None:
    shared = write(cast.patient.actor(), shared=True)
    ines = cast.therapist.actor()
    for visibility in (notes.AT_APPOINTMENT, notes.NOW, notes.ONLY_ME):
        notes.add(ines, shared, TypedNote(visibility, visibility))
    end(cast)
    withdrawn = {row["visibility"]: row["withdrawn_at"] is not None for row in stored(Note)}
    assert withdrawn == {notes.AT_APPOINTMENT: True, notes.NOW: False, notes.ONLY_ME: False}
    with pytest.raises(NotAllowed):
        note_changes.release(ines, next(row["id"] for row in stored(Note) if row["withdrawn_at"]))
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_request_that_waits_is_called_off(cast: Cast) -> None:
    asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    care_endings.end(cast.manager.actor(), asked)
    assert care_requests.requests(cast.patient.actor()) == []
    with pytest.raises(NotAllowed):
        care_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=shown.of_request(asked))


def test_who_is_asked_again_begins_again_at_the_patients_yes(cast: Cast) -> None:
    write(cast.patient.actor(), "before", shared=True)
    end(cast)
    care.ask(cast.clinic_id, cast.patient.id, cast.therapist.id)
    assert (relation(cast)["state"], care.readers(cast.patient.id)) == (care_rows.ASKED, [])
    care_requests.answer(
        cast.patient.actor(), relation(cast)["id"], accept=True, fingerprint=shown.of_request(relation(cast)["id"])
    )
    write(cast.patient.actor(), "from now on", shared=True)
    assert readable(cast.therapist, cast) == ["from now on"]


@pytest.mark.parametrize("also_before", [False, True])
def test_a_new_therapist_gets_history_only_by_the_patients_choice(cast: Cast, *, also_before: bool) -> None:
    write(cast.patient.actor(), "before", shared=True)
    end(cast)
    renewals.at_sign_in(cast.patient.actor())
    begin(cast, cast.other_therapist, also_before=also_before)
    write(cast.patient.actor(), "after", shared=True)
    assert readable(cast.other_therapist, cast) == (["before", "after"] if also_before else ["after"])


def test_a_therapist_who_leaves_is_out_everywhere(cast: Cast) -> None:
    jonah = newcomer(cast, "Kit Marlow", "patient", cast.therapist)
    care_endings.leave(cast.manager.actor(), cast.therapist.id)
    assert care.patients_of(cast.therapist.actor()) == []
    assert stored(RingGrant, RingGrant.recipient_id == cast.therapist.id) == []
    assert care.readers(jonah.id) == []
    with pytest.raises(NotAllowed):
        care_endings.leave(cast.therapist.actor(), cast.other_therapist.id)
    assert rings.own_ring(jonah.actor(), "care", jonah.id)
