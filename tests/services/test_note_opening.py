"""How a patient meets a note: closed in the landing hours and where they keep it, open once they ask or come to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.extensions import db
from journal.models import Note
from journal.permissions import NotAllowed
from journal.services import today
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.notes import note_changes, note_opening, note_views, notes, replies
from journal.services.notes.notes import AT_APPOINTMENT, NOW, TypedNote
from journal.services.reflections import lists, reflection_opening, reflections
from journal.services.sessions import sessions
from tests.services.hands import overwrite
from tests.support.cast import Cast
from tests.views.written import noted, shared


@pytest.fixture
def reflection_id(patient: Actor) -> UUID:
    return shared(patient)


def shown(patient: Actor, reflection_id: UUID) -> note_views.NoteView:
    """The only note beside a reflection, after its patient came to the page."""
    [note] = reflection_opening.open_page(patient, reflection_id).notes
    return note


def waits(patient: Actor) -> list[tuple[int, bool]]:
    return [(each.count, each.are_kept) for each in today.today(patient).waiting_notes]


def test_a_note_is_new_until_the_page_was_opened(patient: Actor, therapist: Actor, reflection_id: UUID) -> None:
    noted(therapist, reflection_id, "to share")
    assert (waits(patient), lists.recent(patient, 5)[0].new_notes) == ([(1, False)], 1)
    first, second = shown(patient, reflection_id), shown(patient, reflection_id)
    assert (first.is_new, second.is_new, first.text) == (True, False, "a note")
    assert (waits(patient), lists.recent(patient, 5)[0].new_notes) == ([], 0)
    assert list(verification.verify(patient.clinic_id)) == []


def test_in_the_landing_hours_a_note_stays_closed_until_it_is_asked_for(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    known = noted(therapist, reflection_id)
    shown(patient, reflection_id)
    sessions.check_in(therapist, patient.id)
    fresh = noted(therapist, reflection_id, "to share")
    before, page = waits(patient), reflection_opening.open_page(patient, reflection_id)
    assert before == waits(patient) == [(1, False)]
    assert [(note.id, note.closed, note.text, note.quote) for note in page.notes] == [
        (known, "", "a note", None),
        (fresh, "waits", "", None),
    ]
    assert "<mark" not in page.html
    assert note_opening.open_now(patient, fresh) == reflection_id
    opened = reflection_opening.open_page(patient, reflection_id)
    assert [(note.closed, note.text) for note in opened.notes] == [("", "a note")] * 2
    assert "<mark" in opened.html


def test_after_the_landing_hours_it_is_open_again(patient: Actor, therapist: Actor, reflection_id: UUID) -> None:
    sessions.check_in(therapist, patient.id)
    noted(therapist, reflection_id)
    assert shown(patient, reflection_id).closed == "waits"
    with clock.at(clock.now() + timedelta(days=2)):
        assert (shown(patient, reflection_id).closed, waits(patient)) == ("", [])


@pytest.mark.parametrize("keep", [note_opening.keep, lambda actor, note: note_opening.keep_all(actor, _page_of(note))])
def test_what_is_kept_stays_closed_until_it_is_opened(
    patient: Actor, therapist: Actor, reflection_id: UUID, keep: Callable[[Actor, UUID], object]
) -> None:
    note_id = noted(therapist, reflection_id)
    keep(patient, note_id)
    assert [shown(patient, reflection_id).closed for _ in range(2)] == ["kept", "kept"]
    assert (waits(patient), lists.recent(patient, 5)[0].new_notes) == ([(1, True)], 0)
    note_opening.open_all(patient, reflection_id)
    assert (shown(patient, reflection_id).text, waits(patient)) == ("a note", [])


def _page_of(note_id: UUID) -> UUID:
    return db.session.get_one(Note, note_id).reflection_id


def test_a_reply_and_changed_words_are_new_again_and_close_on_a_day_of_rest(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    note_id = noted(therapist, reflection_id)
    shown(patient, reflection_id)
    replies.add(patient, note_id, "mine")
    assert waits(patient) == []
    replies.add(therapist, note_id, "hers")
    assert waits(patient) == [(1, False)]
    sessions.check_in(therapist, patient.id)
    closed = shown(patient, reflection_id)
    assert ([each.text for each in closed.replies], closed.closed_replies, closed.text) == (["mine"], 1, "a note")
    note_opening.open_now(patient, note_id)
    assert [each.text for each in shown(patient, reflection_id).replies] == ["mine", "hers"]
    note_changes.edit(therapist, note_id, TypedNote("other words", NOW), 1)
    assert (shown(patient, reflection_id).text, waits(patient)) == ("", [(1, False)])
    note_opening.open_now(patient, note_id)
    assert shown(patient, reflection_id).text == "other words"


@pytest.mark.parametrize("part", ["other_patient", "therapist", "other_therapist", "manager"])
def test_only_its_patient_opens_or_keeps_a_note(cast: Cast, therapist: Actor, reflection_id: UUID, part: str) -> None:
    note_id, who = noted(therapist, reflection_id), getattr(cast, part).actor()
    for act, subject in (
        (note_opening.open_now, note_id), (note_opening.keep, note_id),
        (note_opening.open_all, reflection_id), (note_opening.keep_all, reflection_id),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(who, subject)


@pytest.mark.parametrize("visibility", ["only_me", AT_APPOINTMENT])
def test_what_is_not_shown_is_neither_told_nor_opened(
    patient: Actor, therapist: Actor, reflection_id: UUID, visibility: str
) -> None:
    note_id = noted(therapist, reflection_id, visibility=visibility)
    assert waits(patient) == []
    with pytest.raises(NotAllowed):
        note_opening.open_now(patient, note_id)
    note_opening.open_all(patient, reflection_id)
    assert db.session.get_one(Note, note_id).seen_at is None


@pytest.mark.parametrize("forged", [{"seen_at": None}, {"put_off": True}, {"resolved_at": clock.now()}])
def test_what_became_of_a_note_is_in_its_stamp(
    patient: Actor, therapist: Actor, reflection_id: UUID, forged: dict[str, object]
) -> None:
    note_id = noted(therapist, reflection_id)
    shown(patient, reflection_id)
    overwrite(Note, Note.id == note_id, **forged)
    assert len(list(verification.verify(patient.clinic_id))) == 1
    assert not reflections.page(patient, reflection_id).notes[0].readable
    reflection_opening.open_page(patient, reflection_id)
    assert len(list(verification.verify(patient.clinic_id))) == 1  # opening the page made nothing good


def test_a_row_from_before_these_columns_still_holds(therapist: Actor, reflection_id: UUID) -> None:
    from journal.services.audit import audit

    note = db.session.get_one(Note, noted(therapist, reflection_id))
    before = audit.stamp(
        note.clinic_id, note.id, note.version, note.reflection_id, note.author_id, note.visibility, note.anchoring,
        note.ring_id, note.generation, note.body_sealed, note.anchor_sealed, note.released_at,
        patient_id=note.patient_id,
    )  # fmt: skip
    assert notes.stamp(note) == before
