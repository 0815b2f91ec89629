"""What people do on pages, in small steps: write, share, read, annotate, answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Executable, select
from werkzeug.test import TestResponse

from journal.extensions import db
from journal.models import AuditHead
from tests.support.cast import Member
from tests.support.forms import form_with, forms_of, press

SignedIn = Callable[[Member], FlaskClient]
JSON = {"Accept": "application/json"}


def write(client: FlaskClient, text: str, title: str = "", audience: str = "only_me") -> str:
    """Writes a reflection through the form and gives its id."""
    answer = press(client, client.get("/reflections/new"), "Save", title=title, text=text, audience=audience)
    assert answer.status_code == 303, answer.text
    return str(answer.location).rsplit("/", 1)[1]


def rewrite(client: FlaskClient, reflection_id: str, **typed: str) -> TestResponse:
    """Opens a reflection for writing, changes fields and saves."""
    return press(client, client.get(f"/reflections/{reflection_id}/edit"), "Save", **typed)


def share(client: FlaskClient, text: str, title: str = "") -> str:
    """Writes a reflection that the therapist may read, and gives its id."""
    return write(client, text, title, "therapist")


def annotate(
    client: FlaskClient, reflection_id: str, note: str, quoted_words: str = "", visibility: str = "now", **more: str
) -> str:
    """Writes a note through the form and gives its id."""
    typed = {"note": note, "quoted_words": quoted_words, "visibility": visibility, **more}
    answer = show(client, press(client, client.get(f"/review/{reflection_id}"), "Save note", **typed))
    assert answer.status_code == 303, answer.text
    return str(answer.location).rsplit("#note-", 1)[1]


def show(client: FlaskClient, page: TestResponse) -> TestResponse:
    """Presses on where a note is shown first as its patient will see it; any other page is given back."""
    buttons = [
        words for form in forms_of(page) for name, value, words in form.buttons if (name, value) == ("step", "show")
    ]
    return press(client, page, buttons[0]) if buttons else page


def bring(client: FlaskClient, reflection_id: str, quoted_words: str = "") -> str:
    """Sets a reflection, or words of it, apart for the appointment, and gives the id of the passage."""
    page = client.get(f"/reflections/{reflection_id}")
    answer = press(client, page, "Bring to our appointment", quoted_words=quoted_words)
    assert answer.status_code == 303, answer.text
    return str(form_with(page, button="Bring to our appointment").fields["passage_id"])


def insight_of(client: FlaskClient, reflection_id: str, sentence: str = "One sentence of it.", **words: str) -> str:
    """Makes an insight of a reflection through the form, and gives its id."""
    page = client.get(f"/reflections/{reflection_id}")
    answer = press(client, page, "Make an insight", sentence=sentence, **words)
    assert answer.status_code == 303, answer.text
    return str(answer.location).rsplit("/", 1)[1]


def strategy_of(client: FlaskClient, insight_id: str, act: str = "One small thing.", **more: str) -> str:
    """Puts a strategy under an insight through the form, and gives its id."""
    page = client.get(f"/insights/{insight_id}")
    assert press(client, page, "Keep strategy", act=act, **more).status_code == 303
    return str(form_with(page, button="Keep strategy").fields["record_id"])


def note_to_self(client: FlaskClient, patient_id: str, note: str) -> str:
    """Writes a process note through the form and gives its id."""
    page = client.get(f"/patients/{patient_id}/process-notes")
    assert press(client, page, "Save note", note=note).status_code == 303
    return str(form_with(page, button="Save note").fields["note_id"])


def save_plan(client: FlaskClient, **typed: str) -> TestResponse:
    """Opens the form of the coping plan, changes parts and saves."""
    return press(client, client.get("/plan/edit"), "Save", **typed)


def token_of(client: FlaskClient) -> str:
    """A form token for this browser."""
    return str(client.get("/form-token").get_json()["token"])


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Sends fields with a good form token, as a script or a hand-made form would."""
    return client.post(path, data={"csrf_token": token_of(client), **fields})


@dataclass
class Writer:
    """A page that is open for writing and saves drafts as its script does."""

    client: FlaskClient
    id: str
    fields: dict[str, str]

    def type(self, text: str, **more: str) -> TestResponse:
        """Sends what was typed as a draft; remembers the versions the answer names."""
        self.fields |= {"text": text, **more}
        answer = self.client.post(f"/reflections/{self.id}/draft", data=self.fields, headers=JSON)
        if answer.status_code == 200:
            self.fields |= {name: str(answer.get_json()[name]) for name in ("draft_version", "base_version")}
        return answer

    def save(self, **more: str) -> TestResponse:
        """Presses Save."""
        return self.client.post(f"/reflections/{self.id}", data=self.fields | more)


def open_editor(client: FlaskClient, path: str = "/reflections/new") -> Writer:
    """Opens the writing page."""
    form = form_with(client.get(path), button="Save")
    return Writer(client, form.action.rsplit("/", 1)[1], form.fields)


def scalar(app: Flask, query: Executable) -> Any:
    """One value from the database, read past the application."""
    with app.app_context(), db.engine.connect() as connection:
        return connection.execute(query).scalar_one_or_none()


def change(app: Flask, statement: Executable) -> None:
    """Changes rows as somebody would who can write to the database."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(statement)


def acts(app: Flask, clinic_id: UUID) -> int:
    """How many acts the clinic's audit holds; every state change adds one."""
    found: int = scalar(app, select(AuditHead.sequence).where(AuditHead.clinic_id == clinic_id))
    return found
