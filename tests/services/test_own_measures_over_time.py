"""A clinic's own measure over time: answers to an older definition stay what they were, and files carry no formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from flask import current_app, render_template

from journal.services.measures import course_reading, measure_pages, own_instruments, results
from tests.services.evaluation_steps import nurse
from tests.services.measure_steps import answer
from tests.services.test_own_instruments import read, told
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")
NAME = "quiet_evenings"
QUESTION = {"id": "more", "text": "I woke in the night"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The clinic's folder of instruments."""
    made = tmp_path / "own"
    made.mkdir()
    return made


@pytest.fixture
def offered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts one definition after another into the clinic's folder, as starts of the application find it."""

    def _told(version: str, changes: dict[str, Any]) -> dict[str, Any]:
        made = told(definition_version=version, **changes)
        return {name: value for name, value in made.items() if value is not None}

    def put(version: str, **changes: Any) -> None:
        found = read(folder, **{f"v{version[0]}": _told(version, changes)})
        assert found.refused == ()
        monkeypatch.setattr(own_instruments, "own", lambda: found)

    return put


def test_an_answer_to_other_questions_is_not_put_on_the_line_and_is_said_and_listed(
    cast: Cast, nurse: Member, offered: Any
) -> None:
    actor = cast.patient.actor()
    offered("1.0.0")
    answer(actor, NAME, {"late": 2, "screen": 2}, days_ago=30)
    answer(actor, NAME, {"late": 1, "screen": 2}, days_ago=20)
    items = [*told()["items"][:2], QUESTION]
    bands = [{"min": 0, "max": 6, "label": "Evenings"}]
    scoring = {"method": "sum", "min": 0, "max": 6, "direction": "higher_is_worse"}
    offered("2.0.0", items=items, scoring=scoring, bands=bands)
    answer(actor, NAME, {"late": 2, "screen": 2, "more": 2}, days_ago=5)
    for page in (
        measure_pages.own(actor, NAME),
        measure_pages.of_patient(nurse.actor(), cast.patient.id, NAME),
    ):
        assert page.chart is not None
        assert len(page.chart.dots) == 1
        assert any(said.startswith("2 answers were given to an older version") for said in page.said)
        assert page.table is not None
        assert len(page.table.rows) == 3
    rows = list(csv.DictReader(io.StringIO(measure_pages.file_of_patient(nurse.actor(), cast.patient.id, NAME))))
    told_ = [(row["Definition version"], row["Total"], row["Band"]) for row in rows]
    assert told_ == [("1.0.0", "4", "Less quiet"), ("1.0.0", "3", "Less quiet"), ("2.0.0", "6", "Evenings")]
    assert [row["From the one before, points"] for row in rows] == ["", "", ""]  # nothing is compared across them


@pytest.mark.parametrize("first", ["=cmd()", "+1", "-1", "@sum(A1)", "＝1", "  =1"])
def test_no_words_of_a_clinic_reach_a_spreadsheet_as_a_formula(
    cast: Cast, nurse: Member, offered: Any, first: str
) -> None:
    words = f"{first}|' /C calc'!A0"
    items = [{"id": "late", "text": words}, {"id": "screen", "text": "Screen"}]
    bands = [{"min": 0, "max": 4, "label": words}]
    offered("1.0.0", title=words, abbreviation="Evenings", items=items, bands=bands)
    answer(cast.patient.actor(), NAME, {"late": 2, "screen": 2}, days_ago=3)
    files = (
        measure_pages.own_file(cast.patient.actor(), NAME),
        measure_pages.file_of_patient(nurse.actor(), cast.patient.id, NAME),
    )
    for file in files:
        cells = [cell for row in csv.reader(io.StringIO(file)) for cell in row]
        assert f"'{words.strip()}" in [cell.replace("'  ", "'") for cell in cells]
        assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize("odd", ["\t=1", "\r=1", "Quiet\r\nevenings", "Quiet\tevenings"])
def test_a_title_with_a_tab_or_an_end_of_line_is_refused_with_its_file(folder: Path, odd: str) -> None:
    found = read(folder, odd=told(title=odd))
    assert (dict(found.definitions), {each.file for each in found.refused}) == ({}, {"odd.json"})


def test_questions_that_are_called_like_columns_or_are_gone_keep_their_numbers(
    cast: Cast, nurse: Member, offered: Any
) -> None:
    actor = cast.patient.actor()
    plain = {"kind": "checkin", "scoring": None, "bands": None}
    named = [{"id": name, "text": text} for name, text in (("a", "Date"), ("b", "From the baseline"), ("c", "Source"))]
    offered("1.0.0", items=[*named, {"id": "d", "text": 'Left out since; "=1+1"'}], **plain)
    answer(actor, NAME, {"a": 1, "b": 2, "c": 0, "d": 1}, days_ago=3)
    offered("2.0.0", items=named, **plain)
    answer(actor, NAME, {"a": 2, "b": 0, "c": 1}, days_ago=2)
    text = measure_pages.own_file(actor, NAME)
    first, second = (dict(zip(*each, strict=True)) for each in _rows(text))
    gone = 'Left out since; "=1+1"'
    assert [first[name] for name in ("From the baseline", "Source", gone)] == ["2", "patient", "1"]
    assert (second["From the baseline"], second[gone]) == ("0", "")
    assert all(line.startswith('"') for line in text.splitlines())
    with current_app.test_request_context():
        page = measure_pages.own(actor, NAME)
        assert "Left out since" in render_template(
            "measures/course.html", page=page, address="/measures/x", whole=True, newest=9
        )


def _rows(text: str) -> list[tuple[list[str], list[str]]]:
    head, *rows = csv.reader(io.StringIO(text))
    return [(head, row) for row in rows]


def test_a_rise_is_not_told_from_another_scale_nor_one_line_made_of_two_that_are_gone(
    cast: Cast, offered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = cast.patient.actor()
    offered("1.0.0", change={"mcid": 2})
    answer(actor, NAME, {"late": 2, "screen": 0}, days_ago=9)
    items = [*told()["items"][:2], QUESTION]
    more = {"scoring": {**told()["scoring"], "max": 6}, "bands": None, "change": {"mcid": 2}}
    offered("2.0.0", items=items, **more)
    new = answer(actor, NAME, {"late": 2, "screen": 2, "more": 2}, days_ago=3)
    assert not results.result(actor, new).rose
    again = answer(actor, NAME, {"late": 0, "screen": 0, "more": 0}, days_ago=2)
    rise = answer(actor, NAME, {"late": 2, "screen": 0, "more": 0}, days_ago=1)
    assert [results.result(actor, each).rose for each in (again, rise)] == [False, True]
    monkeypatch.setattr(own_instruments, "own", lambda: own_instruments.Own({}, {}))
    course = course_reading.one(actor, cast.patient.id, NAME)
    assert course is not None
    assert [each.total for each in course.scored] == [6, 0, 2]
