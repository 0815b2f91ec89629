"""A way into treatment that begins before there is an account, and goes on when its person has taken it over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from journal.models import RedFlag, Referral
from journal.permissions import NotAllowed
from journal.services.before import letting_in, taking_up
from journal.services.referrals import referral_page
from tests.services.before_steps import TYPED, arrived, handed, is_whole, opened
from tests.services.evaluation_steps import PRESSURE, PSYCHOSIS, flag, give, sign, standing
from tests.services.evaluation_steps import answer as answer_flags
from tests.services.hands import newcomer, overwrite, stored
from tests.services.referral_steps import ASKED, answer, letter, newest, note
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def keeper(cast: Cast) -> Member:
    """Tomas, who keeps the record."""
    return cast.other_therapist


@pytest.fixture
def prescriber(cast: Cast) -> Member:
    """Noor, whom he lets in."""
    return newcomer(cast, role="prescriber")


@pytest.fixture
def expected(cast: Cast, keeper: Member, prescriber: Member) -> Cast:
    """The cast with Lena as the patient, who is not here yet; her referral is accepted, and she is cleared."""
    patient_id = opened(keeper)
    shown = letting_in.candidate(keeper.actor(), patient_id, prescriber.id).fingerprint
    letting_in.let_in(keeper.actor(), patient_id, prescriber.id, shown)
    lena = Member(patient_id, cast.clinic_id, TYPED.name, TYPED.email, "patient", TYPED.identifier, "", "")
    expected = replace(cast, patient=lena)
    note(keeper, expected, ASKED)
    note(prescriber, expected, letter())
    answer(prescriber, expected, "accepted", "Two adequate trials", told=True)
    answer_flags(expected, keeper, **{PRESSURE: "yes", PSYCHOSIS: "no"})
    sign(expected, prescriber, PRESSURE)
    give(expected, prescriber)
    return expected


def test_referral_flags_and_clearance_come_along(
    cast: Cast, keeper: Member, prescriber: Member, expected: Cast
) -> None:
    assert standing(expected, keeper).stands
    lena = arrived(keeper, expected.patient.id)
    handed(keeper, lena)
    taken = taking_up.take(lena.actor(), let_in=False)
    assert (taken.entries, taken.left) == (4, 0)
    own = referral_page.own(lena.actor()).newest
    assert own is not None
    assert (own.stage, own.enquiry and own.enquiry.author) == ("accepted", keeper.name)
    here = replace(cast, patient=lena)
    join_team(here, prescriber, also_before=True)
    assert newest(prescriber, here).letter.author == prescriber.name
    assert flag(here, prescriber, PRESSURE).state == flag(expected, prescriber, PRESSURE).state
    assert standing(here, prescriber).stands
    answer_flags(here, prescriber, **{PSYCHOSIS: "unsure"})
    assert not standing(here, prescriber).stands
    assert is_whole(cast)


def test_nobody_else_finds_any_of_it(cast: Cast, expected: Cast) -> None:
    for who in (cast.therapist, cast.manager):
        with pytest.raises(NotAllowed):
            newest(who, expected)
        with pytest.raises(NotAllowed):
            standing(expected, who)


def test_a_flag_that_was_changed_in_the_database_is_not_made_good_by_taking_it_over(
    keeper: Member, prescriber: Member, cast: Cast, expected: Cast
) -> None:
    pressure = next(row for row in stored(RedFlag) if row["flag"] == PRESSURE)
    psychosis = next(row for row in stored(RedFlag) if row["flag"] == PSYCHOSIS)
    overwrite(RedFlag, RedFlag.id == pressure["id"], body_sealed=psychosis["body_sealed"])
    lena = arrived(keeper, expected.patient.id)
    handed(keeper, lena)
    assert taking_up.take(lena.actor(), let_in=False).left == 1
    here = replace(cast, patient=lena)
    join_team(here, prescriber, also_before=True)
    assert not standing(here, prescriber).stands
    assert len(stored(Referral)) == 1
