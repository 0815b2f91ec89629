"""Words typed into the record of a session come back after an expired sign-in and from an old form."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from journal import clock
from journal.models import SignIn
from tests.support.cast import Member
from tests.support.forms import press
from tests.views.steps import change
from tests.views.treatment_steps import check_in


def _event(sam: FlaskClient, address: str) -> TestResponse:
    """The form of an adverse event that was noted."""
    press(sam, sam.get(f"{address}/events/new"), "Save", what="Nausea")
    return sam.get(f"{address}/events/" + sam.get(address).text.split(f'href="{address}/events/')[-1].split('"')[0])


def test_an_old_form_gives_back_what_was_added_to_what_stands_there(sam: FlaskClient) -> None:
    address = check_in(sam)
    press(sam, sam.get(address), "Save observation", observation="Calm")
    entry = sam.get(f"{address}/log/" + sam.get(address).text.split(f'href="{address}/log/')[1].split('"')[0])
    for form, button, name in ((_event(sam, address), "Save", "outcome"),
                               (entry, "Save the correction", "observation")):  # fmt: skip
        answer = press(sam, form, button, **{name: "Asked for water", "csrf_token": "x"})
        assert "Asked for water" in answer.text
        assert press(sam, answer, button).status_code == 303


def test_an_expired_sign_in_gives_the_words_back(sam: FlaskClient, nurse: Member, app: Flask) -> None:
    address = check_in(sam)
    page, debrief = sam.get(address), sam.get(f"{address}/record/debrief")
    press(sam, page, "Save observation", observation="Calm")
    entry = sam.get(f"{address}/log/" + sam.get(address).text.split(f'href="{address}/log/')[1].split('"')[0])
    event = _event(sam, address)
    change(app, update(SignIn).values(expires_at=clock.now() - timedelta(minutes=1)))
    forms = (
        (page, "Save observation", "observation"), (debrief, "Save", "note"), (event, "Save", "outcome"),
        (entry, "Save the correction", "observation"),
    )  # fmt: skip
    for form, button, name in forms:
        answer = press(sam, form, button, **{name: "Asked for water"})
        assert answer.status_code == 401
        assert "Your words are safe" in answer.text
