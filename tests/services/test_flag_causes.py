"""A flag is told in the words that were answered, whatever became of the questionnaire since."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from journal.models import MeasureResponse
from journal.services.clinics import clinic_settings
from journal.services.measures import answering, instruments
from journal.services.safety import contact
from tests.services.evaluation_steps import nurse
from tests.services.hands import overwrite
from tests.services.safety_steps import answered, asked, look, opened, there
from tests.services.test_measure_answers import sent
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def with_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on there is a newer PHQ-9 with other words for question 9."""
    known = dict(instruments.every())
    old = known["phq9", "1.0.0"]
    items = tuple(replace(each, text=f"Newer: {each.text}") for each in old.items)
    newer = {("phq9", "2.0.0"): replace(old, definition_version="2.0.0", abbreviation="PHQ-9 again", items=items)}
    monkeypatch.setattr(instruments, "every", lambda: {**known, **newer})


def told(member: Member) -> tuple[str, str, str]:
    """The sentence, the question and the answer as the page of the only flag tells them."""
    [line] = there(member)
    cause = look(member, line.id).cause
    assert cause is not None
    [each] = cause.answers
    return cause.sentence, each.question, each.answer


def test_it_is_told_as_it_was_asked_also_when_there_is_a_newer_one_or_it_was_put_away(
    cast: Cast, nurse: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering.keep(cast.patient.actor(), sent("phq9", phq9_9=2))
    before = told(nurse)
    assert before[0] == "An answer to PHQ-9."
    assert "better off dead" in before[1]
    assert before[2] == "More than half the days (2)"
    with_newer(monkeypatch)
    assert told(nurse) == before
    actor = cast.manager.actor()
    away = {"measures_away": json.dumps(["phq9", "phq2"])}
    clinic_settings.change(actor, clinic_settings.settings(actor).version, away)
    assert "phq9" not in instruments.of_clinic(cast.clinic_id)
    assert told(nurse) == before


def test_where_the_version_was_changed_in_the_database_the_newest_words_are_told(
    cast: Cast, nurse: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = answering.keep(cast.patient.actor(), sent("phq9", phq9_9=1))
    with_newer(monkeypatch)
    overwrite(MeasureResponse, MeasureResponse.id == kept.id, definition_version="0.0.1")
    assert told(nurse)[1].startswith("Newer: ")


def test_two_flags_of_one_patient_are_told_apart_by_what_kind_of_thing_they_are(cast: Cast, nurse: Member) -> None:
    answered(cast)
    flag_id = opened(cast, cast.therapist)
    wish = asked(cast)
    assert wish is not None
    assert [line.about for line in there(nurse)] == ["an answer to PHQ-9", "", ""]
    contact.take_back(cast.patient.actor(), wish)
    assert [line.about for line in there(nurse)] == ["an answer to PHQ-9", "", "a wish to be contacted, taken back"]
    words = {line.id: line.about for line in there(cast.therapist)}  # who holds the care ring alone
    assert words[flag_id] == "with a clinician's reason"
    assert sorted(words.values())[:2] == ["", ""]
