"""What clinicians ask for and enter, what waits on Today, and what an answer sets off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from journal import clock
from journal.models import MeasureAsk, MeasureChoice, MeasureResponse
from journal.permissions import NotAllowed
from journal.services import today
from journal.services.audit import verification
from journal.services.export import journal_measures
from journal.services.measures import (
    answer_pages,
    answer_rows,
    answering,
    asks,
    entries,
    measure_choice,
    measure_lists,
    responses,
    waiting,
)
from journal.services.measures.asks import TypedAsk
from journal.services.measures.entries import TypedEntry
from journal.services.measures.measure_access import MeasureRefused
from journal.services.measures.scoring import AnswersRefused
from journal.services.sessions import sessions
from tests.services.evaluation_steps import nurse
from tests.services.hands import overwrite, stored
from tests.services.test_measure_answers import CALM, finish, opened, sent
from tests.support.cast import Cast, Member
from tests.support.days import clinic_today

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def ask(nurse: Member, cast: Cast, measure: str = "phq2", days: int = 2, words: str = "Before we meet") -> UUID:
    due_on = clinic_today() + timedelta(days=days)
    return asks.ask(nurse.actor(), cast.patient.id, TypedAsk(measure, due_on, words))


def on_paper(measure: str = "phq2", days_ago: int = 1, **answers: int) -> TypedEntry:
    return TypedEntry(measure, "1.0.0", clinic_today() - timedelta(days=days_ago), answers)


def test_what_is_asked_for_waits_for_the_patient_and_an_answer_closes_it(cast: Cast, nurse: Member) -> None:
    actor = cast.patient.actor()
    asked = ask(nurse, cast)
    [each] = waiting.of_patient(actor)
    assert (each.instrument.id, each.asked_by, each.words) == ("phq2", "Sam Ellery", "Before we meet")
    shown = today.today(actor).measure
    assert shown is not None
    assert (shown.about, shown.overdue_from) == ("two short questions", None)
    with pytest.raises(MeasureRefused, match="asked for already"):
        ask(nurse, cast)
    finish(actor, **CALM)
    assert waiting.of_patient(actor) == []
    assert [(row["id"], row["state"]) for row in stored(MeasureAsk)] == [(asked, "answered")]
    assert list(verification.verify(cast.clinic_id)) == []


def test_what_is_overdue_is_said_once_and_plainly_and_can_be_left_or_put_off(cast: Cast, nurse: Member) -> None:
    actor = cast.patient.actor()
    ask(nurse, cast, days=0)
    with clock.at(clock.now() + timedelta(days=2)):
        [each] = waiting.of_patient(actor)
        assert each.overdue_from == each.due_on
        measure_choice.put_off(actor)
        assert waiting.nudge(actor) is None
        assert len(waiting.of_patient(actor)) == 1
    with clock.at(clock.now() + timedelta(days=4)):
        assert waiting.nudge(actor) is not None
        asks.decline(actor, "phq2", each.due_on)
        assert waiting.of_patient(actor) == []
    assert [row["state"] for row in stored(MeasureAsk)] == ["declined"]


def test_on_a_day_of_rest_today_asks_for_nothing(cast: Cast, nurse: Member) -> None:
    ask(nurse, cast)
    sessions.check_in(nurse.actor(), cast.patient.id)
    assert today.today(cast.patient.actor()).measure is None


def test_who_asked_can_take_it_back_and_nobody_else_asks(cast: Cast, nurse: Member) -> None:
    asked = ask(nurse, cast)
    for who in (cast.patient, cast.other_patient, cast.therapist, cast.manager):
        with pytest.raises(NotAllowed):
            asks.ask(who.actor(), cast.patient.id, TypedAsk("phq2", clinic_today()))
        with pytest.raises(NotAllowed):
            asks.withdraw(who.actor(), cast.patient.id, asked)
    asks.withdraw(nurse.actor(), cast.patient.id, asked)
    assert waiting.of_patient(cast.patient.actor()) == []


@pytest.mark.parametrize("days", [-2, 400])
def test_a_day_that_cannot_be_is_refused(cast: Cast, nurse: Member, days: int) -> None:
    with pytest.raises(MeasureRefused, match="from today on"):
        ask(nurse, cast, days=days)


def test_an_ask_that_was_changed_in_the_database_is_not_believed(cast: Cast, nurse: Member) -> None:
    asked = ask(nurse, cast)
    overwrite(MeasureAsk, MeasureAsk.id == asked, due_on=clinic_today() - timedelta(days=9))
    assert asks.open_of(cast.patient.actor(), cast.patient.id) == []
    measure_choice.show_points(cast.patient.actor(), shows_points=True)
    overwrite(MeasureChoice, MeasureChoice.patient_id == cast.patient.id, all_at_once=True)
    assert measure_choice.shows(cast.patient.actor()) is False


def test_a_clinician_enters_what_was_taken_on_paper_once(cast: Cast, nurse: Member) -> None:
    actor, typed = nurse.actor(), on_paper(phq2_1=2, phq2_2=2)
    row_id, asks_for_a_person = entries.enter(actor, cast.patient.id, typed)
    assert entries.enter(actor, cast.patient.id, replace(typed, id=row_id)) == (row_id, False)
    said = opened(cast.patient.actor(), row_id)
    assert (said.total, said.source, said.answered_on, asks_for_a_person) == (4, "paper", typed.taken_on, False)
    part, _ = entries.enter(actor, cast.patient.id, on_paper(phq2_1=2))
    assert opened(cast.patient.actor(), part).state == "incomplete"
    with pytest.raises(AnswersRefused):
        entries.enter(actor, cast.patient.id, on_paper(phq2_1=9))
    for taken_on in (None, clinic_today() + timedelta(days=2), date(1890, 1, 1)):
        with pytest.raises(MeasureRefused, match="not after today"):
            entries.enter(actor, cast.patient.id, replace(typed, taken_on=taken_on))


def test_a_total_from_elsewhere_is_kept_as_a_number_of_the_version_used(cast: Cast, nurse: Member) -> None:
    row_id, _ = entries.enter(nurse.actor(), cast.patient.id, on_paper("wsas", version=0, total=21))
    assert opened(cast.patient.actor(), row_id).total == 21
    with pytest.raises(MeasureRefused, match="has to be there"):
        entries.enter(nurse.actor(), cast.patient.id, on_paper("wsas", version=0))
    with pytest.raises(AnswersRefused):
        entries.enter(nurse.actor(), cast.patient.id, on_paper("wsas", version=0, total=41))
    assert measure_lists.own(cast.patient.actor()).answered == ()


@pytest.mark.parametrize("who", ["patient", "other_patient", "therapist", "manager"])
def test_nobody_outside_the_team_enters_anything(cast: Cast, nurse: Member, who: str) -> None:
    member = getattr(cast, who)
    with pytest.raises(NotAllowed):
        entries.enter(member.actor(), cast.patient.id, on_paper(phq2_1=1, phq2_2=1))
    with pytest.raises(NotAllowed):
        measure_lists.of_patient(member.actor(), cast.patient.id)


def test_one_s_own_entry_can_be_removed_and_that_it_was_there_stays(cast: Cast, nurse: Member) -> None:
    row_id, _ = entries.enter(nurse.actor(), cast.patient.id, on_paper(phq2_1=1, phq2_2=1))
    own = finish(cast.patient.actor(), **CALM)
    for who, about in ((cast.patient, row_id), (nurse, own.id), (cast.therapist, row_id)):
        with pytest.raises(NotAllowed):
            entries.remove(who.actor(), cast.patient.id, about)
    entries.remove(nurse.actor(), cast.patient.id, row_id)
    [gone] = [row for row in stored(MeasureResponse) if row["id"] == row_id]
    assert (gone["state"], gone["body_sealed"]) == ("deleted", None)
    assert list(verification.verify(cast.clinic_id)) == []


def test_what_was_answered_goes_along_in_its_exact_words(cast: Cast) -> None:
    actor = cast.patient.actor()
    finish(actor, phq2_1=1, phq2_2=3)
    answering.keep(actor, sent("daily_checkin", mood=7))
    taken = journal_measures.own(actor)
    told = {each["state"]: each for each in journal_measures.for_machines(taken)["measures"]}
    done, begun = told["done"], told["begun"]
    assert done["answers"][1] == {"question": "Feeling down, depressed, or hopeless", "answer": "Nearly every day"}
    assert ("Spitzer" in done["notice"], done["total"], begun["state"]) == (True, 4, "begun")
    words = "".join(journal_measures.for_people(taken, ZoneInfo("Europe/London")))
    assert "Little interest or pleasure in doing things Several days" in words
    assert words.count("Spitzer") == 1


def test_the_layout_is_kept(cast: Cast) -> None:
    actor = cast.patient.actor()
    measure_choice.lay_out(actor, all_at_once=True)
    assert answer_pages.page(actor, "gad2").all_at_once
    assert responses.rows_of(actor.id) == []


def test_a_form_on_paper_answers_what_was_asked_from_that_day_on(cast: Cast, nurse: Member) -> None:
    ask(nurse, cast)
    actor = nurse.actor()
    for days_ago, still_asked in ((2, 1), (0, 0)):
        entry = replace(on_paper(phq2_1=1, phq2_2=1), taken_on=answer_rows.day_at(actor) - timedelta(days=days_ago))
        entries.enter(actor, cast.patient.id, entry)
        assert len(asks.open_of(actor, cast.patient.id)) == still_asked
