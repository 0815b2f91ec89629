"""How the people of the demonstration came: what was noted of each, and what the clinic answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from journal.services.demonstration.demonstration_stage import Stage, Told
from journal.services.referrals import referral_answers, referral_page, referrals
from journal.services.referrals.referral_answers import Answer, Seen
from journal.services.referrals.referral_page import ReferralView
from journal.services.referrals.referral_words import Enquiry, Letter, Words
from journal.services.referrals.referrals import Sent

Event = tuple[str, Callable[[], None]]


def events(stage: Stage, story: Told, today: date) -> Iterator[Event]:
    """Every enquiry, referral and answer; their days are told as days from today."""
    for told in story["referrals"]:
        for step in told["steps"]:
            yield step["at"], partial(_answer if "answer" in step else _note, stage, told["patient"], step, today)


def _note(stage: Stage, patient: str, step: Told, today: date) -> None:
    seen = _newest(stage, patient, step["by"])
    patient_id = stage.patient_id(patient)
    referrals.note(stage.actor(step["by"]), patient_id, _words(step, today), Sent(seen.version if seen else 0))


def _words(step: Told, today: date) -> Words:
    if "enquiry" in step:
        return Enquiry(**_dated(step["enquiry"], today))
    return Letter(**_dated(step["letter"], today))


def _dated(told: Told, today: date) -> dict[str, Any]:
    return {name: today + timedelta(days=each) if name.endswith("_on") else each for name, each in told.items()}


def _answer(stage: Stage, patient: str, step: Told, _today: date) -> None:
    seen = _newest(stage, patient, step["by"])
    if seen is None:
        raise LookupError("A referral of the demonstration is answered before it is noted.")
    typed = Answer(step["answer"], step["reason"], step["told"])
    referral_answers.answer(stage.actor(step["by"]), stage.patient_id(patient), Seen(seen.id, seen.version), typed)


def _newest(stage: Stage, patient: str, by: str) -> ReferralView | None:
    return referral_page.of_patient(stage.actor(by), stage.patient_id(patient)).newest
