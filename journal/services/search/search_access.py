"""Asks once more, just before it is shown, whether the actor may see what a search found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.models import CareRelation, Note, Reflection
from journal.permissions import About, Permission, allows
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.notes import note_access
from journal.services.reflections import texts
from journal.services.rings import held_rings

_RELATIONS = (
    select(CareRelation.id)
    .where(CareRelation.therapist_id == bindparam("therapist"), CareRelation.state == care.ACTIVE)
    .order_by(CareRelation.id)
    .with_for_update(read=True)
)


def readable(actor: Actor, rows: Collection[Reflection]) -> dict[UUID, Reflection]:
    """Those of these reflections that the actor may read; a therapist's care cannot end before the commit."""
    if actor.role == "patient":
        own = {row.id: About(row.clinic_id, patient_id=row.patient_id) for row in rows}
        return _allowed(actor, Permission.REFLECTION_WRITE, rows, own)
    in_care = _held_in_care(actor) if rows else set()
    held = held_rings.held_among(actor, {(row.ring_id, row.generation) for row in rows})
    shared = {
        row.id: About(
            row.clinic_id, patient_id=row.patient_id, shared=row.state == texts.SHARED,
            in_care=row.patient_id in in_care and (row.ring_id, row.generation) in held,
        )
        for row in rows
    }  # fmt: skip
    return _allowed(actor, Permission.REFLECTION_REVIEW, rows, shared)


def _held_in_care(actor: Actor) -> set[UUID]:
    """The patients this therapist treats, which cannot end before the commit, or covers today."""
    db.session.execute(_RELATIONS, {"therapist": actor.id})
    return {person.id for person in care.patients_of(actor)}


def _allowed(
    actor: Actor, permission: Permission, rows: Iterable[Reflection], about: dict[UUID, About]
) -> dict[UUID, Reflection]:
    return {row.id: row for row in rows if allows(actor.who, permission, about[row.id])}


def visible(actor: Actor, notes: Collection[Note], open_to: dict[UUID, Reflection]) -> dict[UUID, Note]:
    """Those of these notes that the actor may see: on what they may read, or their own on what is shared no more."""
    found: list[Note] = []
    for reflection_id, patient_id in {(note.reflection_id, note.patient_id) for note in notes}:
        if reflection_id in open_to:
            found += note_access.visible(actor, reflection_id, patient_id)
    if actor.role != "patient":
        left = {note.patient_id for note in notes if note.reflection_id not in open_to}
        for patient_id in left:
            if care.in_care(patient_id, actor.id):
                found += note_access.on_unshared(actor, patient_id)
    wanted = {note.id for note in notes}
    return {note.id: note for note in found if note.id in wanted}
