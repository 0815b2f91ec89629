"""What is answered to a referral: by who may, with a reason, taken back in the open, and told to the patient."""

from __future__ import annotations

from typing import Any

import pytest

from journal.permissions import NotAllowed
from journal.services.audit import history
from journal.services.referrals import referral_answers, referral_lists, referral_page
from journal.services.referrals.referral_answers import TAKEN_BACK, Answer, Seen
from journal.services.referrals.referral_words import ReferralMoved, ReferralRefused
from tests.services.referral_steps import ASKED, answer, letter, newest, note, stages
from tests.services.session_steps import nurse, prescriber
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber"]  # fixtures

pytestmark = pytest.mark.usefixtures("inside")


def test_an_answer_is_taken_back_by_another_act_and_nothing_is_lost(cast: Cast, prescriber: Member) -> None:
    note(prescriber, cast, letter())
    answer(prescriber, cast, "declined", "Not now")
    answer(prescriber, cast, TAKEN_BACK, "Misread the letter")
    assert newest(prescriber, cast).stage == "received"
    assert referral_lists.of_clinician(prescriber.actor()).lines[0].days == 4  # it waits since it came
    answer(prescriber, cast, "accepted")
    answer(prescriber, cast, "closed", "Moved away")
    answer(prescriber, cast, TAKEN_BACK, "Came back")
    view = newest(prescriber, cast)
    done = ["declined", "taken_back", "accepted", "closed", "taken_back"]
    assert (view.stage, [each.what for each in view.answers]) == ("accepted", done)


def test_one_is_open_at_a_time_and_several_are_kept(cast: Cast, prescriber: Member) -> None:
    note(prescriber, cast, ASKED)
    answer(prescriber, cast, "closed", "Did not call again")
    note(prescriber, cast, letter())
    page = referral_page.of_patient(prescriber.actor(), cast.patient.id)
    assert page.newest is not None
    assert (page.newest.stage, page.newest.enquiry, [each.stage for each in page.before]) == (
        "received",
        None,
        ["closed"],
    )
    first = page.before[0]
    seen = Seen(first.id, first.version)
    with pytest.raises(ReferralMoved):  # only the newest is answered
        referral_answers.answer(prescriber.actor(), cast.patient.id, seen, Answer(TAKEN_BACK, "x"))
    assert stages(prescriber) == ["received"]


def test_the_patient_reads_what_is_noted_and_a_reason_once_it_was_told(cast: Cast, prescriber: Member) -> None:
    assert referral_page.own(cast.patient.actor()).newest is None
    note(prescriber, cast, ASKED)
    note(prescriber, cast, letter())
    answer(prescriber, cast, "declined", "Blood pressure first")
    view: Any = referral_page.own(cast.patient.actor()).newest
    assert (view.enquiry.words.asks, view.letter.words.referrer) == (ASKED.asks, "Dr. Hanna Brandt")
    assert [(each.what, each.reason) for each in view.answers] == [("declined", "")]
    seen = newest(prescriber, cast)
    for _ in range(2):
        referral_answers.tell(prescriber.actor(), cast.patient.id, seen.id, seen.answers[0].id)
    view = referral_page.own(cast.patient.actor()).newest
    assert [each.reason for each in view.answers] == ["Blood pressure first"]
    told = " ".join(each.before for each in history.page(cast.patient.actor()).told)
    assert "noted that your referral was not accepted" in told
    assert "Blood pressure" not in told


def test_an_answer_needs_its_reason_and_its_stage(cast: Cast, prescriber: Member) -> None:
    note(prescriber, cast, ASKED)
    for what in ("accepted", "declined", TAKEN_BACK, "anything"):
        with pytest.raises(ReferralMoved):
            answer(prescriber, cast, what)
    note(prescriber, cast, letter())
    with pytest.raises(ReferralRefused, match="reason"):
        answer(prescriber, cast, "accepted", "")


def test_a_nurse_notes_and_does_not_answer(cast: Cast, nurse: Member) -> None:
    join_team(cast, cast.therapist)
    note(nurse, cast, letter())
    for what in ("accepted", "declined", "closed", TAKEN_BACK):
        with pytest.raises(NotAllowed):
            answer(nurse, cast, what)
    page = referral_page.of_patient(nurse.actor(), cast.patient.id)
    assert (page.may_write, page.may_follow) == (True, ())
    answer(cast.therapist, cast, "accepted")
    view = newest(nurse, cast)
    with pytest.raises(NotAllowed):
        referral_answers.tell(nurse.actor(), cast.patient.id, view.id, view.answers[0].id)
