"""A clinic's own instruments: sound ones are offered, broken ones are named by line and the clinic starts without."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from journal.config import Settings
from journal.services.measures import instruments, own_instruments, scoring
from journal.services.measures.own_instruments import Own
from tests.support.installations import running

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/instruments.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[0]


def told(**changes: Any) -> dict[str, Any]:
    return {**json.loads(EXAMPLE), **changes}


def read(folder: Path, **files: str | dict[str, Any]) -> Own:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return own_instruments.read(folder)


def test_the_example_of_the_document_is_sound_and_scored(tmp_path: Path) -> None:
    found = read(tmp_path, evenings=EXAMPLE)
    assert found.refused == ()
    (own,) = found.definitions.values()
    assert own.own
    assert scoring.score(own, {"late": 2, "screen": 1}).total == 3
    assert scoring.score(own, {"late": 2, "screen": 1}).band == "Less quiet"
    assert scoring.score(own, {"late": 2}).total is None


def test_every_version_is_kept_and_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, one=told(), two=told(definition_version="1.10.0"), three=told(definition_version="1.9.0"))
    assert set(found.definitions) == {("quiet_evenings", each) for each in ("1.0.0", "1.10.0", "1.9.0")}
    assert own_instruments.read(tmp_path / "nowhere").definitions == {}
    assert own_instruments.read(None).refused == ()


@pytest.mark.parametrize(
    ("broken", "line", "column", "words"),
    [
        (EXAMPLE.replace('"kind": "questionnaire",', '"kind": "questionnaire"'), 5, 3, "no JSON"),
        (EXAMPLE.replace('"title": "Quiet evenings"', '"title": ""'), 5, None, "empty"),
        (EXAMPLE.replace('  "title": "Quiet evenings",\n', ""), 1, None, "“title” is missing"),
        (EXAMPLE.replace('{"value": 2, "label": "Most', '{"value": "2", "label": "Most'), 21, None, "whole number"),
        (EXAMPLE.replace('"value": 2, "label": "Most', '"value": 1, "label": "Most'), 20, None, "Another option"),
        (EXAMPLE.replace('"max": 4, "direction"', '"max": 5, "direction"'), 29, None, "add up to 4"),
        (EXAMPLE.replace('"min": 2, "max": 4, "label"', '"min": 3, "max": 4, "label"'), 32, None, "begin at 2"),
        (EXAMPLE.replace('"source"', '"sauce"'), 1, None, "“source” is missing"),
        (EXAMPLE.replace('"id": "screen"', '"id": "late"'), 24, None, "Another question"),
        (EXAMPLE.replace('"id": "quiet_evenings"', '"id": "phq9"'), 2, None, "comes with Interleaf"),
        (EXAMPLE.replace("Quiet evenings", "Quiet\\u0000evenings"), 5, None, "cannot be shown"),
        (EXAMPLE.replace("Quiet evenings", "Quiet\\ud800evenings"), 5, None, "cannot be shown"),
        (EXAMPLE.replace('"value": 0', '"value": NaN'), 1, 1, "NaN is no number"),
        (EXAMPLE.replace('"value": 0', f'"value": {"9" * 5000}'), 1, 1, "too long"),
        (EXAMPLE.replace('"validated"', '"language": "en", "validated"'), 1, 1, "named twice"),
        ("[" * 100_000, 1, 1, "nested too deeply"),
        ("[" * 80 + "]" * 80, 1, 1, "nested too deeply"),
        ("", 1, 1, "no JSON"),
        ("null", 1, None, "an object"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_by_line_and_the_others_are_offered(
    tmp_path: Path, broken: str, line: int, column: int | None, words: str
) -> None:
    found = read(tmp_path, broken=broken, sound=told(id="other_evenings"))
    assert [name for name, _ in found.definitions] == ["other_evenings"]
    assert {each.file for each in found.refused} == {"broken.json"}
    hits = [each for each in found.refused if words in each.words]
    assert [(each.line, each.column) for each in hits][:1] == [(line, column)], found.refused
    assert f"broken.json, line {line}" in str(hits[0])


def test_files_that_are_no_text_too_large_or_the_same_again_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe{}")
    (tmp_path / "large.json").write_text(" " * (own_instruments.LARGEST + 1))
    (tmp_path / "folder.json").mkdir()
    found = read(tmp_path, a=told(), b=told())
    assert own_instruments.files_refused(found.refused) == ["b.json", "bytes.json", "folder.json", "large.json"]
    assert found.files[("quiet_evenings", "1.0.0")] == "a.json"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "checkin"}, {"kind": "total"}, {"items": []}, {"gate": {"id": "late", "text": "Was it?"}},
        {"items": [{"id": "a", "text": "x", "scored": False}]}, {"definition_version": "1"}, {"extra": 1},
        {"safety_rules": [{"id": "r", "items": ["nobody"], "op": ">", "value": 0, "action": "flag"}]},
        {"id": "Evenings"}, {"id": "e" * 33}, {"recall": {"text": "x", "days": 0}}, {"definition_version": "1.0.0\n"},
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    found = read(tmp_path, broken=told(**changes))
    assert found.definitions == {}
    assert all(each.words.endswith(".") and each.line for each in found.refused)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(json.loads(EXAMPLE))), ANYTHING)
def test_whatever_stands_in_a_file_nothing_breaks(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: Any
) -> None:
    found = read(tmp_path_factory.mktemp("own"), any=json.dumps({**told(), key: value}))
    assert bool(found.definitions) != bool(found.refused)


def test_the_clinic_starts_without_a_broken_file_and_says_so(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    read(folder, broken='{\n  "secret words": ,\n}', sound=EXAMPLE)
    with caplog.at_level(logging.WARNING), running(replace(settings, instruments=folder)) as app:
        assert "instrument 'broken.json' is not offered" in caplog.text
        assert "secret words" not in caplog.text
        with app.app_context():
            assert ("quiet_evenings", "1.0.0") in instruments.every()
        result: Result = app.test_cli_runner().invoke(args=["clinic", "check-instruments"])
    assert result.exit_code == 1
    assert "broken.json, line 2, column 19: This is no JSON" in result.output
    assert "sound.json: quiet_evenings 1.0.0 is sound." in result.output
    assert "Refused: 1 of 2." in result.output
