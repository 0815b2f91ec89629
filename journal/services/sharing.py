"""Sharing a reflection and making it private again: what is sealed under which ring, and what happens to notes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.reflections import Text
from journal.extensions import db
from journal.models import Note, Reflection
from journal.services import audit, care, notes, texts
from journal.services.actor import Actor
from journal.services.acts import Act
from journal.services.work import unit_of_work


class NobodyReads(Exception):
    """Sharing was chosen and no therapist holds a key."""


def share(actor: Actor, reflection_id: UUID) -> None:
    """Seals the saved version for the therapist too. Raises `NotAllowed`, `NobodyReads`, `CannotOpen`."""
    if not care.readers(actor.id):
        raise NobodyReads
    _reseal(actor, reflection_id, shared=True)


def make_private(actor: Actor, reflection_id: UUID) -> None:
    """Seals it for its writer alone and erases the shared copy and the quotes inside notes. Raises `NotAllowed`."""
    _reseal(actor, reflection_id, shared=False)


def _reseal(actor: Actor, reflection_id: UUID, *, shared: bool) -> None:
    with unit_of_work():
        reflection = texts.own(actor, reflection_id, lock=True)
        was_shared, was_current = reflection.state == texts.SHARED, texts.is_current(reflection)
        if reflection.version == 0 or was_shared is shared:
            return
        opened = texts.open_or_none(actor, reflection) if was_current else None
        if opened is None and shared:
            raise CannotOpen
        if opened is not None:
            seal_for(actor, reflection, opened, shared=shared)
        reflection.state = texts.SHARED if shared else texts.PRIVATE  # access ends also where nothing opens
        record_change(actor, reflection, was_shared=was_shared, was_current=was_current)


def seal_for(actor: Actor, reflection: Reflection, text: Text, *, shared: bool) -> None:
    """Seals a text into its reflection under a fresh key of the ring of its readers."""
    reflection.seal_version += 1
    with db.session.no_autoflush:  # the row is written once, when it is whole
        ring = texts.care_ring(actor) if shared else texts.private_ring(actor)
    texts.put(reflection, ring, text)
    if shared and reflection.state != texts.SHARED:
        reflection.shared_at = clock.now()
    reflection.state = texts.SHARED if shared else texts.PRIVATE


def record_change(actor: Actor, reflection: Reflection, *, was_shared: bool, was_current: bool = True) -> None:
    """Audits a change of readers, and withdraws the quotes of notes when there are none any more."""
    shared = reflection.state == texts.SHARED
    if was_shared is shared:
        return
    act = Act.REFLECTION_SHARED if shared else Act.REFLECTION_MADE_PRIVATE
    texts.record_change(act, actor.id, reflection, was_current=was_current)
    if not shared:
        withdraw_quotes(actor, reflection)


def withdraw_quotes(actor: Actor, reflection: Reflection) -> None:
    """Erases the quoted words of every note; the notes keep their own words and say so. Needs no key."""
    quoting = (Note.reflection_id == reflection.id) & Note.anchor_sealed.is_not(None)
    for note in db.session.scalars(select(Note).where(quoting).with_for_update()):
        note.anchor_sealed, note.anchoring = None, notes.WITHDRAWN
        note.version += 1
        audit.record(Act.NOTE_QUOTE_WITHDRAWN, actor.id, notes.stamp(note))
