"""What permissions need to know about a reflection or a note, and which notes somebody may see: care and keys agree."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.models import Note, Person, Reflection, Reply, RingGrant
from journal.permissions import About, Permission, allows
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.reflections import texts
from journal.services.rings import held_rings

ONLY_ME = "only_me"
_ON_REFLECTION = select(Note).where(Note.reflection_id == bindparam("reflection")).order_by(Note.id)
_GRANTED = (
    select(RingGrant.id)
    .where(RingGrant.ring_id == Reflection.ring_id, RingGrant.generation == Reflection.generation)
    .where(RingGrant.recipient_key_id == bindparam("key"))
    .exists()
)
_NOT_SHARED_NOW = (
    select(Note)
    .join(Reflection, Reflection.id == Note.reflection_id)
    .where(Note.author_id == bindparam("author"), Note.patient_id == bindparam("patient"))
    .where((Reflection.state != texts.SHARED) | ~_GRANTED)
    .order_by(Note.id)
)


def about_reflection(actor: Actor, reflection: Reflection, *, hold: bool = False) -> About:
    """The facts about a reflection; a therapist is in care of it only if they hold its very ring as well.

    Held, care cannot end before the commit."""
    in_care = _in_care(actor, reflection.patient_id, hold=hold)
    return About(
        reflection.clinic_id, patient_id=reflection.patient_id, shared=reflection.state == texts.SHARED,
        in_care=in_care and held_rings.holds(actor, reflection.ring_id, reflection.generation),
        account_open=account_open(reflection.patient_id),
    )  # fmt: skip


def about_note(actor: Actor, note: Note, *, hold: bool = False) -> About:
    """The facts about a note."""
    return _about_note(actor, note, _Known(actor), in_care=_in_care(actor, note.patient_id, hold=hold))


class _Known:
    """Which keys the actor holds, and whose accounts are open; asked once for each, however many notes there are."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._held: dict[tuple[UUID, int], bool] = {}
        self._open: dict[UUID, bool] = {}

    def key_of(self, note: Note) -> bool:
        """Whether the actor holds the key of a note."""
        key = (note.ring_id, note.generation)
        if key not in self._held:
            self._held[key] = held_rings.holds(self._actor, *key)
        return self._held[key]

    def account_of(self, note: Note) -> bool:
        """Whether the account of its patient is open."""
        if note.patient_id not in self._open:
            self._open[note.patient_id] = account_open(note.patient_id)
        return self._open[note.patient_id]


def _about_note(actor: Actor, note: Note, known: _Known, *, in_care: bool) -> About:
    closed = note.visibility == ONLY_ME or note.withdrawn_at is not None
    told = note.withdrawn_at is None or note.seen_at is not None  # that it was there is told to who had opened it
    mine = note.author_id == actor.id
    return About(
        note.clinic_id, patient_id=note.patient_id, author_id=note.author_id,
        visible_to_patient=note.released_at is not None and told, only_author=closed,
        in_care=in_care and (mine or closed or known.key_of(note)),
        account_open=known.account_of(note),
    )  # fmt: skip


def _in_care(actor: Actor, patient_id: UUID, *, hold: bool = False) -> bool:
    return actor.role == "therapist" and care.in_care(patient_id, actor.id, hold=hold)


def account_open(patient_id: UUID) -> bool:
    """Whether this is the account of somebody who is alive and here: what was shared is read-only otherwise."""
    person = db.session.get(Person, patient_id)
    return person is not None and person.status != "ended"


def is_answered(note_id: UUID) -> bool:
    """Whether there is a reply to a note; the caller has asked."""
    return db.session.scalars(select(Reply.id).where(Reply.note_id == note_id).limit(1)).first() is not None


def on_unshared(actor: Actor, patient_id: UUID) -> list[Note]:
    """This therapist's notes on what the patient does not share with them now; the caller has asked."""
    wanted = {"author": actor.id, "patient": patient_id, "key": actor.keys.key_id}
    return list(db.session.scalars(_NOT_SHARED_NOW, wanted))


def visible(actor: Actor, reflection_id: UUID, patient_id: UUID) -> list[Note]:
    """The notes on a reflection that this actor may see, oldest first."""
    found = db.session.scalars(_ON_REFLECTION, {"reflection": reflection_id}).all()
    in_care = bool(found) and _in_care(actor, patient_id)
    may, known = Permission.NOTE_READ, _Known(actor)
    return [note for note in found if allows(actor.who, may, _about_note(actor, note, known, in_care=in_care))]
