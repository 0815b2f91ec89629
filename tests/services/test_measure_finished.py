"""What is finished is finished: going back in the browser and pressing once more begins no second answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from journal import clock
from journal.ids import make_id
from journal.models import MeasureResponse, SafetyFlag
from journal.services.measures import answer_pages, answering
from journal.services.measures.answering import TypedAnswers
from journal.services.measures.measure_access import MeasureMoved, MeasureRefused
from tests.services.hands import stored
from tests.services.test_measure_answers import phq9, sent
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
SOON = timedelta(minutes=5)


def blank(cast: Cast, last: int) -> TypedAnswers:
    """A page with all questions, made when nothing was begun, as it is sent later."""
    return replace(sent("phq9", **phq9(last)), id=make_id())


def test_a_form_that_wrote_into_another_is_used_up_once_that_is_finished(cast: Cast) -> None:
    actor, page = cast.patient.actor(), blank(cast, 1)
    with clock.at(clock.now() + SOON):
        begun = answering.keep(actor, sent("phq9", phq9_9=1))  # in another tab meanwhile
        done = answering.finish(actor, page)
        assert done.id == begun.id
    with clock.at(clock.now() + 2 * SOON):
        again = answering.finish(actor, page)
        assert (again.id, again.finished, again.asks_for_a_person) == (done.id, True, True)
        with pytest.raises(MeasureMoved, match="is finished already"):
            answering.finish(actor, replace(page, answers=phq9(3)))
    assert (len(stored(MeasureResponse)), len(stored(SafetyFlag))) == (1, 1)


def test_a_form_that_is_opened_afterwards_is_another_answer(cast: Cast) -> None:
    actor = cast.patient.actor()
    first = answering.finish(actor, blank(cast, 1))
    with clock.at(clock.now() + SOON):
        second = answering.finish(actor, blank(cast, 1))
    assert first.id != second.id
    assert answer_pages.finished(actor, first.id)
    assert not answer_pages.finished(actor, make_id())
    assert not answer_pages.finished(cast.other_patient.actor(), first.id)


def test_nothing_chosen_begins_nothing(cast: Cast) -> None:
    actor = cast.patient.actor()
    for typed in (sent("phq9"), replace(sent("phq9"), left=frozenset({"phq9_1"}))):
        assert not answering.finish(actor, typed).finished
        assert answering.keep(actor, typed).version == 0
        with pytest.raises(MeasureRefused, match="Nothing is answered"):
            answering.finish(actor, typed, open_too=True)
    assert stored(MeasureResponse) == []
    assert answer_pages.page(actor, "phq9").record_id is None
