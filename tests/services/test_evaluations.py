"""The sections of an evaluation: begun by one, carried on by another, left out, and never overwritten unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.models import EarlierTreatment, EvaluationSection
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care.decisions import NotToday
from journal.services.evaluations import earlier_treatments, evaluation_pages, evaluation_questions, evaluation_sections
from journal.services.evaluations.earlier_treatments import TypedTreatment
from journal.services.evaluations.evaluation_access import EvaluationMoved, EvaluationRefused
from journal.services.sessions import sessions
from journal.services.treatment import treatment_endings
from tests.services.evaluation_steps import nurse, prescriber
from tests.services.hands import newcomer, overwrite, stored
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber"]  # fixtures
pytestmark = pytest.mark.usefixtures("inside")
SERTRALINE = TypedTreatment("Sertraline", "medicine", "depression", "yes", "none", "100 mg for nine weeks")


def save(cast: Cast, member: Member, key: str, seen: int = 0, **words: str) -> int:
    return evaluation_sections.save(member.actor(), cast.patient.id, key, words, seen)


def words_of(cast: Cast, member: Member, key: str) -> dict[str, str]:
    return evaluation_sections.view(member.actor(), cast.patient.id, key).words


def test_one_begins_and_another_carries_on_and_no_words_are_lost(cast: Cast, nurse: Member) -> None:
    assert save(cast, cast.patient, "medical", conditions="Asthma as a child", allergies="Penicillin") == 1
    assert save(cast, cast.patient, "medical", conditions="Asthma as a child", allergies="Penicillin") == 1
    with pytest.raises(EvaluationMoved, match="still here"):
        save(cast, nurse, "medical", conditions="Asthma, inhaler when needed")
    save(cast, nurse, "medical", 1, conditions="Asthma, inhaler when needed", allergies="Penicillin")
    view = evaluation_sections.view(cast.patient.actor(), cast.patient.id, "medical")
    conditions = view.answers["conditions"]
    assert (view.version, view.author, conditions.text) == (2, "Sam Ellery", "Asthma, inhaler when needed")
    assert [(each.text, each.author) for each in conditions.before] == [("Asthma as a child", "Maya Lindqvist")]
    assert view.answers["allergies"].author == "Maya Lindqvist"
    assert list(verification.verify(cast.clinic_id)) == []


def test_each_part_is_filled_by_whom_it_is_for(cast: Cast, nurse: Member) -> None:
    for member, key, words in (
        (nurse, "trauma", {"known": "An accident"}), (cast.patient, "assessment", {"physical": "Fine"}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            save(cast, member, key, **words)
    save(cast, nurse, "assessment", physical="124 over 78, 28 November")
    with pytest.raises(NotAllowed):
        evaluation_sections.view(cast.patient.actor(), cast.patient.id, "assessment")
    save(cast, cast.patient, "trauma", known="An accident")
    assert words_of(cast, nurse, "trauma") == {"known": "An accident"}


def test_what_is_optional_can_be_left_out_and_its_words_go(cast: Cast, nurse: Member) -> None:
    patient = cast.patient.actor()
    save(cast, cast.patient, "trauma", known="An accident")
    evaluation_sections.leave_out(patient, cast.patient.id, "trauma", 1)
    view = evaluation_sections.view(nurse.actor(), cast.patient.id, "trauma")
    assert (view.left_out, view.words) == (True, {})
    with pytest.raises(NotAllowed):
        evaluation_sections.leave_out(patient, cast.patient.id, "medical", 0)
    save(cast, cast.patient, "trauma", 2, helps="To be asked first")
    assert not evaluation_sections.view(nurse.actor(), cast.patient.id, "trauma").left_out


def test_the_first_page_says_where_each_part_stands(cast: Cast, nurse: Member) -> None:
    save(cast, cast.patient, "medical", conditions="Asthma")
    own = evaluation_pages.page(cast.patient.actor(), cast.patient.id)
    stands = {line.section.key: line.stands for line in own.lines}
    assert (stands["medical"], stands["mental"], stands["assessment"]) == ("Written in", "Nothing yet", "")
    assert own.next is not None
    assert own.next.section.key == "mental"
    theirs = evaluation_pages.page(nurse.actor(), cast.patient.id)
    assert {line.section.key: line.author for line in theirs.lines}["medical"] == "Maya Lindqvist"
    assert (theirs.head.may_write, theirs.head.may_sign) == (True, False)


@pytest.mark.parametrize("who", ["other_patient", "therapist", "other_therapist", "manager", "prescriber outside"])
def test_nobody_else_reads_or_writes(cast: Cast, nurse: Member, who: str) -> None:
    save(cast, cast.patient, "medical", conditions="Asthma")
    outside = newcomer(cast, "Ada Quist", "prescriber") if who == "prescriber outside" else getattr(cast, who)
    with pytest.raises(NotAllowed):
        evaluation_pages.page(outside.actor(), cast.patient.id)
    with pytest.raises(NotAllowed):
        save(cast, outside, "medical", 1, conditions="None")
    with pytest.raises(NotAllowed):
        earlier_treatments.add(outside.actor(), cast.patient.id, SERTRALINE)


def test_who_has_left_the_team_reads_nothing_and_who_joined_later_reads_what_came_since(cast: Cast) -> None:
    save(cast, cast.patient, "medical", conditions="Asthma")
    nurse = newcomer(cast, "Sam Ellery", "nurse")
    joined = join_team(cast, nurse)
    view = evaluation_sections.view(nurse.actor(), cast.patient.id, "medical")
    assert (view.readable, view.words) == (False, {})
    with pytest.raises(EvaluationRefused, match="does not open with your keys"):
        save(cast, nurse, "medical", 1, conditions="None")
    save(cast, cast.patient, "mental", reason="To sleep")
    assert words_of(cast, nurse, "mental") == {"reason": "To sleep"}
    treatment_endings.end(cast.manager.actor(), joined)
    with pytest.raises(NotAllowed):
        evaluation_sections.view(nurse.actor(), cast.patient.id, "mental")


def test_on_a_dosing_day_the_patients_part_waits(cast: Cast, nurse: Member) -> None:
    sessions.check_in(nurse.actor(), cast.patient.id)
    for each in (lambda: save(cast, cast.patient, "medical", conditions="Asthma"),
                 lambda: earlier_treatments.add(cast.patient.actor(), cast.patient.id, SERTRALINE)):  # fmt: skip
        with pytest.raises(NotToday):
            each()
    assert evaluation_pages.head(cast.patient.actor(), cast.patient.id).rests_until is not None
    save(cast, nurse, "medical", conditions="Asthma")


def test_an_old_row_put_back_does_not_open_and_the_patient_writes_it_anew(cast: Cast, nurse: Member) -> None:
    save(cast, cast.patient, "medical", conditions="Asthma")
    old = stored(EvaluationSection)[0]
    save(cast, cast.patient, "medical", 1, conditions="None")
    overwrite(EvaluationSection, EvaluationSection.id == old["id"], **old)
    assert not evaluation_sections.view(nurse.actor(), cast.patient.id, "medical").readable
    save(cast, cast.patient, "medical", 1, conditions="None, as I said")
    assert words_of(cast, nurse, "medical") == {"conditions": "None, as I said"}


def test_too_long_an_answer_is_refused_whole(cast: Cast, nurse: Member) -> None:
    with pytest.raises(EvaluationRefused, match="4,000"):
        save(cast, cast.patient, "medical", conditions="x" * 4001, allergies="Penicillin")
    assert not stored(EvaluationSection)


def test_earlier_treatments_are_counted_and_nothing_more(cast: Cast, nurse: Member) -> None:
    patient = cast.patient.actor()
    for typed in (SERTRALINE, replace(SERTRALINE, name="Venlafaxine"), replace(SERTRALINE, outcome="some"),
                  replace(SERTRALINE, adequate="unknown"), replace(SERTRALINE, for_what="other")):  # fmt: skip
        earlier_treatments.add(patient, cast.patient.id, typed)
    listed = earlier_treatments.listed(nurse.actor(), cast.patient.id)
    said = "Two earlier treatments for depression at an adequate dose and time without response are noted."
    assert earlier_treatments.count_in_words(listed) == said
    changed = replace(SERTRALINE, outcome="stopped")
    earlier_treatments.change(nurse.actor(), cast.patient.id, listed[0].id, changed, 1)
    with pytest.raises(EvaluationMoved):
        earlier_treatments.change(patient, cast.patient.id, listed[0].id, SERTRALINE, 1)
    listed = earlier_treatments.listed(patient, cast.patient.id)
    assert earlier_treatments.count_in_words(listed).startswith("One earlier treatment for depression")
    assert listed[0].author == "Sam Ellery"
    earlier_treatments.remove(patient, cast.patient.id, listed[1].id)
    earlier_treatments.remove(patient, cast.patient.id, listed[1].id)
    with pytest.raises(EvaluationRefused, match="removed elsewhere"):
        earlier_treatments.change(nurse.actor(), cast.patient.id, listed[1].id, SERTRALINE, 1)
    assert stored(EarlierTreatment, EarlierTreatment.id == listed[1].id)[0]["body_sealed"] is None


@pytest.mark.parametrize(
    "typed",
    [
        TypedTreatment(" "), replace(SERTRALINE, outcome="cured"), replace(SERTRALINE, name="x" * 201),
        replace(SERTRALINE, notes="x" * 1001),
    ],
)  # fmt: skip
def test_a_treatment_that_cannot_be_kept_is_refused(cast: Cast, typed: TypedTreatment) -> None:
    with pytest.raises(EvaluationRefused):
        earlier_treatments.add(cast.patient.actor(), cast.patient.id, typed)
    assert not stored(EarlierTreatment)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_what_was_typed_is_what_stands(cast: Cast, text: str) -> None:
    actor = cast.patient.actor()
    seen = evaluation_sections.view(actor, cast.patient.id, "current").version
    evaluation_sections.save(actor, cast.patient.id, "current", {"medicines": text}, seen)
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = evaluation_sections.view(actor, cast.patient.id, "current").words
    assert found == ({"medicines": kept} if kept else {})


def test_every_question_has_a_name_of_its_own_and_plain_words() -> None:
    assert len(set(evaluation_questions.keys())) == len(evaluation_questions.keys())
    for section in evaluation_questions.sections():
        assert section.about
        assert section.kind in ("answers", "treatments", "flags")
        assert bool(section.questions) is (section.kind == "answers")
