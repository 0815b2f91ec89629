"""Process notes: what a therapist writes about a patient for themselves, in no record, export or brief of another."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.process_notes import seal_process_note
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Person, ProcessNote
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.notes import note_access
from journal.services.notes.process_note_rows import ProcessNoteView, is_current, opened, place_of, stamp, views_of
from journal.services.people import people
from journal.services.reflections import lists
from journal.services.rings import rings
from journal.services.work import unit_of_work

LONGEST = 20_000  # Unicode code points
KEPT, DELETED = "kept", "deleted"
_CHANGED_MEANWHILE = (
    "This note was changed elsewhere while you wrote. Your words are still here, and below them is what stands there "
    "now. Saving again puts yours in its place."
)


class ProcessNoteRefused(ValueError):
    """The note cannot be kept as it is; the message says why, and its words are given back."""


@dataclass(frozen=True, slots=True)
class ProcessNotes:
    """One page of a therapist's own notes on a patient, newest first."""

    patient_id: UUID
    patient_name: str
    patient_identifier: str
    notes: tuple[ProcessNoteView, ...]
    may_write: bool
    page: int
    pages: int


def listed(actor: Actor, patient_id: UUID, page: int = 1) -> ProcessNotes:
    """The actor's own notes on a patient in their care. Raises `NotAllowed`."""
    person = _patient(actor, patient_id, Permission.PROCESS_NOTE_READ)
    counted = select(func.count()).select_from(ProcessNote).where(_own(actor, patient_id))
    page, pages = lists.page_of(db.session.execute(counted).scalar_one(), page)
    found = _newest(actor, patient_id, lists.PAGE, page)
    return ProcessNotes(
        person.id, people.name_of(person), people.identifier_of(person), views_of(actor, found),
        note_access.account_open(patient_id), page, pages,
    )  # fmt: skip


def last(actor: Actor, patient_id: UUID) -> ProcessNoteView | None:
    """The newest note to oneself on a patient, where it opens; nothing where there is none. Raises `NotAllowed`."""
    _patient(actor, patient_id, Permission.PROCESS_NOTE_READ)
    (view,) = views_of(actor, _newest(actor, patient_id, 1)) or (None,)
    return view if view is not None and view.readable else None


def one(actor: Actor, note_id: UUID) -> ProcessNoteView:
    """One of the actor's own notes. Raises `NotAllowed`."""
    return views_of(actor, [_found(actor, note_id, Permission.PROCESS_NOTE_READ)])[0]


def add(actor: Actor, patient_id: UUID, text: str, note_id: UUID | None = None, token: str = "") -> UUID:
    """Writes a note; sending the same form twice writes one. Raises `NotAllowed`, `ProcessNoteRefused`."""
    with unit_of_work():
        patient = _patient(actor, patient_id, Permission.PROCESS_NOTE_WRITE, hold=True)
        if note_id is not None and _was_sent(actor, patient_id, text, note_id):
            return note_id
        note = ProcessNote(
            id=_id_for(actor, note_id, token), clinic_id=patient.clinic_id, patient_id=patient_id, author_id=actor.id,
            state=KEPT, created_at=clock.now(), version=1,
        )  # fmt: skip
        _seal(actor, note, _checked(text))
        db.session.add(note)
        audit.record(Act.PROCESS_NOTE_WRITTEN, actor.id, stamp(note))
    return note.id


def _was_sent(actor: Actor, patient_id: UUID, text: str, note_id: UUID) -> bool:
    """Whether this form was sent before. Raises `NotAllowed` for an id that is somebody else's or elsewhere."""
    written = db.session.get(ProcessNote, note_id)
    if written is not None and (written.author_id, written.patient_id) != (actor.id, patient_id):
        raise NotAllowed
    # other words, sent from a page that somebody went back to, are another note
    return written is not None and written.state == KEPT and opened(actor, written) == text.strip()


def _id_for(actor: Actor, note_id: UUID | None, token: str) -> UUID:
    """The id that was made with the form, if it was made for this person and is not taken; else a new one."""
    if note_id is None or not token_fits_id(server_secret(), actor.id, note_id, token):
        return make_id()
    return note_id if db.session.get(ProcessNote, note_id) is None else make_id()


def change(actor: Actor, note_id: UUID, text: str, seen: int) -> UUID:
    """Words a note anew, for who saw version `seen`; returns its patient. Raises `NotAllowed`, `ProcessNoteRefused`."""
    with unit_of_work():
        note = _found(actor, note_id, Permission.PROCESS_NOTE_WRITE, lock=True)
        if not is_current(note):
            raise CannotOpen
        words = _checked(text)
        if note.version != seen:
            if opened(actor, note) == words:
                return note.patient_id  # the form was sent twice
            raise ProcessNoteRefused(_CHANGED_MEANWHILE)
        note.version, note.changed_at = note.version + 1, clock.now()
        _seal(actor, note, words)
        audit.record(Act.PROCESS_NOTE_CHANGED, actor.id, stamp(note))
    return note.patient_id


def delete(actor: Actor, note_id: UUID) -> UUID:
    """Destroys the words of a note at once; returns its patient. Raises `NotAllowed`."""
    with unit_of_work():
        note = _found(actor, note_id, Permission.PROCESS_NOTE_WRITE, lock=True)
        note.state, note.body_sealed, note.version, note.changed_at = DELETED, None, note.version + 1, clock.now()
        audit.record(Act.PROCESS_NOTE_DELETED, actor.id, stamp(note))
    return note.patient_id


def _patient(actor: Actor, patient_id: UUID, permission: Permission, *, hold: bool = False) -> Person:
    person = db.session.get(Person, patient_id)
    if person is None:
        raise NotAllowed
    in_care = actor.role == "therapist" and care.in_care(patient_id, actor.id, hold=hold)
    about = About(person.clinic_id, person.id, actor.id, in_care, account_open=note_access.account_open(patient_id))
    require(actor.who, permission, about)
    return person


def _own(actor: Actor, patient_id: UUID) -> ColumnElement[bool]:
    return (ProcessNote.author_id == actor.id) & (ProcessNote.patient_id == patient_id) & (ProcessNote.state == KEPT)


def _newest(actor: Actor, patient_id: UUID, limit: int, page: int = 1) -> list[ProcessNote]:
    newest = select(ProcessNote).where(_own(actor, patient_id)).order_by(ProcessNote.id.desc())
    return list(db.session.scalars(newest.limit(limit).offset((page - 1) * limit)))


def _found(actor: Actor, note_id: UUID, permission: Permission, *, lock: bool = False) -> ProcessNote:
    note = db.session.get(ProcessNote, note_id, with_for_update=lock or None)
    if note is None or note.author_id != actor.id or note.state != KEPT:
        raise NotAllowed
    _patient(actor, note.patient_id, permission, hold=lock)
    return note


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise ProcessNoteRefused("Write a few words first.")
    if len(words) > LONGEST:
        raise ProcessNoteRefused(f"A process note has at most {LONGEST:,} characters; this one has {len(words):,}.")
    return words


def _seal(actor: Actor, note: ProcessNote, words: str) -> None:
    ring = rings.notes_ring(actor, note.patient_id)
    note.ring_id, note.generation = ring.ring_id, ring.generation
    note.body_sealed = seal_process_note(ring, place_of(note), words)
