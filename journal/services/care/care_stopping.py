"""A patient stops a therapist's reading by themselves: on any day, at once, and with nobody's leave."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import CareRelation
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.care import care, care_endings, care_rows
from journal.services.people import people
from journal.services.rings import renewals


@dataclass(frozen=True, slots=True)
class TherapistInCare:
    """A therapist whom the patient has let read."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whose reading would stop, and whose would go on."""

    therapist: TherapistInCare
    others: tuple[TherapistInCare, ...]


def therapists(actor: Actor) -> tuple[TherapistInCare, ...]:
    """The therapists in active care of this patient, also one who holds no key just now. Raises `NotAllowed`."""
    require(actor.who, Permission.CARE_END, About(actor.clinic_id, patient_id=actor.id))
    mine = (CareRelation.patient_id == actor.id) & (CareRelation.state == care_rows.ACTIVE)
    found = db.session.scalars(select(CareRelation).where(mine).order_by(CareRelation.started_at)).all()
    ids = [relation.therapist_id for relation in found if care_rows.is_current(relation)]
    names = people.names(actor.clinic_id, ids)
    return tuple(TherapistInCare(each, names.get(each, people.UNREADABLE_NAME)) for each in ids)


def page(actor: Actor, therapist_id: UUID) -> Stopping:
    """What stopping one therapist is about. Raises `NotAllowed`."""
    found = {each.id: each for each in therapists(actor)}
    if therapist_id not in found:
        raise NotAllowed
    return Stopping(found.pop(therapist_id), tuple(found.values()))


def stop(actor: Actor, therapist_id: UUID) -> None:
    """Ends the care by this therapist, and begins the next generation of what they held. Raises `NotAllowed`."""
    relation = care.active_relation(actor.id, therapist_id)
    if relation is None:
        raise NotAllowed
    care_endings.end(actor, relation.id)
    renewals.at_sign_in(actor)
