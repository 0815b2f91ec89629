"""Steps of a referral that its tests share: noted, answered, and looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from journal.services.referrals import referral_answers, referral_lists, referral_page, referrals
from journal.services.referrals.referral_answers import Answer, Seen
from journal.services.referrals.referral_words import Enquiry, Letter
from journal.services.referrals.referrals import Sent
from tests.support.cast import Cast, Member
from tests.support.days import clinic_today

ASKED = Enquiry(came_by="Her sister told her", asks="Whether it could help")
DAY = timedelta(days=1)


def ago(days: int) -> date:
    return clinic_today() - days * DAY


def letter(**changed: Any) -> Letter:
    words = {"referrer": "Dr. Hanna Brandt", "credential": "MD", "kind": "psychiatrist", "dated_on": ago(9)}
    return Letter(**{**words, "received_on": ago(4), "indication": "Depression", "document": "Letter 12", **changed})


def newest(member: Member, cast: Cast) -> Any:
    return referral_page.of_patient(member.actor(), cast.patient.id).newest


def note(member: Member, cast: Cast, words: Enquiry | Letter) -> None:
    seen = newest(member, cast)
    referrals.note(member.actor(), cast.patient.id, words, Sent(seen.version if seen and seen.is_open else 0))


def answer(member: Member, cast: Cast, what: str, reason: str = "It fits", *, told: bool = False) -> None:
    view = newest(member, cast)
    typed = Answer(what, reason, told)
    referral_answers.answer(member.actor(), cast.patient.id, Seen(view.id, view.version), typed)


def stages(member: Member) -> list[str]:
    return [line.stage for line in referral_lists.of_clinician(member.actor()).lines]
