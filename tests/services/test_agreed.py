"""The brief tells what was agreed and what came of it; the export tells all of it to its writer."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest

from journal.models import AuditRow
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.export import journal_export
from journal.services.insights import agreed, insights, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedChange, TypedStrategy
from journal.services.passages.passages import TypedWords
from journal.services.review import brief
from tests.services.hands import stored, write

pytestmark = pytest.mark.usefixtures("inside")


def test_the_brief_tells_what_was_agreed_and_how_it_went_and_leaves_a_receipt(patient: Actor, therapist: Actor) -> None:
    assert brief.of_patient(therapist, patient.id).agreed == agreed.Agreed("", (), 0)
    assert stored(AuditRow, AuditRow.act == Act.INSIGHTS_IN_BRIEF) == []
    made = insights.make(patient, write(patient, "A lake.", shared=True), TypedInsight("It stays."), TypedWords())
    for number in range(7):
        one = steps.add_strategy(patient, made, TypedStrategy(f"Act {number}."))
    steps.check_in(patient, one, "not_yet", "The cat.")
    private = insights.make(patient, write(patient, "A sea."), TypedInsight("Mine alone."), TypedWords())
    steps.add_strategy(patient, private, TypedStrategy("Hidden."))
    found = brief.of_patient(therapist, patient.id).agreed
    assert (found.sentence, len(found.rows), found.more) == ("It stays.", agreed.MOST, 2)
    first = found.rows[0]
    assert (first.act, first.outcome, first.in_the_way) == ("Act 6.", "Not yet", "The cat.")
    assert {row.outcome for row in found.rows[1:]} == {""}
    assert len(stored(AuditRow, AuditRow.act == Act.INSIGHTS_IN_BRIEF)) == 1


def test_everything_is_taken_along(patient: Actor, therapist: Actor) -> None:
    page = write(patient, "A lake.", shared=True)
    made = insights.make(patient, page, TypedInsight("It stays."), TypedWords("lake"))
    strategy = steps.add_strategy(therapist, made, TypedStrategy("Sit by it.", "Sunday", "wet feet", "Ben"))
    steps.check_in(patient, strategy, "tried", "Rain.")
    steps.add_change(patient, made, TypedChange("I sleep.", "Ben"))
    steps.add_change_alone(patient, TypedChange("I sing."))
    goal = insights.make_alone(patient, "goal", TypedInsight("Eleven.", "sleep"))
    insights.delete(patient, insights.make_alone(patient, "insight", TypedInsight("Gone.")))
    with ZipFile(io.BytesIO(journal_export.export(patient))) as pack:
        told: dict[str, Any] = json.loads(pack.read("journal.json"))
        readable = pack.read("journal.md").decode()
    (insight,), (aim,), (alone,) = told["insights"], told["goals"], told["changes"]
    assert (insight["id"], insight["reflection"], aim["id"], aim["area"]) == (str(made), str(page), str(goal), "Sleep")
    (taken,) = insight["strategies"]
    assert (taken["act"], taken["added_by"], taken["check_ins"][0]["outcome"]) == (
        "Sit by it.", "Dr. Ines Okafor", "tried",
    )  # fmt: skip
    assert (insight["changes"][0]["what"], alone["what"]) == ("I sleep.", "I sing.")
    assert "Gone." not in readable
    assert "\u0000" not in readable
    for words in ("It stays.", "Goal (Sleep)", "Eleven.", "Sit by it.", "In the way: Rain.", "I sing."):
        assert words in readable
