"""Reading what a clinic keeps of withdrawn reflections: listed, opened with a receipt, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import bindparam, select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.markdown import render
from journal.models import Person, Reflection, WithdrawnCopy
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.people import people
from journal.services.reflections import texts, withdrawing
from journal.services.work import unit_of_work

_KEPT = (
    select(WithdrawnCopy, Reflection.created_at)
    .join(Reflection, Reflection.id == WithdrawnCopy.reflection_id)
    .where(WithdrawnCopy.patient_id == bindparam("patient"), WithdrawnCopy.keep_until > bindparam("now"))
    .order_by(WithdrawnCopy.id.desc())
)


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody opened a copy, and when last."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy as lists show it."""

    id: UUID
    reflection_id: UUID
    title: str
    readable: bool
    created_at: datetime
    withdrawn_at: datetime
    keep_until: datetime
    reader_names: tuple[str, ...]
    opened: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class CopyPage:
    """One copy, opened."""

    row: CopyRow
    patient_id: UUID
    patient_name: str
    patient_identifier: str
    html: Markup
    shared_at: datetime


def of_patient(actor: Actor, patient_id: UUID) -> tuple[CopyRow, ...]:
    """The copies of a patient that this therapist holds the key to, newest first. Raises `NotAllowed`."""
    in_care = care.in_care(patient_id, actor.id)
    require(actor.who, Permission.WITHDRAWN_READ, About(actor.clinic_id, patient_id, in_care=in_care))
    return tuple(_row(actor, copy, at) for copy, at in _kept(patient_id) if actor.id in _holders(copy))


def own(actor: Actor, reflection_id: UUID | None = None) -> tuple[CopyRow, ...]:
    """The copies the clinic keeps of one's own reflections, or of one of them. Raises `NotAllowed`."""
    require(actor.who, Permission.WITHDRAWN_READ, About(actor.clinic_id, patient_id=actor.id))
    wanted = [found for found in _kept(actor.id) if reflection_id in (None, found[0].reflection_id)]
    return tuple(_row(actor, copy, at) for copy, at in wanted)


def open_copy(actor: Actor, copy_id: UUID) -> CopyPage:
    """Opens a copy; a therapist's opening leaves a receipt the patient sees. Raises `NotAllowed`, `CannotOpen`."""
    with unit_of_work():
        copy = db.session.get(WithdrawnCopy, copy_id)
        if copy is None or copy.keep_until <= clock.now():
            raise NotAllowed
        _require_reader(actor, copy)
        if not withdrawing.is_current(copy):
            raise CannotOpen
        html = render(texts.body(actor, copy))
        if actor.id != copy.patient_id:
            audit.record(Act.WITHDRAWN_OPENED, actor.id, withdrawing.stamp(copy))
        return _page(actor, copy, html)


def _page(actor: Actor, copy: WithdrawnCopy, html: Markup) -> CopyPage:
    patient = db.session.get_one(Person, copy.patient_id)
    begun_at = db.session.get_one(Reflection, copy.reflection_id).created_at
    return CopyPage(
        _row(actor, copy, begun_at), patient.id, people.name_of(patient), people.identifier_of(patient), html,
        copy.shared_at,
    )  # fmt: skip


def _require_reader(actor: Actor, copy: WithdrawnCopy) -> None:
    """Its writer, or a therapist in care who holds the very key it is sealed under."""
    in_care = actor.role == "therapist" and care.in_care(copy.patient_id, actor.id)
    require(actor.who, Permission.WITHDRAWN_READ, About(copy.clinic_id, copy.patient_id, in_care=in_care))
    if actor.id != copy.patient_id and actor.id not in _holders(copy):
        raise NotAllowed


def _kept(patient_id: UUID) -> Sequence[tuple[WithdrawnCopy, datetime]]:
    found = db.session.execute(_KEPT, {"patient": patient_id, "now": clock.now()}).all()
    return [(copy, created_at) for copy, created_at in found]


def _holders(copy: WithdrawnCopy) -> dict[UUID, str]:
    """Who at the clinic holds the key to a copy now."""
    return {each.id: each.name for each in care.holders(copy.patient_id, copy.ring_id, copy.generation)}


def _row(actor: Actor, copy: WithdrawnCopy, created_at: datetime) -> CopyRow:
    try:
        title, readable = texts.head(actor, copy).title, withdrawing.is_current(copy)
    except CannotOpen:
        title, readable = "", False
    return CopyRow(
        copy.id, copy.reflection_id, title if readable else "", readable, created_at, copy.withdrawn_at,
        copy.keep_until, tuple(_holders(copy).values()), _openings(copy),
    )  # fmt: skip


def _openings(copy: WithdrawnCopy) -> tuple[Opening, ...]:
    rows = audit.newest_acts(copy.clinic_id, copy.id, [Act.WITHDRAWN_OPENED])
    names = people.names(copy.clinic_id, {row.actor_id for row in rows})
    return tuple(Opening(names.get(row.actor_id, people.UNREADABLE_NAME), row.at) for row in rows)
