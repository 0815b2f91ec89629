"""Steps of an evaluation that its tests share: a team that reads what was there before, and flags answered with no."""

from __future__ import annotations

import pytest

from journal.services.evaluations import clearances, red_flags
from journal.services.evaluations.clearances import ClearanceView
from journal.services.evaluations.flag_views import FlagView
from journal.services.evaluations.red_flags import TypedAnswer
from tests.services.hands import newcomer
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member

PRESSURE, PSYCHOSIS = "blood_pressure", "psychosis"


@pytest.fixture
def nurse(cast: Cast) -> Member:
    """A nurse on the patient's treatment team."""
    return on_team(cast, "Sam Ellery", "nurse")


@pytest.fixture
def prescriber(cast: Cast) -> Member:
    """A prescriber on the patient's treatment team."""
    return on_team(cast, "Noor Haddad", "prescriber")


def on_team(cast: Cast, name: str, role: str) -> Member:
    """Somebody new at the clinic whom the patient lets into the treatment record, with what was there before."""
    member = newcomer(cast, name, role)
    join_team(cast, member, also_before=True)
    return member


def answer(cast: Cast, member: Member, **answers: str) -> None:
    """Answers red flags as somebody who has just looked at them."""
    seen = {flag.code: flag.seen for flag in red_flags.listed(member.actor(), cast.patient.id)}
    typed = {code: TypedAnswer(each, "", seen[code]) for code, each in answers.items()}
    red_flags.answer(member.actor(), cast.patient.id, typed)


def flag(cast: Cast, member: Member, code: str) -> FlagView:
    """One red flag as somebody sees it."""
    return next(each for each in red_flags.listed(member.actor(), cast.patient.id) if each.code == code)


def standing(cast: Cast, member: Member) -> ClearanceView:
    """Whether the patient is cleared, as somebody sees it."""
    actor = member.actor()
    return clearances.standing(actor, cast.patient.id, red_flags.listed(actor, cast.patient.id))


def give(cast: Cast, member: Member, reason: str = "Seen and talked through.") -> None:
    """Clears the patient, having seen everything as it is."""
    now = standing(cast, member)
    clearances.give(member.actor(), cast.patient.id, reason, now.seen, now.flags_seen)


def sign(cast: Cast, member: Member, code: str, reason: str = "Treated since March; read 124 over 78.") -> None:
    """Signs one red flag, having seen it as it is."""
    red_flags.clear(member.actor(), cast.patient.id, code, reason, flag(cast, member, code).seen)
