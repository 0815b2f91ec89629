"""The brief: what is new since the last appointment held, what was asked for, and the last note to oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journal import clock
from journal.models import AuditRow
from journal.permissions import NotAllowed
from journal.services.appointments import appointment_marks
from journal.services.audit import receipts
from journal.services.audit.acts import Act
from journal.services.notes import notes, process_notes
from journal.services.notes.notes import TypedNote
from journal.services.passages import passages
from journal.services.passages.passages import TypedWords
from journal.services.reflections import texts
from journal.services.review import brief
from journal.services.sessions import sessions
from tests.services.hands import stored, write
from tests.support.booking import book
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_it_tells_what_is_new_since_the_last_appointment_that_was_held(cast: Cast) -> None:
    patient, ines = cast.patient.actor(), cast.therapist
    with clock.at(clock.now() - timedelta(days=9)):
        write(patient, "before we met", shared=True, title="Before")
        met = book(ines, cast.patient, ines, clock.now() + timedelta(days=1))
    assert [row.title for row in brief.of_patient(ines.actor(), patient.id).new] == ["Before"]
    appointment_marks.mark_held(ines.actor(), met)
    write(patient, "since then", shared=True, title="Since")
    write(patient, "for me", title="Mine")
    told = brief.of_patient(ines.actor(), patient.id)
    assert ([row.title for row in told.new], told.to_read, told.next) == (["Since"], 1, None)
    assert told.last_held is not None
    assert told.last_held.id == met


def test_it_gathers_what_was_asked_for_what_waits_and_the_note_to_oneself(cast: Cast) -> None:
    patient, ines = cast.patient.actor(), cast.therapist
    shared = write(patient, "The lake was warm.", shared=True, title="The lake")
    passages.bring(patient, shared, TypedWords("was warm"))
    passages.put_theme(patient, shared, "hope", TypedWords())
    notes.add(ines.actor(), shared, TypedNote("for when we meet", notes.AT_APPOINTMENT))
    process_notes.add(ines.actor(), patient.id, "go slower")
    sessions.check_in(ines.actor(), patient.id)
    soon = book(ines, cast.patient, ines, clock.now() + timedelta(days=1))
    told = brief.of_patient(ines.actor(), patient.id)
    assert [each.words for each in told.brought] == ["was warm"]
    assert told.themes == {shared: ("Hope",)}
    assert (told.waiting_notes, told.last_note and told.last_note.text) == (1, "go slower")
    assert told.session is not None
    assert (told.session.number, told.next and told.next.id) == (1, soon)


def test_words_it_quotes_leave_a_receipt_and_titles_leave_none(cast: Cast) -> None:
    patient, ines = cast.patient.actor(), cast.therapist
    titled, quoted = (write(patient, "The lake was warm.", shared=True, title="The lake") for _ in range(2))
    passages.bring(patient, titled, TypedWords())
    passages.bring(patient, quoted, TypedWords("was warm"))
    brief.of_patient(ines.actor(), patient.id)
    seen = stored(AuditRow, AuditRow.act == Act.REFLECTION_SEEN_IN_BRIEF)
    assert [(row["record_id"], row["actor_id"]) for row in seen] == [(quoted, ines.id)]
    reflection = texts.find(quoted)
    assert reflection is not None
    assert [(each.name, each.how) for each in receipts.of(reflection).seen] == [(ines.name, "seen in brief")]


def test_it_stays_one_page_and_counts_the_rest(cast: Cast) -> None:
    patient, ines = cast.patient.actor(), cast.therapist
    for number in range(brief.MOST_NEW + 3):
        shared = write(patient, f"number {number}", shared=True)
        if number < brief.MOST_BROUGHT + 2:
            passages.bring(patient, shared, TypedWords())
    told = brief.of_patient(ines.actor(), patient.id)
    assert (len(told.new), told.more_new) == (brief.MOST_NEW, 3)
    assert (len(told.brought), told.more_brought) == (brief.MOST_BROUGHT, 2)


@pytest.mark.parametrize("who", ["patient", "other_patient", "other_therapist", "manager"])
def test_there_is_none_for_anybody_else(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        brief.of_patient(getattr(cast, who).actor(), cast.patient.id)


def test_a_colleague_s_notes_to_themselves_are_in_no_brief_but_theirs(cast: Cast) -> None:
    process_notes.add(cast.therapist.actor(), cast.patient.id, "mine alone")
    told = brief.of_patient(cast.therapist.actor(), cast.patient.id)
    assert told.last_note is not None
    with pytest.raises(NotAllowed):
        process_notes.last(cast.other_therapist.actor(), cast.patient.id)
