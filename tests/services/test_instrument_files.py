"""The instruments that come with the product: sound, frozen word by word, and clear of the traps of stored copies."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from journal.services.measures import shipped
from journal.services.measures.definition import CHECKIN, QUESTIONNAIRE, TOTAL, Instrument

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "journal" / "instruments"
FILES = sorted(path.name for path in FOLDER.glob("*.json") if path.name != "schema.json")
FROZEN: dict[str, str] = json.loads((ROOT / "tests/data/instruments_frozen.json").read_text(encoding="utf-8"))
SHIPPED = shipped.newest(shipped.definitions())
BY_KIND = {
    QUESTIONNAIRE: {"phq9", "gad7", "phq2", "gad2", "pcl5", "pcptsd5"},
    CHECKIN: {"daily_checkin", "after_effects", "integration_checkin"},
    TOTAL: {"cssrs", "cadss", "auditc", "wsas"},
}
ZERO_TO_THREE = ("phq9", "gad7", "phq2", "gad2")


def wording(instrument: Instrument) -> str:
    """Every word that is shown to who answers, as one digest."""
    asked = [[each.id, each.text, [[one.value, one.label] for one in each.options]] for each in instrument.asked]
    said = [instrument.notice, instrument.recall_text, instrument.instructions, instrument.stem, asked]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@pytest.mark.parametrize("name", FILES)
def test_every_definition_keeps_to_the_schema(name: str) -> None:
    told = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(shipped.schema())
    assert not list(Draft202012Validator(shipped.schema()).iter_errors(told))
    assert name == f"{told['id']}.json"


def test_those_that_may_be_shown_are_shipped_and_those_that_need_permission_are_not() -> None:
    assert {kind: {each.id for each in SHIPPED.values() if each.kind == kind} for kind in BY_KIND} == BY_KIND
    assert all(
        not each.items and not each.stem and each.entry.versions for each in SHIPPED.values() if each.kind == TOTAL
    )
    assert not [name for name in FILES if "who5" in name or "asq" in name]


def test_no_word_of_a_definition_changes_without_a_new_version() -> None:
    now = {f"{each.id} {each.definition_version}": wording(each) for each in shipped.definitions().values()}
    assert now == FROZEN


def test_every_instrument_carries_its_notice_and_source() -> None:
    assert all(each.notice and each.licence and each.source for each in SHIPPED.values())
    assert "No permission required to reproduce, translate, display or distribute" in SHIPPED["phq9"].notice


@pytest.mark.parametrize("name", ZERO_TO_THREE)
def test_zero_reads_not_at_all_and_never_not_at_all_sure(name: str) -> None:
    assert all(each.label_of(0) == "Not at all" for each in SHIPPED[name].items if each.scored)


@pytest.mark.parametrize("name", ZERO_TO_THREE)
def test_nothing_of_two_weeks_is_reworded_to_a_past_week(name: str) -> None:
    instrument = SHIPPED[name]
    assert instrument.recall_days == 14
    assert instrument.stem.startswith("Over the last 2 weeks,")
    assert "past week" not in instrument.stem + "".join(each.text for each in instrument.items)


def test_the_second_item_of_the_gad7_shows_its_own_words_and_warns_of_its_code() -> None:
    item = SHIPPED["gad7"].item("gad7_2")
    assert item is not None
    assert (item.text, item.code) == ("Not being able to stop or control worrying", "68509-9")
    assert "LA18938-3" in item.code_note
    sixth = SHIPPED["gad7"].item("gad7_6")
    assert sixth is not None
    assert "last 4 weeks" in sixth.code_note
    assert "4 weeks" not in sixth.text


def test_the_code_of_a_panel_is_not_that_of_its_total() -> None:
    assert (SHIPPED["gad7"].codes.panel, SHIPPED["gad7"].codes.total) == ("69737-5", "70274-6")
    assert (SHIPPED["phq9"].codes.panel, SHIPPED["phq9"].codes.total) == ("44249-1", "44261-6")
    codes = [code for each in SHIPPED.values() for code in (each.codes.panel, each.codes.total) if code]
    assert len(codes) == len(set(codes))


def test_a_total_is_sent_as_a_number_of_the_unit_of_scores() -> None:
    assert all(each.codes.unit == "{score}" for each in SHIPPED.values())


def test_the_answers_about_daily_life_keep_the_codes_that_are_out_of_order() -> None:
    item = SHIPPED["phq9"].item("phq9_function")
    assert item is not None
    assert [each.code for each in item.options] == ["LA6572-7", "LA6573-5", "LA6575-0", "LA6574-3"]
    assert (item.scored, item.optional) == (False, True)


def test_the_pcl5_has_no_severity_words_and_no_guessed_codes() -> None:
    words = " ".join(band.label for band in SHIPPED["pcl5"].bands).lower()
    assert not [word for word in ("mild", "moderate", "severe", "minimal") if word in words]
    assert not [each.code for each in SHIPPED["pcl5"].items if each.code]
    assert all(each.text.endswith("?") for each in SHIPPED["pcl5"].items)


def test_a_comma_that_differs_between_copies_is_where_it_was_frozen() -> None:
    first, last = SHIPPED["gad7"].items[0].text, SHIPPED["gad7"].items[-1].text
    assert (first, last) == (
        "Feeling nervous, anxious or on edge", "Feeling afraid as if something awful might happen",
    )  # fmt: skip
    assert "better off dead or of hurting" in SHIPPED["phq9"].items[8].text


def test_a_result_without_findings_is_never_called_no_risk() -> None:
    labels = [each.label.lower() for each in SHIPPED["cssrs"].entry.results]
    assert not [label for label in labels if "no risk" in label or "safe" in label]
