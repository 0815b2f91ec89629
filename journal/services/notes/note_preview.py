"""A note as its patient will see it, before they do: made from what was typed or from what waits; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from journal import clock
from journal.anchors import Anchor, find
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.ids import make_id
from journal.markdown import reading_text
from journal.models import Note, Person, Reflection
from journal.permissions import NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.care import decisions
from journal.services.notes import note_access, note_changes, notes
from journal.services.notes.note_views import NoteView
from journal.services.notes.notes import NoteRefused, TypedNote
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.sessions.resting import resting_until


@dataclass(frozen=True, slots=True)
class NotePreview:
    """The patient's leaf, whom it is for, and when they will find it."""

    reflection_id: UUID
    patient_name: str
    patient_identifier: str
    note: NoteView
    closed_until: datetime | None


def of_new(actor: Actor, reflection_id: UUID, typed: TypedNote) -> NotePreview:
    """A note that is not written yet. Raises `NotAllowed`, `NoteRefused`, `CannotOpen`."""
    notes.check(typed)
    reflection = texts.find(reflection_id)
    if reflection is None:
        raise NotAllowed
    require(actor.who, Permission.NOTE_WRITE, note_access.about_reflection(actor, reflection))
    anchor = notes.anchor_for(actor, reflection, typed)
    placement = notes.WORDS if anchor else notes.WHOLE
    view = _view(actor, typed.text, anchor, placement=placement, written_about_version=reflection.version)
    return _preview(reflection_id, reflection.patient_id, view)


def of_edit(actor: Actor, note_id: UUID, typed: TypedNote, wording: int) -> NotePreview:
    """A note with the words it would have. Raises `NotAllowed`, `NoteRefused`, `CannotOpen`."""
    note = note_changes.find(actor, note_id)
    reflection = note_changes.reflection_to_edit(actor, note)
    if note.text_version != wording:
        raise NoteRefused(note_changes.MOVED_ON)
    anchor = note_changes.anchor_of_edit(actor, reflection, notes.opened(actor, note)[1], typed)
    view = _of_row(actor, note, typed.text, anchor)
    return _preview(reflection.id, note.patient_id, replace(view, edited_at=clock.now()))


def of_release(actor: Actor, note_id: UUID) -> NotePreview:
    """A note that waits for the appointment. Raises `NotAllowed`, `CannotOpen`."""
    note = note_changes.find(actor, note_id, Permission.NOTE_RELEASE)
    text, anchor = notes.opened(actor, note)
    return _preview(note.reflection_id, note.patient_id, _of_row(actor, note, text, anchor))


def _of_row(actor: Actor, note: Note, text: str, anchor: Anchor | None) -> NoteView:
    placement = _placement(actor, note, anchor)
    view = _view(actor, text, anchor, placement=placement, written_about_version=note.reflection_version)
    return replace(view, edited_at=note.edited_at)


def _placement(actor: Actor, note: Note, anchor: Anchor | None) -> str:
    """Where the note stands in the text as it is now; what this therapist cannot open tells nothing of it."""
    if anchor is None:
        return notes.WITHDRAWN if note.anchoring == notes.WITHDRAWN else notes.WHOLE
    try:
        reading = reading_text(texts.body(actor, db.session.get_one(Reflection, note.reflection_id)))
    except CannotOpen:
        return notes.WORDS
    return notes.WORDS if find(reading, anchor) else notes.EDITED_AWAY


def _view(actor: Actor, text: str, anchor: Anchor | None, *, placement: str, written_about_version: int) -> NoteView:
    name, moment = people.names(actor.clinic_id, {actor.id})[actor.id], clock.now()
    return NoteView(
        id=make_id(), author_name=name, author_is_me=False, readable=True, text=text.strip(),
        quote=anchor.exact if anchor else None, placement=placement, mark_id=None, visibility=notes.NOW,
        released_at=moment, withdrawn_at=None, created_at=moment, written_about_version=written_about_version,
        replies=(), is_new=True,
    )  # fmt: skip


def _preview(reflection_id: UUID, patient_id: UUID, view: NoteView) -> NotePreview:
    person = db.session.get_one(Person, patient_id)
    until = None if decisions.may_decide(patient_id) else resting_until(patient_id)
    return NotePreview(reflection_id, people.name_of(person), people.identifier_of(person), view, until)
