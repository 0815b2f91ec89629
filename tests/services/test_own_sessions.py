"""A patient's sessions in their order; the page of one shows what belongs to it, to others only what is shared."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.appointments import appointment_marks
from journal.services.audit import receipts, verification
from journal.services.notes import notes
from journal.services.notes.notes import TypedNote
from journal.services.sessions import own_sessions, session_pages, side_by_side
from journal.services.sessions.side_by_side import first_sentence
from tests.services.hands import overwrite, stored
from tests.support.booking import ahead
from tests.support.cast import Cast
from tests.support.sitting import held, written


def test_they_are_counted_from_the_first_and_what_comes_goes_on(patient: Actor, cast: Cast) -> None:
    first, second = held(cast, 9), held(cast, 2)
    coming = ahead(cast, 3, "dosing")
    ahead(cast, 4)
    found = own_sessions.own(patient)
    assert [(each.id, each.name) for each in found.past] == [
        (second, "Your second session"), (first, "Your first session"),
    ]  # fmt: skip
    assert [(each.id, each.name, each.ago) for each in found.coming] == [(coming, "Your third session", "in 2 days")]
    assert found.past[0].end
    assert found.past[0].end.assumed
    assert found.past[0].ago == "46 hours ago"


def test_one_that_was_called_off_is_still_found_for_what_was_written(patient: Actor, cast: Cast) -> None:
    booked = ahead(cast, 3, "dosing")
    written(patient, booked, "intention", "To be gentle.")
    appointment_marks.cancel(cast.therapist.actor(), booked)
    shown = session_pages.own(patient, booked)
    assert (shown.session.number, shown.session.name) == (None, "A session that was not held")
    assert len(shown.intentions) == 1
    assert not own_sessions.own(patient).coming


def test_everything_of_a_session_stands_on_its_page_in_order(patient: Actor, cast: Cast) -> None:
    session = held(cast, 8)
    day = clock.now() - timedelta(days=8)
    written(patient, session, "week", "It goes on.")
    written(patient, session, "first_account", "I stood at the lake.", day + timedelta(days=2))
    written(patient, session, "landing", "Warm, lake, door.", day + timedelta(hours=2))
    written(patient, session, "intention", "To be gentle.", day - timedelta(hours=9))
    written(patient, held(cast, 2), "landing", "Of another one.")
    shown = session_pages.own(patient, session)
    assert [page.moment for page in shown.pages] == ["intention", "landing", "first_account", "week"]
    assert [page.on_the_day for page in shown.pages] == [False, True, False, False]
    assert "lake" in shown.accounts[0].html


def test_a_therapist_reads_what_is_shared_and_leaves_a_receipt(patient: Actor, therapist: Actor, cast: Cast) -> None:
    session = held(cast, 3)
    shared = written(patient, session, "first_account", "For both of us.", shared=True)
    written(patient, session, "landing", "For me alone.")
    notes.add(therapist, shared, TypedNote("I stay with this.", "now"))
    shown = session_pages.of_patient(therapist, patient.id, session)
    assert [page.id for page in shown.pages] == [shared]
    assert [note.text for note in shown.pages[0].notes] == ["I stay with this."]
    seen = receipts.of(db.session.get_one(Reflection, shared)).seen
    assert [(each.name, each.how) for each in seen] == [("Dr. Ines Okafor", "read in session")]
    assert not [*verification.verify(cast.clinic_id)]


def test_a_note_that_waits_to_be_opened_is_counted_and_not_read_here(
    patient: Actor, therapist: Actor, cast: Cast
) -> None:
    session = held(cast, 3)
    shared = written(patient, session, "first_account", "For both of us.", shared=True)
    notes.add(therapist, shared, TypedNote("I stay with this.", "now"))
    page = session_pages.own(patient, session).accounts[0]
    assert (page.notes, page.waiting) == ((), 1)


@pytest.mark.parametrize("part", ["other_patient", "other_therapist", "manager"])
def test_nobody_else_finds_it(patient: Actor, cast: Cast, part: str) -> None:
    session, who = held(cast, 3), getattr(cast, part).actor()
    before = len(stored(AuditRow))
    for look in (
        lambda: session_pages.own(who, session),
        lambda: session_pages.of_patient(who, patient.id, session),
        lambda: session_pages.of_patient(cast.therapist.actor(), patient.id, uuid4()),
    ):
        with pytest.raises(NotAllowed):
            look()
    assert len(stored(AuditRow)) <= before + 1  # one more sign-in of the test's own


def test_a_page_that_was_moved_to_another_session_is_not_opened(patient: Actor, cast: Cast) -> None:
    first, second = held(cast, 9), held(cast, 2)
    moved = written(patient, first, "landing", "Warm, lake, door.")
    overwrite(Reflection, Reflection.id == moved, session_id=second)
    assert [page.readable for page in session_pages.own(patient, second).pages] == [False]


def test_three_of_them_stand_side_by_side(patient: Actor, cast: Cast) -> None:
    every = [held(cast, days) for days in (20, 10)]
    with pytest.raises(NotAllowed):
        side_by_side.own(patient)
    every.append(held(cast, 3))
    written(patient, every[0], "intention", "To be gentle. And slow.")
    written(patient, every[0], "second_look", "It was smaller than I remember! I could see it.")
    written(patient, every[2], "first_account", "", title="The lake, again")
    shown = side_by_side.own(patient)
    assert [each.session.id for each in shown] == every
    told = [(each.intention and each.intention.words, each.sentence and each.sentence.words) for each in shown]
    assert told == [
        ("To be gentle.", "It was smaller than I remember!"), (None, None), (None, "The lake, again"),
    ]  # fmt: skip


@given(st.text())
def test_a_first_sentence_is_the_beginning_of_the_first_line_with_words(text: str) -> None:
    found = first_sentence(text)
    assert len(found) <= 280
    assert bool(found) is bool(text.strip())
    assert " ".join(text.split()).startswith(found[:279])


def test_a_line_of_dots_is_not_looked_through_over_and_over() -> None:
    assert first_sentence("." * 100_000 + "x") == "." * 279 + "…"  # it took minutes, and the worker with it
