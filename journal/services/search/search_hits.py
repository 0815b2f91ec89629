"""What was found, as the page shows it: asked for once more, opened, and cut to fragments with the words marked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen
from journal.excerpts import Fragment, fragments, marked
from journal.extensions import db
from journal.markdown import reading_text
from journal.models import Note, Person, Reflection, Reply
from journal.services.actor import Actor
from journal.services.audit import audit, receipts
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.rings import read_rings
from journal.services.search import search_access
from journal.services.search.search_scan import NOTE, REFLECTION, REPLY, open_note_row, open_reply_row
from journal.services.work import is_writing, unit_of_work
from journal.terms import Term


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. `reflection_title` is empty where there is none, or where it cannot be read; `is_open`
    while the page of its reflection can be opened; `is_read` when somebody at the clinic can read that."""

    kind: str
    id: UUID
    reflection_id: UUID
    note_id: UUID | None
    patient_id: UUID
    patient_name: str
    patient_identifier: str
    author_name: str
    author_is_me: bool
    at: datetime
    reflection_at: datetime
    reflection_title: Fragment
    fragments: tuple[Fragment, ...]
    is_open: bool
    is_read: bool


def show(actor: Actor, found: Sequence[tuple[str, UUID]], terms: Sequence[Term]) -> tuple[Hit, ...]:
    """A page of what was found. What somebody else wrote leaves a receipt in the same transaction; what may not be seen
    at this moment, or does not open, is left out."""
    is_others = actor.role != "patient" and bool(found)  # whose care must not end before the receipt
    with unit_of_work() if is_others else nullcontext():
        page = _Page(actor, found)
        hits = tuple(hit for kind, row_id in found if (hit := page.hit(kind, row_id, terms)))
        receipts.seen(actor, page.shown(hits), receipts.Where.SEARCH)
        return hits


class _Page:
    """The rows of one page, with what they are about and who wrote them."""

    def __init__(self, actor: Actor, found: Sequence[tuple[str, UUID]]) -> None:
        self._actor = actor
        self._replies = _rows(Reply, _ids(found, REPLY))
        notes = _rows(Note, _ids(found, NOTE) | {row.note_id for row in self._replies.values()})
        about = _ids(found, REFLECTION) | {row.reflection_id for row in notes.values()}
        self._reflections = _rows(Reflection, about)
        self._readable = search_access.readable(actor, self._reflections.values())
        self._notes = search_access.visible(actor, notes.values(), self._readable)
        written = [*self._reflections.values(), *self._notes.values(), *self._replies.values()]
        self._people = _rows(Person, {person_id for row in written for person_id in (row.patient_id, _author(row))})
        self._names = {person_id: people.name_of(person) for person_id, person in self._people.items()}
        rows = self._readable.values()
        self._stale = audit.stale(actor.clinic_id, map(texts.stamp, rows)) if rows else set()
        pairs = ((row.ring_id, row.generation) for row in rows if row.state == texts.SHARED and row.ring_id)
        self._read = read_rings.among(actor.id, actor.clinic_id, pairs) if actor.role == "patient" else set()

    def hit(self, kind: str, row_id: UUID, terms: Sequence[Term]) -> Hit | None:
        """One line of the page."""
        try:
            match kind:
                case "reflection" if row_id in self._readable and row_id not in self._stale:
                    row = self._readable[row_id]
                    return self._line(kind, row, row, None, reading_text(texts.body(self._actor, row)), terms)
                case "note" if row_id in self._notes:
                    note = self._notes[row_id]
                    about = self._reflections[note.reflection_id]
                    return self._line(kind, note, about, note.id, open_note_row(self._actor, note), terms)
                case "reply" if row_id in self._replies and self._replies[row_id].note_id in self._notes:
                    reply = self._replies[row_id]
                    about = self._reflections[self._notes[reply.note_id].reflection_id]
                    return self._line(kind, reply, about, reply.note_id, open_reply_row(self._actor, reply), terms)
        except CannotOpen:
            pass
        return None

    def _line(
        self, kind: str, row: Any, about: Reflection, note_id: UUID | None, text: str, terms: Sequence[Term]
    ) -> Hit:
        patient, author_id = self._people[about.patient_id], _author(row)
        at = row.released_at or row.created_at if kind == NOTE and self._actor.role == "patient" else row.created_at
        return Hit(
            kind, row.id, about.id, note_id, patient.id, self._names[patient.id], people.identifier_of(patient),
            self._names.get(author_id, people.UNREADABLE_NAME), author_id == self._actor.id, at, about.created_at,
            self._title(about, terms if kind == REFLECTION else ()), fragments(text, terms), about.id in self._readable,
            (about.ring_id, about.generation) in self._read,
        )  # fmt: skip

    def _title(self, row: Reflection, terms: Sequence[Term]) -> Fragment:
        if row.id not in self._readable or row.id in self._stale:
            return ()
        try:
            return marked(texts.head(self._actor, row).title, terms)
        except CannotOpen:
            return ()

    def shown(self, hits: Sequence[Hit]) -> Iterator[Reflection]:
        """The reflections of which an excerpt stands on the page, or one of what their writer answered beside them."""
        by_writer = (hit for hit in hits if hit.kind == REFLECTION or self._is_answer(hit))
        shown = {hit.reflection_id for hit in by_writer if hit.is_open}
        return (row for row_id, row in self._readable.items() if row_id in shown)

    def _is_answer(self, hit: Hit) -> bool:
        return hit.kind == REPLY and _author(self._replies[hit.id]) == hit.patient_id


def _ids(found: Sequence[tuple[str, UUID]], wanted: str) -> set[UUID]:
    return {row_id for kind, row_id in found if kind == wanted}


def _rows(model: Any, ids: Collection[UUID]) -> dict[UUID, Any]:
    """Rows by their ids, as they are at this moment; locked in one order where they are written about."""
    if not ids:
        return {}
    query = select(model).where(model.id.in_(ids)).order_by(model.id).execution_options(populate_existing=True)
    query = query.with_for_update(read=True) if model is Reflection and is_writing() else query
    return {row.id: row for row in db.session.scalars(query)}


def _author(row: Any) -> UUID:
    author_id: UUID = row.patient_id if isinstance(row, Reflection) else row.author_id
    return author_id
