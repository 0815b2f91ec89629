"""What patients want to bring to their appointment: open until it was spoken about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Passage, Reflection, RingGrant
from journal.permissions import NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.passages import passage_rows, passages
from journal.services.passages.passage_rows import BRING
from journal.services.reflections import texts
from journal.services.work import unit_of_work

_PATIENTS: BindParameter[Any] = bindparam("patients", expanding=True)
_OPEN = (
    select(Passage)
    .join(Reflection, Reflection.id == Passage.reflection_id)
    .where(Passage.patient_id.in_(_PATIENTS), Passage.kind == BRING, Passage.closed_at.is_(None))
    .where(Reflection.state == texts.SHARED)
    .order_by(Passage.id)
)
# the very key it lies under was granted, as with the reflection itself
_OPEN_TO = _OPEN.where(
    select(RingGrant.id)
    .where(RingGrant.ring_id == Passage.ring_id, RingGrant.generation == Passage.generation)
    .where(RingGrant.recipient_key_id == bindparam("key"))
    .exists()
)


@dataclass(frozen=True, slots=True)
class Place:
    """The reflection that something is brought from, as lists name it."""

    title: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    """Something a patient wants to bring: words of a reflection, or the whole of it where there are none."""

    id: UUID
    patient_id: UUID
    reflection_id: UUID
    reflection: Place
    words: str | None
    created_at: datetime


def brought(actor: Actor, patient_ids: Sequence[UUID]) -> tuple[Brought, ...]:
    """What is open of these patients, oldest first; the caller has asked whether the actor may.

    What does not open, or was changed in the database, is left out."""
    rows = _open(actor, patient_ids)
    said = passage_rows.opened(actor, rows)
    wanted = {row.reflection_id for row in rows if row.id in said}
    found = db.session.scalars(select(Reflection).where(Reflection.id.in_(wanted))).all() if wanted else ()
    places = {each.id: Place(_title(actor, each), each.created_at) for each in found}
    return tuple(
        Brought(
            row.id, row.patient_id, row.reflection_id, places[row.reflection_id],
            anchor.exact if (anchor := said[row.id].anchor) else None, row.created_at,
        )
        for row in rows
        if row.id in said
    )  # fmt: skip


def how_many_brought(actor: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How much is open of each of these patients, for those who bring anything; nothing is opened for it."""
    rows = _open(actor, patient_ids)
    stale = audit.stale(actor.clinic_id, [passage_rows.stamp(row) for row in rows]) if rows else set()
    return dict(Counter(row.patient_id for row in rows if row.id not in stale))


def _open(actor: Actor, patient_ids: Sequence[UUID]) -> Sequence[Passage]:
    if actor.role == "patient":
        return db.session.scalars(_OPEN, {"patients": [each for each in patient_ids if each == actor.id]}).all()
    return db.session.scalars(_OPEN_TO, {"patients": list(patient_ids), "key": actor.keys.key_id}).all()


def _title(actor: Actor, reflection: Reflection) -> str:
    try:
        return texts.head(actor, reflection).title if texts.is_current(reflection) else ""
    except CannotOpen:
        return ""


def close(actor: Actor, passage_id: UUID) -> Passage:
    """Marks what was brought as spoken about; the patient sees it. Raises `NotAllowed`, `CannotOpen`."""
    return _mark(actor, passage_id, Act.PASSAGE_CLOSED, clock.now())


def reopen(actor: Actor, passage_id: UUID) -> Passage:
    """Takes that mark back. Raises `NotAllowed`, `CannotOpen`."""
    return _mark(actor, passage_id, Act.PASSAGE_REOPENED, None)


def _mark(actor: Actor, passage_id: UUID, act: Act, closed_at: datetime | None) -> Passage:
    with unit_of_work():
        row, about = passages.found_passage(actor, passage_id)
        if row.kind != BRING:
            raise NotAllowed
        require(actor.who, Permission.BRING_CLOSE, about)
        if not passage_rows.is_current(row):
            raise CannotOpen
        if (row.closed_at is None) is not (closed_at is None):
            row.closed_at, row.version = closed_at, row.version + 1
            audit.record(act, actor.id, passage_rows.stamp(row))
    return row
