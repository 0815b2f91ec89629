"""Prompts on pages: a moment that stays with what is typed, one prompt at a time, and words that are given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from journal import clock
from journal.models import Reflection
from tests.support import sittings
from tests.support.cast import Cast, prove_second_factor
from tests.support.forms import form_with, forms_of, press
from tests.views.steps import SignedIn, open_editor, post, scalar

ENDED = datetime(2026, 5, 4, 16, tzinfo=UTC)  # noon in New York
TYPED = "The lake, and then\nthe other side of it."


@pytest.fixture
def session_id(app: Flask, cast: Cast) -> UUID:
    with app.app_context():
        return sittings.held(cast.patient, cast.therapist, ENDED)


def address(session_id: UUID, moment: str = "first_account") -> str:
    return f"/reflections/new?session={session_id}&moment={moment}"


def moment_of(app: Flask, reflection_id: str) -> tuple[UUID | None, str | None]:
    wanted = Reflection.id == UUID(reflection_id)
    found = scalar(app, select(Reflection.session_id).where(wanted))
    return found, scalar(app, select(Reflection.moment).where(wanted))


def test_from_today_to_a_first_account_that_says_where_it_lies(
    app: Flask, cast: Cast, signed_in: SignedIn, session_id: UUID
) -> None:
    with clock.at(ENDED + timedelta(hours=26)):
        client = signed_in(cast.patient)
        today = client.get("/")
        assert "26 hours after your first session" in today.text
        assert address(session_id).replace("&", "&amp;") in today.text
        writer = open_editor(client, address(session_id))
        assert writer.type("The lake").status_code == 200
        assert f"/reflections/{writer.id}/edit" in client.get("/").text
        assert writer.save(text=TYPED, audience="therapist").status_code == 303
        assert moment_of(app, writer.id) == (session_id, "first_account")
    with clock.at(ENDED + timedelta(hours=40)):
        client, reader = signed_in(cast.patient), signed_in(cast.therapist)
        for page in (client.get("/reflections"), client.get(f"/reflections/{writer.id}")):
            assert ">26 hours after your first session</time>" in page.text
            assert 'title="Tuesday, 5 May 2026, 14:00 EDT"' in page.text
            assert "written on the day" not in page.text
        for path in (f"/review/{writer.id}", f"/patients/{cast.patient.id}", "/review"):
            assert ">26 hours after the first session</time>" in reader.get(path).text, path


def test_what_is_written_on_the_day_says_so(cast: Cast, signed_in: SignedIn, session_id: UUID) -> None:
    with clock.at(ENDED + timedelta(hours=3)):
        writer = open_editor(signed_in(cast.patient), address(session_id, "landing"))
        assert writer.save(text="wool").status_code == 303
    with clock.at(ENDED + timedelta(days=3)):
        page = signed_in(cast.patient).get(f"/reflections/{writer.id}")
    assert "3 hours after your first session" in page.text
    assert "written on the day" in page.text


def test_prompts_turn_without_a_script_and_nothing_that_was_typed_is_lost(
    app: Flask, cast: Cast, signed_in: SignedIn, session_id: UUID
) -> None:
    client = signed_in(cast.patient)
    page = client.get(address(session_id))
    for button, shown in (("Another", "surprised"), ("Another", "further_away"), ("Hide prompts", "hidden")):
        page = press(client, page, button, text=TYPED, title="A title")
        assert page.status_code == 200
        form = form_with(page, button="Save")
        assert (form.fields["text"], form.fields["title"]) == (TYPED, "A title")
        assert (form.fields["prompt"], form.fields["moment"]) == (shown, "first_account")
    page = press(client, press(client, page, "Show a prompt"), "Skip for good")
    assert form_with(page, button="Save").fields["prompt"] == "surprised"
    assert 'data-prompt="from_the_start"' not in page.text
    assert "Stop here" in page.text
    saved = press(client, page, "Save")
    assert saved.status_code == 303
    assert moment_of(app, saved.location.rsplit("/", 1)[1]) == (session_id, "first_account")
    assert 'data-prompt="from_the_start"' not in client.get(address(session_id)).text


def test_the_moment_travels_through_the_sign_in_and_a_conflict(
    app: Flask, cast: Cast, signed_in: SignedIn, session_id: UUID
) -> None:
    writer = open_editor(signed_in(cast.patient), address(session_id))
    with clock.at(clock.now() + timedelta(hours=1)):
        page = writer.save(text=TYPED)
        assert page.status_code == 401
        back = press(writer.client, page, "Sign in", email=cast.patient.email, password=cast.patient.password)
        back = prove_second_factor(writer.client, back, cast.patient)
        assert press(writer.client, back, "Save").status_code == 303
        assert moment_of(app, writer.id) == (session_id, "first_account")
        phone, desk = (open_editor(signed_in(cast.patient), f"/reflections/{writer.id}/edit") for _ in "ab")
        phone.save(text="on the phone")
        kept = press(desk.client, desk.save(text="at the desk"), "Keep both")
        assert moment_of(app, kept.location.rsplit("/", 1)[1]) == (session_id, "first_account")


def test_a_moment_that_is_not_there_or_another_s_session_is_not_found(
    app: Flask, cast: Cast, signed_in: SignedIn, session_id: UUID
) -> None:
    with app.app_context():
        theirs = sittings.held(cast.other_patient, cast.other_therapist, ENDED)
    client = signed_in(cast.patient)
    strange = (address(theirs), address(uuid4()), address(session_id, "no_such_moment"), address(session_id, "\0"),
               "/reflections/new?session=x", "/reflections/new?moment=first_account")  # fmt: skip
    for path in strange:
        assert client.get(path).status_code == 404, path
    for fields in ({"session_id": str(theirs)}, {"moment": "no_such_moment"}, {"session_id": "x", "moment": "week"}):
        writer = open_editor(client)
        refused = writer.save(text=TYPED, **fields)
        assert (refused.status_code, "The lake, and then" in refused.text) == (404, True), fields
        assert writer.type(TYPED, **fields).status_code == 404
    assert client.get("/reflections/new?moment=before_appointment").status_code == 200


def test_not_now_and_skipping_on_today(cast: Cast, signed_in: SignedIn, session_id: UUID) -> None:
    with clock.at(ENDED + timedelta(hours=50)):
        client = signed_in(cast.patient)
        page = client.get("/")
        form = next(each for each in forms_of(page) if each.action == "/prompts/not-now")
        assert client.post(form.action, data=form.fields).status_code == 303
        page = client.get("/")
        assert "Not now, then" in page.text
        assert "second_look" not in page.text
    with clock.at(ENDED + timedelta(hours=70)):
        client = signed_in(cast.patient)
        form = next(each for each in forms_of(client.get("/")) if each.action == "/prompts/skip")
        assert client.post(form.action, data=form.fields).status_code == 303
        assert "second_look" not in client.get("/").text


def test_a_manager_changes_a_moment_and_a_bad_one_comes_back(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.manager)
    path = "/clinic/prompts/first_account"
    for typed, said in (
        ({"opens": "-3"}, "without a minus sign"),
        ({"opens": ""}, "whole number"),
        ({"closes": "1"}, "close later"),
        ({"prompts-0-text": "x" * 10_000}, "at most 500 characters"),
    ):
        page = press(client, client.get(path), "Save", **{"prompts-1-text": "kept as typed", **typed})
        assert page.status_code == 400, typed
        assert said in page.text, typed
        assert "kept as typed" in page.text, typed
    form = client.get(path)
    assert press(client, form, "Save", closes="60", **{"prompts-7-text": "One more?"}).status_code == 303
    page = client.get("/clinic/prompts")
    assert "First account and Second look" in page.text
    assert "One more?" in page.text
    late = press(client, form, "Save", **{"prompts-0-text": "from an old page"})
    assert (late.status_code, "from an old page" in late.text) == (409, True)
    assert press(client, client.get(path), "As it comes").status_code == 303
    assert "One more?" not in client.get("/clinic/prompts").text
    assert press(client, client.get("/clinic/prompts"), "Save quiet hours", from_minutes="9pm").status_code == 400


def test_a_therapist_adds_hides_and_is_given_words_back(cast: Cast, signed_in: SignedIn) -> None:
    client, patient = signed_in(cast.therapist), signed_in(cast.patient)
    path = f"/patients/{cast.patient.id}/prompts"
    page = press(client, client.get(path), "Add prompt", text="y" * 10_000)
    assert (page.status_code, "y" * 10_000 in page.text) == (400, True)
    form = client.get(path)
    for _ in range(2):  # the form is sent twice
        assert press(client, form, "Add prompt", text="Who was <there>?", moment="week").status_code == 303
    shown = patient.get("/prompts").text
    assert shown.count("Who was &lt;there&gt;?") == 1
    assert "Added for you by Dr. Ines Okafor" in shown
    assert "added a prompt for you to write from" in patient.get("/account/history").text
    assert post(client, f"{path}/arrange", code="surprised", how="hide", version="0").status_code == 303
    assert "Which feeling surprised you?" not in patient.get("/prompts").text
    stale = post(client, f"{path}/arrange", code="surprised", how="show", version="0")
    assert (stale.status_code, "Nothing was changed by you" in stale.text) == (409, True)
    assert post(client, f"{path}/arrange", code="surprised", how="burn", version="1").status_code == 404
    with clock.at(clock.now() + timedelta(hours=1)):
        page = press(client, form, "Add prompt", text="typed for an hour", moment="week")
        assert page.status_code == 401
        back = press(client, page, "Sign in", email=cast.therapist.email, password=cast.therapist.password)
        back = prove_second_factor(client, back, cast.therapist)
        assert "typed for an hour" in back.text
