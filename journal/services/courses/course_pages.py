"""The pages of courses: the treatment team's for one patient, the patient's own, and what is said of a session."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from journal import clock
from journal.markdown import render
from journal.models import ConsentText, Course
from journal.permissions import About, NotAllowed, Permission, allows, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.care import care_now, decisions
from journal.services.consents import consent_points, consent_texts, treatment_standing
from journal.services.consents.consent_points import PointsText, PointText
from journal.services.consents.treatment_standing import BEGUN, NOT_ANSWERED, OLDER, TreatmentStanding
from journal.services.courses import course_rows, course_sessions, course_views
from journal.services.courses.course_views import CourseView
from journal.services.people import people
from journal.services.session_records import session_access
from journal.services.treatment import treatment_team


@dataclass(frozen=True, slots=True)
class PatientCourses:
    """The courses of a patient as a clinician of the treatment team sees them."""

    patient_id: UUID
    name: str
    identifier: str
    current: CourseView | None
    others: tuple[CourseView, ...]
    may_write: bool
    may_prescribe: bool

    def course(self, course_id: UUID) -> CourseView:
        """One of them. Raises `NotAllowed`."""
        return _one(self.current, self.others, course_id)


@dataclass(frozen=True, slots=True)
class OwnCourses:
    """A patient's own courses."""

    current: CourseView | None
    others: tuple[CourseView, ...]
    may_decide: bool

    @property
    def all(self) -> tuple[CourseView, ...]:
        """Every one of them, the one that goes on first."""
        return (*([self.current] if self.current else []), *self.others)

    def course(self, course_id: UUID) -> CourseView:
        """One of them. Raises `NotAllowed`."""
        return _one(self.current, self.others, course_id)


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """The text on treatment as it is put to a patient for one course."""

    course: CourseView
    text: ConsentText
    points: PointsText
    may_decide: bool

    @property
    def opening_html(self) -> Markup:
        """What stands before the points."""
        return render(self.points.opening)

    @property
    def points_html(self) -> tuple[tuple[PointText, Markup], ...]:
        """Each point with its words."""
        return tuple((point, render(point.body)) for point in self.points.points)

    @property
    def sources_html(self) -> Markup:
        """What the facts rest on."""
        return render(self.points.sources)


@dataclass(frozen=True, slots=True)
class SessionCourse:
    """Where a session lies: in which course, which one there, and where consent stands; none where in no course."""

    course_id: UUID
    number: int | None
    expected: int
    consent: TreatmentStanding


def _one(current: CourseView | None, others: Collection[CourseView], course_id: UUID) -> CourseView:
    for each in (*([current] if current else []), *others):
        if each.id == course_id:
            return each
    raise NotAllowed


def of_patient(actor: Actor, patient_id: UUID) -> PatientCourses:
    """The page of the treatment team. Raises `NotAllowed`."""
    patient = treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_READ)
    if actor.role == "patient":
        raise NotAllowed
    about = treatment_team.about(actor, patient)
    current, others = _opened(actor, patient_id)
    return PatientCourses(
        patient_id, people.name_of(patient), people.identifier_of(patient), current, others,
        allows(actor.who, Permission.TREATMENT_WRITE, about), allows(actor.who, Permission.TREATMENT_PRESCRIBE, about),
    )  # fmt: skip


def own(actor: Actor) -> OwnCourses:
    """The patient's own page. Raises `NotAllowed`."""
    require(actor.who, Permission.COURSE_PREFER, About(actor.clinic_id, patient_id=actor.id))
    return OwnCourses(*_opened(actor, actor.id), decisions.may_decide(actor.id))


def _opened(actor: Actor, patient_id: UUID) -> tuple[CourseView | None, tuple[CourseView, ...]]:
    rows = course_rows.of_patient(patient_id)
    first = course_rows.now_or_next(rows, course_rows.day_at(actor.clinic_id, clock.now()))
    others = tuple(course_views.of_course(actor, row) for row in rows if row is not first)
    return (course_views.of_course(actor, first) if first is not None else None), others


def consent_page(actor: Actor, course_id: UUID) -> ConsentPage:
    """The text on treatment for one course of the actor's own. Raises `NotAllowed`."""
    shown = own(actor)
    text = consent_texts.current(actor.clinic_id, consent_texts.TREATMENT)
    return ConsentPage(shown.course(course_id), text, consent_points.parse(text.body), shown.may_decide)


def waiting(actor: Actor) -> UUID | None:
    """The course whose text on treatment waits for this patient's answer; none on a day of rest, nor by a clinic that
    has closed."""
    if not decisions.may_decide(actor.id) or care_now.is_closed(actor.clinic_id):
        return None
    rows = [row for row in course_rows.of_patient(actor.id) if sealed_records.is_current(row)]
    course = course_rows.now_or_next(rows, course_rows.day_at(actor.clinic_id, clock.now()))
    if course is None:
        return None
    state = treatment_standing.of_course(actor, course).state
    return course.id if state in (NOT_ANSWERED, BEGUN, OLDER) else None


def of_session(actor: Actor, session_id: UUID) -> SessionCourse | None:
    """The course of a session, for the treatment team. Raises `NotAllowed`."""
    session = session_access.found(actor, session_id, Permission.TREATMENT_READ).row
    day = course_rows.day_at(session.clinic_id, session.checked_in_at)
    course = course_rows.on_day(course_rows.of_patient(session.patient_id), day)
    if course is None:
        return None
    said = sealed_records.opened(actor, [course]).get(course.id)
    expected = int(said["template"]["sessions"]) if said else 0
    number = course_sessions.number_in(course, session.id)
    return SessionCourse(course.id, number, expected, treatment_standing.of_course(actor, course))


def marks(actor: Actor, patient_ids: Collection[UUID]) -> Mapping[UUID, TreatmentStanding | None]:
    """Where consent stands today for each of these patients: none where no course goes on; the caller has asked."""
    today = course_rows.day_at(actor.clinic_id, clock.now())
    found: dict[UUID, Course | None] = dict.fromkeys(patient_ids)
    rows = course_rows.of_patients(patient_ids)
    for patient_id in found:
        found[patient_id] = course_rows.now_or_next([row for row in rows if row.patient_id == patient_id], today)
    return {each: treatment_standing.of_course(actor, row) if row else None for each, row in found.items()}
