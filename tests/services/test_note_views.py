"""Notes as pages show them: placed on their words, on the whole, or nowhere any more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from journal.extensions import db
from journal.models import Note
from journal.services.actor import Actor
from journal.services.care import care, care_requests
from journal.services.notes import note_access, note_views, replies
from journal.services.reflections import sharing
from tests.support.cast import Cast
from tests.support.shown import of_request
from tests.views.written import noted, shared

TEXT = "words to share"


def view(actor: Actor, note_id: UUID, reading: str = TEXT) -> note_views.NoteView:
    [shown], _ = note_views.views(actor, [db.session.get_one(Note, note_id)], reading)
    return shown


@pytest.mark.parametrize(
    ("quoted", "reading", "placement", "quote"),
    [
        ("to share", TEXT, "words", "to share"),
        ("", TEXT, "whole", None),
        ("to share", "gone", "edited_away", "to share"),
    ],
)
def test_a_note_says_where_it_stands(
    patient: Actor, therapist: Actor, quoted: str, reading: str, placement: str, quote: str | None
) -> None:
    note_id = noted(therapist, shared(patient), quoted)
    for reader in (patient, therapist):
        shown = view(reader, note_id, reading)
        assert (shown.placement, shown.quote, shown.text, shown.readable) == (placement, quote, "a note", True)
        assert shown.mark_id == (f"mark-{note_id}" if placement == "words" else None)
        assert shown.author_is_me is (reader is therapist)


def test_a_withdrawn_quote_is_gone(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    note_id = noted(therapist, reflection_id, "to share")
    sharing.make_private(patient, reflection_id)
    shown = view(patient, note_id)
    assert (shown.placement, shown.quote, shown.mark_id, shown.text) == ("withdrawn", None, None, "a note")


def test_a_note_for_its_writer_alone_does_not_open_for_others(cast: Cast, patient: Actor, therapist: Actor) -> None:
    note_id = noted(therapist, shared(patient), "to share", "only_me")
    for reader in (patient, cast.other_therapist.actor(), cast.manager.actor()):
        shown = view(reader, note_id)
        assert (shown.readable, shown.text, shown.quote) == (False, "", None)
    assert view(therapist, note_id).readable


def test_no_notes_take_no_time(patient: Actor) -> None:
    assert note_views.views(patient, [], TEXT) == ((), [])


def test_many_notes_take_as_many_queries_as_few(cast: Cast, patient: Actor, therapist: Actor) -> None:
    request_id = care.ask(cast.clinic_id, patient.id, cast.other_therapist.id)
    care_requests.answer(patient, request_id, accept=True, also_before=True, fingerprint=of_request(request_id))
    few, many = shared(patient), shared(patient)
    for reflection_id, count in ((few, 3), (many, 12)):
        for _ in range(count):
            replies.add(patient, noted(therapist, reflection_id, "to share"), "a reply")
    for who in (cast.patient, cast.therapist, cast.other_therapist):
        taken = [queries_of(who.actor(), patient.id, reflection_id) for reflection_id in (few, many) * 2]
        assert taken[2] == taken[3], (who.name, taken)


def queries_of(actor: Actor, patient_id: UUID, reflection_id: UUID) -> int:
    """How many queries it takes to show the notes on a reflection."""
    asked: list[str] = []
    db.session.remove()

    def note_it(*told: Any) -> None:
        asked.append(told[2])

    event.listen(db.engine, "before_cursor_execute", note_it)
    try:
        note_views.views(actor, note_access.visible(actor, reflection_id, patient_id), TEXT)
    finally:
        event.remove(db.engine, "before_cursor_execute", note_it)
    return len(asked)
