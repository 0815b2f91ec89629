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
OF_YEARS = (
    "audit", "measure_response", "note", "notice", "passage", "reading", "reflection", "reflection_version", "reply",
    "ring_grant", "session_record",
)  # fmt: skip  # so long in each clinic that all of its own rows are too many
ALL_OF = {"clinic_id", "state", "act"}  # one of these alone is of a clinic, or a state, or the years before a day
PLAN = re.compile(r"(SCAN|SEARCH) (?P<table>\w+?)(_\d+)?( USING (?P<how>.*?))?( \((?P<terms>[^()]*)\))?( LEFT-JOIN)?")


def walks(step: str, few: set[str]) -> bool:
    """Whether a step of a plan goes through what grows, but for indexes that are of few rows."""
    found = PLAN.fullmatch(step)
    if not found or found["table"] not in LARGE:
        return False
    how, terms = found["how"] or "", found["terms"]
    if terms is None or how.startswith("AUTOMATIC"):
        return True
    equal = {term.removesuffix("=?") for term in terms.split(" AND ") if term.endswith("=?")}
    return found["table"] in OF_YEARS and equal <= ALL_OF and how.split()[-1] not in few


@pytest.mark.parametrize(("step", "is_walk"), [
    ("SCAN reflection", True), ("SCAN audit_1", True), ("SCAN audit USING COVERING INDEX ix_audit_act", True),
    ("SEARCH audit_1 USING INDEX ix_a (clinic_id=?) LEFT-JOIN", True),
    ("SEARCH audit USING INDEX ix_a (clinic_id=? AND sequence>?)", True),
    ("SEARCH reflection USING INDEX ix_r (state=? AND deleted_at<?)", True),
    ("SEARCH reflection USING INDEX ix_r (deleted_at>? AND deleted_at<?)", True),
    ("SEARCH reflection USING AUTOMATIC COVERING INDEX (patient_id=?)", True),
    ("SEARCH reflection USING INDEX ix_r (patient_id=? AND id<?)", False),
    ("SEARCH reflection USING INDEX few (deleted_at<?)", False), ("SCAN clinic", False),
    ("SEARCH anon_1 USING AUTOMATIC COVERING INDEX (patient_id=?)", False), ("USE TEMP B-TREE FOR ORDER BY", False),
])  # fmt: skip
def test_what_is_looked_for_in_a_plan(step: str, is_walk: bool) -> None:
    assert walks(step, {"few"}) is is_walk


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
            if each.statement.startswith(("SELECT", "UPDATE", "DELETE"))
        }
        few = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '% WHERE %'").scalars())
        whole = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT count(*) FROM reflection").all()
    assert [step for step in whole if walks(step[-1], few)]  # what is looked for is found where it is
    assert not [(step[-1], said) for said, plan in plans.items() for step in plan if walks(step[-1], few)]


def asked(app: Flask, browser: FlaskClient, address: str) -> list[Query]:
    """What a page asks when it is asked for again."""
    with app.app_context():
        quarantine.look_again()  # now, and not every ten seconds just while it is listened to
    assert browser.get(address).status_code == 200
    with app.app_context(), queries() as said:
        assert browser.get(address).status_code == 200
    return said
