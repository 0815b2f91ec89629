"""Answers to measures: kept as they are given, scored once, not lost to a second page or a change of questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import clock
from journal.models import MeasureResponse
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.measures import answer_pages, answering, instruments, measure_choice, responses, results
from journal.services.measures.answering import Kept, TypedAnswers
from journal.services.measures.measure_access import MeasureMoved, MeasureRefused
from journal.services.measures.scoring import AnswersRefused
from journal.services.sessions import sessions
from tests.services.evaluation_steps import nurse
from tests.services.hands import stored
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")
PHQ2, CALM = "phq2", {"phq2_1": 0, "phq2_2": 1}


def sent(measure: str = PHQ2, /, seen: int = 0, about: UUID | None = None, **answers: int) -> TypedAnswers:
    return TypedAnswers(measure, "1.0.0", answers, frozenset(), seen, about)


def finish(actor: Actor, measure: str = PHQ2, /, **answers: int) -> Kept:
    return answering.finish(actor, sent(measure, **answers))


def phq9(last: int = 0, **more: int) -> dict[str, int]:
    return {**{f"phq9_{number}": 0 for number in range(1, 9)}, "phq9_9": last, **more}


def opened(actor: Actor, response_id: UUID) -> responses.Response:
    rows = [row for row in responses.rows_of(actor.id) if row.id == response_id]
    return responses.opened(actor, rows)[0]


def test_each_answer_is_kept_and_another_day_it_goes_on_where_it_was_left(cast: Cast) -> None:
    actor = cast.patient.actor()
    first = answering.keep(actor, sent(phq2_1=2))
    with clock.at(clock.now() + timedelta(days=3)):
        page = answer_pages.page(actor, PHQ2)
        assert (page.record_id, page.first_unanswered, dict(page.answers)) == (first.id, 2, {"phq2_1": 2})
        done = answering.finish(actor, sent(seen=first.version, about=first.id, phq2_2=1))
    kept = opened(actor, done.id)
    assert (kept.total, kept.state, kept.source) == (3, "done", "patient")
    assert kept.answered_at.date() == (clock.now() + timedelta(days=3)).date()
    assert list(verification.verify(cast.clinic_id)) == []


def test_what_is_stored_of_an_answer_says_nothing(cast: Cast) -> None:
    finish(cast.patient.actor(), **CALM)
    assert all(b"phq2_1" not in row["body_sealed"] for row in stored(MeasureResponse))


def test_a_form_with_open_questions_keeps_its_answers_and_gives_no_score(cast: Cast) -> None:
    actor = cast.patient.actor()
    kept = finish(actor, phq2_1=3)
    assert (kept.finished, kept.missing) == (False, ("phq2_2",))
    done = answering.finish(actor, sent(seen=kept.version, about=kept.id), open_too=True)
    said = opened(actor, done.id)
    assert (said.state, said.total, dict(said.answers)) == ("incomplete", None, {"phq2_1": 3})
    shown = results.result(actor, done.id)
    assert (shown.missing, shown.shows, shown.follow_up) == (1, False, None)
    with pytest.raises(MeasureRefused, match="Nothing is answered"):
        answering.finish(actor, sent("daily_checkin"))


def test_a_form_that_is_sent_twice_is_kept_once(cast: Cast) -> None:
    actor = cast.patient.actor()
    once = finish(actor, **CALM)
    again = answering.finish(actor, sent(about=once.id, **CALM))
    assert (again.id, len(stored(MeasureResponse))) == (once.id, 1)
    with pytest.raises(MeasureMoved, match="is finished already"):
        answering.keep(actor, sent(about=once.id, phq2_1=3))


def test_of_two_pages_the_later_one_is_told_and_nothing_is_lost(cast: Cast) -> None:
    actor = cast.patient.actor()
    one = answering.keep(actor, sent(phq2_1=1))
    with pytest.raises(MeasureMoved, match="otherwise in another place"):
        answering.keep(actor, sent(phq2_1=3))
    assert dict(answer_pages.page(actor, PHQ2).answers) == {"phq2_1": 1}
    other = answering.keep(actor, sent(phq2_2=2))
    assert (other.id, len(stored(MeasureResponse))) == (one.id, 1)
    meant = answering.keep(actor, sent(seen=other.version, about=one.id, phq2_1=3))
    assert dict(answer_pages.page(actor, PHQ2).answers) == {"phq2_1": 3, "phq2_2": 2}
    left = replace(sent(seen=meant.version, about=one.id), left=frozenset({"phq2_1"}))
    answering.keep(actor, left)
    assert dict(answer_pages.page(actor, PHQ2).answers) == {"phq2_2": 2}


def test_questions_that_change_meanwhile_end_the_form_and_keep_what_was_answered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, known = cast.patient.actor(), instruments.of_clinic(cast.clinic_id)[PHQ2]
    begun = answering.keep(actor, sent(phq2_1=2))
    newer = replace(known, definition_version="2.0.0")
    monkeypatch.setattr(instruments, "of_clinic", lambda _: {PHQ2: newer})
    assert finish(actor, phq2_2=0).finished  # the older definition is still there, and holds for what was begun with it
    begun = answering.keep(actor, sent(phq2_1=2))
    monkeypatch.setattr(instruments, "find", lambda _c, _i, version: newer if version == "2.0.0" else None)
    page = answer_pages.page(actor, PHQ2)
    assert (page.begins_anew, page.record_id) == (True, None)
    with pytest.raises(MeasureMoved, match="were changed since"):
        answering.keep(actor, sent(seen=begun.version, about=begun.id, phq2_2=1))
    anew = answering.keep(actor, replace(sent(phq2_1=0), definition="2.0.0"))
    set_aside = opened(actor, begun.id)
    assert (set_aside.state, set_aside.total, dict(set_aside.answers)) == ("incomplete", None, {"phq2_1": 2})
    assert anew.id != begun.id


@pytest.mark.parametrize("answers", [{"phq2_1": 4}, {"phq2_1": -1}, {"gad7_1": 1}, {"phq2_1": True}])
def test_what_is_no_answer_is_refused_and_nothing_is_written(cast: Cast, answers: dict[str, int]) -> None:
    with pytest.raises(AnswersRefused):
        answering.keep(cast.patient.actor(), sent(**answers))
    assert stored(MeasureResponse) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(list(phq9())), st.integers(-2, 5), max_size=9))
def test_any_fields_at_all_give_a_score_in_range_or_are_refused(cast: Cast, answers: dict[str, int]) -> None:
    actor = cast.patient.actor()
    try:
        kept = answering.finish(actor, TypedAnswers("phq9", "1.0.0", answers), open_too=True)
    except (AnswersRefused, MeasureRefused):
        return
    total = opened(actor, kept.id).total
    assert total is None or 0 <= total <= 27


@pytest.mark.parametrize("who", ["other_patient", "therapist", "manager"])
def test_nobody_else_answers_or_sees_what_was_answered(cast: Cast, who: str) -> None:
    done = finish(cast.patient.actor(), **CALM)
    actor = getattr(cast, who).actor()
    with pytest.raises(NotAllowed):
        answering.keep(actor, sent(about=done.id, phq2_1=1))
    with pytest.raises(NotAllowed):
        results.result(actor, done.id)


def test_a_total_entered_by_the_clinic_is_not_for_a_patient_to_answer(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        answer_pages.page(cast.patient.actor(), "cssrs")


def test_after_a_gate_answered_with_no_nothing_more_is_asked(cast: Cast) -> None:
    actor = cast.patient.actor()
    assert answer_pages.page(actor, "pcptsd5").warns
    kept = finish(actor, "pcptsd5", pcptsd5_gate=0)
    assert (kept.finished, opened(actor, kept.id).total) == (True, 0)


def test_a_clear_rise_is_said_plainly_and_only_to_who_wants_points(cast: Cast) -> None:
    actor = cast.patient.actor()
    finish(actor, "phq9", **phq9(phq9_1=1))
    done = finish(actor, "phq9", **phq9(phq9_1=3, phq9_2=3))
    shown = results.result(actor, done.id)
    assert (shown.total, shown.shows, shown.rose) == (6, True, True)
    measure_choice.show_points(actor, shows_points=False)
    hidden = results.result(actor, done.id)
    assert (hidden.shows, hidden.rose) == (False, False)
    assert answering.finish(actor, sent(**CALM)).finished


def test_no_points_are_shown_on_a_day_of_rest_and_nothing_more_is_offered(cast: Cast, nurse: Member) -> None:
    actor = cast.patient.actor()
    sessions.check_in(nurse.actor(), cast.patient.id)
    done = finish(actor, phq2_1=3, phq2_2=3)
    shown = results.result(actor, done.id)
    assert (shown.rests, shown.shows, shown.follow_up) == (True, False, None)
    with clock.at(clock.now() + timedelta(days=3)):
        later = results.result(actor, done.id)
        assert (later.shows, later.follow_up and later.follow_up.id) == (True, "phq9")


def test_a_day_is_the_one_where_the_person_is_and_the_order_that_of_the_moments(cast: Cast) -> None:
    actor, late = cast.patient.actor(), clock.now().replace(hour=16, minute=30)
    with clock.at(late):
        east = finish(replace(actor, zone="Asia/Tokyo"), **CALM)
    with clock.at(late + timedelta(hours=5)):
        west = finish(replace(actor, zone="America/Los_Angeles"), **CALM)
    rows = responses.rows_of(actor.id)
    assert [row.id for row in rows] == [east.id, west.id]
    assert [row.answered_on for row in rows] == [(late + timedelta(days=1)).date(), late.date()]
