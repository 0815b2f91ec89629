"""How old a flag is: by the hours in which its clinic is open, so that a night and a weekend make none overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.models import Clinic
from journal.services.clinics import clinic_rows, opening_hours
from journal.services.safety.flag_rows import KeptFlag

_LONG = 99  # hours: beyond this nobody counts any more


@dataclass(frozen=True, slots=True)
class Age:
    """How long a flag is open in words, after which time this clinic calls one overdue, and whether this one is."""

    words: str
    limit: str
    is_overdue: bool

    @classmethod
    def of(cls, kept: KeptFlag, clinic: Clinic) -> Age:
        """The age of a flag that is not closed."""
        return cls(_words(kept.begun_at, clinic), limit(clinic), kept.begun_at < late_before(clinic))


def late_before(clinic: Clinic) -> datetime:
    """A flag that was opened before this moment, and is not closed, is overdue."""
    return opening_hours.late_before(clinic, timedelta(hours=_hours(clinic)))


def limit(clinic: Clinic) -> str:
    """After how long a flag is overdue at this clinic, in words."""
    return opening_hours.in_words(_hours(clinic), opening_hours.of_clinic(clinic))


def _hours(clinic: Clinic) -> int:
    return clinic_rows.within("flag_hours", clinic.flag_hours)


def _words(moment: datetime, clinic: Clinic) -> str:
    week = opening_hours.of_clinic(clinic)
    if moment < opening_hours.late_before(clinic, timedelta(hours=_LONG)):
        return f"more than {opening_hours.in_words(_LONG, week)}"
    hours = int(opening_hours.since(clinic, moment).total_seconds() // 3600)
    return opening_hours.in_words(hours, week) if hours else f"less than {opening_hours.in_words(1, week)}"
