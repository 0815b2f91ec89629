"""Cleared for treatment: given and withdrawn with a reason, and not by a row that somebody wrote or took away."""

from __future__ import annotations

import pytest

from journal.models import AuditRow, Clearance, Clinic, RedFlag
from journal.permissions import NotAllowed
from journal.services.clinics import clinic_settings
from journal.services.evaluations import clearances
from journal.services.evaluations.evaluation_access import EvaluationRefused
from journal.services.evaluations.evaluation_questions import FlagQuestion
from journal.services.evaluations.flag_views import NO, YES
from tests.services.evaluation_steps import (
    PSYCHOSIS,
    answer,
    flag,
    give,
    nurse,
    prescriber,
    sign,
    standing,
)
from tests.services.hands import overwrite, remove, stored
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber"]  # fixtures
pytestmark = pytest.mark.usefixtures("inside")


def test_anyone_of_the_team_withdraws_with_a_reason_and_not_the_patient(
    cast: Cast, nurse: Member, prescriber: Member
) -> None:
    answer(cast, cast.patient, blood_pressure=NO, psychosis=NO)
    give(cast, prescriber)
    with pytest.raises(NotAllowed):
        clearances.withdraw(cast.patient.actor(), cast.patient.id, "I changed my mind.", 1)
    with pytest.raises(EvaluationRefused, match="reason"):
        clearances.withdraw(nurse.actor(), cast.patient.id, "", 1)
    clearances.withdraw(nurse.actor(), cast.patient.id, "Read 190 over 110 today.", 1)
    now = standing(cast, prescriber)
    assert (now.stands, now.last and (now.last.what, now.last.author)) == (False, ("withdrawn", "Sam Ellery"))
    give(cast, prescriber, "Read again, 124 over 78.")
    assert [act.what for act in standing(cast, prescriber).acts] == ["given", "withdrawn", "given"]


@pytest.mark.parametrize("damage", ["old row", "removed", "audit row"])
def test_a_clearance_written_past_the_application_does_not_count(
    cast: Cast, nurse: Member, prescriber: Member, damage: str
) -> None:
    answer(cast, cast.patient, blood_pressure=NO, psychosis=NO)
    give(cast, prescriber)
    given_row = stored(Clearance)[0]
    clearances.withdraw(nurse.actor(), cast.patient.id, "Something new.", 1)
    match damage:
        case "removed":
            remove(Clearance, Clearance.id == given_row["id"])
        case "audit row":
            remove(AuditRow, (AuditRow.record_id == given_row["id"]) & (AuditRow.act == "clearance.withdrawn"))
            overwrite(Clearance, Clearance.id == given_row["id"], **{**given_row, "version": 3})
        case _:
            overwrite(Clearance, Clearance.id == given_row["id"], **given_row)
    now = standing(cast, prescriber)
    assert not now.stands
    assert now.troubles


def test_the_clinics_own_question_holds_and_outlives_its_removal(cast: Cast, prescriber: Member) -> None:
    answer(cast, cast.patient, blood_pressure=NO, psychosis=NO)
    ruth = cast.manager.actor()
    clinic_settings.change(ruth, 1, {"red_flags": (FlagQuestion("", "Bladder trouble", "Pain or blood"),)})
    (own,) = clinic_settings.settings(ruth).values["red_flags"]
    assert flag(cast, prescriber, own.code).holds
    answer(cast, cast.patient, **{own.code: YES})
    clinic_settings.change(ruth, 2, {"red_flags": ()})
    taken_away = flag(cast, prescriber, own.code)
    assert (taken_away.text, taken_away.is_asked, taken_away.holds) == ("Bladder trouble", False, True)
    sign(cast, prescriber, own.code)
    give(cast, prescriber)
    assert standing(cast, prescriber).stands


@pytest.mark.parametrize("stands", ["[]", "no list", '[{"code": 1}]'])
def test_questions_taken_away_in_the_database_hold(cast: Cast, prescriber: Member, stands: str) -> None:
    answer(cast, cast.patient, blood_pressure=NO, psychosis=NO)
    clinic_settings.change(cast.manager.actor(), 1, {"red_flags": (FlagQuestion("", "Bladder trouble"),)})
    overwrite(Clinic, Clinic.id == cast.clinic_id, red_flags=stands)
    with pytest.raises(EvaluationRefused, match="settings were changed"):
        give(cast, prescriber)
    assert any("settings" in each for each in standing(cast, prescriber).troubles)


def test_a_clearance_does_not_come_back_with_a_flag_that_was_taken_away_and_answered_anew(
    cast: Cast, prescriber: Member
) -> None:
    """As many acts as were signed on are not the acts that were signed on."""
    answer(cast, prescriber, blood_pressure=NO, psychosis=YES)
    sign(cast, prescriber, PSYCHOSIS)
    give(cast, prescriber)
    assert standing(cast, prescriber).stands
    remove(RedFlag, RedFlag.flag == PSYCHOSIS)
    answer(cast, cast.patient, psychosis=YES)
    sign(cast, prescriber, PSYCHOSIS, "Looked at once more.")
    assert not standing(cast, prescriber).stands
    give(cast, prescriber, "Seen once more.")
    assert standing(cast, prescriber).stands
