"""The sessions of a course, where a session lies in it, the clinic's templates, and a session entered by mistake."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.models import Appointment, AuditRow, DosingSession, SessionRecord
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.care.decisions import NotToday
from journal.services.clinics import clinic_settings
from journal.services.courses import course_pages, course_templates, courses
from journal.services.courses.course_templates import Template, TemplateRefused
from journal.services.session_records import record_rows, session_parts, session_times
from journal.services.sessions import session_corrections, session_deleting, sessions, telling
from journal.services.sessions.session_deleting import SessionKept
from journal.services.sessions.telling import JUST_NOW, TypedEnd
from tests.services.course_steps import planned, typed, version, wrote_about
from tests.services.hands import put, stored
from tests.services.session_steps import NEW_YORK, nurse, prescriber, session_id
from tests.support.booking import ahead
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber", "session_id"]  # fixtures
pytestmark = pytest.mark.usefixtures("inside")


def test_sessions_are_counted_in_the_course_into_whose_days_they_fall(cast: Cast, nurse: Member) -> None:
    actor, ids = nurse.actor(), []
    for ago in (12, 5, 2):
        with clock.at(clock.now() - timedelta(days=ago)):
            ids.append(session_times.check_in(actor, cast.patient.id))
    course = planned(cast, nurse)
    listed = course_pages.of_patient(actor, cast.patient.id).course(course).sessions
    assert [(each.id, each.number, each.gap, each.beside) for each in listed.listed] == [
        (ids[1], 1, None, ""), (ids[2], 2, 3, "as the template says"),
    ]  # fmt: skip
    assert (listed.held, listed.booked, listed.open) == (2, 0, 4)
    assert version(course) == 1
    assert course_pages.of_session(actor, ids[0]) is None
    inside = course_pages.of_session(actor, ids[2])
    assert inside is not None
    assert (inside.number, inside.expected, inside.consent.is_given) == (2, 6, False)


def test_a_template_of_the_clinic_s_own_holds_for_courses_planned_since(cast: Cast, nurse: Member) -> None:
    manager, before = cast.manager.actor(), planned(cast, nurse)
    own = course_templates.checked([Template("", "Four, a week apart", 4, 7, 7, ""), Template("x", "", 0, 0, 0, "")])
    seen = clinic_settings.settings(manager).version
    clinic_settings.change(manager, seen, {"course_templates": course_templates.written(own)})
    (offered,) = courses.templates(nurse.actor())
    assert (offered.name, offered.gaps) == ("Four, a week apart", "7 days apart")
    courses.change(nurse.actor(), cast.patient.id, before, typed(note="As it was"), 1)  # its template can stay
    courses.plan(nurse.actor(), cast.patient.id, typed(30, 60, template=offered.code))
    kept = course_pages.of_patient(nurse.actor(), cast.patient.id).course(before).template
    assert kept is not None
    assert kept.gaps == "2 to 5 days apart"
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize(
    "wrong", [[], [("", 1, 0, 0)], [("A", 0, 0, 0)], [("A", 2, 5, 3)], [("A", 2, 0, 366)], [("x" * 301, 1, 0, 0)]]
)
def test_what_is_no_template_is_refused(wrong: list[tuple[str, int, int, int]]) -> None:
    with pytest.raises(TemplateRefused):
        course_templates.checked([Template("", *each, "") for each in wrong])


def test_who_entered_a_session_by_mistake_deletes_it(nurse: Member, prescriber: Member, cast: Cast) -> None:
    booked = ahead(cast, 0, "dosing")
    made = session_times.check_in(nurse.actor(), cast.patient.id)
    row = stored(DosingSession)[0]
    for other in (prescriber, cast.patient, cast.manager, cast.other_therapist):
        assert not session_deleting.is_offered(other.actor(), made)
        with pytest.raises(NotAllowed):
            session_deleting.delete(other.actor(), made)
    session_deleting.delete(nurse.actor(), made)
    assert not stored(DosingSession)
    assert stored(Appointment, Appointment.id == booked)
    assert stored(AuditRow, AuditRow.act == Act.SESSION_DELETED)
    assert list(verification.verify(cast.clinic_id)) == []
    again = session_times.check_in(nurse.actor(), cast.patient.id)
    session_deleting.delete(nurse.actor(), again)
    put(DosingSession, row)  # what was deleted does not come back past the application
    assert list(verification.verify(cast.clinic_id))
    with pytest.raises(NotAllowed):
        session_deleting.look(nurse.actor(), row["id"])


def test_what_hangs_on_a_session_keeps_it_and_is_named(cast: Cast, nurse: Member, session_id: UUID) -> None:
    session_parts.save(nurse.actor(), session_id, record_rows.DEBRIEF, {"note": "calm"}, 0)
    wrote_about(cast.patient, session_id)
    with pytest.raises(SessionKept, match=r"what the patient wrote .* and the treatment team recorded something"):
        session_deleting.delete(nurse.actor(), session_id)
    assert len(session_deleting.look(nurse.actor(), session_id).hanging) == 2
    assert stored(DosingSession)
    assert stored(SessionRecord)


def test_a_patient_takes_back_what_they_told_of_from_the_next_day(cast: Cast) -> None:
    actor = cast.patient.actor()
    told = telling.tell(actor, TypedEnd(JUST_NOW))
    with pytest.raises(NotToday):
        session_deleting.delete(actor, told)
    assert not session_deleting.look(actor, told).may_now
    with clock.at(clock.now() + timedelta(days=2)):
        page = wrote_about(cast.patient, told)
        with pytest.raises(SessionKept, match="1 page that you wrote belongs to it"):
            session_deleting.delete(actor, told)
        assert page
    second = cast.other_patient.actor()
    other = telling.tell(second, TypedEnd(JUST_NOW))
    with pytest.raises(NotAllowed):
        session_deleting.delete(actor, other)
    with clock.at(clock.now() + timedelta(days=2)):
        session_deleting.delete(second, other)
    assert [row["id"] for row in stored(DosingSession)] == [told]


def test_a_therapist_in_care_deletes_the_check_in_they_made(cast: Cast) -> None:
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    made = stored(DosingSession)[0]["id"]
    session_deleting.delete(cast.therapist.actor(), made)
    assert not stored(DosingSession)


def test_a_corrected_time_is_told_to_the_patient_and_loses_nothing(
    cast: Cast, nurse: Member, session_id: UUID
) -> None:  # fmt: skip
    actor, patient = nurse.actor(), cast.patient.actor()
    assert not session_times.set_time(actor, session_id, session_times.START, None, 1)
    page = wrote_about(cast.patient, session_id)
    assert session_corrections.newest(patient, session_id) is None
    local = (clock.now() - timedelta(minutes=30)).astimezone(NEW_YORK)
    earlier = session_times.TypedTime(local.date(), local.hour * 60 + local.minute)
    assert session_times.set_time(actor, session_id, session_times.START, earlier, 2)
    told = session_corrections.newest(patient, session_id)
    assert told is not None
    assert told.name == "Sam Ellery"
    assert page
    assert session_corrections.newest(cast.other_patient.actor(), session_id) is None
