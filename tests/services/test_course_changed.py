"""A course that was changed in the database: nothing is written about it, and an answer can still be taken back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from journal.crypto.errors import CannotOpen
from journal.models import Course, CoursePart
from journal.services.consents import treatment_consents
from journal.services.consents.treatment_consents import REFUSE, TypedConsent
from journal.services.courses import course_parts, courses
from journal.services.courses.course_rows import ENDED, RUNNING
from tests.services.course_steps import agreed, planned
from tests.services.hands import overwrite, stored
from tests.services.session_steps import prescriber
from tests.support.cast import Cast, Member
from tests.support.days import clinic_today

__all__ = ["prescriber"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")
PLAN = {"dose": "35", "unit": "mg", "words": "Then as it was borne."}
Write = Callable[[Cast, Member, UUID], None]
WRITES: dict[str, Write] = {
    "dose plan": lambda cast, by, course: course_parts.write_dose_plan(by.actor(), cast.patient.id, course, PLAN, 0),
    "what was told": lambda cast, by, course: course_parts.note_told(by.actor(), cast.patient.id, course, "Slow.", 0),
    "preference": lambda cast, _, course: course_parts.prefer(cast.patient.actor(), course, "Slowly.", 0),
    "consent": lambda cast, _, course: treatment_consents.answer(
        cast.patient.actor(), course, TypedConsent(1, {"p1": REFUSE}, seen=1)
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_one_that_ended_and_was_set_running_takes_nothing(cast: Cast, prescriber: Member, write: Write) -> None:
    course = planned(cast, prescriber)
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast))
    courses.move(prescriber.actor(), cast.patient.id, course, ENDED, 1)
    overwrite(Course, Course.id == course, stage=RUNNING, ends_on=clinic_today())
    with pytest.raises(CannotOpen):
        write(cast, prescriber, course)
    assert stored(CoursePart) == []
    treatment_consents.withdraw(cast.patient.actor(), course)


def test_one_that_was_moved_to_another_patient_takes_nothing_from_them(cast: Cast, prescriber: Member) -> None:
    course = planned(cast, prescriber)
    overwrite(Course, Course.id == course, patient_id=cast.other_patient.id)
    with pytest.raises(CannotOpen):
        course_parts.prefer(cast.other_patient.actor(), course, "Slowly.", 0)
    assert stored(CoursePart) == []
