"""What is noted of an enquiry and of a referral, and which days cannot be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

ENQUIRY, LETTER = "enquiry", "letter"
KINDS = {
    "counselor": "Counsellor or psychotherapist", "psychiatrist": "Psychiatrist",
    "other": "Somebody else, as the credential says",
}  # fmt: skip
_BIRTHS = (
    re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}"),
    re.compile(r"[0-9]{1,2}[./ -][0-9]{1,2}[./ -]([0-9]{4})"),
    re.compile(r"born .*?([0-9]{4})", re.IGNORECASE),
)
_FIRST_YEAR, _FARTHEST, _OLD = 1900, timedelta(days=366), timedelta(days=730)
Facts = Mapping[str, Any]


class ReferralRefused(ValueError):
    """What was typed cannot be kept as it is; the message says why, and the words are given back."""


class ReferralMoved(ReferralRefused):
    """Somebody changed this meanwhile; the message says so, and the words are given back."""


class ReferralDoubted(ValueError):
    """A day looks like a slip. The message says which; `key` sent along says that it is meant."""

    def __init__(self, said: str, key: str) -> None:
        super().__init__(said)
        self.key = key


@dataclass(frozen=True, slots=True)
class Enquiry:
    """How somebody came, what they ask, and the free consultation before any referral."""

    came_on: date | None = None
    came_by: str = ""
    asks: str = ""
    consultation_on: date | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A referral as it came: who refers, when, why, and where the document lies."""

    referrer: str = ""
    credential: str = ""
    kind: str = ""
    dated_on: date | None = None
    received_on: date | None = None
    indication: str = ""
    document: str = ""


Words = Enquiry | Letter


@dataclass(frozen=True, slots=True)
class Days:
    """What a day is measured by: today, and the year the patient was born in where it is known."""

    today: date
    born: int | None


def part_of(words: Words) -> str:
    """The part of a record that these words are."""
    return ENQUIRY if isinstance(words, Enquiry) else LETTER


def facts(words: Words) -> dict[str, Any]:
    """Words as they are sealed."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(words).items()}


def told(part: str, value: Facts) -> Words:
    """Words as they were sealed."""
    kind: type[Words] = Enquiry if part == ENQUIRY else Letter
    return kind(**{name: _read(name, value[name]) for name in kind.__dataclass_fields__})


def _read(name: str, sealed: Any) -> Any:
    return date.fromisoformat(sealed) if sealed and name.endswith("_on") else sealed


def birth_year(identifier: str) -> int | None:
    """The year of birth, where the second identifier is a date of birth."""
    found = next((match for each in _BIRTHS if (match := each.fullmatch(identifier.strip()))), None)
    return int(found[1]) if found else None


def checked(words: Words, days: Days, meant: str = "") -> Words:
    """Words that can be kept, their day filled in. Raises `ReferralRefused`, `ReferralDoubted`."""
    if isinstance(words, Enquiry):
        return _checked_enquiry(words, days)
    return _checked_letter(words, days, meant)


def _checked_enquiry(words: Enquiry, days: Days) -> Enquiry:
    came_on = words.came_on or days.today
    if not words.came_by and not words.asks:
        raise ReferralRefused("Say how this person came, or what they ask.")
    _refuse_future(came_on, days, "The enquiry")
    _refuse_past(came_on, days, "The enquiry")
    meeting = words.consultation_on
    if meeting is not None and meeting < came_on:
        raise ReferralRefused("The consultation would lie before the enquiry. Look at both days.")
    if meeting is not None and meeting > days.today + _FARTHEST:
        raise ReferralRefused("The consultation would be more than a year from now. Look at its year.")
    if words.said and meeting is None:
        raise ReferralRefused("Give the day of the consultation with what was said there.")
    if words.said and meeting is not None and meeting > days.today:
        raise ReferralRefused("The consultation is still to come, so nothing was said there yet. Look at its day.")
    return replace(words, came_on=came_on)


def _checked_letter(words: Letter, days: Days, meant: str) -> Letter:
    received_on, dated_on = words.received_on or days.today, words.dated_on
    if not words.referrer:
        raise ReferralRefused("Say who refers: their name.")
    if words.kind not in KINDS:
        raise ReferralRefused("Choose what the person who refers is.")
    if dated_on is None:
        raise ReferralRefused("Give the date of the referral.")
    for day, what in ((dated_on, "The referral"), (received_on, "The day it came")):
        _refuse_future(day, days, what)
        _refuse_past(day, days, what)
    if received_on < dated_on:
        raise ReferralRefused("The referral would have come before it was written. Look at both days.")
    if received_on - dated_on > _OLD and meant != dated_on.isoformat():
        raise ReferralDoubted(
            "The date of the referral is more than two years before the day it came.", dated_on.isoformat()
        )
    return replace(words, received_on=received_on)


def _refuse_future(day: date, days: Days, what: str) -> None:
    if day > days.today:
        raise ReferralRefused(f"{what} would lie in the future. Look at the day and the year.")


def _refuse_past(day: date, days: Days, what: str) -> None:
    if days.born is not None and day.year < days.born:
        raise ReferralRefused(f"{what} would lie before this person was born, in {days.born}. Look at the year.")
    if day.year < _FIRST_YEAR:
        raise ReferralRefused(f"{what} would lie before {_FIRST_YEAR}. Look at the year.")
