"""The times of a session: one a day, times that cannot be, and one that nobody closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.models import DosingSession
from journal.services.appointments.appointment_times import TimeMissing, TimeRepeated, TypedTime
from journal.services.audit import verification
from journal.services.session_records import session_lists, session_page, session_times
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.session_records.session_times import END, START, SessionThere
from tests.services.hands import stored
from tests.services.session_steps import NEW_YORK, nurse, session_id
from tests.support.cast import Cast, Member

__all__ = ["nurse", "session_id"]  # fixtures
pytestmark = pytest.mark.usefixtures("inside")


def test_a_second_session_leads_to_the_open_one(cast: Cast, nurse: Member, session_id: UUID) -> None:
    with pytest.raises(SessionThere, match="open already") as there:
        session_times.check_in(nurse.actor(), cast.patient.id)
    assert there.value.session_id == session_id
    session_times.set_time(nurse.actor(), session_id, START, None, 1)
    session_times.set_time(nurse.actor(), session_id, END, None, 2)
    with pytest.raises(SessionThere, match="today"):
        session_times.check_in(nurse.actor(), cast.patient.id)
    assert len(stored(DosingSession)) == 1


def test_it_begins_and_ends_once_and_a_time_is_corrected_in_the_open(nurse: Member, session_id: UUID) -> None:
    actor = nurse.actor()
    session_times.set_time(actor, session_id, START, None, 1)
    session_times.set_time(actor, session_id, START, None, 1)  # the button was pressed twice
    local = (clock.now() - timedelta(minutes=30)).astimezone(NEW_YORK)
    typed = TypedTime(local.date(), local.hour * 60 + local.minute)
    with pytest.raises(RecordMoved):
        session_times.set_time(actor, session_id, START, typed, 1)
    session_times.set_time(actor, session_id, START, typed, 2)
    page = session_page.page(actor, session_id)
    assert page.started_at is not None
    assert (page.started_at.minute, page.version) == (local.minute, 3)
    assert list(verification.verify(actor.clinic_id)) == []


def test_times_that_cannot_be_are_refused_in_clear_words(nurse: Member, session_id: UUID) -> None:
    actor = nurse.actor()
    now = clock.now().astimezone(NEW_YORK)

    def at(moment: datetime) -> TypedTime:
        return TypedTime(moment.date(), moment.hour * 60 + moment.minute)

    with pytest.raises(RecordRefused, match="Say first"):
        session_times.set_time(actor, session_id, END, None, 1)
    with pytest.raises(RecordRefused, match="still to come"):
        session_times.set_time(actor, session_id, START, at(now + timedelta(minutes=5)), 1)
    with pytest.raises(RecordRefused, match="too far"):
        session_times.set_time(actor, session_id, START, at(now - timedelta(days=2)), 1)
    session_times.set_time(actor, session_id, START, None, 1)
    with pytest.raises(RecordRefused, match="before the start"):
        session_times.set_time(actor, session_id, END, at(now - timedelta(minutes=20)), 2)


def test_a_time_the_clocks_skip_or_show_twice_is_asked_about(cast: Cast, nurse: Member) -> None:
    for moment, day, error in (
        (datetime(2026, 3, 8, 9, tzinfo=UTC), 8, TimeMissing), (datetime(2026, 11, 1, 8, tzinfo=UTC), 1, TimeRepeated),
    ):  # fmt: skip
        actor = nurse.actor()
        with clock.at(moment):
            made = session_times.check_in(actor, cast.patient.id)
            at = 150 if error is TimeMissing else 90
            with pytest.raises(error):
                session_times.set_time(actor, made, START, TypedTime(moment.date().replace(day=day), at), 1)


def test_one_that_nobody_closed_is_taken_to_end_when_planned_and_said_so(nurse: Member, session_id: UUID) -> None:
    actor = nurse.actor()
    with clock.at(clock.now() + timedelta(hours=5)):
        page = session_page.page(actor, session_id)
        assert page.end is not None
        assert (page.end.assumed, page.end.at) == (True, page.planned_end)
        (line,) = session_lists.of_clinician(actor).today or session_lists.of_clinician(actor).recent
        assert line.end is not None
        assert line.end.assumed
