"""Which generations of a patient's care rings somebody at the clinic really holds: what a list calls shared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select

from journal.extensions import db
from journal.models import CareRelation, Person, PersonKey, RingGrant
from journal.services.audit import audit
from journal.services.care import care, care_rows
from journal.services.rings import grants, held_rings

_RINGS: BindParameter[Any] = bindparam("rings", expanding=True)
_HELD = (
    select(RingGrant)
    .join(PersonKey, PersonKey.id == RingGrant.recipient_key_id)
    .join(Person, (Person.id == PersonKey.person_id) & (Person.epoch == PersonKey.epoch))
    .where(Person.status == "active", RingGrant.ring_id.in_(_RINGS))
)
_BY_THERAPISTS = (
    _HELD.add_columns(CareRelation)
    .join(CareRelation, CareRelation.therapist_id == RingGrant.recipient_id)
    .where(CareRelation.patient_id == bindparam("patient"), CareRelation.state == care_rows.ACTIVE)
)
_BY_COLLEAGUES = _HELD.where(RingGrant.recipient_id.in_(bindparam("covering", expanding=True)))


def among(patient_id: UUID, clinic_id: UUID, wanted: Iterable[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
    """Those of these rings and generations that a therapist in care, or one who covers today, can open."""
    pairs = set(wanted)
    if not pairs:
        return set()
    asked = {"patient": patient_id, "rings": list({ring_id for ring_id, _ in pairs})}
    found = [row for row in db.session.execute(_BY_THERAPISTS, asked).all() if care_rows.is_whole(row[1])]
    stamps = [each for grant, relation in found for each in (grants.stamp(grant), care_rows.stamp(relation))]
    stale = audit.stale(clinic_id, stamps) if stamps else set()
    held = [grant for grant, relation in found if not {grant.id, relation.id} & stale]
    covering = [cover.covering_id for cover in care.live_covers(patient_id)]
    if covering:
        by_colleagues = db.session.scalars(_BY_COLLEAGUES, {**asked, "covering": covering}).all()
        held += held_rings.current(clinic_id, by_colleagues)
    return {(grant.ring_id, grant.generation) for grant in held} & pairs
