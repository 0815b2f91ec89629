"""Themes in a search: which are offered, and which reflections one was put on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select

from journal.crypto.errors import CannotOpen
from journal.crypto.passages import open_passage
from journal.extensions import db
from journal.models import Passage
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.passages import passage_rows, theme_rows
from journal.services.rings import held_rings

_PASSAGE = cast(Table, Passage.__table__).c
_PUT = select(*_PASSAGE).where(
    _PASSAGE.patient_id.in_(bindparam("patients", expanding=True)),
    _PASSAGE.kind == passage_rows.THEME,
    _PASSAGE.closed_at.is_(None),
)


def offered(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The themes there are to choose from, each as it is put and as a page calls it, in the order of the alphabet."""
    own = {name: name for name in theme_rows.own_names(actor.clinic_id)}
    return tuple(sorted((theme_rows.built_in() | own).items(), key=lambda each: each[1].casefold()))


def reflections(actor: Actor, patient_ids: Sequence[UUID], theme: str) -> frozenset[UUID]:
    """The reflections on which this theme stands, as far as the actor can open what was put there."""
    if not patient_ids:
        return frozenset()
    rows = db.session.execute(_PUT, {"patients": list(patient_ids)}).all()
    held_rings.load_rings(actor, {row.ring_id for row in rows})
    named = [row for row in rows if _name(actor, row) == theme]
    stale = audit.stale(actor.clinic_id, map(passage_rows.stamp, named)) if named else set()
    return frozenset(row.reflection_id for row in named if row.id not in stale)


def _name(actor: Actor, row: Any) -> str | None:
    try:
        ring = held_rings.open_loaded(actor, row.ring_id, row.generation)
        return open_passage(ring, passage_rows.place_of(row), row.passage_sealed)[0]
    except CannotOpen:
        return None
