"""What is asked of insights and strategies, and when: one thing, quoting one sentence, never on a day of rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.services.actor import Actor
from journal.services.insights import followups, insight_pages, insights, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedStrategy
from journal.services.passages.passages import TypedWords
from journal.services.sessions import sessions
from tests.services.hands import write

pytestmark = pytest.mark.usefixtures("inside")


@contextmanager
def later(made: datetime, **after: float) -> Iterator[None]:
    """Some days after something was made."""
    with clock.at(made + timedelta(**after)):
        yield


def made_by(actor: Actor, page: UUID, sentence: str) -> tuple[UUID, datetime]:
    made = insights.make(actor, page, TypedInsight(sentence), TypedWords())
    return made, clock.now()


def due(actor: Actor) -> str | None:
    found = followups.due(actor)
    return found.sentence if found else None


def test_a_sentence_comes_back_after_one_four_and_eight_weeks(patient: Actor) -> None:
    made, at = made_by(patient, write(patient, "A lake."), "It stays.")
    with later(at, days=6.9):
        assert due(patient) is None
    for days in (7.1, 28.1, 56.1):
        with later(at, days=days):
            assert due(patient) == "It stays."
            followups.answer(patient, made)
            assert due(patient) is None
    with later(at, days=500):
        assert due(patient) is None


def test_what_was_let_go_for_good_is_not_asked_again_and_the_one_that_waited_longest_comes_first(
    patient: Actor,
) -> None:
    page = write(patient, "A lake.")
    first, at = made_by(patient, page, "First.")
    with later(at, days=1):
        made_by(patient, page, "Second.")
    with later(at, days=9):
        assert due(patient) == "First."
        followups.answer(patient, first, for_good=True)
        assert due(patient) == "Second."
    with later(at, days=57.5):
        assert due(patient) == "Second."
    assert insight_pages.page(patient, first).insight.quiet


def test_nothing_is_asked_on_a_day_of_rest(patient: Actor, therapist: Actor) -> None:
    made, at = made_by(patient, write(patient, "A lake."), "It stays.")
    steps.add_strategy(patient, made, TypedStrategy("Sit by it."))
    with later(at, days=8):
        assert (followups.waiting(patient).follow_up, followups.waiting(patient).check_ins) != (None, 0)
        sessions.check_in(therapist, patient.id)
        assert followups.waiting(patient) == followups.Waiting()
        assert (due(patient), followups.strategies_due(patient)) == (None, [])
        assert insight_pages.how_it_went(patient) == insight_pages.HowItWent((), rests=True)


def test_a_strategy_is_asked_about_until_it_is_done_or_let_go(patient: Actor) -> None:
    made, at = made_by(patient, write(patient, "A lake."), "It stays.")
    one, other = (steps.add_strategy(patient, made, TypedStrategy(act)) for act in ("Sit.", "Walk."))
    assert followups.strategies_due(patient) == []
    with later(at, days=2.1):
        assert followups.strategies_due(patient) == [one, other]
        steps.check_in(patient, one, "not_yet", "The cat.")
        steps.put_off(patient, other, for_good=False)
        assert followups.strategies_due(patient) == []
    with later(at, days=7.1):
        assert followups.strategies_due(patient) == [one, other]
        steps.check_in(patient, one, "done", "")
        steps.put_off(patient, other, for_good=True)
    with later(at, days=29):
        assert followups.strategies_due(patient) == []
        steps.check_in(patient, other, "tried", "")  # one can always be added
        (asked,) = insight_pages.own(patient).opened.insights
        assert [view.latest and view.latest.outcome for view in asked.strategies] == ["Done", "Tried"]


def test_what_a_therapist_adds_waits_unread_until_it_is_opened(patient: Actor, therapist: Actor) -> None:
    page = write(patient, "A lake.", shared=True)
    made, at = made_by(therapist, page, "You came back.")
    steps.add_strategy(therapist, made, TypedStrategy("Tell Ben."))
    with later(at, days=8):
        assert [each.name for each in followups.waiting(patient).added] == ["Dr. Ines Okafor"]
        assert (due(patient), followups.strategies_due(patient)) == (None, [])
        assert insight_pages.own(patient).opened.insights[0].is_new
        opened = insight_pages.open_page(patient, made).insight
        assert (opened.is_new, opened.strategies[0].is_new, opened.added_by) == (False, False, "Dr. Ines Okafor")
        assert followups.waiting(patient).added == ()
        assert due(patient) == "You came back."
