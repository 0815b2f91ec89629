"""What a manager sees of flags and notices: how many wait too long, with whom, and what could not be sent. No patient,
and nothing that is sealed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from journal.extensions import db
from journal.models import Clinic, Notice, Person
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.notices import TRIES
from journal.services.people import people
from journal.services.rings import entitled
from journal.services.safety import flag_ages, flag_people, flag_rows


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many flags wait too long with somebody; without a name, how many nobody at the clinic has now."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Failed:
    """How many notices of one kind could not be sent, and when the last of them was written."""

    kind: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class FlagCounts:
    """What waits too long, what could not be sent, after how long it is too long, and what was changed past us."""

    overdue: tuple[Overdue, ...]
    failed: tuple[Failed, ...]
    limit: str
    changed: int


def of_clinic(actor: Actor) -> FlagCounts:
    """The counts of the manager's clinic. Raises `NotAllowed`."""
    require(actor.who, Permission.FLAG_COUNT, About(actor.clinic_id))
    clinic = db.session.get_one(Clinic, actor.clinic_id)
    under_way = [each for each in flag_rows.of_clinic(actor.clinic_id) if each.under_way]
    changed = sum(not each.whole for each in under_way)
    late = Counter(each.patient_id for each in under_way if each.begun_at < flag_ages.late_before(clinic))
    return FlagCounts(_by_therapist(late), _failed(actor), flag_ages.limit(clinic), changed)


def _by_therapist(late: Counter[UUID]) -> tuple[Overdue, ...]:
    found: Counter[str] = Counter()
    for patient_id, count in late.items():
        for name in _therapists(db.session.get_one(Person, patient_id)):
            found[name] += count
    return tuple(Overdue(name, count) for name, count in sorted(found.items()))


def _therapists(patient: Person) -> list[str]:
    """Who treats; else everybody who has the flag; an empty name where nobody does."""
    treating = entitled.in_active_care(patient.id)
    told = flag_people.told(patient)
    return [people.name_of(each) for each in told if each.id in treating] or list(map(people.name_of, told)) or [""]


def _failed(actor: Actor) -> tuple[Failed, ...]:
    """Given up, or out of tries and about to be."""
    spent = Notice.sent_at.is_(None) & (Notice.given_up_at.is_not(None) | (Notice.tries >= TRIES))
    query = select(Notice.kind, func.count(), func.max(Notice.created_at)).where(Notice.clinic_id == actor.clinic_id)
    rows = db.session.execute(query.where(spent).group_by(Notice.kind).order_by(Notice.kind))
    return tuple(Failed(kind.replace("_", " "), count, at) for kind, count, at in rows)
