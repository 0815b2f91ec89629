"""Red flags: what holds a clearance, who signs, and that nothing written past the application counts as signed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.models import Clearance, RedFlag
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care.decisions import NotToday
from journal.services.evaluations import clearances, evaluation_rows, flag_views, red_flags
from journal.services.evaluations.evaluation_access import EvaluationMoved, EvaluationRefused
from journal.services.evaluations.evaluation_rows import Found
from journal.services.evaluations.flag_views import ANSWERED, CLEARED, NO, UNSURE, YES
from journal.services.evaluations.red_flags import TypedAnswer
from journal.services.sessions import sessions
from tests.services.evaluation_steps import (
    PRESSURE,
    PSYCHOSIS,
    answer,
    flag,
    give,
    nurse,
    on_team,
    prescriber,
    sign,
    standing,
)
from tests.services.hands import newcomer, overwrite, remove, stored
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber"]  # fixtures
pytestmark = pytest.mark.usefixtures("inside")


def test_what_was_never_asked_holds_and_a_no_does_not(cast: Cast, prescriber: Member) -> None:
    assert [(each.state, each.holds) for each in red_flags.listed(prescriber.actor(), cast.patient.id)] == [
        ("Not asked yet", True), ("Not asked yet", True),
    ]  # fmt: skip
    with pytest.raises(EvaluationRefused, match="not asked yet"):
        give(cast, prescriber)
    answer(cast, cast.patient, blood_pressure=NO, psychosis=NO)
    give(cast, prescriber)
    now = standing(cast, prescriber)
    assert (now.stands, now.last and now.last.author) == (True, "Noor Haddad")
    give(cast, prescriber)  # sent twice
    assert standing(cast, prescriber).seen == 1
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_yes_holds_until_a_prescriber_signs_and_a_changed_answer_opens_it_again(
    cast: Cast, nurse: Member, prescriber: Member
) -> None:
    answer(cast, cast.patient, blood_pressure=YES, psychosis=NO)
    with pytest.raises(EvaluationRefused, match="High blood pressure"):
        give(cast, prescriber)
    answer(cast, nurse, blood_pressure=NO)
    assert flag(cast, nurse, PRESSURE).holds  # only a signature lets a yes go
    sign(cast, prescriber, PRESSURE)
    signed = flag(cast, nurse, PRESSURE)
    assert signed.signature is not None
    assert (signed.holds, signed.signature.author, signed.signature.words[:7]) == (False, "Noor Haddad", "Treated")
    give(cast, prescriber)
    answer(cast, cast.patient, blood_pressure=YES)
    now = standing(cast, prescriber)
    assert (flag(cast, nurse, PRESSURE).holds, now.was_given, now.stands) == (True, True, False)
    sign(cast, prescriber, PRESSURE)
    assert not standing(cast, prescriber).stands  # it was given on other answers
    give(cast, prescriber, "Looked at again.")
    assert standing(cast, prescriber).stands


def test_a_signature_needs_a_reason_an_answer_and_what_was_seen(cast: Cast, nurse: Member, prescriber: Member) -> None:
    with pytest.raises(EvaluationRefused, match="not been asked"):
        sign(cast, prescriber, PSYCHOSIS)
    answer(cast, cast.patient, psychosis=YES)
    with pytest.raises(EvaluationRefused, match="Give the reason"):
        sign(cast, prescriber, PSYCHOSIS, "  ")
    answer(cast, nurse, psychosis=UNSURE)
    with pytest.raises(EvaluationMoved):
        red_flags.clear(prescriber.actor(), cast.patient.id, PSYCHOSIS, "Long ago.", 1)
    sign(cast, prescriber, PSYCHOSIS)
    with pytest.raises(EvaluationRefused, match="Nothing is open"):
        sign(cast, prescriber, PSYCHOSIS, "Once more.")


@pytest.mark.parametrize("who", ["nurse", "therapist on the team", "patient", "prescriber outside", "manager"])
def test_nobody_else_signs(cast: Cast, prescriber: Member, who: str) -> None:
    answer(cast, cast.patient, blood_pressure=NO, psychosis=YES)
    other = _somebody(cast, who)
    with pytest.raises(NotAllowed):
        red_flags.clear(other.actor(), cast.patient.id, PSYCHOSIS, "It is fine.", 1)
    with pytest.raises(NotAllowed):
        clearances.give(other.actor(), cast.patient.id, "It is fine.", 0, standing(cast, prescriber).flags_seen)
    assert flag(cast, prescriber, PSYCHOSIS).holds
    assert not stored(Clearance)


def _somebody(cast: Cast, who: str) -> Member:
    match who:
        case "nurse":
            return on_team(cast, "Sam Ellery", "nurse")
        case "therapist on the team":
            return on_team(cast, "Lena Brandt", "therapist")
        case "prescriber outside":
            return newcomer(cast, "Ada Quist", "prescriber")
    found: Member = getattr(cast, who)
    return found


@pytest.mark.parametrize("damage", ["old row", "removed", "swapped", "another state", "broken"])
def test_what_was_written_past_the_application_is_not_signed(
    cast: Cast, nurse: Member, prescriber: Member, damage: str
) -> None:
    answer(cast, cast.patient, blood_pressure=YES, psychosis=YES)
    sign(cast, prescriber, PSYCHOSIS)
    signed = _row(cast, PSYCHOSIS)
    answer(cast, nurse, psychosis=UNSURE)
    sign(cast, prescriber, PSYCHOSIS)
    _damage(cast, damage, signed)
    found = flag(cast, prescriber, PSYCHOSIS)
    assert (found.holds, found.signature) == (True, None)
    with pytest.raises(EvaluationRefused):
        give(cast, prescriber)
    answer(cast, cast.patient, psychosis=NO)  # a no in its place lets nothing go, since it may have been a yes
    assert flag(cast, prescriber, PSYCHOSIS).holds
    sign(cast, prescriber, PSYCHOSIS, "Gone through anew.")
    assert not flag(cast, prescriber, PSYCHOSIS).holds


def _row(cast: Cast, code: str) -> dict[str, Any]:
    return stored(RedFlag, RedFlag.id == evaluation_rows.id_of(cast.patient.id, RedFlag, code))[0]


def _damage(cast: Cast, damage: str, signed: dict[str, Any]) -> None:
    mine = RedFlag.id == signed["id"]
    match damage:
        case "old row":
            overwrite(RedFlag, mine, **signed)
        case "removed":
            remove(RedFlag, mine)
        case "swapped":
            overwrite(RedFlag, mine, body_sealed=_row(cast, PRESSURE)["body_sealed"])
        case "another state":
            overwrite(RedFlag, mine, state="cleared")
        case _:
            overwrite(RedFlag, mine, body_sealed=signed["body_sealed"][:-1] + b"\x00")


def test_nothing_is_asked_on_a_dosing_day_and_nothing_unknown_is_answered(cast: Cast, nurse: Member) -> None:
    with pytest.raises(NotAllowed):
        red_flags.answer(nurse.actor(), cast.patient.id, {"made_up": TypedAnswer(NO)})
    with pytest.raises(EvaluationRefused, match="without an answer"):
        red_flags.answer(nurse.actor(), cast.patient.id, {PSYCHOSIS: TypedAnswer("", "a word")})
    sessions.check_in(nurse.actor(), cast.patient.id)
    with pytest.raises(NotToday):
        red_flags.answer(cast.patient.actor(), cast.patient.id, {PSYCHOSIS: TypedAnswer(NO)})
    answer(cast, nurse, psychosis=NO)


ACTS = st.lists(st.sampled_from([YES, NO, UNSURE, CLEARED]), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=ACTS, raised=st.booleans())
def test_it_lets_go_only_after_a_signature_or_where_it_was_never_raised(
    cast: Cast, done: list[str], raised: bool
) -> None:
    told = [_told(cast, each) for each in done]
    row = RedFlag(flag=PSYCHOSIS)
    view = flag_views.view(PSYCHOSIS, None, Found(row, {"acts": told, "raised": raised}), {})
    answered = [each for each in done if each != CLEARED]
    never_raised = not raised and YES not in done and CLEARED not in done
    lets_go = bool(answered) and (done[-1] == CLEARED or (never_raised and answered[-1] == NO))
    assert view.holds is not lets_go


def _told(cast: Cast, what: str) -> dict[str, str]:
    rest = {"words": "", "by": str(cast.patient.id), "at": "2026-11-28T10:00:00+00:00"}
    return {"what": CLEARED, **rest} if what == CLEARED else {"what": ANSWERED, "answer": what, **rest}
