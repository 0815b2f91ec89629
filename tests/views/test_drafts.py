"""Autosave: what a script is answered, and that no draft reaches anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from journal import clock
from tests.security.tampering import database_out_of_reach
from tests.support.cast import Cast
from tests.support.forms import form_with, press
from tests.views.steps import JSON, SignedIn, annotate, open_editor, share, write


def test_each_pause_is_answered_with_the_draft_s_version(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    for number in (1, 2, 3):
        answer = writer.type(f"pause {number}")
        assert answer.status_code == 200
        told = answer.get_json()
        assert (told["draft_version"], told["base_version"]) == (number, 0)
        assert told["saved_text"].startswith("Saved as a draft, today, ")
    assert open_editor(writer.client, f"/reflections/{writer.id}/edit").fields["text"] == "pause 3"
    assert writer.save().status_code == 303
    assert "pause 3" in writer.client.get(f"/reflections/{writer.id}").text


def test_a_save_without_words_leaves_nothing_in_the_journal(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    assert writer.save().status_code == 400
    answer = writer.type("").get_json()
    assert (answer["draft_version"], answer["saved_text"]) == (0, "Not saved yet")
    for address in ("/", "/reflections"):
        page = writer.client.get(address).text
        assert writer.id not in page
        assert "Not finished yet" not in page
    assert [writer.type(typed).get_json()["draft_version"] for typed in ("ab", "")] == [1, 2]
    assert "Not finished yet" not in writer.client.get("/").text
    assert "no words" in writer.client.get("/reflections").text
    assert open_editor(writer.client, f"/reflections/{writer.id}/edit").fields["text"] == ""


def test_who_can_read_it_is_never_autosaved(cast: Cast, signed_in: SignedIn) -> None:
    writer, therapist = open_editor(signed_in(cast.patient)), signed_in(cast.therapist)
    writer.type("not for anybody yet", audience="therapist")
    assert therapist.get(f"/review/{writer.id}").status_code == 404
    assert open_editor(writer.client, f"/reflections/{writer.id}/edit").fields["audience"] == "only_me"


def test_an_ended_sign_in_is_answered_401(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    with clock.at(clock.now() + timedelta(hours=1)):
        answer = writer.type("later")
    assert (answer.status_code, answer.get_json()) == (401, {"reason": "signed_out"})


@pytest.mark.parametrize("seen", [{"draft_version": "0"}, {"draft_version": "7"}, {"base_version": "1"}])
def test_a_draft_from_an_older_page_is_answered_409(cast: Cast, signed_in: SignedIn, seen: dict[str, str]) -> None:
    writer = open_editor(signed_in(cast.patient))
    writer.type("here")
    answer = writer.type("elsewhere", **seen)
    assert (answer.status_code, answer.get_json()) == (409, {"reason": "conflict"})
    assert open_editor(writer.client, f"/reflections/{writer.id}/edit").fields["text"] == "here"


def test_a_draft_too_long_is_answered_413(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    answer = writer.type("x" * 100_001)
    assert (answer.status_code, answer.get_json()) == (413, {"reason": "too_long", "limit": 100_000})
    assert writer.type("x" * 100_000).status_code == 200
    assert writer.type("x" * (2 * 1024 * 1024)).get_json()["reason"] == "too_long"


@pytest.mark.parametrize("token", ["", "x"])
def test_a_draft_with_a_bad_form_token_is_answered_400(cast: Cast, signed_in: SignedIn, token: str) -> None:
    answer = open_editor(signed_in(cast.patient)).type("words", csrf_token=token)
    assert (answer.status_code, answer.get_json()) == (400, {"reason": "form_token"})


def test_a_database_out_of_reach_is_answered_503(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    with database_out_of_reach(app):
        answer = writer.type("words")
    assert (answer.status_code, answer.get_json()) == (503, {"reason": "unreachable"})
    assert answer.headers["Retry-After"]
    assert writer.type("words").status_code == 200


@pytest.mark.parametrize("token", ["", "00", "zz", "é"])
def test_a_new_id_needs_its_own_token(cast: Cast, signed_in: SignedIn, token: str) -> None:
    writer = open_editor(signed_in(cast.patient))
    answer = writer.type("words", token=token)
    assert (answer.status_code, answer.get_json()) == (404, {"reason": "not_found"})
    assert writer.save(text="words").status_code == 404


def test_the_token_of_another_person_makes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    hers, other = open_editor(signed_in(cast.patient)), signed_in(cast.other_patient)
    token = other.get("/form-token").get_json()["token"]
    data = hers.fields | {"csrf_token": token, "text": "words"}
    assert other.post(f"/reflections/{hers.id}/draft", data=data, headers=JSON).status_code == 404
    assert other.post(f"/reflections/{hers.id}", data=data).status_code == 404
    assert hers.type("still free").status_code == 200


def test_a_draft_of_a_shared_reflection_reaches_nobody_until_it_is_saved(cast: Cast, signed_in: SignedIn) -> None:
    client, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(client, "the shared words", "Shared title")
    writer = open_editor(client, f"/reflections/{reflection_id}/edit")
    writer.type("words not yet saved", title="Unsaved title")
    for address in (f"/review/{reflection_id}", "/review", "/patients", f"/patients/{cast.patient.id}"):
        page = therapist.get(address).text
        assert "not yet saved" not in page
        assert "Unsaved title" not in page
    page = client.get(f"/reflections/{reflection_id}/edit").text
    assert "Dr. Ines Okafor sees the version saved" in page
    assert "reaches nobody until you press Save with My therapist too chosen." in page
    assert "What stands here is the saved version." in client.get(f"/reflections/{reflection_id}").text
    assert writer.save(audience="therapist").status_code == 303
    assert "words not yet saved" in therapist.get(f"/review/{reflection_id}").text


def test_saving_a_draft_for_oneself_takes_the_shared_version_back(cast: Cast, signed_in: SignedIn) -> None:
    client, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(client, "the shared words")
    writer = open_editor(client, f"/reflections/{reflection_id}/edit")
    assert writer.save(text="for me", audience="only_me").status_code == 303
    assert therapist.get(f"/review/{reflection_id}").status_code == 404


def test_words_can_only_be_quoted_from_the_version_that_is_shared(cast: Cast, signed_in: SignedIn) -> None:
    client, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(client, "the shared words")
    open_editor(client, f"/reflections/{reflection_id}/edit").type("words not yet saved")
    refused = press(
        therapist, therapist.get(f"/review/{reflection_id}"), "Save note", note="n", quoted_words="not yet saved",
        visibility="now",
    )  # fmt: skip
    assert refused.status_code == 400
    assert annotate(therapist, reflection_id, "n", "shared words")


def test_changes_can_be_dropped(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "the saved words")
    open_editor(client, f"/reflections/{reflection_id}/edit").type("changed")
    page = client.get(f"/reflections/{reflection_id}/edit")
    assert press(client, page, "Drop these changes").status_code == 303
    assert form_with(client.get(f"/reflections/{reflection_id}/edit"), button="Save").fields["text"] == (
        "the saved words"
    )


def test_a_draft_without_a_saved_version_is_not_dropped_but_deleted(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    writer.type("only a draft")
    token = writer.fields["csrf_token"]
    writer.client.post(f"/reflections/{writer.id}/draft/discard", data={"csrf_token": token})
    page = writer.client.get(f"/reflections/{writer.id}/edit")
    assert "only a draft" in page.text
    assert "Drop these changes" not in page.text
    assert writer.client.get(f"/reflections/{writer.id}").location.endswith("/edit")
