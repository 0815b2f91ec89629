"""Answers that ask for a person: each opens its flag in the transaction that keeps it, or is not kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from journal.extensions import db
from journal.models import MeasureResponse, SafetyFlag
from journal.permissions import NotAllowed
from journal.services.measures import answering, entries
from journal.services.people import deaths
from journal.services.safety import flags
from tests.services import care_steps
from tests.services.evaluation_steps import nurse
from tests.services.hands import stored
from tests.services.test_measure_answers import finish, opened, phq9, sent
from tests.services.test_measure_asks import on_paper
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def test_an_answer_that_asks_for_a_person_opens_one_flag_also_of_an_unfinished_form(cast: Cast, nurse: Member) -> None:
    actor = cast.patient.actor()
    first = answering.keep(actor, sent("phq9", phq9_9=1))
    assert first.asks_for_a_person
    again = answering.keep(actor, sent("phq9", first.version, first.id, phq9_9=1))
    lower = answering.keep(actor, sent("phq9", again.version, first.id, phq9_9=0))
    assert (again.asks_for_a_person, lower.asks_for_a_person) == (False, False)
    done = answering.finish(actor, sent("phq9", lower.version, first.id, **phq9()))
    assert (done.finished, len(stored(SafetyFlag))) == (True, 1)
    [flag] = flags.open_of(nurse.actor(), cast.patient.id)
    assert flag.state == "open"


def test_where_the_flag_cannot_be_opened_the_answer_is_not_kept_either(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(flags, "open_flag", full)
    with pytest.raises(OSError, match="full"):
        answering.keep(cast.patient.actor(), sent("phq9", phq9_9=2))
    assert stored(MeasureResponse) == []


def test_an_answer_on_paper_opens_a_flag_too(cast: Cast, nurse: Member) -> None:
    _, asks_for_a_person = entries.enter(nurse.actor(), cast.patient.id, on_paper("phq9", **phq9(2)))
    assert asks_for_a_person
    assert len(stored(SafetyFlag)) == 1


def test_after_effects_that_are_severe_open_a_flag_and_no_score(cast: Cast) -> None:
    kept = finish(cast.patient.actor(), "after_effects", nausea=3)
    assert (kept.asks_for_a_person, opened(cast.patient.actor(), kept.id).total) == (True, None)


def test_a_button_pressed_twice_leads_to_help_twice(cast: Cast) -> None:
    actor = cast.patient.actor()
    once = sent("phq9", phq9_9=1)
    first = answering.keep(actor, once)
    assert answering.keep(actor, sent("phq9", 0, first.id, phq9_9=1)).asks_for_a_person
    whole = sent("phq9", first.version, first.id, **phq9(1))
    assert answering.finish(actor, whole).finished
    again = answering.finish(actor, whole)
    assert (again.finished, again.asks_for_a_person, len(stored(SafetyFlag))) == (True, True, 1)


def test_help_that_comes_without_a_flag_comes_twice_too(cast: Cast) -> None:
    actor = cast.patient.actor()
    first = answering.keep(actor, sent("pcl5", pcl5_16=4))
    again = answering.keep(actor, sent("pcl5", 0, first.id, pcl5_16=4))
    assert (first.asks_for_a_person, again.asks_for_a_person, stored(SafetyFlag)) == (True, True, [])


def test_an_answer_kept_while_nobody_was_there_is_flagged_once_it_is_finished_and_somebody_is(cast: Cast) -> None:
    care_steps.end(cast)
    kept = answering.keep(cast.patient.actor(), sent("phq9", phq9_9=2))
    assert (kept.asks_for_a_person, stored(SafetyFlag)) == (True, [])
    care_steps.begin(cast, cast.other_therapist)
    db.session.remove()
    done = answering.finish(cast.patient.actor(), sent("phq9", kept.version, kept.id, **phq9(2)))
    assert (done.finished, done.asks_for_a_person, len(stored(SafetyFlag))) == (True, True, 1)


def test_a_form_on_paper_that_is_sent_twice_tells_of_its_flag_twice(cast: Cast, nurse: Member) -> None:
    typed = on_paper("phq9", **phq9(1))
    row_id, first = entries.enter(nurse.actor(), cast.patient.id, typed)
    assert entries.enter(nurse.actor(), cast.patient.id, replace(typed, id=row_id)) == (row_id, first) == (row_id, True)
    assert (len(stored(MeasureResponse)), len(stored(SafetyFlag))) == (1, 1)


def test_of_somebody_who_has_died_nothing_is_entered_any_more(cast: Cast, nurse: Member) -> None:
    noted = deaths.ask(cast.manager.actor(), cast.patient.id)
    deaths.answer(cast.therapist.actor(), noted, confirm=True)
    db.session.remove()
    with pytest.raises(NotAllowed):
        entries.enter(nurse.actor(), cast.patient.id, on_paper("phq9", **phq9(3)))
    assert stored(MeasureResponse) == stored(SafetyFlag) == []
