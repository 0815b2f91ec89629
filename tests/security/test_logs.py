"""After a whole journey, with everything that can go wrong on it, the logs hold no words, names or addresses."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from flask import Flask

from journal import clock
from tests.security.tampering import database_out_of_reach
from tests.support.cast import Cast
from tests.support.forms import press
from tests.support.traces import found_in, words_in_database
from tests.views.steps import SignedIn, annotate, open_editor, post, share

CANARIES = {
    "title": "zinnia-title-canary", "text": "heron text canary", "draft": "otter draft canary",
    "note": "larch note canary", "reply": "wren reply canary", "password": "sorrel password canary",
}  # fmt: skip


def test_no_words_reach_the_logs_or_the_database(
    app: Flask, cast: Cast, signed_in: SignedIn, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, CANARIES["text"], CANARIES["title"])
    annotate(therapist, reflection_id, CANARIES["note"], CANARIES["text"])
    press(patient, patient.get(f"/reflections/{reflection_id}"), "Reply", reply=CANARIES["reply"])
    writer = open_editor(patient, f"/reflections/{reflection_id}/edit")
    writer.type(CANARIES["draft"])
    writer.type(CANARIES["draft"], draft_version="0")
    writer.save(text=CANARIES["draft"], csrf_token="x")
    writer.save(text=CANARIES["draft"], base_version=CANARIES["title"])
    with database_out_of_reach(app):
        writer.type(CANARIES["draft"])
    with clock.at(clock.now() + timedelta(hours=1)):
        writer.save(text=CANARIES["draft"])
        post(app.test_client(), "/sign-in", email=cast.patient.email, password=CANARIES["password"])
    said = caplog.text.encode()
    people = [word for each in cast for word in (each.name, each.email, each.password, each.identifier)]
    assert not list(found_in(said, [*CANARIES.values(), *people[:4]]))
    assert not words_in_database(database, [*CANARIES.values(), *people])


def test_an_unexpected_failure_is_logged_without_what_was_sent(
    app: Flask, cast: Cast, signed_in: SignedIn, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from journal.services.reflections import writing

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    writer = open_editor(signed_in(cast.patient))
    monkeypatch.setattr(writing, "save", fail)
    answer = writer.save(text=CANARIES["text"], title=CANARIES["title"])
    assert answer.status_code == 500
    assert CANARIES["text"] in answer.text
    assert "planted" not in answer.text
    assert "RuntimeError at reflections.save" in caplog.text
    assert "planted" not in caplog.text
    assert not list(found_in(caplog.text.encode(), CANARIES.values()))
