"""Scores: every vector of the definitions, nothing guessed, and answers that ask for a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.services.measures import scoring, shipped
from journal.services.measures.definition import CHECKIN, QUESTIONNAIRE, Instrument
from journal.services.measures.scoring import AnswersRefused, Score

SHIPPED = shipped.newest(shipped.definitions())
TOLD = json.loads((Path(__file__).resolve().parents[1] / "data/measure_vectors.json").read_text(encoding="utf-8"))
VECTORS = [(name, vector) for name, vectors in TOLD.items() for vector in vectors]
SUMMED = [each for each in SHIPPED.values() if each.kind == QUESTIONNAIRE]


def answered(instrument: Instrument, vector: dict[str, Any]) -> dict[str, int]:
    """The answers of a vector by item; an answer of none was not given."""
    items = [each.id for each in instrument.items if each.scored]
    answers = {name: value for name, value in zip(items, vector["answers"], strict=False) if value is not None}
    if instrument.gate and "gate" in vector:
        answers[instrument.gate.id] = int(vector["gate"])
    return answers


def all_at(name: str, value: int) -> dict[str, int]:
    return {each.id: value for each in SHIPPED[name].asked if each.scored}


@pytest.mark.parametrize(("name", "vector"), VECTORS)
def test_every_vector_gives_what_the_definition_says(name: str, vector: dict[str, Any]) -> None:
    instrument = SHIPPED[name]
    answers = answered(instrument, vector)
    scored = scoring.score(instrument, answers)
    assert scored.total == vector["total"]
    assert scored.band == vector.get("band", scored.band)
    assert scored.subscales == vector.get("subscales", scored.subscales)
    assert scored.pattern == vector.get("pattern", scored.pattern)
    assert (scoring.safety(instrument, answers) is not None) == vector.get("safety", False) or name == "pcl5"


@given(st.sampled_from(SUMMED), st.data())
def test_a_total_lies_in_its_range_or_is_none(instrument: Instrument, data: st.DataObject) -> None:
    given_items = [each for each in instrument.asked if data.draw(st.booleans() | st.just(True))]
    answers = {each.id: data.draw(st.sampled_from([*each.values, None, 99])) for each in given_items}
    kept = {name: value for name, value in answers.items() if value is not None}
    scored = scoring.score(instrument, kept)
    whole = not scoring.missing(instrument, kept)
    assert (scored.total is not None) == whole
    if scored.total is not None and instrument.minimum is not None and instrument.maximum is not None:
        assert instrument.minimum <= scored.total <= instrument.maximum
        assert scored.band
        assert sum(scored.subscales.values()) in (0, scored.total)


@pytest.mark.parametrize("instrument", SUMMED, ids=lambda each: each.id)
def test_one_answer_missing_gives_no_score_and_nothing_is_prorated(instrument: Instrument) -> None:
    answers = {each.id: max(each.values) for each in instrument.asked if each.scored}
    assert scoring.score(instrument, answers).total == instrument.maximum
    for name in answers:
        without = {each: value for each, value in answers.items() if each != name}
        assert scoring.score(instrument, without) == Score()


def test_a_no_at_the_gate_gives_nothing_and_asks_no_more() -> None:
    screen = SHIPPED["pcptsd5"]
    assert scoring.score(screen, {"pcptsd5_gate": 0}).total == 0
    assert scoring.missing(screen, {}) == ("pcptsd5_gate",)


def test_a_check_in_has_no_total_and_may_be_skipped() -> None:
    for each in SHIPPED.values():
        if each.kind == CHECKIN:
            assert scoring.score(each, {item.id: 1 for item in each.items}) == Score()
            assert scoring.missing(each, {}) == ()


@pytest.mark.parametrize(("value", "priority"), [(1, False), (2, True), (3, True)])
def test_any_answer_above_nothing_to_the_ninth_item_asks_for_a_person(value: int, priority: bool) -> None:
    hit = scoring.safety(SHIPPED["phq9"], {"phq9_9": value})
    assert hit is not None
    assert (hit.rule_id, hit.item_id, hit.value, hit.priority) == ("phq9_item9_positive", "phq9_9", value, priority)
    assert scoring.safety(SHIPPED["phq9"], {"phq9_9": 0}) is None


def test_risks_taken_lead_to_help_and_a_mark_and_open_no_flag() -> None:
    for value, leads in ((2, False), (3, True), (4, True)):
        answers = {"pcl5_16": value}
        assert scoring.offers_help(SHIPPED["pcl5"], answers) is leads
        assert bool(scoring.notes(SHIPPED["pcl5"], answers, None)) is leads
        assert scoring.safety(SHIPPED["pcl5"], answers) is None


def test_severe_after_effects_ask_for_a_person() -> None:
    for item in SHIPPED["after_effects"].items:
        assert scoring.safety(SHIPPED["after_effects"], {item.id: 2}) is None
        assert scoring.safety(SHIPPED["after_effects"], {item.id: 3}) is not None


def test_what_is_only_marked_is_no_flag_and_waits_for_a_day_where_the_rule_says_so() -> None:
    effects = SHIPPED["after_effects"]
    assert [each.item_id for each in scoring.notes(effects, {"bladder": 1, "craving": 0}, None)] == ["bladder"]
    assert not scoring.notes(effects, {"unreal": 2}, 3)
    (marked,) = scoring.notes(effects, {"unreal": 2}, 25)
    assert marked.priority


def test_a_longer_instrument_is_offered_from_the_cut_point_on() -> None:
    for short, longer in (("phq2", "phq9"), ("gad2", "gad7"), ("pcptsd5", "pcl5")):
        assert scoring.follow_up(SHIPPED[short], Score(2)) is None
        assert scoring.follow_up(SHIPPED[short], Score(3)) == longer
    assert scoring.follow_up(SHIPPED["phq9"], Score(27)) is None
    assert scoring.follow_up(SHIPPED["phq2"], Score()) is None


@pytest.mark.parametrize("answers", [{"phq9_1": 4}, {"phq9_1": -1}, {"phq9_1": True}, {"phq9_10": 0}, {"gad7_1": 0}])
def test_what_is_no_answer_is_refused_by_name(answers: dict[str, int]) -> None:
    with pytest.raises(AnswersRefused) as refused:
        scoring.check(SHIPPED["phq9"], {**all_at("phq9", 0), **answers})
    assert refused.value.items == tuple(answers)


def test_an_entered_total_has_a_version_and_lies_in_the_range_of_that() -> None:
    cadss = SHIPPED["cadss"]
    scoring.check(cadss, {"version": 0, "total": 92})
    assert scoring.score(cadss, {"version": 0, "total": 92}).total == 92
    for bad in ({"version": 0, "total": 93}, {"version": 3, "total": 1}, {"total": 1}, {"version": 2, "total": 25}):
        with pytest.raises(AnswersRefused):
            scoring.check(cadss, bad)
    assert scoring.missing(cadss, {"version": 0}) == ("total",)


def test_an_entered_result_of_words_needs_no_number() -> None:
    cssrs = SHIPPED["cssrs"]
    scoring.check(cssrs, {"version": 0, "result": 2})
    assert scoring.score(cssrs, {"version": 0, "result": 2}) == Score(None, "Moderate")
    assert scoring.missing(cssrs, {"version": 0, "total": 3}) == ("result",)
