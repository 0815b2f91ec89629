"""What an author does with a note of theirs: releases, edits, resolves, reopens, withdraws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.anchors import Anchor
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Note, Person, Reflection
from journal.permissions import NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.notes import note_access, notes
from journal.services.notes.notes import NoteRefused, TypedNote
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.rings import held_rings, rings
from journal.services.work import unit_of_work

MOVED_ON = (
    "This note was changed on another page since you opened this one. Your words are still here: "
    "look at the note as it stands, and save again if you still want to."
)


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note as its author changes it; `wording` says which of its wordings was looked at."""

    id: UUID
    reflection_id: UUID
    patient_name: str
    patient_identifier: str
    text: str
    quoted_words: str
    visibility: str
    wording: int
    is_released: bool
    was_opened: bool
    has_replies: bool
    shows_itself: bool


def own(actor: Actor, note_id: UUID) -> OwnNote:
    """A note of one's own that is not withdrawn. Raises `NotAllowed`, `CannotOpen`."""
    note = find(actor, note_id)
    text, anchor = notes.opened(actor, note)
    person = db.session.get_one(Person, note.patient_id)
    return OwnNote(
        note.id, note.reflection_id, people.name_of(person), people.identifier_of(person), text,
        anchor.exact if anchor else "", note.visibility, note.text_version,
        is_released=note.released_at is not None, was_opened=note.seen_at is not None,
        has_replies=note_access.is_answered(note.id), shows_itself=shows_itself(note),
    )  # fmt: skip


def shows_itself(note: Note) -> bool:
    """Whether the patient sees what this note says without another word of its author."""
    return note.released_at is not None or note.release_when_held


def find(actor: Actor, note_id: UUID, may: Permission = Permission.NOTE_CHANGE, *, hold: bool = False) -> Note:
    """An own note that stands and is what the audit says. Raises `NotAllowed`."""
    query = select(Note).where(Note.id == note_id)
    held = query.with_for_update().execution_options(populate_existing=True) if hold else query
    note = db.session.scalars(held).one_or_none()
    if note is None or note.withdrawn_at is not None or not notes.is_current(note):
        raise NotAllowed
    require(actor.who, may, note_access.about_note(actor, note, hold=hold))
    return note


def release(actor: Actor, note_id: UUID) -> UUID:
    """Lets the patient see a note that waited for the appointment; returns its reflection. Raises `NotAllowed`."""
    with unit_of_work():
        note = find(actor, note_id, Permission.NOTE_RELEASE, hold=True)
        if note.released_at is None:
            notes.release_row(note, actor.id)
    return note.reflection_id


def withdraw(actor: Actor, note_id: UUID) -> UUID:
    """Takes a note back, also after its patient could see it: from then on its author alone holds a key to its words.

    What was read cannot be unread. Returns its reflection. Raises `NotAllowed`."""
    with unit_of_work():
        note = find(actor, note_id, hold=True)
        if note.visibility == notes.ONLY_ME:
            raise NotAllowed
        notes.change(
            note, Act.NOTE_WITHDRAWN, actor.id, withdrawn_at=clock.now(), **_for_author_alone(actor, note)
        )  # fmt: skip
    return note.reflection_id


def _for_author_alone(actor: Actor, note: Note) -> dict[str, Any]:
    """A note's words under the ring that only its author holds; one that does not open stays as it is sealed."""
    try:
        text, anchor = notes.opened(actor, note)
    except CannotOpen:
        return {}
    ring = rings.notes_ring(actor, note.patient_id)
    return notes.sealed(ring, note, text, anchor, note.text_version + 1)


def resolve(actor: Actor, note_id: UUID) -> UUID:
    """Says that a thread is done; both see it folded. Returns its reflection. Raises `NotAllowed`."""
    return _set_resolved(actor, note_id, Act.NOTE_RESOLVED, clock.now())


def reopen(actor: Actor, note_id: UUID) -> UUID:
    """Takes that back. Returns its reflection. Raises `NotAllowed`."""
    return _set_resolved(actor, note_id, Act.NOTE_REOPENED, None)


def _set_resolved(actor: Actor, note_id: UUID, act: Act, moment: datetime | None) -> UUID:
    with unit_of_work():
        note = find(actor, note_id, hold=True)
        if (note.resolved_at is None) is not (moment is None):
            notes.change(note, act, actor.id, resolved_at=moment)
    return note.reflection_id


def edit(actor: Actor, note_id: UUID, typed: TypedNote, wording: int) -> UUID:
    """Writes other words into a note, or ties it to others; who can see it stays. Returns its reflection.

    Raises `NotAllowed`, `NoteRefused`, `CannotOpen`."""
    with unit_of_work():
        reflection = reflection_to_edit(actor, find(actor, note_id), hold=True)
        note = find(actor, note_id, hold=True)
        if note.text_version != wording:
            raise NoteRefused(MOVED_ON)
        if values := edited(actor, reflection, note, typed):
            notes.change(note, Act.NOTE_EDITED, actor.id, edited_at=clock.now(), **values)
    return reflection.id


def reflection_to_edit(actor: Actor, note: Note, *, hold: bool = False) -> Reflection:
    """What an own note is on, if it is still shared. Raises `NotAllowed`."""
    reflection = texts.find(note.reflection_id, lock=hold)
    if reflection is None:
        raise NotAllowed
    require(actor.who, Permission.NOTE_WRITE, note_access.about_reflection(actor, reflection, hold=hold))
    return reflection


def edited(actor: Actor, reflection: Reflection, note: Note, typed: TypedNote) -> dict[str, Any]:
    """What the columns of a note become; nothing where nothing was changed. Raises `NoteRefused`, `CannotOpen`."""
    text, anchor = notes.opened(actor, note)
    meant = anchor_of_edit(actor, reflection, anchor, typed)
    if meant is anchor and typed.text.strip() == text:
        return {}
    only_mine = note.visibility == notes.ONLY_ME
    ring = rings.notes_ring(actor, note.patient_id) if only_mine else held_rings.newest_held(actor, note.ring_id)
    values = notes.sealed(ring, note, typed.text, meant, note.text_version + 1)
    if meant is anchor:
        return values
    anchoring = notes.WORDS if meant else notes.WHOLE
    return {**values, "anchoring": anchoring, "reflection_version": reflection.version}


def anchor_of_edit(actor: Actor, reflection: Reflection, anchor: Anchor | None, typed: TypedNote) -> Anchor | None:
    """The anchor of the words that are quoted now: the very one that was, where they are the same, so that a note stays
    where it stands, also beside words that were edited since. Raises `NoteRefused`, `CannotOpen`."""
    notes.check(typed)
    same = typed.quoted_words.strip() == (anchor.exact if anchor else "")
    if same and typed.start in (None, anchor and anchor.start):
        return anchor
    return notes.anchor_for(actor, reflection, typed)
