"""The search page: words stand in no address as they are, what is found is marked, and a refusal gives them back."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal.services import questions
from journal.services.search import search_turns
from tests.support.cast import Cast
from tests.support.forms import form_with, link_of, onward, press
from tests.support.traces import found_in, words_in_database
from tests.views.steps import acts, annotate, post, share, write

CANARY = "kittiwake-query-canary"


def look(client: FlaskClient, words: str, **more: str) -> TestResponse:
    return onward(client, press(client, client.get("/search"), "Search", words=words, **more))


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
        assert CANARY not in answer.request.url
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
        assert onward(patient, post(patient, "/search", words="lake", **more)).status_code == 200


def test_pages_are_turned_by_links(patient: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journal.services.search.search.PAGE", 1)
    first, second = write(patient, "The lake."), write(patient, "The lake.")
    page = look(patient, '"the lake"')
    assert f"/reflections/{second}" in page.text
    page = patient.get(link_of(page, "Older"))
    assert f"/reflections/{first}" in page.text
    assert "Page 2 of 2" in page.text
    assert f"/reflections/{second}" in patient.get(link_of(page, "Newer")).text


@pytest.mark.one_engine("what is given back comes from the browser")
def test_words_are_given_back_after_a_page_that_was_open_too_long(patient: FlaskClient) -> None:
    answer = patient.post("/search", data={"csrf_token": "x", "words": "the lake"})
    assert 'value="the lake"' in answer.text
    assert "send them once more" in answer.text
    assert "found" not in answer.text.split("<main")[1]


def test_an_address_finds_again_for_who_asked_and_is_an_empty_form_for_others(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "The lake was warm.")
    address = press(patient, patient.get("/search"), "Search", words="the lake", author="patient").location
    for page in (patient.get(address), patient.get(address)):
        assert f"/reflections/{reflection_id}" in page.text
        assert 'value="the lake"' in page.text
    changed = address[:60] + ("B" if address[60] == "A" else "A") + address[61:]
    for client, odd in ((therapist, address), (patient, changed), (patient, "/search?asked=%00é")):
        assert form_with(client.get(odd), button="Search").fields["words"] == ""
        assert "found" not in client.get(odd).text.split("<main")[1]


@pytest.mark.one_engine("the words never come to the database")
@pytest.mark.parametrize("character", ["\x01", "\0", '"', "\\", "\U0001f30a", "\u2028", "\ud7ff", "%"])
def test_the_longest_words_stand_in_an_address_that_servers_take(patient: FlaskClient, character: str) -> None:
    answer = press(patient, patient.get("/search"), "Search", words="lake" + character * 496)
    assert len(answer.location) < 4000
    assert onward(patient, answer).status_code == 200


def test_what_cannot_be_chosen_any_more_is_said_at_an_address_that_was_kept(
    app: Flask, cast: Cast, patient: FlaskClient
) -> None:
    with app.app_context():
        asked = questions.carry(cast.patient.actor(), {"words": "lake", "author": cast.manager.id.hex})
    answer = patient.get("/search", query_string={"asked": asked})
    assert (answer.status_code, "not there any more. Nothing was looked for" in answer.text) == (400, True)
    assert 'value="lake"' in answer.text


def test_a_search_of_one_patient_is_never_one_of_others_when_it_is_asked_again(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    share(patient, "The lake was warm.")
    with app.app_context():
        asked = questions.carry(cast.therapist.actor(), {"words": "lake", "patient": cast.other_patient.id.hex})
        before = acts(app, cast.clinic_id)
    answer = therapist.get("/search", query_string={"asked": asked})
    assert (answer.status_code, "Nothing was looked for" in answer.text) == (400, True)
    assert "warm" not in answer.text
    assert acts(app, cast.clinic_id) == before


def test_a_page_that_a_browser_fetches_in_advance_is_not_opened(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    share(patient, "The lake was warm.")
    address = press(therapist, therapist.get("/search"), "Search", words="lake").location
    before = acts(app, cast.clinic_id)
    for purpose in ("prefetch", "prefetch;prerender"):
        answer = therapist.get(address, headers={"Sec-Purpose": purpose})
        assert (answer.status_code, "warm" in answer.text) == (503, False)
    assert acts(app, cast.clinic_id) == before
    assert "warm" in therapist.get(address).text
    assert acts(app, cast.clinic_id) > before


def test_search_is_reached_from_the_lists(cast: Cast, patient: FlaskClient, therapist: FlaskClient) -> None:
    write(patient, "words")
    assert 'href="/search"' in patient.get("/reflections").text
    for path in ("/review", "/patients"):
        assert 'href="/search"' in therapist.get(path).text
    assert f"/search?patient={cast.patient.id}" in therapist.get(f"/patients/{cast.patient.id}").text
