"""The fingerprint a patient's page shows of the key they are asked about, as its form carries it."""

from __future__ import annotations

from uuid import UUID

from journal.extensions import db
from journal.models import CareRelation, Cover, Person, PersonKey
from journal.services.people import people
from journal.services.recovery import recovery_key_rows


def of_person(person_id: UUID) -> str:
    """Of somebody's present key as it is stored; empty where they have none."""
    person = db.session.get(Person, person_id)
    mine = (PersonKey.person_id == person_id) & (PersonKey.epoch == (person.epoch if person else 0))
    key = db.session.query(PersonKey).filter(mine).one_or_none()
    return people.public_keys(key).fingerprint().hex() if key else ""


def of_request(request_id: UUID) -> str:
    """Of the therapist who asks to read."""
    relation = db.session.get(CareRelation, request_id)
    return of_person(relation.therapist_id) if relation else ""


def of_cover(cover_id: UUID) -> str:
    """Of the colleague who is to cover."""
    cover = db.session.get(Cover, cover_id)
    return of_person(cover.covering_id) if cover else ""


def of_recovery_key(clinic_id: UUID) -> str:
    """Of the clinic's recovery key."""
    key = recovery_key_rows.current(clinic_id)
    return recovery_key_rows.public_keys(key).fingerprint().hex() if key else ""
