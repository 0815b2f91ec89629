"""Lists of reflections: heads only, in a few queries whatever their length, each row opened by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable

from journal.crypto.errors import CannotOpen
from journal.crypto.reflections import Head, open_head
from journal.extensions import db
from journal.models import Reflection, ReflectionDraft
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.people.people import place
from journal.services.reflections import deleting, texts
from journal.services.reflections import list_queries as queries
from journal.services.review import review_marks
from journal.services.rings import held_rings, read_rings
from journal.services.sessions import belonging
from journal.services.sessions.belonging import Placed

PAGE = 30
_FARTHEST = 1_000_000  # no journal has so many pages, and an offset must fit the database's integers


@dataclass(frozen=True, slots=True)
class ReflectionRow:
    """A reflection as lists show it."""

    id: UUID
    patient_id: UUID
    title: str
    readable: bool
    created_at: datetime
    changed_at: datetime
    words: int
    excerpt: str
    state: str
    has_draft: bool
    note_count: int
    unread_replies: int
    reviewed_at: datetime | None
    restorable_until: datetime | None
    is_read: bool = False
    new_notes: int = 0
    version: int = 1
    placed: Placed | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """One page of a patient's own reflections."""

    rows: tuple[ReflectionRow, ...]
    page: int
    pages: int
    deleted: tuple[ReflectionRow, ...]


def journal(actor: Actor, page: int = 1) -> Journal:
    """The patient's own reflections, newest first. Raises `NotAllowed`."""
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    found = _find(actor, queries.OWN_COUNTED, PAGE, min(max(page, 1), _FARTHEST))
    how_many = found[0] if found else db.session.execute(queries.HOW_MANY, {"patient": actor.id}).one()
    shown, pages = page_of(how_many.total, page)
    rows = _opened(actor, found if found or not how_many.total else _find(actor, queries.OWN, PAGE, shown))
    gone = _own(actor, queries.OWN_DELETED, PAGE) if how_many.has_deleted and shown == 1 else ()
    return Journal(rows, shown, pages, gone)


def recent(actor: Actor, limit: int) -> tuple[ReflectionRow, ...]:
    """The patient's newest saved reflections."""
    return _own(actor, queries.OWN_SAVED, limit)


def drafts(actor: Actor, limit: int) -> tuple[ReflectionRow, ...]:
    """What the patient has begun and never saved, newest first; among the latest ones, those that have words, or do not
    open."""
    begun = _own(actor, queries.OWN_DRAFTS, PAGE)
    return tuple(row for row in begun if row.title or row.excerpt or not row.readable)[:limit]


def own_of(actor: Actor, reflection_ids: Sequence[UUID]) -> tuple[ReflectionRow, ...]:
    """Those of the patient's own reflections, newest first."""
    wanted = {"patient": actor.id, "wanted": list(reflection_ids)}
    return _opened(actor, db.session.execute(queries.OWN_OF, wanted).all()) if reflection_ids else ()


def page_of(total: int, page: int) -> tuple[int, int]:
    """The page that is shown when one is asked for, and how many there are."""
    pages = max(1, -(-total // PAGE))
    return min(max(page, 1), pages), pages


def _own(actor: Actor, query: Executable, limit: int) -> tuple[ReflectionRow, ...]:
    return _opened(actor, _find(actor, query, limit))


def _find(actor: Actor, query: Executable, limit: int, page: int = 1) -> Sequence[Any]:
    wanted = {"patient": actor.id, "limit": limit, "offset": (page - 1) * limit}
    return db.session.execute(query, wanted).all()


def shared(actor: Actor, patient_ids: Sequence[UUID]) -> tuple[ReflectionRow, ...]:
    """What these patients share, oldest first; the caller has asked whether the actor may."""
    return _opened(actor, _asked(queries.SHARED, actor, patient_ids))


def shared_since(actor: Actor, patient_id: UUID, since: datetime) -> tuple[ReflectionRow, ...]:
    """What a patient shares and has saved since a moment, newest first; the caller has asked."""
    return _opened(actor, _asked(queries.NEWEST_SHARED, actor, [patient_id], since=since))


def shared_among(actor: Actor, patient_ids: Sequence[UUID], ids: Sequence[UUID]) -> tuple[ReflectionRow, ...]:
    """Those of these reflections that these patients share with the actor, oldest first; the caller has asked."""
    return _opened(actor, _asked(queries.SHARED_AMONG, actor, patient_ids, ids=list(ids))) if ids else ()


def how_many_shared(actor: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many reflections each of these patients shares with the actor, for those who share any."""
    return dict(map(tuple, _asked(queries.COUNT_SHARED, actor, patient_ids)))


def _asked(query: Executable, actor: Actor, patient_ids: Sequence[UUID], **more: Any) -> Sequence[Any]:
    wanted = {"reader": actor.id, "key": actor.keys.key_id, "patients": list(patient_ids), **more}
    return db.session.execute(query, wanted).all()


def _opened(actor: Actor, found: Sequence[Any]) -> tuple[ReflectionRow, ...]:
    ring_ids = {row.ring_id for row in found} | {getattr(row, "draft_ring_id", None) for row in found}
    held_rings.load_rings(actor, {ring_id for ring_id in ring_ids if ring_id is not None})
    stale = audit.stale(actor.clinic_id, [texts.stamp(row) for row in found])
    read, reviewed, placed = _read(actor, found), _reviewed(actor, found), belonging.of_rows(actor, found)
    return tuple(
        _row(
            actor,
            row,
            placed.get(row.id),
            stale=row.id in stale,
            read=(row.ring_id, row.generation) in read,
            reviewed=row.id in reviewed,
        )
        for row in found
    )


def _reviewed(actor: Actor, found: Sequence[Any]) -> set[UUID]:
    """Those rows whose mark of having been reviewed is one that was made: by anyone, or by the therapist who looks."""
    marked = {row.id for row in found if row.reviewed_at}
    return review_marks.standing(actor.clinic_id, marked, None if actor.role == "patient" else actor.id)


def _read(actor: Actor, found: Sequence[Any]) -> set[tuple[UUID, int]]:
    """The rings of a patient's shared rows that somebody at the clinic holds."""
    if actor.role != "patient":
        return set()
    shared = ((row.ring_id, row.generation) for row in found if row.state == texts.SHARED)
    return read_rings.among(actor.id, actor.clinic_id, shared)


def _row(actor: Actor, row: Any, placed: Placed | None, *, stale: bool, read: bool, reviewed: bool) -> ReflectionRow:
    draft_at = getattr(row, "draft_saved_at", None)
    opened = None if stale else _open_head(actor, row)
    head, readable = opened or Head("", 0, ""), opened is not None
    return ReflectionRow(
        row.id, row.patient_id, head.title, readable, row.created_at, draft_at or row.saved_at, head.words,
        head.excerpt, row.state, draft_at is not None, row.note_count, getattr(row, "unread_replies", 0),
        row.reviewed_at if reviewed else None,
        row.deleted_at and row.deleted_at + deleting.RESTORABLE_FOR, read and row.state == texts.SHARED,
        new_notes=getattr(row, "new_notes", 0), version=row.version, placed=placed,
    )  # fmt: skip


def _open_head(actor: Actor, row: Any) -> Head | None:
    try:
        return _head(actor, row)
    except CannotOpen:
        return None


def _head(actor: Actor, row: Any) -> Head:
    if row.head_sealed is None and getattr(row, "draft_head_sealed", None) is not None:
        ring = held_rings.open_ring(actor, row.draft_ring_id, row.draft_generation)
        where = place(row.clinic_id, row.id, row.draft_version, row.patient_id, row.patient_id)
        return open_head(ring, ReflectionDraft.__tablename__, where, row.draft_head_sealed)
    ring = held_rings.open_ring(actor, row.ring_id, row.generation)
    where = place(row.clinic_id, row.id, row.seal_version, row.patient_id, row.patient_id)
    return open_head(ring, Reflection.__tablename__, where, row.head_sealed)
