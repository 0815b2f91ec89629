"""The search page: words travel in the form alone, what is found is marked, and a refusal gives the words back."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal.services.search import search_turns
from tests.support.cast import Cast
from tests.support.forms import press
from tests.support.traces import found_in, words_in_database
from tests.views.steps import annotate, post, share, write

CANARY = "kittiwake-query-canary"


def look(client: FlaskClient, words: str, **more: str) -> TestResponse:
    return press(client, client.get("/search"), "Search", words=words, **more)


def test_what_is_found_is_marked_escaped_and_leads_to_where_it_stands(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "The Lâke was <b>warm</b>.", "By the water")
    note_id = annotate(therapist, reflection_id, "More of the lake?")
    page = look(therapist, "lake").text
    assert "2 found" in page
    assert "The <mark>Lâke</mark> was" in page
    assert "<b>warm" not in page
    assert f'href="/review/{reflection_id}"' in page
    assert f'href="/review/{reflection_id}#note-{note_id}"' in page
    assert f"{cast.patient.name}, {cast.patient.identifier}" in page
    assert "Patients see when an excerpt of theirs is shown to you." in page
    own = look(patient, "lake").text
    assert f'href="/reflections/{reflection_id}"' in own
    assert "saw a part of version 1 in a search" in patient.get(f"/reflections/{reflection_id}").text


def test_the_form_is_empty_until_words_are_sent_and_none_stand_in_an_address_or_title(
    patient: FlaskClient, therapist: FlaskClient, app: Flask, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    share(patient, "Nothing of it.")
    assert "found" not in patient.get(f"/search?words={CANARY}").text.split("<main")[1]
    for client in (patient, therapist):
        answer = look(client, CANARY)
        assert answer.status_code == 200
        assert "Nothing was found" in answer.text
        assert "<title>Search - Interleaf</title>" in answer.text
        assert f'value="{CANARY}"' in answer.text
    assert not list(found_in(caplog.text.encode(), [CANARY]))
    assert not words_in_database(database, [CANARY])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("   ", "Type at least one word"),
        ("x" * 5000, "Use 500 characters or fewer"),
        ("a b c d e f g h i j k l m", "Use 12"),
    ],
)
@pytest.mark.one_engine("the words never come to the database")
def test_what_cannot_be_looked_for_comes_back_with_the_reason(patient: FlaskClient, words: str, said: str) -> None:
    answer = look(patient, words)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{words}"' in answer.text


def test_whose_searches_still_run_waits_with_the_words_kept_and_reads_on(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_turns, "_here", [cast.patient.id] * search_turns.EACH)
    answer = look(patient, "lake")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "press Search again" in answer.text
    assert 'value="lake"' in answer.text
    assert patient.get("/reflections").status_code == look(therapist, "lake").status_code == 200


@pytest.mark.one_engine("the words never come to the database")
def test_days_and_choices_that_are_none_are_refused(cast: Cast, patient: FlaskClient) -> None:
    for more in (
        {"since": "yesterday"},
        {"author": cast.manager.id.hex},
        {"author": "x"},
        {"since": "2026-02-02", "until": "2026-02-01"},
    ):
        assert post(patient, "/search", words="lake", **more).status_code == 400
    for more in (
        {"patient": cast.other_patient.id.hex},
        {"page": "nowhere"},
        {"page": "99999999999"},
        {"theme": "fear"},
    ):
        assert post(patient, "/search", words="lake", **more).status_code == 200


def test_pages_are_turned_in_a_form(patient: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journal.services.search.search.PAGE", 1)
    first, second = write(patient, "The lake."), write(patient, "The lake.")
    page = look(patient, '"the lake"')
    assert f"/reflections/{second}" in page.text
    page = press(patient, page, "Older")
    assert f"/reflections/{first}" in page.text
    assert "Page 2 of 2" in page.text
    assert f"/reflections/{second}" in press(patient, page, "Newer").text


@pytest.mark.one_engine("what is given back comes from the browser")
def test_words_are_given_back_after_a_page_that_was_open_too_long(patient: FlaskClient) -> None:
    answer = patient.post("/search", data={"csrf_token": "x", "words": "the lake"})
    assert 'value="the lake"' in answer.text
    assert "send them once more" in answer.text
    assert "found" not in answer.text.split("<main")[1]


def test_search_is_reached_from_the_lists(cast: Cast, patient: FlaskClient, therapist: FlaskClient) -> None:
    write(patient, "words")
    assert 'href="/search"' in patient.get("/reflections").text
    for path in ("/review", "/patients"):
        assert 'href="/search"' in therapist.get(path).text
    assert f"/search?patient={cast.patient.id}" in therapist.get(f"/patients/{cast.patient.id}").text
