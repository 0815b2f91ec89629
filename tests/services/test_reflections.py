"""One reflection as its writer sees it: who can read it now, who has, and every version of it."""

from __future__ import annotations

import pytest
from flask import Flask

from journal.extensions import db
from journal.models import Reflection, RingGrant
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.care.care import Reader
from journal.services.reflections import deleting, drafts, reflections, versions, writing
from journal.services.reflections.drafts import THERAPIST, Words
from journal.services.review import reviews
from tests.services.hands import at_once, overwrite, remove
from tests.support.cast import Cast
from tests.views.written import noted, private, shared


def test_readers_are_those_with_a_grant(cast: Cast, patient: Actor) -> None:
    alone, given = private(patient), shared(patient)
    assert reflections.page(patient, alone).readers == ()
    assert [each.names for each in reflections.page(patient, alone).offers] == ["Dr. Ines Okafor"]
    assert [each.name for each in reflections.page(patient, given).readers] == ["Dr. Ines Okafor"]
    remove(RingGrant, RingGrant.recipient_id == cast.therapist.id)
    assert reflections.page(patient, given).readers == ()
    assert not reflections.page(patient, alone).can_share


def test_versions_open_one_by_one(patient: Actor) -> None:
    reflection_id = private(patient, "*one*", "First")
    writing.save(patient, Words(reflection_id, "Second", "two", base_version=1))
    version = versions.open_version(patient, reflection_id, 1)
    assert (version.number, version.title, version.current_number) == (1, "First", 2)
    assert "<em>one</em>" in version.html
    for number in (0, 2, -1):
        with pytest.raises(NotAllowed):
            versions.open_version(patient, reflection_id, number)


def test_earlier_versions_are_offered_also_where_the_row_of_the_last_was_changed(patient: Actor) -> None:
    reflection_id = private(patient, "one")
    writing.save(patient, Words(reflection_id, "", "two", base_version=1))
    overwrite(Reflection, Reflection.id == reflection_id, version=1)
    page = reflections.page(patient, reflection_id)
    assert (page.readable, [kept.number for kept in page.versions]) == (False, [1])


def test_a_page_that_is_saved_elsewhere_while_it_opens_is_not_taken_for_one_that_was_changed(
    app: Flask, cast: Cast, patient: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    reflection_id = shared(patient, "one")

    def meanwhile(reflection: Reflection) -> list[Reader]:
        opening.undo()
        words = Words(reflection_id, "", "two", THERAPIST, base_version=1)
        at_once(app, lambda _: writing.save(cast.patient.actor(), words), 1)
        return care.readers_of(reflection)

    with monkeypatch.context() as opening:
        opening.setattr(care, "readers_of", meanwhile)
        assert reflections.page(patient, reflection_id).readable
    db.session.rollback()
    assert reflections.page(patient, reflection_id).version == 2


def test_the_confirming_pages_say_what_is_touched(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient, "words to share", "Title")
    noted(therapist, reflection_id)
    noted(therapist, reflection_id, visibility="only_me")
    reviews.open_reflection(therapist, reflection_id)
    told = reflections.about_to_change(patient, reflection_id)
    assert (told.title, told.note_count, told.opened_by) == ("Title", 1, ("Dr. Ines Okafor",))


def test_a_page_names_its_draft_and_its_end(patient: Actor) -> None:
    reflection_id = private(patient)
    assert not reflections.page(patient, reflection_id).has_draft
    drafts.save_draft(patient, Words(reflection_id, "", "more", base_version=1))
    assert reflections.page(patient, reflection_id).has_draft
    deleting.delete_reflection(patient, reflection_id)
    assert reflections.page(patient, reflection_id).deleted_until is not None


@pytest.mark.parametrize("part", ["other_patient", "therapist", "manager"])
def test_nobody_else_opens_the_writer_s_page(cast: Cast, patient: Actor, part: str) -> None:
    who, reflection_id = getattr(cast, part).actor(), shared(patient)
    writing.save(patient, Words(reflection_id, "", "two", THERAPIST, base_version=1))
    for refused in (reflections.page, reflections.about_to_change):
        with pytest.raises(NotAllowed):
            refused(who, reflection_id)
    with pytest.raises(NotAllowed):
        versions.open_version(who, reflection_id, 1)
