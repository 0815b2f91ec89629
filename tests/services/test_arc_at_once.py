"""What two people, or one with two browsers, do at the same moment: made once, and nothing of either is lost unseen."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AddedPrompt, DosingSession, Insight, Step, TreatmentEntry
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.insights import insights, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import New, TypedChange
from journal.services.people import deaths
from journal.services.prompts import patient_prompts
from journal.services.prompts.clinic_prompts import PromptsMoved
from journal.services.prompts.patient_prompts import HIDE, TypedAddition
from journal.services.sessions import sessions
from journal.services.treatments import treatment_entries
from tests.services.hands import at_once, stored, write
from tests.services.insight_hands import TEXT, WORDS
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def form(actor: Actor) -> tuple[UUID, str]:
    made = make_id()
    return made, token_for_id(server_secret(), actor.id, made)


def test_somebody_whom_two_check_in_has_one_session(app: Flask, cast: Cast, therapist: Actor) -> None:
    assert at_once(app, lambda _: sessions.check_in(therapist, cast.patient.id), 4) == [None] * 4
    assert len(stored(DosingSession)) == 1


def test_an_insight_sent_twice_at_once_is_made_once(app: Flask, patient: Actor) -> None:
    made, token = form(patient)
    typed = TypedInsight("Something stays.", id=made, token=token)
    assert at_once(app, lambda _: insights.make_alone(patient, "insight", typed), 4) == [made] * 4
    page, (tied, other) = write(patient, TEXT), form(patient)
    typed = TypedInsight("Something else.", id=tied, token=other)
    assert at_once(app, lambda _: insights.make(patient, page, typed, WORDS), 4) == [tied] * 4
    assert len(stored(Insight)) == 2


def test_a_change_sent_twice_at_once_is_kept_once(app: Flask, patient: Actor) -> None:
    made, token = form(patient)
    typed = TypedChange("I sleep with the window open.")
    assert at_once(app, lambda _: steps.add_change_alone(patient, typed, New(made, token)), 4) == [made] * 4
    assert len(stored(Step)) == 1


def test_a_line_sent_twice_at_once_is_added_once(app: Flask, patient: Actor) -> None:
    made, token = form(patient)
    add = at_once(app, lambda _: treatment_entries.add(patient, "therapy", "Yoga", made, token), 4)
    assert (add, len(stored(TreatmentEntry))) == ([None] * 4, 1)


def test_a_prompt_sent_twice_at_once_is_added_once(app: Flask, cast: Cast, therapist: Actor) -> None:
    typed = TypedAddition("week", "Who was there?", *form(therapist))
    assert at_once(app, lambda _: patient_prompts.add(therapist, cast.patient.id, typed), 4) == [None] * 4
    assert len(stored(AddedPrompt)) == 1


@pytest.mark.parametrize("arranged_before", [False, True])
def test_of_those_who_arrange_prompts_at_once_one_does_and_the_others_hear(
    app: Flask, cast: Cast, therapist: Actor, arranged_before: bool
) -> None:
    plan = patient_prompts.shown(therapist, cast.patient.id).plan
    codes = [each.code for one in plan.moments for each in one.asked]
    if arranged_before:
        patient_prompts.arrange(therapist, cast.patient.id, codes[-1], HIDE, 0)
    seen = int(arranged_before)

    def arrange(number: int) -> None:
        patient_prompts.arrange(therapist, cast.patient.id, codes[number], HIDE, seen)

    answers = at_once(app, arrange, 4)
    assert sorted(type(each) is PromptsMoved for each in answers) == [False, True, True, True]
    db.session.remove()
    plan = patient_prompts.shown(therapist, cast.patient.id).plan
    hidden = sum(each.is_hidden for one in plan.moments for each in one.asked)
    assert (plan.version, hidden) == (seen + 1, seen + 1)


def test_who_has_died_is_not_checked_in(cast: Cast, therapist: Actor) -> None:
    noted = deaths.ask(cast.manager.actor(), cast.patient.id)
    deaths.answer(therapist, noted, confirm=True)
    with pytest.raises(NotAllowed):
        sessions.check_in(therapist, cast.patient.id)
