"""Notes on a reflection: written by the therapist, seen by whom each was meant for, tied to words by selectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal import anchors, clock
from journal.crypto.keys import RingKey
from journal.crypto.notes import seal_anchor, seal_note
from journal.crypto.sealing import Place
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.markdown import reading_text
from journal.models import Note, Reflection
from journal.permissions import NotAllowed, Permission, require
from journal.services import audit, held_rings, note_access, people, rings, texts
from journal.services.actor import Actor
from journal.services.acts import Act
from journal.services.work import unit_of_work

ONLY_ME, NOW, AT_APPOINTMENT = note_access.ONLY_ME, "now", "appointment"
VISIBILITIES = (ONLY_ME, NOW, AT_APPOINTMENT)
WORDS, WHOLE, WITHDRAWN, EDITED_AWAY = "words", "whole", "withdrawn", "edited_away"
LONGEST = 10_000  # Unicode code points


class NoteRefused(ValueError):
    """The note cannot be kept as it is; the message says why, and its words are given back."""


@dataclass(frozen=True, slots=True)
class TypedNote:
    """A note as it was typed, with the words it is about and where the browser found them."""

    text: str
    visibility: str
    quoted_words: str = ""
    start: int | None = None
    prefix: str = ""
    suffix: str = ""
    version: int | None = None
    id: UUID | None = None
    token: str = ""


def add(actor: Actor, reflection_id: UUID, typed: TypedNote) -> UUID:
    """Writes a note on a shared reflection. Raises `NotAllowed`, `NoteRefused`, `CannotOpen`."""
    _check(typed)
    with unit_of_work():
        reflection = texts.find(reflection_id, lock=True)
        if reflection is None:
            raise NotAllowed
        require(actor.who, Permission.NOTE_WRITE, note_access.about_reflection(actor, reflection, hold=True))
        if typed.id is not None and (written := db.session.get(Note, typed.id)) is not None:
            return _same(actor, reflection, written)  # the form was sent twice
        anchor = _anchor(actor, reflection, typed)
        note = _new_note(actor, reflection, typed, anchored=anchor is not None)
        _seal(actor, reflection, note, typed.text.strip(), anchor)
        db.session.add(note)
        audit.record(Act.NOTE_WRITTEN, actor.id, stamp(note))
    return note.id


def _same(actor: Actor, reflection: Reflection, written: Note) -> UUID:
    if (written.author_id, written.reflection_id) != (actor.id, reflection.id):
        raise NotAllowed
    return written.id


def _id_for(actor: Actor, typed: TypedNote) -> UUID:
    """The id that was made with the form, if it was made for this person; else a new one."""
    if typed.id is not None and token_fits_id(server_secret(), actor.id, typed.id, typed.token):
        return typed.id
    return make_id()


def _check(typed: TypedNote) -> None:
    if typed.visibility not in VISIBILITIES:
        raise NoteRefused("Choose who can see this note.")
    if not typed.text.strip():
        raise NoteRefused("Write a few words first.")
    if len(typed.text) > LONGEST or len(typed.quoted_words) > LONGEST:
        raise NoteRefused(f"A note and the words it quotes have at most {LONGEST:,} characters each.")


def _anchor(actor: Actor, reflection: Reflection, typed: TypedNote) -> anchors.Anchor | None:
    quoted = typed.quoted_words.strip()
    if not quoted:
        return None
    reading = reading_text(texts.body(actor, reflection))
    anchor = anchors.make(reading, quoted, typed.start, typed.prefix, typed.suffix)
    if anchor is None:
        raise NoteRefused(
            "The quoted words are not in the reflection as it stands. Your note is still here: "
            "select them again, or leave the field empty."
        )
    return anchor


def _new_note(actor: Actor, reflection: Reflection, typed: TypedNote, *, anchored: bool) -> Note:
    moment, seen = clock.now(), min(typed.version or reflection.version, reflection.version)
    return Note(
        id=_id_for(actor, typed), clinic_id=reflection.clinic_id, reflection_id=reflection.id,
        patient_id=reflection.patient_id,
        author_id=actor.id, visibility=typed.visibility, anchoring=WORDS if anchored else WHOLE,
        reflection_version=seen, text_version=1, created_at=moment,
        released_at=moment if typed.visibility == NOW else None, version=1,
    )  # fmt: skip


def _seal(actor: Actor, reflection: Reflection, note: Note, text: str, anchor: anchors.Anchor | None) -> None:
    ring = _ring_for(actor, reflection, note.visibility)
    note.ring_id, note.generation = ring.ring_id, ring.generation
    note.body_sealed = seal_note(ring, place_of(note), text)
    note.anchor_sealed = seal_anchor(ring, place_of(note), anchor.to_json()) if anchor else None


def _ring_for(actor: Actor, reflection: Reflection, visibility: str) -> RingKey:
    if visibility == ONLY_ME:
        return rings.notes_ring(actor, reflection.patient_id)
    return held_rings.newest_held(actor, reflection.ring_id)


def release(actor: Actor, note_id: UUID) -> UUID:
    """Lets the patient see a note that waited for the appointment; returns its reflection. Raises `NotAllowed`."""
    with unit_of_work():
        note = _own_waiting(actor, note_id)
        if note.released_at is None:
            release_row(note, actor.id)
    return note.reflection_id


def withdraw(actor: Actor, note_id: UUID) -> UUID:
    """Takes back a note that waited for the appointment; its patient never sees it. Raises `NotAllowed`."""
    with unit_of_work():
        note = _own_waiting(actor, note_id)
        if note.released_at is not None:
            raise NotAllowed
        withdraw_row(note, actor.id)
    return note.reflection_id


def _own_waiting(actor: Actor, note_id: UUID) -> Note:
    note = db.session.scalars(select(Note).where(Note.id == note_id).with_for_update()).one_or_none()
    if note is None or note.withdrawn_at is not None or not is_current(note):
        raise NotAllowed
    require(actor.who, Permission.NOTE_RELEASE, note_access.about_note(actor, note, hold=True))
    return note


def release_row(note: Note, actor_id: UUID) -> None:
    """Lets the patient see a note that is what the audit says; in the caller's unit of work, who has asked."""
    if is_current(note):
        change(note, Act.NOTE_RELEASED, actor_id, released_at=clock.now())


def withdraw_row(note: Note, actor_id: UUID | None) -> None:
    """Closes a note to all but its author; in the caller's unit of work, who has asked."""
    change(note, Act.NOTE_WITHDRAWN, actor_id, withdrawn_at=clock.now())


def change(note: Note, act: Act, actor_id: UUID | None, **values: Any) -> None:
    """Changes a note, with its audit row; one that was changed in the database stays known as that."""
    record = audit.record if is_current(note) else audit.record_about
    for name, value in values.items():
        setattr(note, name, value)
    note.version += 1
    record(act, actor_id, stamp(note))


def is_current(note: Note) -> bool:
    """Whether the note is what its newest audit row says."""
    return not audit.stale(note.clinic_id, [stamp(note)])


def stamp(note: Note) -> audit.Stamp:
    """The note as the audit remembers it."""
    withdrawn = () if note.withdrawn_at is None else (note.withdrawn_at,)
    return audit.stamp(
        note.clinic_id, note.id, note.version, note.reflection_id, note.author_id, note.visibility, note.anchoring,
        note.ring_id, note.generation, note.body_sealed, note.anchor_sealed, note.released_at, *withdrawn,
        patient_id=note.patient_id,
    )  # fmt: skip


def place_of(note: Note) -> Place:
    """The place the sealed columns of a note are bound to."""
    return people.place(note.clinic_id, note.id, note.text_version, note.patient_id, note.author_id, note.reflection_id)
