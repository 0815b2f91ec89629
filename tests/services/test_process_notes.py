"""Process notes are their writer's alone: written, changed and destroyed by them, and told to nobody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AuditRow, Person, ProcessNote
from journal.permissions import NotAllowed
from journal.services.audit import history, verification
from journal.services.audit.acts import Act
from journal.services.export import journal_export
from journal.services.notes import process_notes
from journal.services.notes.process_notes import LONGEST, ProcessNoteRefused
from journal.services.rings import rings
from tests.services.care_steps import begin, end
from tests.services.hands import overwrite, put, stored, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
WORDS = "I was in a hurry again \U0001f30a"


def test_they_are_listed_newest_first_and_lie_under_the_therapist_s_own_ring(cast: Cast) -> None:
    ines = cast.therapist.actor()
    first, second = (process_notes.add(ines, cast.patient.id, f"{WORDS} {each}") for each in (1, 2))
    listed = process_notes.listed(ines, cast.patient.id)
    assert [(note.id, note.text) for note in listed.notes] == [(second, f"{WORDS} 2"), (first, f"{WORDS} 1")]
    last = process_notes.last(ines, cast.patient.id)
    assert last is not None
    assert (last.id, last.text) == (second, f"{WORDS} 2")
    row = stored(ProcessNote)[0]
    assert row["ring_id"] == rings.notes_ring(ines, cast.patient.id).ring_id
    assert b"hurry" not in row["body_sealed"]
    assert process_notes.last(ines, cast.patient.id) is not None


@settings(max_examples=15, **SLOW)
@given(text=st.text(max_size=60))
def test_whatever_is_written_comes_back_or_is_refused(cast: Cast, text: str) -> None:
    ines, words = cast.therapist.actor(), text.encode("utf-8", "replace").decode()
    try:
        note_id = process_notes.add(ines, cast.patient.id, words)
    except ProcessNoteRefused:
        assert not words.strip()
    else:
        assert process_notes.one(ines, note_id).text == words.strip()


def test_changing_needs_to_have_seen_what_stands_there(cast: Cast) -> None:
    ines = cast.therapist.actor()
    note_id = process_notes.add(ines, cast.patient.id, WORDS)
    process_notes.change(ines, note_id, "from the desk", 1)
    process_notes.change(ines, note_id, "from the desk", 1)  # sent twice
    with pytest.raises(ProcessNoteRefused, match="changed elsewhere"):
        process_notes.change(ines, note_id, "from the phone", 1)
    note = process_notes.one(ines, note_id)
    assert (note.text, note.version, note.created_at < (note.changed_at or note.created_at)) == (
        "from the desk",
        2,
        True,
    )


def test_deleting_destroys_the_words_and_an_old_row_put_back_is_known(cast: Cast) -> None:
    ines = cast.therapist.actor()
    note_id = process_notes.add(ines, cast.patient.id, WORDS)
    before = stored(ProcessNote)[0]
    process_notes.delete(ines, note_id)
    row = stored(ProcessNote)[0]
    assert (row["state"], row["body_sealed"], row["version"]) == ("deleted", None, 2)
    for act in (process_notes.one, process_notes.delete):
        with pytest.raises(NotAllowed):
            act(ines, note_id)
    assert process_notes.last(ines, cast.patient.id) is None
    overwrite(ProcessNote, ProcessNote.id == note_id, **{key: value for key, value in before.items() if key != "id"})
    ines = cast.therapist.actor()
    assert [note.readable for note in process_notes.listed(ines, cast.patient.id).notes] == [False]
    assert process_notes.last(ines, cast.patient.id) is None
    assert any("process_note" in fault for fault in verification.verify(cast.clinic_id))


def test_the_same_form_twice_writes_one(cast: Cast) -> None:
    ines, made = cast.therapist.actor(), make_id()
    token = token_for_id(server_secret(), ines.id, made)
    assert {process_notes.add(ines, cast.patient.id, WORDS, made, token) for _ in range(2)} == {made}
    assert process_notes.add(ines, cast.patient.id, WORDS, make_id(), "of nobody") != made
    assert len(stored(ProcessNote)) == 2


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
def test_what_cannot_be_kept_leaves_no_row(cast: Cast, text: str) -> None:
    with pytest.raises(ProcessNoteRefused):
        process_notes.add(cast.therapist.actor(), cast.patient.id, text)
    assert not stored(ProcessNote)


@pytest.mark.parametrize("part", ["patient", "other_patient", "other_therapist", "manager"])
def test_nobody_else_writes_or_reads(cast: Cast, part: str) -> None:
    note_id = process_notes.add(cast.therapist.actor(), cast.patient.id, WORDS)
    who = getattr(cast, part).actor()
    attempts = (
        lambda: process_notes.listed(who, cast.patient.id),
        lambda: process_notes.last(who, cast.patient.id),
        lambda: process_notes.add(who, cast.patient.id, WORDS),
        lambda: process_notes.one(who, note_id),
        lambda: process_notes.change(who, note_id, WORDS, 1),
        lambda: process_notes.delete(who, note_id),
        lambda: process_notes.listed(who, uuid4()),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_a_colleague_in_the_same_care_finds_none_and_after_care_they_are_closed(cast: Cast) -> None:
    note_id = process_notes.add(cast.therapist.actor(), cast.patient.id, WORDS)
    begin(cast, cast.other_therapist)
    other = cast.other_therapist.actor()
    assert process_notes.listed(other, cast.patient.id).notes == ()
    assert process_notes.last(other, cast.patient.id) is None
    with pytest.raises(NotAllowed):
        process_notes.one(other, note_id)
    end(cast)
    with pytest.raises(NotAllowed):
        process_notes.listed(cast.therapist.actor(), cast.patient.id)
    assert stored(ProcessNote)[0]["body_sealed"] is not None  # they open again if the same care begins again


def test_the_dead_are_written_about_no_more(cast: Cast) -> None:
    ines = cast.therapist.actor()
    note_id = process_notes.add(ines, cast.patient.id, WORDS)
    overwrite(Person, Person.id == cast.patient.id, status="ended")
    ines = cast.therapist.actor()
    assert process_notes.listed(ines, cast.patient.id).may_write is False
    with pytest.raises(NotAllowed):
        process_notes.change(ines, note_id, "other words", 1)


def test_they_are_in_nothing_that_the_patient_gets(cast: Cast) -> None:
    maya = cast.patient.actor()
    write(maya, shared=True)
    before = history.page(maya).told
    process_notes.add(cast.therapist.actor(), cast.patient.id, WORDS)
    assert history.page(maya).told == before
    assert b"process" not in journal_export.export(maya)
    told = stored(AuditRow, AuditRow.act == Act.PROCESS_NOTE_WRITTEN)
    assert [row["patient_id"] for row in told] == [None]
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_row_of_another_patient_does_not_open(cast: Cast) -> None:
    ines = cast.therapist.actor()
    process_notes.add(ines, cast.patient.id, WORDS)
    row = stored(ProcessNote)[0]
    put(ProcessNote, {**row, "id": make_id()})
    db.session.remove()
    shown = process_notes.listed(cast.therapist.actor(), cast.patient.id).notes
    assert sorted(note.readable for note in shown) == [False, True]


def test_other_words_from_a_form_that_was_sent_before_are_another_note(cast: Cast) -> None:
    ines, form = cast.therapist.actor(), make_id()
    sent = form, token_for_id(server_secret(), ines.id, form)
    assert [process_notes.add(ines, cast.patient.id, WORDS, *sent) for _ in range(2)] == [form, form]
    other = process_notes.add(ines, cast.patient.id, "on second thoughts", *sent)
    listed = process_notes.listed(ines, cast.patient.id).notes
    assert [(note.id, note.text) for note in listed] == [(other, "on second thoughts"), (form, WORDS)]
