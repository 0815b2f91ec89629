"""The list of one's sign-ins: which device, since when; ending one, or all others, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.models import SignIn
from journal.services.audit import verification
from tests.services.hands import stored
from tests.support.cast import Cast, Member
from tests.support.forms import forms_of, press
from tests.views.steps import JSON, SignedIn, post, token_of

PATH = "/account/sign-ins"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


def rows(app: Flask, member: Member) -> list[dict[str, Any]]:
    with app.app_context():
        return stored(SignIn, SignIn.person_id == member.id)


def phone_of(app: Flask, member: Member) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    typed = {"email": member.email, "password": member.password}
    assert press(client, client.get("/sign-in"), "Sign in", **typed).status_code == 302
    return client


def test_each_device_is_named_and_this_one_is_marked(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    desk = signed_in(cast.patient)
    assert "You are signed in nowhere else." in desk.get(PATH).text
    phone_of(app, cast.patient)
    signed_in(cast.other_patient)
    page = desk.get(PATH)
    assert page.text.count("Last used") == 2
    assert page.text.index("This one") < page.text.index("Firefox on Android")
    assert [form.buttons[0][2] for form in forms_of(page) if form.action.startswith(PATH)] == ["End", "End all others"]
    assert "rv:140" not in page.text


def test_ending_one_ends_it_at_once_and_no_other(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    desk, phone, tablet = signed_in(cast.patient), phone_of(app, cast.patient), signed_in(cast.patient)
    theirs = next(row for row in rows(app, cast.patient) if row["device"] == "Firefox on Android")
    answer = post(desk, f"{PATH}/{theirs['id']}/end")
    assert (answer.status_code, answer.location) == (303, PATH)
    assert "That sign-in has ended." in desk.get(PATH).text
    assert [each.get("/account").status_code for each in (desk, phone, tablet)] == [200, 302, 200]
    ended = next(row for row in rows(app, cast.patient) if row["id"] == theirs["id"])
    assert (ended["key_sealed"], ended["ended_by"]) == (None, "list")
    assert post(desk, f"{PATH}/{theirs['id']}/end").status_code == 404
    with app.app_context():
        assert list(verification.verify(cast.clinic_id)) == []


def test_ending_all_others_leaves_this_one(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    desk, phone, tablet = (signed_in(cast.patient) for _ in range(3))
    stranger = signed_in(cast.other_patient)
    answer = press(desk, desk.get(PATH), "End all others")
    assert answer.status_code == 303
    assert "You are signed in nowhere else now." in desk.get(PATH).text
    assert [each.get("/account").status_code for each in (desk, phone, tablet, stranger)] == [200, 302, 302, 200]


def test_the_sign_ins_of_others_are_not_there(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    mine, theirs = signed_in(cast.patient), signed_in(cast.other_patient)
    [row] = rows(app, cast.other_patient)
    for sign_in_id in (row["id"], uuid4()):
        assert post(mine, f"{PATH}/{sign_in_id}/end").status_code == 404
    assert theirs.get("/account").status_code == 200
    manager = signed_in(cast.manager)
    assert post(manager, f"{PATH}/{row['id']}/end").status_code == 404


def test_one_that_was_left_alone_is_shown_as_paused_and_can_be_ended(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    phone = phone_of(app, cast.patient)
    with clock.at(clock.now() + timedelta(minutes=40)):
        assert phone.get("/account").status_code == 302
        desk = signed_in(cast.patient)
        assert "Paused" in desk.get(PATH).text
        press(desk, desk.get(PATH), "End all others")
        assert "Paused" not in desk.get(PATH).text


def test_what_is_over_is_not_listed(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    phone = phone_of(app, cast.patient)
    press(phone, phone.get("/account"), "Sign out")
    assert "Firefox on Android" not in signed_in(cast.patient).get(PATH).text
    phone_of(app, cast.patient)
    with clock.at(clock.now() + timedelta(hours=13)):
        assert "Firefox on Android" not in signed_in(cast.patient).get(PATH).text


def test_being_here_is_said_and_keeps_the_sign_in(cast: Cast, signed_in: SignedIn) -> None:
    client, begun = signed_in(cast.patient), clock.now()
    for minutes in range(20, 200, 20):
        with clock.at(begun + timedelta(minutes=minutes)):
            answer = client.post("/alive", data={"csrf_token": token_of(client)}, headers=JSON)
            assert answer.get_json() == {"person": str(cast.patient.id), "left": 1800}
    with clock.at(begun + timedelta(minutes=211)):
        answer = client.post("/alive", data={"csrf_token": "x"}, headers=JSON)
        assert answer.status_code in (400, 401)
        assert client.get("/account").status_code == 302


def test_a_page_knows_how_long_it_stays_and_says_so_nowhere_before_sign_in(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.therapist).get("/account").text
    assert 'data-left="8' in page or 'data-left="900"' in page
    assert "data-idle" in page
    stranger = signed_in(cast.therapist).application.test_client().get("/sign-in").text
    assert "data-left" not in stranger
    assert "data-idle" not in stranger
