"""How a patient meets a note: told that one waits, they open it, keep it for the appointment, or come to its page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from journal import clock
from journal.extensions import db
from journal.models import Note, Reflection
from journal.permissions import NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.notes import note_access, notes
from journal.services.notes.note_news import IS_NEW
from journal.services.reflections import texts
from journal.services.work import unit_of_work

_THERE = Reflection.state.in_((texts.PRIVATE, texts.SHARED))


@dataclass(frozen=True, slots=True)
class WaitingNotes:
    """How many notes beside one reflection are not opened yet, and whether they are all kept for the appointment."""

    reflection_id: UUID
    count: int
    are_kept: bool


def waiting(actor: Actor) -> tuple[WaitingNotes, ...]:
    """Where notes wait for this patient, those first that came first; never their words. The caller has asked."""
    query = select(Note.reflection_id, Note.put_off).join(Reflection, Reflection.id == Note.reflection_id)
    found = db.session.execute(query.where(Note.patient_id == actor.id, IS_NEW, _THERE).order_by(Note.released_at))
    by_place: dict[UUID, list[bool]] = {}
    for reflection_id, put_off in found:
        by_place.setdefault(reflection_id, []).append(put_off)
    told = (_told(reflection_id, kept) for reflection_id, kept in by_place.items())
    return tuple(sorted(told, key=lambda each: each.are_kept))


def _told(reflection_id: UUID, kept: list[bool]) -> WaitingNotes:
    """What waits beside a reflection; what was kept before is not counted among what has come since."""
    return WaitingNotes(reflection_id, kept.count(False) or len(kept), are_kept=all(kept))


def _new(actor: Actor, which: ColumnElement[bool]) -> Select[Note]:
    return select(Note).where(which, Note.patient_id == actor.id, IS_NEW)


def hold(actor: Actor, reflection_id: UUID) -> None:
    """Keeps replies and edits from coming in between until the commit; in the caller's unit of work."""
    _held(_new(actor, Note.reflection_id == reflection_id))


def _held(query: Select[Note]) -> Sequence[Note]:
    return db.session.scalars(query.order_by(Note.id).with_for_update().execution_options(populate_existing=True)).all()


def mark_opened(actor: Actor, note_ids: Collection[UUID]) -> None:
    """Notes that these were shown with their words; in the caller's unit of work, who has asked and held them."""
    for note in _held(_new(actor, Note.id.in_(note_ids))):
        _open(actor, note)


def _open(actor: Actor, note: Note) -> None:
    notes.change(note, Act.NOTE_OPENED, actor.id, seen_at=clock.now(), put_off=False)


def open_now(actor: Actor, note_id: UUID) -> UUID:
    """Opens a note because its patient asks, on any day; returns its reflection. Raises `NotAllowed`."""
    with unit_of_work():
        note = _one(actor, note_id)
        mark_opened(actor, [note.id])
    return note.reflection_id


def keep(actor: Actor, note_id: UUID) -> UUID:
    """Keeps a note closed until its patient opens it; returns its reflection. Raises `NotAllowed`."""
    with unit_of_work():
        note = _one(actor, note_id)
        _keep(actor, _held(_new(actor, Note.id == note.id)))
    return note.reflection_id


def open_all(actor: Actor, reflection_id: UUID) -> None:
    """Opens every note that waits beside an own reflection. Raises `NotAllowed`."""
    with unit_of_work():
        texts.own(actor, reflection_id)
        for note in _held(_new(actor, Note.reflection_id == reflection_id)):
            _open(actor, note)


def keep_all(actor: Actor, reflection_id: UUID) -> None:
    """Keeps every note closed that waits beside an own reflection. Raises `NotAllowed`."""
    with unit_of_work():
        texts.own(actor, reflection_id)
        _keep(actor, _held(_new(actor, Note.reflection_id == reflection_id)))


def _keep(actor: Actor, waiting_notes: Sequence[Note]) -> None:
    for note in waiting_notes:
        if not note.put_off:
            notes.change(note, Act.NOTE_PUT_OFF, actor.id, put_off=True)


def _one(actor: Actor, note_id: UUID) -> Note:
    found = db.session.get(Note, note_id)
    if found is None:
        raise NotAllowed
    require(actor.who, Permission.NOTE_OPEN, note_access.about_note(actor, found))
    return found
