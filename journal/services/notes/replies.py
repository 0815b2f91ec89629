"""Replies to notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.notes import open_reply, seal_reply
from journal.crypto.sealing import Place
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Note, Reply
from journal.permissions import NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.notes import note_access, note_opening, notes
from journal.services.people import people
from journal.services.rings import held_rings
from journal.services.work import unit_of_work

LONGEST = 10_000  # Unicode code points


class ReplyRefused(ValueError):
    """The reply cannot be kept as it is; the message says why, and its words are given back."""


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply as a page shows it."""

    id: UUID
    author_name: str
    text: str
    readable: bool
    created_at: datetime
    is_me: bool
    is_of_patient: bool
    is_new: bool = False


def reflection_of(actor: Actor, note_id: UUID) -> UUID:
    """The reflection of a note that this person may answer. Raises `NotAllowed`."""
    return _note_to_answer(actor, note_id).reflection_id


def add(actor: Actor, note_id: UUID, text: str, reply_id: UUID | None = None, token: str = "") -> UUID:
    """Answers a note, as its patient or as a therapist in care; returns its reflection.

    Raises `NotAllowed`, `ReplyRefused`, `CannotOpen`."""
    with unit_of_work():
        note = _note_to_answer(actor, note_id, lock=True)
        if _was_sent(actor, note, reply_id, text):
            return note.reflection_id
        if not text.strip():
            raise ReplyRefused("Write a few words first.")
        if len(text) > LONGEST:
            raise ReplyRefused(
                f"This reply is longer than {LONGEST:,} characters. "
                "Your words are still here; shorten it and send it again."
            )
        if not notes.is_current(note):
            raise ReplyRefused(notes.CHANGED_PAST_US)  # its ring may be anybody's, and the reply would lie under it
        if actor.id == note.patient_id and not care.holders(note.patient_id, note.ring_id, note.generation):
            raise ReplyRefused("No one at the clinic can read a reply here now, so it was not sent.")
        reply = Reply(
            id=_id_for(actor, reply_id, token), clinic_id=note.clinic_id, note_id=note.id,
            patient_id=note.patient_id, author_id=actor.id,
            created_at=clock.now(), version=1,
        )  # fmt: skip
        ring = held_rings.newest_held(actor, note.ring_id)
        reply.ring_id, reply.generation = ring.ring_id, ring.generation
        reply.body_sealed = seal_reply(ring, _place(reply), text.strip())
        db.session.add(reply)
        audit.record(Act.REPLY_WRITTEN, actor.id, stamp(reply))
        if (
            note.resolved_at is not None
        ):  # what is said in a thread that was done opens it again, or it would lie folded
            notes.change(note, Act.NOTE_REOPENED, actor.id, resolved_at=None)
        if actor.id == note.patient_id:  # who answers has read
            note_opening.mark_opened(actor, [note.id])
    return note.reflection_id


def _was_sent(actor: Actor, note: Note, reply_id: UUID | None, text: str) -> bool:
    """Whether this form was sent before; other words, sent from a page that somebody went back to, are another reply.
    Raises `NotAllowed` for an id that is somebody else's."""
    written = db.session.get(Reply, reply_id) if reply_id is not None else None
    if written is not None and written.author_id != actor.id:
        raise NotAllowed
    return written is not None and written.note_id == note.id and text_of(actor, written) == text.strip()


def _id_for(actor: Actor, reply_id: UUID | None, token: str) -> UUID:
    """The id that was made with the page, if it was made for this person and is not taken; else a new one."""
    if reply_id is None or not token_fits_id(server_secret(), actor.id, reply_id, token):
        return make_id()
    return reply_id if db.session.get(Reply, reply_id) is None else make_id()


def _note_to_answer(actor: Actor, note_id: UUID, *, lock: bool = False) -> Note:
    note = db.session.get(Note, note_id, with_for_update=True if lock else None)
    if note is None:
        raise NotAllowed
    require(actor.who, Permission.REPLY_WRITE, note_access.about_note(actor, note, hold=lock))
    return note


def of_notes(actor: Actor, notes: Sequence[Note]) -> dict[UUID, tuple[ReplyView, ...]]:
    """The replies to these notes, oldest first."""
    if not notes:
        return {}
    query = select(Reply).where(Reply.note_id.in_([note.id for note in notes])).order_by(Reply.id)
    found = db.session.scalars(query).all()
    names = people.names(actor.clinic_id, {reply.author_id for reply in found})
    stale = audit.stale(actor.clinic_id, [stamp(reply) for reply in found])
    answers: dict[UUID, tuple[ReplyView, ...]] = defaultdict(tuple)
    for reply in found:
        name = names.get(reply.author_id, people.UNREADABLE_NAME)
        answers[reply.note_id] += (_view(actor, reply, name, stale=reply.id in stale),)
    return answers


def _view(actor: Actor, reply: Reply, name: str, *, stale: bool) -> ReplyView:
    text = None if stale else text_of(actor, reply)
    return ReplyView(
        reply.id, name, text or "", text is not None, reply.created_at, reply.author_id == actor.id,
        reply.author_id == reply.patient_id,
    )  # fmt: skip


def text_of(actor: Actor, reply: Reply) -> str | None:
    """The words of a reply; nothing where they do not open."""
    try:
        return open_reply(
            held_rings.open_ring(actor, reply.ring_id, reply.generation), _place(reply), reply.body_sealed
        )
    except CannotOpen:
        return None


def stamp(reply: Reply) -> audit.Stamp:
    """The reply as the audit remembers it."""
    return audit.stamp(
        reply.clinic_id, reply.id, reply.version, reply.note_id, reply.author_id, reply.ring_id, reply.generation,
        reply.body_sealed, patient_id=reply.patient_id,
    )  # fmt: skip


def _place(reply: Reply) -> Place:
    return people.place(reply.clinic_id, reply.id, reply.version, reply.patient_id, reply.author_id, reply.note_id)
