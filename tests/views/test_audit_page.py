"""The manager's audit shows who did what and when, narrowed and paged, without a word; and says whether it is whole."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.models import AuditRow
from journal.services import spreadsheets
from journal.services.audit import audit_rows
from journal.services.audit.audit_rows import Wanted
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast
from tests.support.days import clinic_today
from tests.support.forms import press
from tests.views.steps import SignedIn, share

TITLE, TEXT = "zinnia title", "heron text"


@pytest.fixture
def manager(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The manager, after the patient shared something that the therapist opened."""
    reflection_id = share(signed_in(cast.patient), TEXT, TITLE)
    signed_in(cast.therapist).get(f"/review/{reflection_id}")
    return signed_in(cast.manager)


def test_it_says_who_did_what_and_never_a_word(manager: FlaskClient, cast: Cast) -> None:
    page = manager.get("/audit").text
    for words in ("opened a reflection", "Dr. Ines Okafor", "Maya Lindqvist", "shared a reflection", "signed in"):
        assert words in page
    assert TITLE not in page
    assert TEXT not in page


def test_it_is_narrowed_to_a_person_an_act_a_kind_and_days(manager: FlaskClient, cast: Cast) -> None:
    def rows(query: str) -> str:
        return manager.get(f"/audit?{query}").text.partition("<tbody>")[2]

    assert rows("act=reflection.opened").count("<tr>") == 1
    assert set(words(rows("act=reflection"), "Record")) == {"Reflection"}
    mine = rows(f"person={cast.other_therapist.id}")
    assert "Tomas Reyes" in mine
    assert "Dr. Ines Okafor" not in mine
    day = clinic_today()
    assert rows(f"since={day - timedelta(days=1)}").count("<tr>") > 5
    assert rows(f"since={day + timedelta(days=2)}") == ""
    assert rows(f"until={day - timedelta(days=2)}") == ""


def words(rows: str, label: str) -> list[str]:
    return [each.partition("<")[0] for each in rows.split(f'data-label="{label}">')[1:]]


@pytest.mark.parametrize(
    "query", ["person=x", "act=nothing", "since=soon", "before=x", "before=-1", "until=2026-02-31"]
)
def test_what_cannot_be_understood_is_left_out_and_said(manager: FlaskClient, query: str) -> None:
    answer = manager.get(f"/audit?{query}")
    assert answer.status_code == 200
    assert "could not be understood" in answer.text
    assert "opened a reflection" in answer.text


def test_a_stranger_to_the_clinic_is_nobodys_row(manager: FlaskClient) -> None:
    assert "No row fits" in manager.get("/audit?person=01a20a46-32da-702d-94d7-08f5b955ad83").text


def test_older_rows_follow(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_rows, "AT_ONCE", 7)
    with app.app_context():
        seen: list[int] = []
        before = None
        while True:
            lines, before = audit_rows.lines(cast.clinic_id, "UTC", Wanted(before=before))
            seen += [line.sequence for line in lines]
            if before is None:
                break
        assert seen == [row["sequence"] for row in reversed(stored(AuditRow))]
        lines, older = audit_rows.lines(cast.clinic_id, "UTC", Wanted(cast.patient.id))
        assert (len(lines), older) == (7, lines[-1].sequence)


def test_a_row_that_was_changed_is_said_and_tells_nothing(app: Flask, manager: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        overwrite(AuditRow, AuditRow.act == "reflection.opened", actor_id=cast.other_therapist.id)
    page = manager.get("/audit").text
    assert "was changed" in page
    assert 'Tomas Reyes</a></td><td data-label="Did">opened a reflection' not in page
    answer = press(manager, manager.get("/audit"), "Verify now")
    assert 'role="alert"' in answer.text
    assert "was changed." in answer.text
    assert "1 thing was wrong." in manager.get("/audit").text


def test_verifying_says_that_all_is_whole_and_remembers_when(manager: FlaskClient) -> None:
    assert "Nobody has verified it" in manager.get("/audit").text
    answer = press(manager, manager.get("/audit"), "Verify now")
    assert "rows are as they were written" in answer.text
    again = manager.get("/audit").text
    assert "by Ruth Adeyemi: whole." in again
    assert "verified the audit" in again


def test_the_rows_are_taken_as_a_file_and_that_is_a_row(manager: FlaskClient) -> None:
    answer = press(manager, manager.get("/audit"), "Take these rows as a file")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("text/csv", 'attachment; filename="audit.csv"')
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["Row", "Time (UTC)", "Who", "Did", "Kind of record", "About"]
    assert any(row[2:] == ["Dr. Ines Okafor", "opened a reflection", "Reflection", "Maya Lindqvist"] for row in rows)
    assert "took a copy of audit rows" in manager.get("/audit").text


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@SUM(A1)", "\tx", " =1", "Ada"])
def test_a_name_that_begins_like_a_formula_is_made_plain(name: str) -> None:
    assert spreadsheets.plain(name) == (name if name == "Ada" else f"'{name}")


def test_taking_the_file_asks_for_a_fresh_proof(manager: FlaskClient) -> None:
    page = manager.get("/audit")
    with clock.at(clock.now() + timedelta(minutes=11)):
        answer = press(manager, page, "Take these rows as a file")
    assert answer.status_code == 303
    assert "/step-up" in answer.location
