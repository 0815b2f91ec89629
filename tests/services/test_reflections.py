"""One reflection as its writer sees it: who can read it now, who has, and every version of it."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from journal.extensions import db
from journal.models import RingGrant
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.reflections import deleting, drafts, reflections, versions, writing
from journal.services.reflections.drafts import THERAPIST, Words
from journal.services.review import reviews
from tests.support.cast import Cast
from tests.views.written import noted, private, shared


def test_readers_are_those_with_a_grant(cast: Cast, patient: Actor) -> None:
    alone, given = private(patient), shared(patient)
    assert reflections.page(patient, alone).readers == ()
    assert [each.names for each in reflections.page(patient, alone).offers] == ["Dr. Ines Okafor"]
    assert [each.name for each in reflections.page(patient, given).readers] == ["Dr. Ines Okafor"]
    db.session.execute(delete(RingGrant).where(RingGrant.recipient_id == cast.therapist.id))
    db.session.commit()
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
