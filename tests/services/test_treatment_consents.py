"""Consent to treatment: answered point by point for one course, asked anew for a new version, taken back at once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from journal import clock
from journal.models import ConsentText, Course, TreatmentConsent
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care.decisions import NotToday
from journal.services.consents import consent_export, consent_texts, consents, treatment_consents
from journal.services.consents.consent_texts import TREATMENT, TextChanged, TextRefused
from journal.services.consents.treatment_consents import REFUSE, TypedConsent
from journal.services.courses import course_pages, courses
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.sessions import sessions
from tests.services.course_steps import agreed, planned, typed, version
from tests.services.hands import overwrite, put, stored
from tests.services.session_steps import nurse
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def course(cast: Cast, nurse: Member) -> UUID:
    """A course of the patient that nobody answered about."""
    return planned(cast, nurse)


def standing(nurse: Member, cast: Cast, course: UUID) -> Any:
    return course_pages.of_patient(nurse.actor(), cast.patient.id).course(course).consent


def publish(cast: Cast, body: str = "## One\n\nWords.\n\n## Touch\n\nWords.") -> int:
    manager = cast.manager.actor()
    seen = consent_texts.of_kind(manager, TREATMENT).current.number
    return consent_texts.publish(manager, TREATMENT, "A new text", body, seen)


def test_every_point_is_agreed_to_by_itself_and_the_team_sees_it(cast: Cast, nurse: Member, course: UUID) -> None:
    actor = cast.patient.actor()
    assert course_pages.waiting(actor) == course
    treatment_consents.answer(actor, course, TypedConsent(1, {"p1": "agree"}))
    assert standing(nurse, cast, course).state == "begun"
    assert course_pages.waiting(actor) == course
    treatment_consents.answer(actor, course, agreed(cast, 1))
    treatment_consents.answer(actor, course, agreed(cast, 1))  # sent twice
    told = standing(nurse, cast, course)
    assert (told.is_given, told.current, told.newest.number, told.newest.touch) == (True, 1, 1, "hand")
    assert [said for _, said in told.newest.points] == ["agree"] * 5
    assert course_pages.waiting(actor) is None
    marks = course_pages.marks(nurse.actor(), {cast.patient.id, cast.other_patient.id})
    mine = marks[cast.patient.id]
    assert mine is not None
    assert mine.is_given
    assert marks[cast.other_patient.id] is None
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_point_can_be_refused_and_that_is_told(cast: Cast, nurse: Member, course: UUID) -> None:
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast, p2=REFUSE))
    told = standing(nurse, cast, course)
    assert (told.state, dict(told.newest.points)["Risks"]) == ("refused", "refuse")
    assert course_pages.waiting(cast.patient.actor()) is None  # a no is an answer
    (taken,) = json.loads(consent_export.export(cast.patient.actor()))["treatment"]
    assert taken["answers"][0]["points"][1] == {"point": "Risks", "answer": "refuse"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({}, "Nothing was answered"), ({"points": {"p1": "perhaps", "p99": "agree"}}, "Nothing was answered"),
     ({"touch": "words"}, "own words"), ({"touch": "hand", "touch_words": "x" * 1001}, "1,001")],
)  # fmt: skip
def test_what_is_no_answer_is_refused(cast: Cast, course: UUID, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(RecordRefused, match=said):
        treatment_consents.answer(cast.patient.actor(), course, TypedConsent(1, **wrong))
    assert not stored(TreatmentConsent)


def test_withdrawal_is_one_press_on_any_day_and_can_be_followed_by_a_yes(
    cast: Cast, nurse: Member, course: UUID
) -> None:  # fmt: skip
    actor = cast.patient.actor()
    treatment_consents.answer(actor, course, agreed(cast))
    sessions.check_in(nurse.actor(), cast.patient.id)
    with pytest.raises(NotToday):
        treatment_consents.answer(actor, course, agreed(cast, 1, p1=REFUSE))
    treatment_consents.withdraw(actor, course)
    treatment_consents.withdraw(actor, course)  # pressed twice
    told = standing(nurse, cast, course)
    assert (told.state, told.is_given, told.newest.withdrawn_at is not None) == ("withdrawn", False, True)
    assert stored(TreatmentConsent)[0]["version"] == 2
    assert course_pages.waiting(actor) is None
    with clock.at(clock.now() + timedelta(days=2)):
        with pytest.raises(RecordMoved):
            treatment_consents.answer(actor, course, agreed(cast, 1))
        treatment_consents.answer(actor, course, agreed(cast, 2))
    assert standing(nurse, cast, course).is_given


def test_a_new_version_asks_again_and_another_course_asks_for_itself(cast: Cast, nurse: Member, course: UUID) -> None:
    actor = cast.patient.actor()
    treatment_consents.answer(actor, course, agreed(cast))
    assert publish(cast) == 2
    assert standing(nurse, cast, course).state == "older"
    with pytest.raises(TextChanged):
        treatment_consents.answer(actor, course, TypedConsent(1, {"p1": "agree"}))
    treatment_consents.answer(actor, course, agreed(cast))
    told = standing(nurse, cast, course)
    assert ([each.number for each in told.answers], told.is_given) == ([2, 1], True)
    after = planned(cast, nurse, 20, 40)
    assert standing(nurse, cast, after).state == "not_answered"


@pytest.mark.parametrize("body", ["No points", "## One\n\nWords.", "## Touch\n\nWords.", "## A\n\n## Touch\n\nWords."])
def test_a_text_that_cannot_be_asked_point_by_point_is_not_published(cast: Cast, course: UUID, body: str) -> None:
    with pytest.raises(TextRefused):
        publish(cast, body)


@pytest.mark.parametrize("who", ["other_patient", "therapist", "manager", "nurse"])
def test_nobody_answers_or_withdraws_for_somebody_else(cast: Cast, nurse: Member, course: UUID, who: str) -> None:
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast))
    actor = (nurse if who == "nurse" else getattr(cast, who)).actor()
    for attempt in (
        lambda: treatment_consents.answer(actor, course, agreed(cast, 1, p1=REFUSE)),
        lambda: treatment_consents.withdraw(actor, course),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NotAllowed):  # there is no consent to treatment beside a course
        consents.agree(cast.patient.actor(), TREATMENT, 1)


def test_nobody_who_holds_the_database_makes_moves_or_brings_back_a_consent(
    cast: Cast, nurse: Member, course: UUID
) -> None:  # fmt: skip
    actor = cast.patient.actor()
    treatment_consents.answer(actor, course, agreed(cast))
    given_then = stored(TreatmentConsent)[0]
    other = planned(cast, nurse, 20, 40)
    overwrite(TreatmentConsent, course_id=other)
    assert standing(nurse, cast, other).state == "closed"
    overwrite(TreatmentConsent, course_id=course, author_id=nurse.id)
    assert not standing(nurse, cast, course).is_given
    overwrite(TreatmentConsent, **given_then)
    treatment_consents.withdraw(actor, course)
    overwrite(TreatmentConsent, **given_then)  # yesterday's row
    assert standing(nurse, cast, course).state == "closed"
    put(TreatmentConsent, {**given_then, "id": uuid4()})
    assert not standing(nurse, cast, course).is_given
    assert list(verification.verify(cast.clinic_id))
    treatment_consents.withdraw(actor, course)  # also what does not open can be taken back
    assert standing(nurse, cast, course).state == "withdrawn"


def test_days_changed_by_hand_carry_no_consent_elsewhere(cast: Cast, nurse: Member, course: UUID) -> None:
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast))
    overwrite(Course, ends_on=typed(0, 300).ends_on)
    assert not standing(nurse, cast, course).is_given


def test_a_course_that_ended_asks_nothing(cast: Cast, nurse: Member, course: UUID) -> None:
    courses.move(nurse.actor(), cast.patient.id, course, "ended", version(course))
    assert course_pages.waiting(cast.patient.actor()) is None
    with pytest.raises(RecordRefused, match="ended"):
        treatment_consents.answer(cast.patient.actor(), course, agreed(cast))


@pytest.mark.parametrize("how", ["earlier made the newest", "newest made smaller", "newest changed"])
def test_a_text_changed_in_the_database_makes_no_yes_of_what_was_none(
    cast: Cast, nurse: Member, course: UUID, how: str
) -> None:
    """What was answered is measured by the words that were published, never by those that stand there now."""
    patient, short = cast.patient.actor(), "## One\n\nWords.\n\n## Touch\n\nWords."
    treatment_consents.answer(patient, course, agreed(cast))
    publish(cast, "## One\n\nWords.\n\n## Two\n\nMore risks.\n\n## Touch\n\nWords.")
    first, second = ConsentText.number == 1, ConsentText.number == 2
    of_treatment = ConsentText.kind == TREATMENT
    if how == "earlier made the newest":
        overwrite(ConsentText, first & of_treatment, kind="other", number=2)
    elif how == "newest made smaller":
        treatment_consents.withdraw(patient, course)
        treatment_consents.answer(patient, course, TypedConsent(2, {"p1": "agree"}, "hand"))
        overwrite(ConsentText, second & of_treatment, kind="other", number=1, body=short)
    else:
        overwrite(ConsentText, second & of_treatment, body=short)
    assert not standing(nurse, cast, course).is_given
