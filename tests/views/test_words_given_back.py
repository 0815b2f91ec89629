"""Words typed into a page that had been open too long: carried through the sign-in, or given back with the form."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal import clock
from tests.support.cast import Cast, Member, prove_second_factor
from tests.support.forms import form_with, press
from tests.views.steps import SignedIn, annotate, open_editor, rewrite, share, token_of, write

WORDS = 'typed for an hour,\nand "not" lost <b>'
TOO_OLD = "They are not sent yet; send them once more."


def come_back(client: FlaskClient, page: TestResponse, member: Member) -> TestResponse:
    answer = press(client, page, "Sign in", email=member.email, password=member.password)
    return prove_second_factor(client, answer, member)


def carried_in(page: TestResponse) -> str:
    return form_with(page, button="Sign in").fields["carried"]


def test_a_reflection_travels_through_the_sign_in(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    with clock.at(clock.now() + timedelta(hours=1)):
        page = writer.save(text=WORDS, title="An hour", audience="therapist")
        assert page.status_code == 401
        assert "typed for an hour" not in page.text
        assert "Your words are safe." in page.text
        back = come_back(writer.client, page, cast.patient)
        assert TOO_OLD in back.text
        given = form_with(back, button="Save").fields
        assert (given["text"], given["title"], given["audience"]) == (WORDS, "An hour", "therapist")
        saved = press(writer.client, back, "Save")
        assert saved.status_code == 303
        assert "typed for an hour" in writer.client.get(saved.location).text


def test_what_changed_meanwhile_is_a_conflict(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "as it was")
    writer = open_editor(client, f"/reflections/{reflection_id}/edit")
    with clock.at(clock.now() + timedelta(hours=1)):
        rewrite(signed_in(cast.patient), reflection_id, text="changed on the phone")
        back = come_back(client, writer.save(text=WORDS), cast.patient)
        page = press(client, back, "Save")
        assert page.status_code == 409
        assert "changed on the phone" in page.text
        assert "typed for an hour" in page.text


@pytest.mark.parametrize("part", ["other_patient", "therapist", "manager"])
def test_nobody_else_is_given_the_words(cast: Cast, signed_in: SignedIn, part: str) -> None:
    writer = open_editor(signed_in(cast.patient))
    with clock.at(clock.now() + timedelta(hours=1)):
        page = writer.save(text=WORDS)
        answer = come_back(writer.client, page, getattr(cast, part))
        assert answer.status_code == 302
        assert "typed for an hour" not in writer.client.get("/", follow_redirects=True).text


@pytest.mark.parametrize("spoiled", ["", "x", "AAAA", "é", "cut", "changed", "A" * 5000])
def test_a_spoiled_carried_value_is_ignored(cast: Cast, signed_in: SignedIn, spoiled: str) -> None:
    writer = open_editor(signed_in(cast.patient))
    with clock.at(clock.now() + timedelta(hours=1)):
        page = writer.save(text=WORDS)
        whole = carried_in(page)
        middle = len(whole) // 2
        other = "A" if whole[middle] != "A" else "B"
        value = {"cut": whole[:-8], "changed": whole[:middle] + other + whole[middle + 1 :]}.get(spoiled, spoiled)
        form = form_with(page, button="Sign in").fields | {"carried": value}
        data = form | {"email": cast.patient.email, "password": cast.patient.password}
        answer = writer.client.post("/sign-in", data=data)
        assert (answer.status_code, answer.location) == (302, "/")


def test_a_wrong_password_does_not_lose_the_words(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    with clock.at(clock.now() + timedelta(hours=1)):
        page = writer.save(text=WORDS)
        wrong = press(writer.client, page, "Sign in", email=cast.patient.email, password="not this one at all")
        assert carried_in(wrong) == carried_in(page)
        back = come_back(writer.client, wrong, cast.patient)
        assert form_with(back, button="Save").fields["text"] == WORDS


def test_a_hundred_thousand_characters_travel(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    with clock.at(clock.now() + timedelta(hours=1)):
        back = come_back(writer.client, writer.save(text="\U0001f415" * 100_000), cast.patient)
        assert form_with(back, button="Save").fields["text"] == "\U0001f415" * 100_000


def test_a_note_travels_through_the_sign_in(cast: Cast, signed_in: SignedIn) -> None:
    reflection_id = share(signed_in(cast.patient), "some shared words")
    therapist = signed_in(cast.therapist)
    page = therapist.get(f"/review/{reflection_id}")
    typed = {"note": WORDS, "quoted_words": "shared words", "visibility": "appointment"}
    with clock.at(clock.now() + timedelta(hours=1)):
        back = come_back(therapist, press(therapist, page, "Save note", **typed), cast.therapist)
        given = form_with(back, button="Save note").fields
        assert {name: given[name] for name in typed} == typed
        assert press(therapist, back, "Save note").status_code == 303


def test_a_reply_travels_through_the_sign_in(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    reflection_id = share(client, "some shared words")
    annotate(signed_in(cast.therapist), reflection_id, "a note")
    page = client.get(f"/reflections/{reflection_id}")
    with clock.at(clock.now() + timedelta(hours=1)):
        back = come_back(client, press(client, page, "Reply", reply=WORDS), cast.patient)
        assert form_with(back, button="Reply").fields["reply"] == WORDS


@pytest.mark.parametrize("kind", ["note", "reflection"])
def test_words_about_what_is_gone_meanwhile_are_still_given_back(cast: Cast, signed_in: SignedIn, kind: str) -> None:
    client, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(client, "some shared words")
    page, writer = therapist.get(f"/review/{reflection_id}"), open_editor(client, f"/reflections/{reflection_id}/edit")
    press(client, client.get(f"/reflections/{reflection_id}/delete"), "Delete this reflection")
    with clock.at(clock.now() + timedelta(hours=1)):
        if kind == "note":
            expired = press(therapist, page, "Save note", note=WORDS, visibility="now")
            back = come_back(therapist, expired, cast.therapist)
        else:
            back = come_back(client, writer.save(text=WORDS), cast.patient)
        assert "typed for an hour" in back.text


@pytest.mark.parametrize("token", ["", "x", "another's"])
def test_a_form_token_that_does_not_hold_gives_the_words_back(cast: Cast, signed_in: SignedIn, token: str) -> None:
    writer = open_editor(signed_in(cast.patient))
    value = token_of(signed_in(cast.other_patient)) if token == "another's" else token
    answer = writer.save(text=WORDS, title="An hour", csrf_token=value)
    assert TOO_OLD in answer.text
    assert form_with(answer, button="Save").fields["text"] == WORDS
    assert press(writer.client, answer, "Save").status_code == 303


def test_a_stranger_s_words_are_shown_to_them_again(client: FlaskClient) -> None:
    answer = client.post("/reflections/01a202b3-0359-7f7b-9d03-f961dbae9889", data={"text": WORDS})
    assert answer.status_code == 400
    assert re.search(r"<textarea[^>]*>\s*typed for an hour", answer.text)


def test_a_form_token_serves_for_as_long_as_somebody_writes(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    for minutes in range(20, 11 * 60, 20):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            assert writer.type(f"after {minutes} minutes").status_code == 200


def test_words_are_announced_below_only_where_there_are_any(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    choice = client.post("/account/appearance", data={"csrf_token": "x", "theme": "dark", "text_size": "large"})
    assert choice.status_code == 400
    assert "Open the page anew and try again." in choice.text
    assert "below" not in choice.text
    typed = client.post("/account/appearance", data={"csrf_token": "x", "text": WORDS})
    assert "what you typed is below." in typed.text
    assert "typed for an hour" in typed.text
