"""The one next thing: what is open and closes first, never a question on a dosing day, nothing new in quiet hours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from journal import clock
from journal.extensions import db
from journal.services import today
from journal.services.actor import Actor
from journal.services.care import decisions
from journal.services.prompts import clinic_prompts, skips
from journal.services.reflections import drafts, writing
from journal.services.reflections.drafts import Words
from journal.services.sessions import next_thing
from journal.services.sessions.next_thing import NextThing
from tests.support import booking, sittings
from tests.support.cast import Cast

ENDED = datetime(2026, 5, 4, 16, tzinfo=UTC)  # noon in New York, where the clinic is


@contextmanager
def after(**length: float) -> Iterator[None]:
    """So long after the session."""
    with clock.at(ENDED + timedelta(**length)):
        yield


@pytest.fixture
def session_id(cast: Cast, patient: Actor) -> UUID:
    """One that ended at noon."""
    return sittings.held(cast.patient, cast.therapist, ENDED)


def asked(patient: Actor) -> NextThing:
    return today.today(patient).next


def write(patient: Actor, thing: NextThing, text: str = "a few words") -> UUID:
    form = drafts.new_editor(patient, thing.session_id, thing.moment)
    return writing.save(
        patient, Words(form.id, "", text, token=form.token, session_id=form.session_id, moment=form.moment)
    )


def test_without_a_session_nothing_is_asked(patient: Actor) -> None:
    assert asked(patient) == NextThing()


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        (26, "first_account"), (70, "second_look"), (24 * 7, "week"), (24 * 14, "two_weeks"), (24 * 30, "month"),
        (24 * 60, "two_months"), (24 * 90, "three_months"), (40, ""), (24 * 40, ""), (24 * 120, ""),
    ],
)  # fmt: skip
def test_each_moment_is_asked_in_its_time(patient: Actor, session_id: UUID, hours: int, moment: str) -> None:
    with after(hours=hours):
        thing = asked(patient)
    assert (thing.moment, thing.session_id) == (moment, session_id if moment else None)


def test_what_was_written_is_asked_no_more_and_a_draft_goes_on(patient: Actor, session_id: UUID) -> None:
    with after(hours=26):
        thing = asked(patient)
        assert (thing.words, thing.prompt is not None) == ("26 hours after your first session", True)
        form = drafts.new_editor(patient, session_id, "first_account")
        drafts.save_draft(
            patient, Words(form.id, "", "begun", token=form.token, session_id=session_id, moment="first_account")
        )
        assert asked(patient).draft_id == form.id
        write(patient, thing)
        assert asked(patient).kind == next_thing.NOTHING


def test_on_the_day_there_is_landing_and_then_rest_and_nothing_to_decide(patient: Actor, session_id: UUID) -> None:
    with after(hours=2):
        assert not decisions.may_decide(patient.id)
        thing = asked(patient)
        assert (thing.kind, thing.session_id) == (next_thing.LANDED, session_id)
        write(patient, thing)
        assert asked(patient).kind == next_thing.RESTING
    with after(hours=19):  # the first account is open, and the clinic's time is not yet
        assert not decisions.may_decide(patient.id)
        assert asked(patient).kind == next_thing.RESTING
    with after(hours=22):
        assert (decisions.may_decide(patient.id), asked(patient).moment) == (True, "first_account")


def test_while_a_session_goes_on_nothing_is_asked(cast: Cast, patient: Actor) -> None:
    sittings.held(cast.patient, cast.therapist, ENDED, closed=False)
    with after(hours=-1):
        thing = asked(patient)
    assert (thing.kind, thing.session_id) == (next_thing.RESTING, None)


def test_a_new_session_takes_over(cast: Cast, patient: Actor, session_id: UUID) -> None:
    second = sittings.held(cast.patient, cast.therapist, ENDED + timedelta(days=6))
    with after(days=7, hours=2):
        thing = asked(patient)
    assert (thing.moment, thing.session_id) == ("first_account", second)
    assert thing.words == "26 hours after your second session"


def test_before_an_appointment_what_closes_first_comes_first(cast: Cast, patient: Actor, session_id: UUID) -> None:
    appointment = booking.book(cast.therapist, cast.patient, cast.therapist, ENDED + timedelta(hours=70))
    with after(hours=50):  # 20 hours before; the second look closes later
        thing = asked(patient)
        assert (thing.moment, thing.about_id) == ("before_appointment", appointment)
        write(patient, thing)
        assert asked(patient).moment == "second_look"
    with after(hours=69):
        assert asked(patient).moment == "second_look"  # too near to the appointment


def test_before_a_booked_session_the_intention_is_asked(cast: Cast, patient: Actor) -> None:
    booked = booking.book(cast.therapist, cast.patient, cast.therapist, ENDED, "dosing", 180)
    with after(days=-2):
        thing = asked(patient)
        assert (thing.moment, thing.session_id) == ("intention", booked)
        assert thing.words == "2 days before your first session"
        write(patient, thing)
        assert asked(patient).kind == next_thing.NOTHING


def test_not_now_is_until_tomorrow_and_skipping_is_for_good(patient: Actor, session_id: UUID) -> None:
    with after(hours=50):
        skips.put_off(patient, "second_look", session_id)
        assert asked(patient).kind == next_thing.NOTHING
    with after(hours=63):  # 03:00 in New York: tomorrow, and quiet
        assert asked(patient).kind == next_thing.NOTHING
    with after(hours=70):
        assert asked(patient).moment == "second_look"
        skips.skip_moment(patient, "second_look", session_id)
        skips.put_off(patient, "second_look", session_id)  # from a page that was left open
        assert asked(patient).kind == next_thing.NOTHING
    with after(hours=94):
        assert asked(patient).kind == next_thing.NOTHING


def test_nothing_new_in_quiet_hours_and_what_was_open_stays(cast: Cast, patient: Actor) -> None:
    late = sittings.held(cast.patient, cast.therapist, ENDED + timedelta(hours=10))  # at 22:00
    with after(hours=10 + 48 + 1):  # the second look opened at 22:00, an hour ago
        assert asked(patient).kind == next_thing.NOTHING
    with after(hours=10 + 48 + 11):
        assert asked(patient).session_id == late
    with after(hours=10 + 48 + 25):  # it is 23:00 again, and it is not new any more
        assert asked(patient).moment == "second_look"
    with after(hours=11):
        assert asked(patient).kind == next_thing.LANDED


def test_a_moment_whose_prompts_are_all_skipped_is_not_asked(cast: Cast, patient: Actor, session_id: UUID) -> None:
    with after(hours=26):
        for code in ("from_the_start", "surprised", "further_away", "hard", "memory", "question"):
            shown = asked(patient).prompt
            assert shown is not None
            assert shown.code == code
            skips.skip_prompt(patient, code)
        assert asked(patient).kind == next_thing.NOTHING


def test_the_clinic_moves_a_moment(cast: Cast, patient: Actor, session_id: UUID) -> None:
    typed = [clinic_prompts.TypedPrompt("surprised", "What surprised you?", 1)]
    clinic_prompts.change_moment(cast.manager.actor(), "first_account", 0, 44, 48, typed)
    with after(hours=26):
        assert asked(patient).kind == next_thing.NOTHING
    with after(hours=46):
        thing = asked(patient)
        assert thing.prompt is not None
        assert thing.prompt.text == "What surprised you?"


def test_it_takes_few_questions_to_the_database(cast: Cast, patient: Actor, session_id: UUID) -> None:
    for number in range(6):
        sittings.held(cast.patient, cast.therapist, ENDED - timedelta(days=20 + number))
    asked_for: list[str] = []
    with after(hours=26):
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked_for.append(args[2]))
        next_thing.decide(patient)
    assert len(asked_for) <= 20
