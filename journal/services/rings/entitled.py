"""Who is to hold a patient's rings: the care rings those in active care and colleagues whose cover the patient granted,
the treatment ring the treatment team, and the ring of a record before the person whom its keeper let in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import CareRelation, Cover, Ring
from journal.services.before import before_rows
from journal.services.care import care_rows, cover_rows
from journal.services.rings import ring_rows
from journal.services.treatment import member_rows


def to_hold(ring: Ring) -> set[UUID]:
    """The people a new generation of this ring is for; a ring of one therapist is theirs and of who covers for them.
    One that is not what the audit says is for nobody."""
    if ring.patient_id is None or not ring_rows.is_current(ring):
        return set()
    if ring.kind == before_rows.KIND:
        record = before_rows.of_patient(ring.patient_id)
        kept = record is not None and record.ring_id == ring.id
        return {grant.recipient_id for grant in before_rows.let_in(record)} if record and kept else set()
    if ring.kind == "treatment":
        return member_rows.active_members(ring.patient_id)
    treating = in_active_care(ring.patient_id)
    if ring.reader_id is not None:
        treating &= {ring.reader_id}
    return treating | {cover.covering_id for cover in granted_covers(ring.patient_id) if cover.therapist_id in treating}


def in_active_care(patient_id: UUID) -> set[UUID]:
    """The therapists whose relation to this patient is active, whole and newest."""
    query = select(CareRelation).where(CareRelation.patient_id == patient_id, CareRelation.state == care_rows.ACTIVE)
    return {relation.therapist_id for relation in db.session.scalars(query).all() if care_rows.is_current(relation)}


def granted_covers(patient_id: UUID) -> list[Cover]:
    """The covers the patient granted and whose last day has not passed, also those yet to begin."""
    query = select(Cover).where(Cover.patient_id == patient_id, Cover.state == cover_rows.GRANTED)
    found = list(db.session.scalars(query))
    if not found:
        return []
    today = cover_rows.today(found[0].clinic_id)
    return cover_rows.current(found[0].clinic_id, [cover for cover in found if cover.ends_on >= today])
