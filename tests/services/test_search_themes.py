"""A search can be narrowed to a theme that was put on reflections, as far as its actor can open what was put."""

from __future__ import annotations

from uuid import UUID

import pytest

from journal import clock
from journal.crypto.passages import seal_passage
from journal.extensions import db
from journal.ids import make_id
from journal.models import Passage
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.passages import passage_rows, themes
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.rings import held_rings
from journal.services.search import search
from journal.services.sessions import sessions
from journal.services.work import unit_of_work
from tests.services.hands import overwrite, write
from tests.services.looking import ids, note
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def put_theme(actor: Actor, reflection_id: UUID, name: str) -> UUID:
    with unit_of_work():
        about = texts.find(reflection_id)
        assert about is not None
        ring = held_rings.open_ring(actor, about.ring_id, about.generation)
        row = Passage(
            id=make_id(), clinic_id=actor.clinic_id, reflection_id=about.id, patient_id=about.patient_id,
            author_id=actor.id, kind="theme", reflection_version=1, ring_id=ring.ring_id, generation=ring.generation,
            created_at=clock.now(), version=1,
        )  # fmt: skip
        place = people.place(row.clinic_id, row.id, 1, row.patient_id, row.author_id, row.reflection_id)
        row.passage_sealed = seal_passage(ring, place, name, None)
        db.session.add(row)
        audit.record(Act.REFLECTION_SAVED, actor.id, passage_rows.stamp(row))
    return row.id


def test_a_theme_narrows_a_search_and_is_enough_for_one(cast: Cast) -> None:
    patient, therapist = cast.patient.actor(), cast.therapist.actor()
    shared, kept = write(patient, "The lake.", shared=True), write(patient, "The lake.")
    other = write(patient, "The lake.", shared=True)
    put_theme(therapist, shared, "grief")
    put_theme(patient, kept, "grief")
    put_theme(patient, other, "hope")
    assert ids(patient, "lake", theme="grief") == ids(patient, "", theme="grief") == [kept, shared]
    assert ids(therapist, "lake", theme="grief") == [shared]
    assert ids(therapist, "river", theme="grief") == ids(therapist, "", theme="fear") == []


def test_a_theme_that_was_put_back_narrows_nothing(cast: Cast) -> None:
    patient = cast.patient.actor()
    passage = put_theme(patient, write(patient, "The lake."), "grief")
    overwrite(Passage, Passage.id == passage, version=7)
    assert ids(patient, "", theme="grief") == []


def test_themes_are_offered_and_of_the_clinic_s_own_those_that_are_not_retired(cast: Cast) -> None:
    manager = cast.manager.actor()
    for name in ("Garden", "Old"):
        themes.add(manager, name)
    themes.retire(manager, next(card.id for card in themes.cards(manager) if card.name == "Old"))
    offered = dict(search.choices(cast.patient.actor()).themes)
    assert (offered["Garden"], offered["grief"]) == ("Garden", "Grief")
    assert "Old" not in offered


def test_in_the_hours_of_rest_a_note_that_was_not_opened_is_not_found(cast: Cast) -> None:
    patient, therapist = cast.patient.actor(), cast.therapist.actor()
    noted = note(therapist, write(patient, "Words.", shared=True), "The lake.")
    assert ids(patient, "lake") == [noted]
    sessions.check_in(therapist, patient.id)
    assert ids(patient, "lake") == []
    assert ids(therapist, "lake") == [noted]
