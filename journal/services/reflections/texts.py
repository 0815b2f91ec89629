"""Texts of reflections: made from what was typed, and sealed into or opened from the rows that keep them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.crypto.reflections import Head, Text, open_body, open_head, seal_body, seal_head, seal_search
from journal.crypto.sealing import Place
from journal.extensions import db
from journal.ids import make_id
from journal.markdown import count_words, excerpt, fold, reading_text
from journal.models import Reflection, ReflectionDraft, ReflectionVersion, WithdrawnCopy
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people.people import place
from journal.services.rings import held_rings, rings

LONGEST_BODY = 100_000  # Unicode code points
LONGEST_TITLE = 200
DRAFT, PRIVATE, SHARED, DELETED, DESTROYED = "draft", "private", "shared", "deleted", "destroyed"

Row = Reflection | ReflectionDraft | ReflectionVersion | WithdrawnCopy


class TextTooLong(ValueError):
    """The text or its title is longer than a reflection can be."""


class NoWords(ValueError):
    """There is neither a title nor a text to save."""


def make_text(title: str, body: str) -> Text:
    """A text as typed, with its word count and excerpt. Raises `TextTooLong`."""
    title, body = " ".join(title.split()), body.replace("\r\n", "\n").replace("\r", "\n")
    if len(body) > LONGEST_BODY or len(title) > LONGEST_TITLE:
        raise TextTooLong
    return Text(Head(title, count_words(body), excerpt(body)), body)


def place_of(row: Row) -> Place:
    """The place the sealed columns of a row are bound to."""
    parent = None
    match row:
        case Reflection():
            version = row.seal_version
        case ReflectionDraft():
            version = row.version
        case ReflectionVersion():
            version, parent = row.number, row.reflection_id
        case WithdrawnCopy():
            version, parent = 1, row.reflection_id  # sealed once; its row only counts on to be destroyed
    return place(row.clinic_id, row.id, version, row.patient_id, row.patient_id, parent)


def words_to_search(text: Text) -> str:
    """What searching looks through, as the text is read: a phrase goes on over markup."""
    return fold(f"{text.head.title}\n{reading_text(text.body)}")


def put(row: Row, ring: RingKey, text: Text, to_search: str | None = None) -> None:
    """Seals a text into a row, whose version must be set already; `to_search` are its `words_to_search` where they are
    known."""
    row.ring_id, row.generation = ring.ring_id, ring.generation
    row.head_sealed = seal_head(ring, row.__tablename__, place_of(row), text.head)
    row.body_sealed = seal_body(ring, row.__tablename__, place_of(row), text.body)
    if isinstance(row, Reflection):
        folded = words_to_search(text) if to_search is None else to_search
        row.search_sealed = seal_search(ring, row.__tablename__, place_of(row), folded)


def head(actor: Actor, row: Row) -> Head:
    """Opens what lists show. Raises `CannotOpen`."""
    return open_head(
        held_rings.open_ring(actor, row.ring_id, row.generation), row.__tablename__, place_of(row), row.head_sealed
    )


def body(actor: Actor, row: Row) -> str:
    """Opens the Markdown. Raises `CannotOpen`."""
    return open_body(
        held_rings.open_ring(actor, row.ring_id, row.generation), row.__tablename__, place_of(row), row.body_sealed
    )


def text(actor: Actor, row: Row) -> Text:
    """Opens a row as a text that can be sealed anew. Raises `CannotOpen`."""
    return Text(head(actor, row), body(actor, row))


def open_or_none(actor: Actor, row: Row | None) -> Text | None:
    """Opens a row; nothing for an absent or unreadable one."""
    try:
        return text(actor, row) if row is not None else None
    except CannotOpen:
        return None


def text_or_empty(actor: Actor, row: Row | None) -> Text:
    """Opens a row; an absent or unreadable one gives an empty text."""
    return open_or_none(actor, row) or make_text("", "")


def stamp(row: Any) -> audit.Stamp:
    """A reflection, or the columns of one that lists load, as the audit remembers it.

    Body and search words need not be loaded: they open only under the seal version that stands here, and no two
    texts were ever sealed under one."""
    return audit.stamp(
        row.clinic_id, row.id, row.seal_version, row.patient_id, row.state, row.version, row.ring_id,
        row.generation, row.head_sealed, row.deleted_at,
        *(("kept",) if row.kept_when_withdrawn else ()),  # left out, so that rows from before it still hold
        *((row.session_id, row.moment) if row.session_id or row.moment else ()),
        *(("from", row.origin) if row.origin else ()),
        *(("to delete", row.delete_asked_at) if row.delete_asked_at else ()),
        patient_id=row.patient_id,
    )  # fmt: skip


def is_current(reflection: Reflection) -> bool:
    """Whether the row is what its newest audit row says, and not one that was put back."""
    return not audit.stale(reflection.clinic_id, [stamp(reflection)])


def current(reflections: Sequence[Reflection]) -> list[Reflection]:
    """Those of these rows that are what their newest audit rows say, whatever their clinics."""
    clinics = {each.clinic_id for each in reflections}
    stale = set[UUID]().union(*(
        audit.stale(clinic_id, [stamp(each) for each in reflections if each.clinic_id == clinic_id])
        for clinic_id in clinics
    ))  # fmt: skip
    return [each for each in reflections if each.id not in stale]


def record_change(act: Act, actor_id: UUID | None, reflection: Reflection, *, was_current: bool) -> None:
    """Audits a change of state. A row that had been put back stays known as that: its bytes are not made good."""
    record = audit.record if was_current else audit.record_about
    record(act, actor_id, stamp(reflection))


def own(actor: Actor, reflection_id: UUID, *, lock: bool = False, deleted: bool | None = False) -> Reflection:
    """The actor's own reflection. Raises `NotAllowed`; a deleted one does not exist unless asked for, with `None` for
    either."""
    reflection = find(reflection_id, lock=lock)
    if reflection is None:
        raise NotAllowed
    require(actor.who, Permission.REFLECTION_WRITE, About(reflection.clinic_id, patient_id=reflection.patient_id))
    if deleted not in (None, reflection.state == DELETED) or reflection.state == DESTROYED:
        raise NotAllowed
    return reflection


def find(reflection_id: UUID, *, lock: bool = False) -> Reflection | None:
    """The row of a reflection, locked against other writers where asked."""
    return db.session.get(Reflection, reflection_id, with_for_update=True if lock else None)


def draft_of(reflection: Reflection) -> ReflectionDraft | None:
    """The unsaved words of a reflection; one that is not stored itself yet has none."""
    return None if reflection in db.session.new else db.session.get(ReflectionDraft, reflection.id)


def keep_version(actor: Actor, reflection: Reflection) -> None:
    """Keeps the saved text as an earlier version, under the private ring."""
    kept = ReflectionVersion(
        id=make_id(), clinic_id=reflection.clinic_id, reflection_id=reflection.id, patient_id=reflection.patient_id,
        number=reflection.version, saved_at=reflection.saved_at,
    )  # fmt: skip
    put(kept, private_ring(actor), text(actor, reflection))
    db.session.add(kept)


def private_ring(actor: Actor) -> RingKey:
    """The ring only the patient holds; in a unit of work."""
    return rings.ring_for_writing(actor, "private")


def care_ring(actor: Actor) -> RingKey:
    """The ring of what the patient shares, in a new generation first where one is due; in a unit of work."""
    return rings.ring_for_writing(actor, "care")
