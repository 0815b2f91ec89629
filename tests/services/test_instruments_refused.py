"""A clinic's own files that keep to the schema and would still mislead: refused, in words that every page can show."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from journal.forms import answers as forms
from journal.services.measures import definition_reading, json_places, own_instruments
from tests.services.test_own_instruments import EXAMPLE, read, told

RULE = {"id": "r", "items": ["late"], "op": ">", "value": 1, "action": "flag"}
PART = {"id": "P", "label": "P", "items": ["late"], "max": 2}
TWICE = {**PART, "items": ["late", "late"], "max": 4}
SCORING = told()["scoring"]
BETTER = {**SCORING, "direction": "higher_is_better"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"safety_rules": [{**RULE, "after_hours": 24}]}, "Help is offered at once"),
        ({"safety_rules": [{**RULE, "value": 2}]}, "No answer to “late” meets this rule"),
        (
            {"scoring": {**SCORING, "direction": "higher_is_better"}, "change": {"remission_below": 2}},
            "lower is better",
        ),
        ({"follow_up": {"instrument": "quiet_evenings", "at_or_above": 2}}, "cannot follow up on itself"),
        (
            {"scoring": {**SCORING, "subscales": [{**PART, "items": ["late", "late"], "max": 4}]}},
            "stands in it already",
        ),
        ({"scoring": {**SCORING, "subscales": [PART, PART]}}, "Another part has this id"),
    ],
)
def test_what_could_never_hold_or_would_say_the_opposite_is_refused(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    assert read(tmp_path, sound=told(safety_rules=[RULE])).refused == ()
    refused = own_instruments.read(tmp_path).refused + read(tmp_path, sound=told(**changes)).refused
    assert [words in str(each) for each in refused] == [True]


def test_of_a_circle_of_follow_ups_nothing_is_offered_and_an_older_version_without_one_is(tmp_path: Path) -> None:
    there = {"one": "two", "two": "three", "three": "one"}
    files = {
        name: told(id=name, definition_version="1.1.0", follow_up={"instrument": after, "at_or_above": 2})
        for name, after in there.items()
    }
    found = read(
        tmp_path, **files, older=told(id="one"), leads_in=told(follow_up={"instrument": "one", "at_or_above": 2})
    )
    assert set(found.definitions) == {("one", "1.0.0"), ("quiet_evenings", "1.0.0")}
    assert {str(each) for each in found.refused} == {
        f"{name}.json: follow_up: What follows up on this leads back to it." for name in there
    }


@pytest.mark.parametrize("text", ['{"\\ud800": 1}', '{"\\ud800": 1, "\\ud800": 1}'])
def test_whatever_a_file_is_refused_for_can_be_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / os.fsdecode(b"\xff.json")).write_text(text, encoding="utf-8")
    sound = tmp_path / os.fsdecode(b"\xfe.json")
    sound.write_text(EXAMPLE, encoding="utf-8")
    found = own_instruments.read(tmp_path)
    assert found.refused
    for words in (*map(str, found.refused), *found.files.values()):
        assert words.isprintable()


def test_every_answer_and_total_that_the_schema_allows_can_be_sent() -> None:
    options = [{"value": -100, "label": "Worst"}, {"value": 1000, "label": "Best"}]
    own = definition_reading.instrument(told(options=options), own=True)
    assert forms.answers_of(own, MultiDict({"a-late": "-100", "a-screen": "1000"})) == {"late": -100, "screen": 1000}
    entry = {
        "versions": [{"id": "v", "label": "V", "min": 0, "max": 10000}],
        "number_label": "N",
        "number_required": True,
    }
    whole = definition_reading.instrument(told(kind="total", entry=entry), own=True)
    assert forms.answers_of(whole, MultiDict({"a-total": "10000"})) == {"total": 10000}


def test_the_lines_of_a_file_of_the_largest_size_are_found_one_by_one() -> None:
    many = own_instruments.LARGEST // 4
    _, lines = json_places.read("[\n" + ",\n".join(["0"] * many) + "\n]")
    assert [lines[0,], lines[many // 2,], lines[many - 1,]] == [2, many // 2 + 2, many + 1]
