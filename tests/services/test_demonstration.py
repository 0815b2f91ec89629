"""The demonstration clinic: who is in it, what each of them finds, and that it comes nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from journal import clock
from journal.config import Settings
from journal.extensions import db
from journal.models import AuditRow, Reflection
from journal.services import today
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care import care
from journal.services.clinics import clinics
from journal.services.demonstration import demonstration
from journal.services.notes import process_notes
from journal.services.people import accounts, people, people_list
from journal.services.reflections import drafts, lists, reflections
from journal.services.review import caseload, review_queue, reviews
from journal.services.sign_in import sign_ins
from tests.support.forms import press
from tests.support.installations import Installations, State

TOLD = pytest.mark.one_engine("what the story tells is the same on both")


@pytest.fixture
def state(request: pytest.FixtureRequest) -> State:
    return "demonstration" if "loaded" in request.fixturenames else "migrated"


@pytest.fixture
def loaded(installations: Installations, settings: Settings) -> Iterator[Flask]:
    """The demonstration as `make run` leaves it."""
    wanted = replace(settings, secret_file=installations.secret_file, demonstration=True)
    with installations.application(wanted) as app:
        app.config["PREFERRED_URL_SCHEME"] = "http" if settings.plain_http else "https"
        yield app


@pytest.fixture
def inside(loaded: Flask) -> Iterator[None]:
    """Lets the test call services."""
    with loaded.app_context():
        yield


def whoever(name: str) -> Actor:
    """Somebody of the demonstration, signed in."""
    found = sign_ins.find(sign_ins.begin(accounts.check_password(f"{name}@demo.example", demonstration.PASSWORD)))
    assert found is not None
    assert found.actor is not None
    return found.actor


def one(rows: Any, title: str) -> Any:
    """The only row with that title."""
    (found,) = [row for row in rows if row.title == title]
    return found


def sign_in(client: FlaskClient, name: str) -> str:
    """Signs in through the page, and gives the heading of the page after it."""
    page = client.get("/sign-in")
    assert f"{name}@demo.example" in page.text
    assert demonstration.PASSWORD in page.text
    press(client, page, "Sign in", email=f"{name}@demo.example", password=demonstration.PASSWORD)
    answer = client.get("/", follow_redirects=True)
    return "".join(re.findall(r"<h1[^>]*>([^<]+)</h1>", answer.text))


def test_each_account_the_sign_in_page_names_opens_on_its_own_first_page(loaded: Flask) -> None:
    headings = {name: sign_in(loaded.test_client(), name) for name in ("patient", "therapist", "manager")}
    assert headings == {"patient": "Today", "therapist": "Review", "manager": "Clinic"}


@TOLD
def test_the_patient_finds_her_journal_in_the_middle_of_the_series(inside: None) -> None:
    nora = whoever("patient")
    journal = lists.journal(nora)
    states = [row.state for row in journal.rows]
    assert (states.count("draft"), states.count("private"), states.count("shared")) == (1, 3, 7)
    assert [row.title for row in journal.deleted] == ["Not to be sent"]
    rooms = reflections.page(nora, one(journal.rows, "Empty rooms").id)
    assert [version.number for version in rooms.versions] == [2, 1]
    assert drafts.editor(nora, one(journal.rows, "The photograph").id).draft_version == 1
    shown = today.today(nora)
    assert (len(shown.drafts), shown.therapists) == (1, ("Judith Amsel",))
    assert [(each.count, each.are_kept) for each in shown.waiting_notes] == [(1, False)]
    [dab] = rooms.notes
    assert [reply.is_me for reply in dab.replies] == [True, False]
    [hurried] = reflections.page(nora, one(journal.rows, "The corridor").id).notes
    assert hurried.resolved_at is not None
    assert [each.reflection.title for each in shown.brought] == ["Before we meet"]


@TOLD
def test_her_notes_say_what_each_of_the_two_may_see(inside: None) -> None:
    nora, judith = whoever("patient"), whoever("therapist")
    radio = one(lists.journal(nora).rows, "The radio")
    hers = reflections.page(nora, radio.id)
    assert [(note.visibility, len(note.replies)) for note in hers.notes] == [("now", 1), ("now", 0)]
    assert [seen.name for seen in hers.receipts.read_by] == ["Judith Amsel"]
    notes = reviews.open_reflection(judith, radio.id).notes
    assert [note.visibility for note in notes] == ["now", "appointment", "only_me", "now"]
    assert [note.placement for note in notes] == ["words", "words", "words", "whole"]
    assert notes[1].released_at is None


@TOLD
def test_the_therapist_finds_something_to_read_and_replies_to_it(inside: None) -> None:
    judith = whoever("therapist")
    waiting = {entry.name: entry for entry in review_queue.page(judith).entries}
    nora = waiting["Nora Castellan"]
    assert len(process_notes.listed(judith, nora.id).notes) == 2
    assert [row.title for row in nora.rows] == ["", "Before we meet"]
    assert (nora.identifier, nora.unread_replies) == ("born 4 May 1986", 1)
    counts = {name: patient.to_read for name, patient in waiting.items() if name != nora.name}
    assert counts == {"Daniel Kowalczyk": 1, "Grace Bellamy": 1, "Margaret Oyelaran": 1}


@TOLD
def test_the_others_stand_at_other_points_of_the_arc(inside: None) -> None:
    manager = whoever("manager")
    cards = {each.card.name: each.card for each in people_list.listed(manager).people}
    assert {card.role for card in cards.values()} == set(people.ROLES)
    assert [name for name, card in cards.items() if card.status == "invited"] == ["Peter Halloran"]
    assert all(card.identifier for card in cards.values())
    assert lists.journal(whoever("amina.sorensen")).rows == ()
    teo = whoever("teo.marchetti")
    assert [request.name for request in today.today(teo).requests] == ["Judith Amsel"]
    assert [reader.name for reader in care.readers(teo.id)] == ["Owen Farrell"]


@TOLD
def test_every_quoted_word_of_every_note_is_found_where_it_stands(inside: None) -> None:
    told = json.loads((files("journal") / "data" / "demonstration.json").read_text(encoding="utf-8"))
    quoted = [note for each in told["reflections"] for note in each.get("notes", ()) if "quote" in note]
    therapists = [whoever(name) for name in ("therapist", "owen.farrell")]
    placed = [
        note.placement
        for therapist in therapists
        for patient in caseload.patients(therapist)
        for row in caseload.patient(therapist, patient.id).rows
        for note in reviews.open_reflection(therapist, row.id).notes
    ]
    assert placed.count("words") == len(quoted)
    assert set(placed) == {"words", "whole"}


def test_everything_lies_in_the_past_in_the_order_it_happened(inside: None) -> None:
    (clinic_id,) = clinics.ids()
    assert list(verification.verify(clinic_id)) == []
    moments = list(db.session.scalars(select(AuditRow.at).order_by(AuditRow.sequence)))
    assert moments == sorted(moments)
    assert moments[-1] < clock.now()
    by_id = list(db.session.scalars(select(Reflection.created_at).order_by(Reflection.id)))
    assert by_id == sorted(by_id)
