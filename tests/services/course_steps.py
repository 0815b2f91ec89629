"""Steps of a course that its tests share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from journal.models import Course
from journal.services.consents import consent_points, consent_texts
from journal.services.consents.consent_texts import TREATMENT
from journal.services.consents.treatment_consents import AGREE, TypedConsent
from journal.services.courses import courses
from journal.services.courses.courses import TypedCourse
from journal.services.reflections import drafts, writing
from journal.services.reflections.drafts import ONLY_ME, Words
from tests.services.hands import stored
from tests.support.cast import Cast, Member
from tests.support.days import clinic_today


def typed(first: int = -5, last: int = 16, **more: Any) -> TypedCourse:
    """A course from so many days after today until so many."""
    days = {"starts_on": clinic_today() + timedelta(days=first), "ends_on": clinic_today() + timedelta(days=last)}
    return TypedCourse(**{"template": "six_sessions", "route": "intramuscular", **days, **more})


def planned(cast: Cast, clinician: Member, first: int = -5, last: int = 16) -> UUID:
    """A course of the patient that a clinician planned."""
    return courses.plan(clinician.actor(), cast.patient.id, typed(first, last))


def wrote_about(member: Member, session_id: UUID) -> UUID:
    """A reflection of their own that belongs to a session."""
    actor = member.actor()
    form = drafts.new_editor(actor, session_id, "first_account")
    words = Words(form.id, "", "words", ONLY_ME, token=form.token, session_id=session_id, moment="first_account")
    return writing.save(actor, words)


def version(course_id: UUID) -> int:
    """The version of a course."""
    return int(stored(Course, Course.id == course_id)[0]["version"])


def agreed(cast: Cast, seen: int = 0, **points: str) -> TypedConsent:
    """Yes to every point of the version that counts now, but for those given otherwise."""
    text = consent_texts.current(cast.clinic_id, TREATMENT)
    said = dict.fromkeys(consent_points.parse(text.body).asked, AGREE) | points
    return TypedConsent(text.number, said, "hand", "", seen)
