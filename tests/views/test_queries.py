"""How much the main pages ask of the database: a bounded number of questions, and none that reads a whole table."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.extensions import Model, db
from journal.ids import make_id
from journal.services.ledger import quarantine
from journal.services.review import review_marks
from tests.support.cast import Cast, sign_in
from tests.support.forms import press
from tests.support.queries import Query, queries
from tests.views.steps import annotate, share, write

SMALL = {
    "alembic_version", "audit_head", "clinic", "clinic_prompts", "clinic_recovery_key", "consent_text", "installation",
}  # fmt: skip


@dataclass(frozen=True)
class Main:
    """One of the main pages: whose browser asks for it, where it is, and how many questions it may ask."""

    name: str
    who: str
    address: str
    most: int


PAGES = (
    Main("journal", "patient", "/reflections", 8),
    Main("open", "patient", "/reflections/{reflection}", 22),
    Main("today", "patient", "/", 70),
    Main("queue", "therapist", "/review", 27),
    Main("brief", "therapist", "/patients/{patient}/brief", 30),
    Main("read", "therapist", "/review/{reflection}", 30),
    Main("patient's page", "therapist", "/patients/{patient}", 47),
)
MOST_FOR_SAVE = {"only_me": 9, "therapist": 21}
LARGE = sorted(Model.metadata.tables.keys() - SMALL)  # those that grow with the clinics
FEW = r"(ix_audit_flag|ix_reflection_deleted \(deleted_at<)"  # of acts that open a flag, of what waits to be destroyed
OF_YEARS = "audit|note|reading|reflection"  # so long in each clinic that all of its own rows are too many
ALL_OF = r"\(((clinic_id|state)=|\w+<)\?\)$"  # a clinic, a state, or the years before a day
SCANNED = re.compile(rf"^(SCAN ({'|'.join(LARGE)})\b|SEARCH ({OF_YEARS}) USING (?!INDEX {FEW}).* {ALL_OF})")


@pytest.fixture
def reflection(patient: FlaskClient, therapist: FlaskClient) -> str:
    """One that waits, with a note, among others that were written for oneself and for the therapist."""
    write(patient, "for me alone")
    kept: str = share(patient, "please read this")
    annotate(therapist, kept, "a note")
    return kept


@pytest.fixture
def browsers(patient: FlaskClient, therapist: FlaskClient) -> dict[str, FlaskClient]:
    """Who asks."""
    return {"patient": patient, "therapist": therapist}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_asks_few_questions_and_no_more_where_there_is_more(
    page: Main, app: Flask, browsers: dict[str, FlaskClient], cast: Cast, reflection: str
) -> None:
    address = page.address.format(reflection=reflection, patient=cast.patient.id)
    few = len(asked(app, browsers[page.who], address))
    for number in range(4):
        share(browsers["patient"], f"more words {number}")
    many = len(asked(app, browsers[page.who], address))
    assert many <= few <= page.most


@pytest.mark.parametrize("audience", MOST_FOR_SAVE)
def test_saving_asks_few_questions(app: Flask, patient: FlaskClient, reflection: str, audience: str) -> None:
    with app.app_context():
        quarantine.look_again()
        form = patient.get("/reflections/new")
        with queries() as said:
            assert press(patient, form, "Save", text=f"after {reflection}", audience=audience).status_code == 303
    assert len(said) <= MOST_FOR_SAVE[audience]


@pytest.mark.one_engine
def test_no_main_page_and_no_sign_in_looks_through_a_table_that_grows_with_the_clinics(
    app: Flask, browsers: dict[str, FlaskClient], cast: Cast, reflection: str
) -> None:
    said = [
        each
        for page in PAGES
        for each in asked(app, browsers[page.who], page.address.format(reflection=reflection, patient=cast.patient.id))
    ]
    with app.app_context(), queries() as of_marks:
        review_marks.standing(cast.clinic_id, [make_id() for _ in range(30)])  # as many as a list shows
    with app.app_context(), queries() as of_sign_in:
        quarantine.look_again()
        sign_in(app.test_client(), cast.patient)
    said += of_marks + of_sign_in
    with app.app_context(), db.engine.connect() as connection:
        plans = {
            each.statement: connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each.statement}", each.bound).all()
            for each in said
            if each.statement.startswith("SELECT")
        }
        whole = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT count(*) FROM reflection").all()
    assert [step for step in whole if SCANNED.match(step[-1])]  # what is looked for is found where it is
    assert not [(step[-1], said) for said, plan in plans.items() for step in plan if SCANNED.match(step[-1])]


def asked(app: Flask, browser: FlaskClient, address: str) -> list[Query]:
    """What a page asks when it is asked for again."""
    with app.app_context():
        quarantine.look_again()  # now, and not every ten seconds just while it is listened to
    assert browser.get(address).status_code == 200
    with app.app_context(), queries() as said:
        assert browser.get(address).status_code == 200
    return said
