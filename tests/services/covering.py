"""Steps of cover that its tests share: a colleague is named, the patient is asked and says yes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.services.care import cover_naming, covers
from tests.support import shown
from tests.support.cast import Cast, Member
from tests.support.days import ZONE


def today() -> date:
    return clock.now().astimezone(ZONE).date()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def end_of(day: date) -> datetime:
    """The last second of a day where the clinic is."""
    return datetime.combine(day, datetime.max.time().replace(microsecond=0), ZONE)


def name(cast: Cast, first: int = 0, last: int = 2, by: Member | None = None) -> int:
    """Ines names Tomas for some days, counted from today."""
    days = (today() + timedelta(days=each) for each in (first, last))
    return cover_naming.name((by or cast.therapist).actor(), cast.other_therapist.id, *days)


def asked(cast: Cast) -> UUID:
    [request] = covers.requests(cast.patient.actor())
    return request.id


def grant(cast: Cast, first: int = 0, last: int = 2) -> None:
    name(cast, first, last)
    covers.answer(cast.patient.actor(), asked(cast), accept=True, fingerprint=shown.of_cover(asked(cast)))
    db.session.remove()
