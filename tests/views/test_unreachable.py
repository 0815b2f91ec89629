"""When the database cannot be reached: a plain 503 with the words kept, and help as ever."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.security.tampering import database_out_of_reach
from tests.support.cast import Cast
from tests.views.steps import SignedIn, open_editor, token_of


def test_saving_answers_503_with_the_words(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    with database_out_of_reach(app):
        answer = writer.save(text="words to keep", title="A title to keep")
    assert answer.status_code == 503
    assert "words to keep" in answer.text
    assert "A title to keep" in answer.text
    assert answer.headers["Retry-After"] == "5"
    assert writer.save(text="words to keep").status_code == 303


@pytest.mark.parametrize("path", ["/", "/reflections", "/reflections/new", "/account"])
def test_every_page_answers_503(app: Flask, cast: Cast, signed_in: SignedIn, path: str) -> None:
    client = signed_in(cast.patient)
    with database_out_of_reach(app):
        answer = client.get(path)
    assert answer.status_code == 503
    assert "What was saved before is safe." in answer.text
    assert "Get help now" in answer.text
    assert client.get(path).status_code == 200


def test_signing_in_answers_503(app: Flask, client: FlaskClient, cast: Cast) -> None:
    fields = {"csrf_token": token_of(client), "email": cast.patient.email, "password": cast.patient.password}
    with database_out_of_reach(app):
        answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 503
    assert cast.patient.email in answer.text
    assert cast.patient.password not in answer.text
    assert client.post("/sign-in", data=fields).status_code == 302


def test_help_is_there_with_the_built_in_numbers(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    client, stranger = signed_in(cast.patient), app.test_client()
    with database_out_of_reach(app):
        pages = [client.get("/help"), stranger.get("/help")]
    for page in pages:
        assert page.status_code == 200
        assert "I might hurt myself" in page.text
        assert 'href="tel:' in page.text


def test_the_process_is_healthy_and_not_ready(app: Flask, client: FlaskClient) -> None:
    with database_out_of_reach(app):
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").status_code == 200


def test_the_sign_in_page_itself_needs_no_database(app: Flask, client: FlaskClient) -> None:
    with database_out_of_reach(app):
        assert client.get("/sign-in").status_code == 200
