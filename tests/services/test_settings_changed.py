"""A clinic's own red flags and templates that were changed in the database to what nobody can read: ours stand, and no
page breaks."""

from __future__ import annotations

import pytest

from journal.models import Clinic
from journal.services.courses import course_templates, courses
from journal.services.evaluations import clinic_flags, evaluation_questions, red_flags
from tests.services.hands import overwrite
from tests.services.session_steps import nurse
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")
TEMPLATE = '[{"code": "x", "name": "n", "sessions": 1e400, "gap_least": 0, "gap_most": 0, "then": ""}]'
UNREADABLE = [
    "[" * 50_000 + "]" * 50_000,
    '[{"code": 1, "text": [], "hint": null}]',
    TEMPLATE,
    '{"a": 1}',
    "null",
    "7",
    "",
]


@pytest.mark.parametrize("stored", UNREADABLE, ids=range(len(UNREADABLE)))
def test_ours_stand_where_a_clinics_own_cannot_be_read(cast: Cast, nurse: Member, stored: str) -> None:
    overwrite(Clinic, Clinic.id == cast.clinic_id, red_flags=stored, course_templates=stored)
    assert courses.templates(nurse.actor()) == course_templates.built_in()
    ours = [each.code for each in evaluation_questions.built_in_flags()]
    assert [each.code for each in red_flags.listed(nurse.actor(), cast.patient.id)] == ours
    assert not clinic_flags.asked(cast.clinic_id).whole
