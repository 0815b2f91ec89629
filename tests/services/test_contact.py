"""A patient asks to be contacted, on any day: once, told who answers and who has seen it, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journal import clock
from journal.ids import make_id
from journal.models import Notice as NoticeRow
from journal.models import SafetyFlag
from journal.permissions import NotAllowed
from journal.services.care import decisions
from journal.services.coping_plans import coping_plans
from journal.services.coping_plans.coping_plans import TypedPlan
from journal.services.measures import answering
from journal.services.notices import Notice
from journal.services.safety import contact, safety_page
from journal.services.sessions import sessions
from tests.services import care_steps
from tests.services.hands import forget_notices, stored
from tests.services.safety_steps import acknowledge, answered, asked, close, look, opened, write
from tests.services.test_measure_answers import phq9, sent
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def own(cast: Cast) -> tuple[contact.Asking, ...]:
    return contact.asked(cast.patient.actor())


def test_asking_says_who_answers_and_pressing_twice_asks_once(cast: Cast) -> None:
    forget_notices()
    offer = contact.offer(cast.patient.actor())
    assert (offer.who, offer.asked, offer.answer) == ((cast.therapist.name,), (), contact.ANSWER)
    assert asked(cast) == asked(cast)
    assert len(stored(SafetyFlag)) == len(stored(NoticeRow, NoticeRow.kind == Notice.SAFETY_FLAG)) == 1
    assert [each.seen for each in own(cast)] == [()]


def test_it_is_shown_who_has_seen_it_until_it_is_closed(cast: Cast) -> None:
    flag_id = asked(cast)
    at = clock.now() + timedelta(minutes=20)
    with clock.at(at):
        look(cast.therapist, flag_id)
    with clock.at(at + timedelta(hours=2)):
        look(cast.therapist, flag_id)
        [asking] = own(cast)
        assert [(seen.name, seen.at) for seen in asking.seen] == [(cast.therapist.name, at)]
        acknowledge(cast.therapist, flag_id)
        another = asked(cast)
        assert another != flag_id  # that was taken on already
        write(cast.therapist, flag_id)
        close(cast.therapist, flag_id)
        assert [each.flag_id for each in own(cast)] == [another]


def test_it_is_asked_on_a_day_of_rest_too(cast: Cast) -> None:
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    assert not decisions.may_decide(cast.patient.id)
    assert asked(cast) is not None


def test_it_is_taken_back_and_the_flag_stays(cast: Cast) -> None:
    flag_id = answered(cast)
    assert flag_id is not None
    assert contact.ask(cast.patient.actor(), flag_id) == flag_id
    look(cast.therapist, flag_id)
    contact.take_back(cast.patient.actor(), flag_id)
    contact.take_back(cast.patient.actor(), flag_id)
    assert own(cast) == ()
    assert (look(cast.therapist, flag_id).state, look(cast.therapist, flag_id).contact_at) == ("open", None)
    with pytest.raises(NotAllowed):
        contact.take_back(cast.other_patient.actor(), flag_id)


def test_the_calm_page_is_found_by_the_answer_and_by_its_flag_alone(cast: Cast) -> None:
    words = {"alone": "Cold water on the wrists"}
    coping_plans.save(cast.patient.actor(), TypedPlan(words, base_version=0))
    about = make_id()
    flag_id = answered(cast, 1, about)
    assert flag_id is not None
    for each in (about, flag_id):
        page = safety_page.of_answer(cast.patient.actor(), each)
        assert page.heading.startswith("You said thoughts like this have been around.")
        assert (page.known, page.asked, page.closed) == (True, False, False)
        assert [part.text for part in page.plan] == list(words.values())
        assert page.country.emergency.number == "911"
    contact.ask(cast.patient.actor(), about)
    assert safety_page.of_answer(cast.patient.actor(), about).asked
    for member, each in ((cast.other_patient, about), (cast.patient, make_id()), (cast.therapist, about)):
        with pytest.raises(NotAllowed):
            safety_page.of_answer(member.actor(), each)


def test_where_care_has_ended_the_page_says_that_nobody_sees_it(cast: Cast) -> None:
    about = make_id()
    answered(cast, 1, about)
    care_steps.end(cast)
    page = safety_page.of_answer(cast.patient.actor(), about)
    assert (page.known, page.offer.who) == (False, ())


def test_an_answer_that_nobody_was_told_of_has_its_page_and_a_calm_one_has_none(cast: Cast) -> None:
    care_steps.end(cast)
    hit, calm = (answering.finish(cast.patient.actor(), sent("phq9", **phq9(last))).id for last in (1, 0))
    page = safety_page.of_answer(cast.patient.actor(), hit)
    assert (page.known, page.closed, page.offer.who) == (False, False, ())
    assert page.heading.startswith("You said thoughts like this")
    with pytest.raises(NotAllowed):
        safety_page.of_answer(cast.patient.actor(), calm)
    assert stored(SafetyFlag) == []


def test_one_that_a_clinician_opened_is_never_explained_to_the_patient(cast: Cast) -> None:
    flag_id = opened(cast, cast.therapist)
    page = safety_page.of_answer(cast.patient.actor(), flag_id)
    assert page.heading == "You deserve support with this."
    assert own(cast) == ()
