"""The pages of a coping plan give back what was typed, whatever stands in its way."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from journal import clock
from journal.services.sessions import sessions
from tests.support.cast import Cast
from tests.support.forms import form_with, press
from tests.views.steps import SignedIn, save_plan

SIGN = "I count what went wrong"


def test_two_plans_that_came_apart_are_both_kept(cast: Cast, signed_in: SignedIn) -> None:
    phone, desk = signed_in(cast.patient), signed_in(cast.patient)
    open_on_desk = desk.get("/plan/edit")
    assert save_plan(phone, signs="from the phone").status_code == 303
    conflict = press(desk, open_on_desk, "Save", signs="from the desk")
    assert conflict.status_code == 409
    assert "from the phone" in conflict.text
    assert press(desk, conflict, "Keep both").status_code == 303
    assert "from the desk\nfrom the phone" in desk.get("/plan").text
    again = press(desk, press(desk, open_on_desk, "Save", signs="only this"), "Use this one")
    assert again.status_code == 303
    assert "from the phone" not in desk.get("/plan").text


def test_what_is_too_long_comes_back(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    answer = save_plan(client, safer="x" * 601, signs=SIGN)
    assert answer.status_code == 400
    assert form_with(answer, button="Save").fields["signs"] == SIGN
    assert "holds 600 characters" in answer.text
    nobody = client.post("/plan", data={**form_with(answer, button="Save").fields, "audience": "the world"})
    assert (nobody.status_code, SIGN in nobody.text) == (400, True)


def test_words_typed_while_a_sign_in_ran_out_are_given_back(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    form = form_with(client.get("/plan/edit"), button="Save")
    with clock.at(clock.now() + timedelta(hours=1)):
        asked = client.post("/plan", data=form.fields | {"signs": SIGN})
        assert (asked.status_code, SIGN in asked.text) == (401, False)
        back = press(client, asked, "Sign in", email=cast.patient.email, password=cast.patient.password)
        assert form_with(back, button="Save").fields["signs"] == SIGN
        assert press(client, back, "Save").status_code == 303
        assert SIGN in client.get("/plan").text


def test_on_a_day_of_rest_sharing_is_asked_twice(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    with app.app_context():
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
    client = signed_in(cast.patient)
    first = save_plan(client, signs=SIGN, audience="therapist")
    assert first.status_code == 409
    assert "day of rest" in first.text
    assert press(client, first, "Save", share_today="yes").status_code == 303
    assert ">Shared<" in client.get("/plan").text


def test_the_card_holds_the_plan_and_the_numbers_of_the_clinic(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    save_plan(client, people="Ada, +1 212 555 0147")
    card = client.get("/plan/card").text
    for number in ("tel:+12125550147", "tel:988", "tel:911", "tel:+12125550134"):
        assert number in card
    assert cast.patient.name not in card


def test_a_therapist_finds_the_way_to_a_plan_only_where_it_is_shared(cast: Cast, signed_in: SignedIn) -> None:
    maya, ines = signed_in(cast.patient), signed_in(cast.therapist)
    patient = f"/patients/{cast.patient.id}"
    save_plan(maya, signs=SIGN)
    assert f"{patient}/plan" not in ines.get(patient).text
    save_plan(maya, signs=SIGN, audience="therapist")
    assert f"{patient}/plan" in ines.get(patient).text
    assert SIGN in ines.get(f"{patient}/plan").text
