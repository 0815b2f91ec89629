"""Notes on a reflection: written by the therapist, seen by whom each was meant for, tied to words by selectors."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal import anchors, clock
from journal.crypto.keys import RingKey
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.markdown import reading_text
from journal.models import Note, Reflection
from journal.permissions import NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notes import note_access
from journal.services.notes.note_rows import (
    change,
    is_current,
    opened,
    place_of,
    release_row,
    sealed,
    stamp,
    withdraw_row,
)  # fmt: skip
from journal.services.reflections import texts
from journal.services.rings import held_rings, rings
from journal.services.work import unit_of_work

__all__ = [
    "AT_APPOINTMENT", "CHANGED_PAST_US", "EDITED_AWAY", "LONGEST", "NOW", "ONLY_ME", "VISIBILITIES", "WHOLE",
    "WITHDRAWN", "WORDS", "NoteRefused", "TypedNote", "add", "anchor_for", "change", "check", "is_current", "opened",
    "place_of", "release_row", "sealed", "stamp", "withdraw_row",
]  # fmt: skip

ONLY_ME, NOW, AT_APPOINTMENT = note_access.ONLY_ME, "now", "appointment"
VISIBILITIES = (ONLY_ME, NOW, AT_APPOINTMENT)
WORDS, WHOLE, WITHDRAWN, EDITED_AWAY = "words", "whole", "withdrawn", "edited_away"
LONGEST = 10_000  # Unicode code points
CHANGED_PAST_US = (
    "This was changed in the database, not here, so nothing is written beside it. Your words are still here."
)


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
    release_when_held: bool = False

    @property
    def shows_itself(self) -> bool:
        """Whether the patient sees it without another word of its author: now, or once an appointment is held."""
        return self.visibility == NOW or (self.visibility == AT_APPOINTMENT and self.release_when_held)


def add(actor: Actor, reflection_id: UUID, typed: TypedNote) -> UUID:
    """Writes a note on a shared reflection. Raises `NotAllowed`, `NoteRefused`, `CannotOpen`."""
    check(typed)
    with unit_of_work():
        reflection = texts.find(reflection_id, lock=True)
        if reflection is None:
            raise NotAllowed
        require(actor.who, Permission.NOTE_WRITE, note_access.about_reflection(actor, reflection, hold=True))
        if _was_sent(actor, reflection, typed) and typed.id is not None:
            return typed.id
        if not texts.is_current(reflection):
            raise NoteRefused(CHANGED_PAST_US)  # its ring may be anybody's, and the note would lie under it
        anchor = anchor_for(actor, reflection, typed)
        note = _new_note(actor, reflection, typed, anchored=anchor is not None)
        for name, value in sealed(_ring_for(actor, reflection, note.visibility), note, typed.text, anchor).items():
            setattr(note, name, value)
        db.session.add(note)
        audit.record(Act.NOTE_WRITTEN, actor.id, stamp(note))
    return note.id


def _was_sent(actor: Actor, reflection: Reflection, typed: TypedNote) -> bool:
    """Whether this form was sent before. Raises `NotAllowed` for an id that is somebody else's or elsewhere."""
    written = db.session.get(Note, typed.id) if typed.id is not None else None
    if written is None:
        return False
    if (written.author_id, written.reflection_id) != (actor.id, reflection.id):
        raise NotAllowed
    # other words, sent from a page that somebody went back to, are another note
    return opened(actor, written)[0] == typed.text.strip()


def _id_for(actor: Actor, typed: TypedNote) -> UUID:
    """The id that was made with the form, if it was made for this person and is not taken; else a new one."""
    if typed.id is None or not token_fits_id(server_secret(), actor.id, typed.id, typed.token):
        return make_id()
    return typed.id if db.session.get(Note, typed.id) is None else make_id()


def check(typed: TypedNote) -> None:
    """Raises `NoteRefused` for a note that nobody could keep, wherever it was written."""
    if typed.visibility not in VISIBILITIES:
        raise NoteRefused("Choose who can see this note.")
    if not typed.text.strip():
        raise NoteRefused("Write a few words first.")
    if len(typed.text) > LONGEST or len(typed.quoted_words) > LONGEST:
        raise NoteRefused(f"A note and the words it quotes have at most {LONGEST:,} characters each.")


def anchor_for(actor: Actor, reflection: Reflection, typed: TypedNote) -> anchors.Anchor | None:
    """The anchor of the quoted words, or none where nothing is quoted. Raises `NoteRefused`, `CannotOpen`."""
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
        release_when_held=typed.visibility == AT_APPOINTMENT and typed.release_when_held, put_off=False,
    )  # fmt: skip


def _ring_for(actor: Actor, reflection: Reflection, visibility: str) -> RingKey:
    if visibility == ONLY_ME:
        return rings.notes_ring(actor, reflection.patient_id)
    return held_rings.newest_held(actor, reflection.ring_id)
