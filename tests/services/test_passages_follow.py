"""What was set apart shares the fate of its reflection: sealed with it, ended with it, found again after an edit."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Passage, Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.export import journal_export
from journal.services.passages import brought, passages
from journal.services.passages.passage_rows import SYMPTOM, THEME
from journal.services.passages.passages import PassageRefused, TypedWords
from journal.services.reflections import deleting, reflections, sharing, texts, writing
from journal.services.reflections.drafts import Words
from journal.services.review import reviews
from tests.services.care_steps import begin
from tests.services.hands import overwrite, stored, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
TEXT = "One \U0001f30a wave came.\n\nOne wave went, and one stayed."
WHOLE = TypedWords()


@pytest.fixture
def shared(patient: Actor) -> UUID:
    made: UUID = write(patient, TEXT, shared=True)
    return made


def kinds(reflection_id: UUID) -> list[tuple[str, UUID]]:
    found = stored(Passage, Passage.reflection_id == reflection_id)
    return sorted((row["kind"], row["author_id"]) for row in found)


def labels(views: Any) -> list[tuple[str, str, str | None]]:
    return [(view.label, view.author_name, view.quote) for view in views]


def test_making_private_keeps_her_own_themes_and_ends_the_rest(patient: Actor, therapist: Actor, shared: UUID) -> None:
    passages.put_theme(patient, shared, "grief", TypedWords("wave came"))
    passages.set_symptoms(patient, shared, ["fear"])
    passages.put_theme(therapist, shared, "hope", TypedWords("one stayed"))
    passages.bring(patient, shared, TypedWords("one stayed"))
    sharing.make_private(patient, shared)
    assert kinds(shared) == [(SYMPTOM, patient.id), (THEME, patient.id)]
    assert {row["ring_id"] for row in stored(Passage)} == {texts.private_ring(patient).ring_id}
    assert labels(reflections.page(patient, shared).apart.themes) == [("Grief", "Maya Lindqvist", "wave came")]
    with pytest.raises(PassageRefused, match="Share it first"):
        passages.bring(patient, shared, WHOLE)
    with pytest.raises(NotAllowed):
        passages.put_theme(therapist, shared, "hope", WHOLE)
    sharing.share(patient, shared)
    assert labels(reviews.open_reflection(therapist, shared).apart.themes) == [("Grief", "Maya Lindqvist", "wave came")]
    assert list(verification.verify(patient.clinic_id)) == []


def test_saving_anew_for_one_of_two_therapists_takes_them_along(cast: Cast, patient: Actor, shared: UUID) -> None:
    therapist = cast.therapist.actor()
    passages.put_theme(patient, shared, "grief", TypedWords("wave came"))
    passages.put_theme(therapist, shared, "hope", WHOLE)
    passages.bring(patient, shared, WHOLE)
    begin(cast, cast.other_therapist, also_before=True)
    patient = cast.patient.actor()
    for number, audience in enumerate([cast.therapist.id.hex, "therapist"], start=1):
        writing.save(patient, Words(shared, "", f"{TEXT} Again {number}.", audience, base_version=number))
        row = db.session.get_one(Reflection, shared)
        assert {(each["ring_id"], each["generation"]) for each in stored(Passage)} == {(row.ring_id, row.generation)}
        assert len(reviews.open_reflection(cast.therapist.actor(), shared).apart.themes) == 2
    assert len(brought.brought(cast.other_therapist.actor(), [patient.id])) == 1


def test_after_an_edit_the_words_are_found_again_or_said_to_be_gone(patient: Actor, shared: UUID) -> None:
    passages.put_theme(patient, shared, "grief", TypedWords("One \U0001f30a wave came."))
    passages.bring(patient, shared, TypedWords("one stayed"))
    writing.save(patient, Words(shared, "", "Before it. One \U0001f30a wave came.", "therapist", base_version=1))
    apart = reflections.page(patient, shared).apart
    assert [view.placement for view in (*apart.themes, *apart.brought)] == ["words", "edited_away"]
    assert (apart.brought[0].quote, apart.marks) == ("one stayed", ())


def test_a_deleted_reflection_gives_its_themes_back_and_a_destroyed_one_keeps_none(
    patient: Actor, shared: UUID
) -> None:
    passages.put_theme(patient, shared, "grief", WHOLE)
    passages.set_symptoms(patient, shared, ["fear"])
    deleting.delete_reflection(patient, shared)
    with pytest.raises(NotAllowed):
        passages.put_theme(patient, shared, "hope", WHOLE)
    deleting.restore(patient, shared)
    assert len(reflections.page(patient, shared).apart.themes) == 1
    deleting.delete_reflection(patient, shared)
    with clock.at(clock.now() + timedelta(days=8)):
        assert deleting.destroy_expired() == 1
    assert stored(Passage) == []
    assert list(verification.verify(patient.clinic_id)) == []


def test_what_is_brought_is_open_until_it_was_spoken_about(
    cast: Cast, patient: Actor, therapist: Actor, shared: UUID
) -> None:
    passage_id = passages.bring(patient, shared, TypedWords("one stayed"))
    for actor in (patient, therapist):
        (item,) = brought.brought(actor, [patient.id])
        assert (item.id, item.reflection_id, item.words) == (passage_id, shared, "one stayed")
    assert brought.how_many_brought(therapist, [patient.id, cast.other_patient.id]) == {patient.id: 1}
    brought.close(therapist, passage_id)
    assert brought.brought(therapist, [patient.id]) == brought.brought(patient, [patient.id]) == ()
    assert reviews.open_reflection(therapist, shared).apart.brought[0].closed_at is not None
    brought.reopen(therapist, passage_id)
    assert brought.how_many_brought(therapist, [patient.id]) == {patient.id: 1}
    with pytest.raises(NotAllowed):
        brought.close(therapist, passages.put_theme(patient, shared, "grief", WHOLE))


def test_a_row_that_was_changed_or_put_back_is_not_believed(patient: Actor, therapist: Actor, shared: UUID) -> None:
    passage_id = passages.bring(patient, shared, WHOLE)
    before = stored(Passage)[0]
    brought.close(therapist, passage_id)
    overwrite(Passage, Passage.id == passage_id, closed_at=None)
    assert brought.how_many_brought(therapist, [patient.id]) == {}
    assert reviews.open_reflection(therapist, shared).apart.brought == ()
    with pytest.raises(CannotOpen):
        brought.reopen(therapist, passage_id)
    overwrite(Passage, Passage.id == passage_id, **{key: value for key, value in before.items() if key != "id"})
    assert brought.brought(therapist, [patient.id]) == ()


def test_the_journal_takes_along_what_is_her_own(patient: Actor, therapist: Actor, shared: UUID) -> None:
    passages.put_theme(patient, shared, "grief", TypedWords("wave came"))
    passages.put_theme(therapist, shared, "hope", WHOLE)
    passages.set_symptoms(patient, shared, ["numbness"])
    passages.bring(patient, shared, WHOLE)
    with ZipFile(io.BytesIO(journal_export.export(patient))) as file:
        machine, human = json.loads(file.read("journal.json")), file.read("journal.md").decode()
    (entry,) = machine["reflections"]
    assert [(each["theme"], each["words"]) for each in entry["themes"]] == [("Grief", "wave came")]
    assert entry["tags_for_yourself"] == ["Numb or far away"]
    assert [each["words"] for each in entry["brought"]] == [None]
    for line in ('Themes: Grief ("wave came")', "Tags for yourself: Numb", "the appointment: the whole reflection"):
        assert line in human
    assert "Hope" not in human
