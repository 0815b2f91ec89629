"""How a patient came: noted by the team, changed in the open, and closed to everybody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.models import AuditRow, Referral, TreatmentMember
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.referrals import referral_answers, referral_lists, referral_page, referral_words, referrals
from journal.services.referrals.referral_answers import Answer, Seen
from journal.services.referrals.referral_words import Enquiry, ReferralDoubted, ReferralMoved, ReferralRefused
from journal.services.referrals.referrals import Sent
from journal.services.treatment import treatment_endings
from tests.services.hands import newcomer, overwrite, stored
from tests.services.referral_steps import ASKED, ago, answer, letter, newest, note
from tests.services.session_steps import nurse, prescriber
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber"]  # fixtures

pytestmark = pytest.mark.usefixtures("inside")


def test_from_the_enquiry_to_the_answer(cast: Cast, nurse: Member, prescriber: Member) -> None:
    assert [line.name for line in referral_lists.of_clinician(nurse.actor()).without] == [cast.patient.name]
    note(nurse, cast, ASKED)
    view = newest(prescriber, cast)
    assert (view.stage, view.enquiry.words.asks, view.enquiry.author) == ("enquiry", ASKED.asks, nurse.name)
    note(nurse, cast, letter())
    listed = referral_lists.of_clinician(nurse.actor())
    assert [(line.stage, line.days, line.waits) for line in listed.lines] == [("received", 4, True)]
    assert (dict(listed.counts), listed.without) == ({"received": 1}, ())
    answer(prescriber, cast, "accepted", "Two adequate trials")
    view = newest(nurse, cast)
    assert (view.stage, [each.reason for each in view.answers]) == ("accepted", ["Two adequate trials"])
    assert view.answers[0].author == prescriber.name
    assert referral_lists.of_clinician(nurse.actor(), "declined").lines == ()
    assert list(verification.verify(cast.clinic_id)) == []


def test_sent_twice_it_is_noted_and_answered_once(cast: Cast, prescriber: Member) -> None:
    for _ in range(2):
        referrals.note(prescriber.actor(), cast.patient.id, letter())
    view = newest(prescriber, cast)
    for _ in range(2):
        seen = Seen(view.id, view.version)
        referral_answers.answer(prescriber.actor(), cast.patient.id, seen, Answer("accepted", "Fits"))
    assert len(stored(Referral)) == 1
    assert len(newest(prescriber, cast).answers) == 1


def test_a_change_under_ones_eyes_gives_way_to_nothing_unseen(cast: Cast, nurse: Member, prescriber: Member) -> None:
    note(nurse, cast, letter())
    seen = newest(prescriber, cast)
    note(nurse, cast, letter(indication="Anxiety"))
    with pytest.raises(ReferralMoved, match="still here"):
        referrals.note(prescriber.actor(), cast.patient.id, letter(document="Letter 13"), Sent(seen.version))
    before = Seen(seen.id, seen.version)
    with pytest.raises(ReferralMoved, match="still here"):
        referral_answers.answer(prescriber.actor(), cast.patient.id, before, Answer("accepted", "Fits"))
    view = newest(nurse, cast)
    assert [each.words.indication for each in view.earlier] == ["Depression"]
    answer(prescriber, cast, "declined")
    with pytest.raises(ReferralMoved, match="begins a new one"):
        referrals.note(nurse.actor(), cast.patient.id, letter(document="Letter 13"), Sent(view.version))


def test_what_was_noted_by_mistake_is_destroyed_until_it_was_answered(cast: Cast, nurse: Member) -> None:
    join_team(cast, cast.therapist, also_before=True)
    note(nurse, cast, ASKED)
    view, patient_id = newest(nurse, cast), cast.patient.id
    referrals.remove(nurse.actor(), patient_id, view.id, view.version)
    assert [(row["state"], row["body_sealed"]) for row in stored(Referral)] == [("deleted", None)]
    assert referral_page.own(cast.patient.actor()).newest is None
    referrals.note(nurse.actor(), patient_id, ASKED, Sent(id=view.id))  # the form of the removed one, sent again
    note(nurse, cast, letter())
    answer(cast.therapist, cast, "declined")
    view = newest(nurse, cast)
    with pytest.raises(ReferralMoved, match="nothing was removed"):
        referrals.remove(nurse.actor(), patient_id, view.id, view.version)
    with pytest.raises(NotAllowed):
        referrals.remove(cast.patient.actor(), patient_id, view.id, view.version)
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [(letter(dated_on=ago(-2), received_on=None), "future"), (letter(dated_on=date(1969, 5, 3)), "born, in 1988"),
     (letter(received_on=ago(20)), "before it was written"), (letter(referrer=""), "who refers"),
     (letter(kind="king"), "what the person"), (letter(dated_on=None), "the date"), (Enquiry(), "how this person came"),
     (Enquiry(asks="x", came_on=ago(-3)), "future"), (Enquiry(asks="x", consultation_on=ago(1)), "before the enquiry"),
     (Enquiry(asks="x", consultation_on=ago(-400)), "more than a year"), (Enquiry(asks="x", said="y"), "Give the day"),
     (Enquiry(asks="x", consultation_on=ago(-3), said="y"), "still to come")],
)  # fmt: skip
def test_days_that_cannot_be_right_are_refused(cast: Cast, nurse: Member, words: Any, said: str) -> None:
    with pytest.raises(ReferralRefused, match=said):
        note(nurse, cast, words)
    assert not stored(Referral)


def test_an_old_date_is_asked_about(cast: Cast, nurse: Member) -> None:
    old = letter(dated_on=ago(1200))
    with pytest.raises(ReferralDoubted) as doubt:
        note(nurse, cast, old)
    referrals.note(nurse.actor(), cast.patient.id, old, Sent(meant=doubt.value.key))
    assert newest(nurse, cast).letter.words.dated_on == ago(1200)


@pytest.mark.parametrize(
    ("identifier", "year"),
    [("1988-04-17", 1988), ("born 4 May 1986", 1986), ("4.5.1986", 1986), ("Clinic 1986", None), ("20231114", None)],
)
def test_a_year_of_birth_is_read_from_a_date_alone(identifier: str, year: int | None) -> None:
    assert referral_words.birth_year(identifier) == year


@pytest.mark.parametrize("who", ["therapist", "other_therapist", "manager", "patient", "other_patient"])
def test_nobody_beside_the_team_reads_or_writes_it(cast: Cast, nurse: Member, who: str) -> None:
    note(nurse, cast, letter())
    view, actor = newest(nurse, cast), getattr(cast, who).actor()
    patient_id = cast.patient.id
    before = len(stored(AuditRow))
    attempts = [
        lambda: referrals.note(actor, patient_id, ASKED, Sent(view.version)),
        lambda: referral_answers.answer(actor, patient_id, Seen(view.id, view.version), Answer("accepted", "x")),
        lambda: referral_answers.tell(actor, patient_id, view.id, view.id),
        lambda: referral_page.of_patient(actor, patient_id),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert len(stored(AuditRow)) == before
    if who.endswith("therapist"):
        assert referral_lists.of_clinician(actor).is_empty
    else:
        with pytest.raises(NotAllowed):
            referral_lists.of_clinician(actor)


def test_after_leaving_the_team_nothing_opens_and_who_comes_later_reads_what_they_hold(
    cast: Cast, nurse: Member
) -> None:
    note(nurse, cast, letter())
    treatment_endings.end(cast.manager.actor(), stored(TreatmentMember)[0]["id"])
    with pytest.raises(NotAllowed):
        newest(nurse, cast)
    later = newcomer(cast, "Noor Haddad", "prescriber")
    join_team(cast, later)  # from now on, without what was before
    view = newest(later, cast)
    assert (view.stage, view.readable, view.letter) == ("received", False, None)
    with pytest.raises(CannotOpen):
        answer(later, cast, "accepted")


def test_a_stage_that_was_changed_in_the_database_is_not_believed(cast: Cast, nurse: Member) -> None:
    note(nurse, cast, letter())
    overwrite(Referral, stage="accepted")
    listed = referral_lists.of_clinician(nurse.actor())
    assert (listed.lines, [line.name for line in listed.changed]) == ((), [cast.patient.name])
    assert not newest(nurse, cast).readable
    with pytest.raises(CannotOpen):
        note(nurse, cast, letter(document="Letter 13"))
    assert any("referral" in fault for fault in verification.verify(cast.clinic_id))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asks=st.text(max_size=200), came=st.dates(), meeting=st.none() | st.dates(), said=st.text(max_size=50))
def test_whatever_is_typed_is_kept_or_refused(
    cast: Cast, nurse: Member, asks: str, came: date, meeting: date | None, said: str
) -> None:
    words = Enquiry(came, "", asks, meeting, said)
    try:
        note(nurse, cast, words)
    except ReferralRefused:
        return
    assert newest(nurse, cast).enquiry.words == words
