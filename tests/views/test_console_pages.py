"""The manager's pages: what is typed wrong is given back with a word beside it, and what is done is said."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal.services.people import name_lists
from tests.support.cast import Cast, join
from tests.support.forms import forms_of, link_of, onward, press
from tests.views.steps import SignedIn, post

LINK = re.compile(r"https?://[^\s<]+/invitations/([\w-]+)")
LEA = {"name": "Lea Brandt", "email": "lea@people.example", "identifier": "born 1 May 1990"}


def invite(client: FlaskClient, **typed: str) -> TestResponse:
    return press(client, client.get("/people/new"), "Invite a person", **{**LEA, **typed})


def test_the_link_is_shown_once_and_a_new_one_ends_it(ruth: FlaskClient, client: FlaskClient, cast: Cast) -> None:
    page = invite(ruth, therapist_id=str(cast.therapist.id))
    assert page.status_code == 200
    (first,) = LINK.findall(page.text)
    assert "72 hours" in page.text
    (lea,) = re.findall(r'/people/([0-9a-f-]{36})">Done', page.text)
    shown = ruth.get(f"/people/{lea}")
    assert first not in shown.text
    (second,) = LINK.findall(press(ruth, shown, "Make a new link").text)
    assert client.get(f"/invitations/{first}").status_code == 410
    assert "Welcome, Lea Brandt" in client.get(f"/invitations/{second}").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"identifier": ""}, "A patient needs one"),
        ({"name": " "}, "Give the full name."),
        ({"email": "lea at home"}, "whole e-mail address"),
        ({"email": "maya@people.example"}, "is at this clinic already"),
        ({"credentials": "LMFT"}, "Credentials are for staff"),
        ({"role": "owner"}, "Choose what they are here."),
    ],
)
def test_who_cannot_be_invited_is_said_and_the_words_stay(ruth: FlaskClient, typed: dict[str, str], said: str) -> None:
    page = invite(ruth, **typed)
    assert page.status_code in (400, 409)
    assert said in page.text
    (form,) = [each for each in forms_of(page) if each.action == "/people/new"]
    assert form.fields["identifier"] == typed.get("identifier", LEA["identifier"])
    assert "Lea Brandt" not in ruth.get("/people").text


def test_no_page_of_the_console_has_a_field_for_a_password(ruth: FlaskClient, cast: Cast) -> None:
    for path in ("/clinic", "/people", "/people/new", f"/people/{cast.patient.id}", f"/care-teams/{cast.patient.id}"):
        page = ruth.get(path).text.split("<main", 1)[1].split("</main>")[0]  # after it, what asks to sign in again
        assert 'type="password"' not in page


def test_who_is_disabled_loses_the_page_that_is_open(ruth: FlaskClient, cast: Cast, signed_in: SignedIn) -> None:
    therapist = signed_in(cast.therapist)
    assert therapist.get("/review").status_code == 200
    done = press(ruth, ruth.get(f"/people/{cast.therapist.id}"), "Disable")
    assert done.status_code == 303
    assert therapist.get("/review").location.startswith("/sign-in")
    assert "Disabled. Every sign-in of this account has ended." in ruth.get(done.location).text
    assert press(ruth, ruth.get(f"/people/{cast.therapist.id}"), "Enable").status_code == 303


def test_the_last_manager_is_told_why_they_stay(ruth: FlaskClient, cast: Cast) -> None:
    page = press(ruth, ruth.get(f"/people/{cast.manager.id}"), "Disable")
    assert page.status_code == 409
    assert "This is the last manager who can sign in." in page.text
    assert ruth.get("/people").status_code == 200


def test_a_therapist_is_assigned_changed_and_ended_by_one_button_each(
    ruth: FlaskClient, cast: Cast, signed_in: SignedIn
) -> None:
    team = f"/care-teams/{cast.patient.id}"
    asked = press(ruth, ruth.get(team), "Assign a therapist", therapist_id=str(cast.other_therapist.id))
    assert asked.status_code == 303
    assert "the patient has not answered" in ruth.get(team).text
    ends = re.findall(r'href="(/care-teams/relations/[0-9a-f-]+/end)"', ruth.get(team).text)
    therapist = signed_in(cast.therapist)
    page = ruth.get(ends[0])
    assert "End the care of Dr. Ines Okafor?" in page.text
    assert press(ruth, page, "End care").status_code == 303
    assert therapist.get(f"/patients/{cast.patient.id}").status_code == 404


def test_a_patient_is_not_assigned_as_a_therapist(ruth: FlaskClient, cast: Cast) -> None:
    answer = post(ruth, f"/care-teams/{cast.patient.id}/therapists", therapist_id=str(cast.other_patient.id))
    assert answer.status_code == 409
    assert "There is no such therapist in this clinic." in answer.text


def test_handing_over_asks_every_patient(ruth: FlaskClient, cast: Cast) -> None:
    page = ruth.get(f"/people/{cast.therapist.id}/hand-over")
    done = press(ruth, page, "Ask every patient", therapist_id=str(cast.other_therapist.id), end_now="yes")
    assert done.status_code == 303
    assert "asked" in look_for(ruth, "/care-teams", "maya").text
    assert ruth.get(f"/people/{cast.patient.id}/hand-over").status_code == 404


def look_for(client: FlaskClient, path: str, words: str) -> TestResponse:
    """Sends the search of a list as its form does, and goes on to what is found."""
    (form,) = [each for each in forms_of(client.get(path)) if each.action == path]
    assert form.method == "post"
    answer = client.post(path, data={**form.fields, "search": words})
    assert answer.status_code == 303
    assert words not in answer.location
    return client.get(answer.location)


def test_lists_are_searched_and_paged(ruth: FlaskClient, cast: Cast, app_people: None) -> None:
    for path, here, other in (("/people", "Maya Lindqvist", "Leo Marsh"), ("/care-teams", "Maya Lindqvist", "Jonah")):
        found = look_for(ruth, path, "lindq")
        assert here in found.text
        assert other not in found.text
        assert other in ruth.get(f"{path}?search=lindq").text, "an address looks for nobody"
        assert 'method="get"' not in found.text
    assert "Nobody is found so" in look_for(ruth, "/people", "nobody here").text
    for name, odd in (("page", "x"), ("page", "-1"), ("page", "9" * 12), ("role", "\0"), ("status", "🌊")):
        assert ruth.get("/people", query_string={name: odd}).status_code == 200
        assert onward(ruth, post(ruth, "/people", search="'\"<b>", **{name: odd})).status_code == 200


def test_a_search_of_many_pages_goes_on_by_links(
    ruth: FlaskClient, monkeypatch: pytest.MonkeyPatch, app_people: None
) -> None:
    monkeypatch.setattr(name_lists, "PAGE", 1)
    first = look_for(ruth, "/people", "people.example")
    second = ruth.get(link_of(first, "Later"))
    assert "Page 2 of" in second.text
    assert 'value="people.example"' in second.text
    assert "Page 1 of" in ruth.get(link_of(second, "Earlier")).text
    assert "page=2" in ruth.get("/people").text


@pytest.fixture
def app_people(app: Flask, cast: Cast) -> None:
    """One more person, so that lists have something to leave out."""
    with app.app_context():
        join(cast.clinic_id, "Leo Marsh", "nurse", "Staff 12", "a lantern in the boat house")
