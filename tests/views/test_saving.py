"""Saving a reflection: what was typed is what is kept, version after version, and nothing too long is lost."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from journal.models import Reflection
from tests.support.cast import Cast
from tests.support.forms import form_with
from tests.views.steps import SignedIn, annotate, open_editor, rewrite, scalar, share, write

WHOLE = 100_000
ODD = {
    "emoji": "a dog \U0001f415\u200d\U0001f9ba and a family \U0001f469\u200d\U0001f469\u200d\U0001f467",
    "right to left": "שלום עולם, and back \u202eagain",
    "NUL": "before\x00after",
    "markup": "<script>alert(1)</script> & \"quotes\" 'too' {{ 7 * 7 }}",
    "a textarea's end": "</textarea></form><h1>out</h1>",
    "leading newlines": "\n\n\nthree lines down",
    "trailing spaces": "words   \n   ",
    "combining": "e\u0301 u\u0308",
}


@pytest.mark.parametrize("name", ODD)
def test_what_was_typed_comes_back_as_typed(cast: Cast, signed_in: SignedIn, name: str) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, ODD[name], title=ODD[name])
    page = client.get(f"/reflections/{reflection_id}/edit")
    fields = form_with(page, button="Save").fields
    assert fields["text"].replace("\ufffd", "\x00") == ODD[name]
    assert client.get(f"/reflections/{reflection_id}").status_code == 200
    assert "<script>alert" not in client.get(f"/reflections/{reflection_id}").text


def test_line_ends_of_a_browser_become_plain_ones(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "one\r\ntwo\r\n\r\nthree")
    assert open_editor(client, f"/reflections/{reflection_id}/edit").fields["text"] == "one\ntwo\n\nthree"


@pytest.mark.parametrize("sign", ["x", "\U0001f415"], ids=["letters", "signs beyond the first plane"])
def test_a_hundred_thousand_characters_are_kept(cast: Cast, signed_in: SignedIn, sign: str) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, sign * WHOLE, title="t" * 200)
    assert open_editor(client, f"/reflections/{reflection_id}/edit").fields["text"] == sign * WHOLE


@pytest.mark.parametrize("typed", [{"text": "y" * (WHOLE + 1)}, {"text": "short", "title": "t" * 201}])
def test_one_character_too_many_is_given_back(
    app: Flask, cast: Cast, signed_in: SignedIn, typed: dict[str, str]
) -> None:
    writer = open_editor(signed_in(cast.patient))
    answer = writer.save(audience="therapist", **typed)
    assert answer.status_code == 413
    assert "Nothing is lost; shorten it and save again." in answer.text
    given = form_with(answer, button="Save").fields
    assert {name: given[name] for name in typed} == typed
    assert given["audience"] == "therapist"
    assert scalar(app, select(func.count()).select_from(Reflection)) == 0
    shorter = writer.client.post(f"/reflections/{writer.id}", data=given | {"title": "", "text": "short"})
    assert shorter.status_code == 303


def test_the_largest_body_is_refused_plainly(cast: Cast, signed_in: SignedIn) -> None:
    answer = open_editor(signed_in(cast.patient)).save(text="x" * (2 * 1024 * 1024))
    assert answer.status_code == 413
    assert "<h1>This is too long</h1>" in answer.text
    assert "Go back: what you wrote is still on the page." in answer.text


@pytest.mark.parametrize("audience", ["everybody", "", "THERAPIST"])
def test_an_audience_that_does_not_exist_is_asked_again(cast: Cast, signed_in: SignedIn, audience: str) -> None:
    answer = open_editor(signed_in(cast.patient)).save(text="words to keep", audience=audience)
    assert answer.status_code == 400
    assert "Choose who can read this, and save again." in answer.text
    assert form_with(answer, button="Save").fields["text"] == "words to keep"


def test_a_patient_without_a_therapist_is_told_that_nobody_reads(app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    from tests.support.cast import join

    with app.app_context():
        alone = join(cast.clinic_id, "Alma Ruiz", "patient", "1990-01-01", "orchard behind the school")
    client = signed_in(alone)
    writer = open_editor(client)
    answer = writer.save(text="words to keep", audience="therapist")
    assert answer.status_code == 409
    assert "No therapist can read here now, so this was not shared." in answer.text
    assert form_with(answer, button="Save").fields["text"] == "words to keep"
    assert scalar(app, select(func.count()).select_from(Reflection)) == 0


def test_each_saved_text_is_kept_as_a_version(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "the first text", "One")
    rewrite(client, reflection_id, text="the second text", title="Two")
    rewrite(client, reflection_id, text="the third text")
    page = client.get(f"/reflections/{reflection_id}")
    assert "the third text" in page.text
    for number, words in ((1, "the first text"), (2, "the second text")):
        assert f"/reflections/{reflection_id}/versions/{number}" in page.text
        version = client.get(f"/reflections/{reflection_id}/versions/{number}")
        assert words in version.text
        assert f"Version {number} of 3" in version.text
    assert client.get(f"/reflections/{reflection_id}/versions/3").status_code == 404


def test_a_note_remembers_the_version_it_was_written_about(cast: Cast, signed_in: SignedIn) -> None:
    client, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(client, "the river was high")
    annotate(therapist, reflection_id, "how high?", "river was high")
    rewrite(client, reflection_id, text="nothing of that remains")
    assert "Written about version 1." in client.get(f"/reflections/{reflection_id}").text
    assert "Written about version 1." in therapist.get(f"/review/{reflection_id}").text


def test_an_untitled_reflection_is_called_by_its_time(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "words", title="   ")
    for address in (f"/reflections/{reflection_id}", "/reflections", "/"):
        assert re.search(r"Reflection, \w+ ?\w* ?\d*, \d\d:\d\d", client.get(address).text), address


def test_a_title_is_shown_as_text(cast: Cast, signed_in: SignedIn) -> None:
    client, title = signed_in(cast.patient), "<b>bold</b> & {{ 1 }}"
    reflection_id = write(client, "words", title=title)
    for address in (f"/reflections/{reflection_id}", "/reflections", "/", f"/reflections/{reflection_id}/delete"):
        page = client.get(address).text
        assert "<b>bold" not in page
        assert html.escape(title) in page
