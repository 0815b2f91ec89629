"""Themes in a search: which are offered, and which reflections one was put on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select

from journal.crypto.errors import CannotOpen
from journal.crypto.passages import open_passage
from journal.extensions import db
from journal.models import Passage, Theme
from journal.services import audit, held_rings, people
from journal.services.actor import Actor

KIND = "theme"
_PASSAGE = cast(Table, Passage.__table__).c
_PUT = select(*_PASSAGE).where(
    _PASSAGE.patient_id.in_(bindparam("patients", expanding=True)), _PASSAGE.kind == KIND, _PASSAGE.closed_at.is_(None)
)


def offered(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The themes there are to choose from, each as it is put and as a page calls it, in the order of the alphabet."""
    own = select(Theme.name).where(Theme.clinic_id == actor.clinic_id, Theme.retired_at.is_(None))
    return tuple((name, name) for name in sorted(db.session.scalars(own), key=str.casefold))


def reflections(actor: Actor, patient_ids: Sequence[UUID], theme: str) -> frozenset[UUID]:
    """The reflections on which this theme stands, as far as the actor can open what was put there."""
    if not patient_ids:
        return frozenset()
    rows = db.session.execute(_PUT, {"patients": list(patient_ids)}).all()
    held_rings.load_rings(actor, {row.ring_id for row in rows})
    named = [row for row in rows if _name(actor, row) == theme]
    stale = audit.stale(actor.clinic_id, map(stamp, named)) if named else set()
    return frozenset(row.reflection_id for row in named if row.id not in stale)


def _name(actor: Actor, row: Any) -> str | None:
    place = people.place(row.clinic_id, row.id, 1, row.patient_id, row.author_id, row.reflection_id)
    try:
        ring = held_rings.open_loaded(actor, row.ring_id, row.generation)
        return open_passage(ring, place, row.passage_sealed)[0]
    except CannotOpen:
        return None


def stamp(row: Any) -> audit.Stamp:
    """What was put, as the audit remembers it."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, row.reflection_id, row.author_id, row.kind, row.reflection_version,
        row.ring_id, row.generation, row.passage_sealed, row.created_at, row.closed_at, patient_id=row.patient_id,
    )  # fmt: skip
