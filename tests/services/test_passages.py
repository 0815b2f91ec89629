"""Words set apart: by whom they may be, where they are sealed, and what becomes of them with their reflection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import AuditRow, Passage
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.passages import brought, passages
from journal.services.passages.passages import PassageRefused, TypedWords
from journal.services.reflections import reflections, texts
from journal.services.review import reviews
from tests.services.hands import stored, write
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


def test_both_see_the_themes_of_both_and_who_put_them(patient: Actor, therapist: Actor, shared: UUID) -> None:
    passages.put_theme(patient, shared, "grief", WHOLE)
    passages.put_theme(therapist, shared, "self-kindness", TypedWords("wave came"))
    wanted = [("Grief", "Maya Lindqvist", None), ("Self-kindness", "Dr. Ines Okafor", "wave came")]
    for page in (reflections.page(patient, shared), reviews.open_reflection(therapist, shared)):
        assert labels(page.apart.themes) == wanted
    for row in stored(Passage):
        assert (row["ring_id"], row["generation"]) == (texts.care_ring(patient).ring_id, 1)
        assert b"grief" not in row["passage_sealed"]
    assert list(verification.verify(patient.clinic_id)) == []


@settings(max_examples=20, **SLOW)
@given(bounds=st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted), typed=st.booleans())
def test_any_words_are_tied_to_where_they_stand(
    patient: Actor, shared: UUID, bounds: list[int], *, typed: bool
) -> None:
    start, end = bounds
    words = TypedWords(TEXT[start:end], None if typed else start, TEXT[:start][-32:], TEXT[end:][:32])
    passage_id = passages.bring(patient, shared, words)
    view = next(each for each in reflections.page(patient, shared).apart.brought if each.id == passage_id)
    assert view.quote == (TEXT[start:end].strip() or None)
    assert view.placement == ("words" if view.quote else "whole")
    passages.remove(patient, passage_id)


@pytest.mark.parametrize("start", [6, 12])
def test_of_the_same_words_the_position_decides(patient: Actor, shared: UUID, start: int) -> None:
    passages.bring(patient, shared, TypedWords("wave", TEXT.index("wave", start)))
    (mark,) = reflections.page(patient, shared).apart.marks
    assert (mark.start, mark.kind) == (TEXT.index("wave", start), "bring")


@pytest.mark.parametrize(
    ("name", "words"),
    [("grief", "a storm"), ("grief", "x" * 10_001), ("sorrow", ""), ("", ""), ("x" * 500, "wave")],
)
def test_what_is_nowhere_or_no_theme_is_refused(therapist: Actor, shared: UUID, name: str, words: str) -> None:
    with pytest.raises(PassageRefused):
        passages.put_theme(therapist, shared, name, TypedWords(words))
    assert kinds(shared) == []


def test_the_same_theme_twice_is_there_once(patient: Actor, shared: UUID) -> None:
    assert len({passages.put_theme(patient, shared, "grief", TypedWords("wave", 6)) for _ in range(2)}) == 1
    passages.put_theme(patient, shared, "grief", WHOLE)
    assert len(kinds(shared)) == 2


def test_another_theme_of_a_form_that_was_sent_is_another_theme(patient: Actor, shared: UUID) -> None:
    new = make_id()
    words = TypedWords("wave", 6, id=new, token=token_for_id(server_secret(), patient.id, new))
    assert [passages.put_theme(patient, shared, "grief", words) for _ in range(2)] == [new, new]
    passages.put_theme(patient, shared, "hope", words)
    assert len(kinds(shared)) == 2


@pytest.mark.parametrize("part", ["other_patient", "other_therapist", "manager"])
def test_nobody_else_sets_anything_apart(cast: Cast, patient: Actor, shared: UUID, part: str) -> None:
    who, there = getattr(cast, part).actor(), passages.bring(patient, shared, WHOLE)
    attempts = (
        lambda: passages.put_theme(who, shared, "grief", WHOLE),
        lambda: passages.bring(who, shared, WHOLE),
        lambda: passages.set_symptoms(who, shared, ["fear"]),
        lambda: passages.remove(who, there),
        lambda: brought.close(who, there),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert brought.brought(who, [patient.id]) == ()


def test_a_therapist_neither_brings_nor_tags_nor_removes_what_is_hers(
    patient: Actor, therapist: Actor, shared: UUID
) -> None:
    hers = passages.put_theme(patient, shared, "grief", WHOLE)
    for attempt in (
        lambda: passages.bring(therapist, shared, WHOLE),
        lambda: passages.set_symptoms(therapist, shared, ["fear"]),
        lambda: passages.remove(therapist, hers),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    his = passages.put_theme(therapist, shared, "hope", WHOLE)
    with pytest.raises(NotAllowed):
        passages.remove(patient, his)
    assert passages.remove(therapist, his) == shared


def test_what_is_taken_back_twice_is_taken_back_once(
    cast: Cast, patient: Actor, therapist: Actor, shared: UUID
) -> None:
    hers, his = passages.bring(patient, shared, WHOLE), passages.put_theme(therapist, shared, "hope", WHOLE)
    for who, passage_id in ((patient, hers), (therapist, his)):
        assert passages.remove(who, passage_id, shared) == shared
        told = len(stored(AuditRow))
        assert passages.remove(who, passage_id, shared) == shared
        assert len(stored(AuditRow)) == told
    for other in (patient, cast.other_patient.actor(), cast.manager.actor()):
        with pytest.raises(NotAllowed):
            passages.remove(other, his, shared)
    with pytest.raises(NotAllowed):
        passages.remove(patient, hers, write(patient, "another page", shared=True))


def test_tags_are_seen_by_their_writer_alone_and_lie_under_the_private_ring(
    patient: Actor, therapist: Actor, shared: UUID
) -> None:
    passages.set_symptoms(patient, shared, ["fear", "self-harm-thoughts"])
    passages.set_symptoms(patient, shared, ["fear", "numbness"])
    assert sorted(reflections.page(patient, shared).apart.symptoms) == ["fear", "numbness"]
    assert {row["ring_id"] for row in stored(Passage)} == {texts.private_ring(patient).ring_id}
    page = reviews.open_reflection(therapist, shared)
    assert (page.apart.symptoms, page.apart.tags, page.apart.closed) == ((), (), 0)
    with pytest.raises(PassageRefused):
        passages.set_symptoms(patient, shared, ["fear", "sorrow"])
    (tag, *_) = stored(Passage)
    with pytest.raises(NotAllowed):
        passages.remove(patient, tag["id"])
