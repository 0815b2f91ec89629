"""Notes as pages show them: placed on their words, on the whole, or nowhere any more."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from journal.extensions import db
from journal.models import Note
from journal.services import note_views, sharing
from journal.services.actor import Actor
from tests.support.cast import Cast
from tests.views.written import noted, shared

TEXT = "words to share"


@pytest.fixture
def patient(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        yield cast.patient.actor()


@pytest.fixture
def therapist(patient: Actor, cast: Cast) -> Actor:
    return cast.therapist.actor()


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
