"""What no page of a patient's own tells them: points while they rest, and what the clinic found elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from journal.permissions import NotAllowed
from journal.services.care import decisions
from journal.services.export import journal_measures
from journal.services.measures import (
    answering,
    entries,
    measure_choice,
    measure_lists,
    measure_overview,
    measure_pages,
    own_instruments,
    results,
)
from tests.services.evaluation_steps import nurse
from tests.services.test_measure_answers import finish, phq9, sent
from tests.services.test_measure_asks import on_paper
from tests.services.test_own_instruments import read, told
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")
_OF_QUESTIONS = ("stem", "options", "items", "instructions", "bands", "change", "safety_rules", "follow_up")


def test_no_list_tells_points_while_they_rest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(cast.patient.actor(), "phq9", **phq9(0, phq9_1=2))
    assert [each.total for each in measure_lists.own(cast.patient.actor()).answered] == [2]
    monkeypatch.setattr(decisions, "may_decide", lambda *_: False)
    assert [each.total for each in measure_lists.own(cast.patient.actor()).answered] == [None]


def test_a_total_of_the_clinic_is_on_no_page_of_the_patient(cast: Cast, nurse: Member) -> None:
    entries.enter(nurse.actor(), cast.patient.id, on_paper("wsas", version=0, total=12))
    actor = cast.patient.actor()
    assert [each.name for each in measure_overview.of_patient(nurse.actor(), cast.patient.id)] == ["wsas"]
    assert measure_overview.own(actor) == ()
    for page in (measure_pages.own, measure_pages.own_file):
        with pytest.raises(NotAllowed):
            page(actor, "wsas")
    measure_choice.show_points(actor, shows_points=False)
    assert measure_overview.own(actor) == ()


def test_the_journal_taken_along_tells_points_only_where_the_pages_do(
    cast: Cast, nurse: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = cast.patient.actor()
    finish(actor, "phq9", **phq9(0, phq9_1=2))
    entries.enter(nurse.actor(), cast.patient.id, on_paper("wsas", version=0, total=12))

    def taken() -> tuple[list[int | None], str, int]:
        own = journal_measures.own(actor)
        machine = journal_measures.for_machines(own)
        human = "".join(journal_measures.for_people(own, ZoneInfo("Europe/London")))
        assert machine["measures_without_points"] == (own.without_points or None)
        assert own.without_points in human
        assert machine["measures"][0]["values"]["phq9_1"] == 2  # the answers themselves are always there
        return [each["total"] for each in machine["measures"]], own.without_points, human.count("points.")

    assert taken() == ([2], "", 1)
    measure_choice.show_points(actor, shows_points=False)
    assert taken() == ([None], journal_measures.OFF, 0)
    measure_choice.show_points(actor, shows_points=True)
    monkeypatch.setattr(decisions, "may_decide", lambda *_: False)
    assert taken() == ([None], journal_measures.REST, 0)


@pytest.mark.parametrize("last", [0, 3])
def test_without_points_the_longer_form_is_offered_whatever_was_answered(cast: Cast, last: int) -> None:
    actor = cast.patient.actor()
    answers = {"phq2_1": last, "phq2_2": last}
    offered = results.result(actor, finish(actor, "phq2", **answers).id).follow_up
    assert (offered is not None) == (last == 3)
    measure_choice.show_points(actor, shows_points=False)
    offered = results.result(actor, finish(actor, "phq2", **answers).id).follow_up
    assert offered is not None
    assert offered.id == "phq9"
    assert results.result(actor, answering.finish(actor, sent(phq2_1=last), open_too=True).id).follow_up is None


def test_a_total_of_the_clinic_stays_off_their_pages_once_its_file_is_gone(
    cast: Cast, nurse: Member, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = {"versions": [{"id": "v", "label": "V", "min": 0, "max": 40}], "number_label": "N", "number_required": True}
    scoring = {"method": "entered", "min": 0, "max": 40, "direction": "higher_is_worse"}
    plain = {name: value for name, value in told().items() if name not in _OF_QUESTIONS}
    folder = tmp_path / "own"
    folder.mkdir()
    found = read(folder, found={**plain, "kind": "total", "entry": entry, "scoring": scoring})
    assert found.refused == ()
    monkeypatch.setattr(own_instruments, "own", lambda: found)
    entries.enter(nurse.actor(), cast.patient.id, on_paper(plain["id"], version=0, total=31))
    for there in (found, own_instruments.Own({}, {})):
        monkeypatch.setattr(own_instruments, "own", lambda there=there: there)
        assert measure_overview.own(cast.patient.actor()) == measure_overview.course_days(cast.patient.actor()) == ()
        with pytest.raises(NotAllowed):
            measure_pages.own(cast.patient.actor(), plain["id"])
        assert len(measure_overview.of_patient(nurse.actor(), cast.patient.id)) == 1


def test_a_clinician_s_word_beside_a_form_on_paper_is_not_taken_along(cast: Cast, nurse: Member) -> None:
    on = replace(on_paper("phq9", **phq9(0, phq9_1=2)), words="Seemed guarded")
    entries.enter(nurse.actor(), cast.patient.id, on)
    own = journal_measures.own(cast.patient.actor())
    assert [each["total"] for each in journal_measures.for_machines(own)["measures"]] == [2]
    assert "guarded" not in str(journal_measures.for_machines(own))
