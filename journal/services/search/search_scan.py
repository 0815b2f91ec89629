"""Looks through everything an actor may search: row by row in batches, opened, looked at and let go again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from journal.crypto.errors import CannotOpen
from journal.crypto.notes import open_note, open_reply
from journal.crypto.reflections import Looker, search_looker
from journal.extensions import db
from journal.markdown import fold
from journal.models import Note, Reflection, Reply, Ring
from journal.services.actor import Actor
from journal.services.notes import notes
from journal.services.people import people
from journal.services.rings import held_rings
from journal.services.search import search_queries as queries
from journal.services.search import search_turns
from journal.services.work import in_parts
from journal.terms import Term, every_word

BATCH = 500  # rows in memory at once
REFLECTION, NOTE, REPLY = "reflection", "note", "reply"
PATIENT = "patient"  # as an author: whoever is the patient


@dataclass(frozen=True, slots=True)
class Where:
    """What is looked through: whose, by whom, and from when to when."""

    patient_ids: Sequence[UUID]
    author: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reflection_ids: frozenset[UUID] | None = None  # none but these, where a theme was chosen
    rests: bool = False  # a patient in the hours of rest: what they have not opened yet stays closed


@dataclass(slots=True)
class Looked:
    """What was found, as kind and id, and how many rows did not open."""

    found: list[tuple[str, UUID]] = field(default_factory=list)
    unopened: int = 0

    def newest_first(self) -> list[tuple[str, UUID]]:
        """What was found, in the order of the time it was begun, which its id tells."""
        return sorted(self.found, key=lambda each: each[1], reverse=True)


def scan(actor: Actor, where: Where, terms: Sequence[Term]) -> Looked:
    """Looks through it all; the caller has asked, and checks what is found before it is shown. Raises `Busy`."""
    looked = Looked()
    if not where.patient_ids:
        return looked
    with search_turns.turn(actor.id):
        _look_through(looked, actor, where, terms)
    return looked


def _look_through(looked: Looked, actor: Actor, where: Where, terms: Sequence[Term]) -> None:
    held_rings.load_rings(actor, _ring_ids(actor))
    if where.author in ("", PATIENT):
        _look(looked, REFLECTION, _reflections(actor, where), _reflection_looker(actor, terms))
    if where.reflection_ids is None:
        if where.author != PATIENT:
            _look(looked, NOTE, _notes(actor, where), _looker(actor, terms, open_note_row))
        _look(looked, REPLY, _replies(actor, where), _looker(actor, terms, open_reply_row))


def _look(looked: Looked, kind: str, rows: Iterable[Any], holds: Callable[[Any], bool]) -> None:
    for row in rows:
        try:
            if holds(row):
                looked.found.append((kind, row[0] if isinstance(row[0], UUID) else UUID(bytes=row[0])))
        except CannotOpen:
            looked.unopened += 1


def _ring_ids(actor: Actor) -> set[UUID]:
    """Every ring the actor could hold, which is asked before the rows come: one question for all of them."""
    own = select(Ring.id).where(Ring.owner_id == actor.id)
    granted = queries.RINGS_HELD if actor.role == "therapist" else None
    found = set(db.session.scalars(own))
    return found | set(db.session.scalars(granted, {"key": actor.keys.key_id}) if granted is not None else ())


def _rows(actor: Actor, query: queries.Rows, where: Where) -> Iterator[Any]:
    wanted = {"patients": list(where.patient_ids), "me": actor.id, "key": actor.keys.key_id}
    with in_parts(query, wanted, at_once=BATCH) as rows:
        yield from rows


def _reflections(actor: Actor, where: Where) -> Iterator[Any]:
    found = _rows(actor, _between(queries.reflections(actor.role), Reflection, where), where)
    if where.reflection_ids is None:
        return found
    chosen = {reflection_id.bytes for reflection_id in where.reflection_ids}
    return (row for row in found if row[0] in chosen)


def _notes(actor: Actor, where: Where) -> Iterator[Any]:
    query = _between(queries.notes(actor.role), Note, where)
    return _rows(actor, _by_author(_opened(query, queries.OPENED_NOTES, where), Note, where), where)


def _replies(actor: Actor, where: Where) -> Iterator[Any]:
    query = _between(queries.replies(actor.role), Reply, where)
    return _rows(actor, _by_author(_opened(query, queries.OPENED_REPLIES, where), Reply, where), where)


def _between(query: queries.Rows, model: Any, where: Where) -> queries.Rows:
    return queries.between(query, model.__table__.c, where.since, where.until)


def _opened(query: queries.Rows, opened: ColumnElement[bool], where: Where) -> queries.Rows:
    return query.where(opened) if where.rests else query


def _by_author(query: queries.Rows, model: Any, where: Where) -> queries.Rows:
    columns = model.__table__.c
    if where.author == PATIENT:
        return query.where(columns.author_id == columns.patient_id)
    return query.where(columns.author_id == UUID(hex=where.author)) if where.author else query


def _reflection_looker(actor: Actor, terms: Sequence[Term]) -> Callable[[Any], bool]:
    words, phrases = every_word(terms), [term for term in terms if len(term.words) > 1]
    rings = {(ring_id.bytes, generation): key for (ring_id, generation), key in actor.keys.rings.items()}
    lookers: dict[tuple[bytes, bytes, int], Looker] = {}

    def looker(patient_id: bytes, ring_id: bytes, generation: int) -> Looker:
        if (ring_id, generation) not in rings:
            raise CannotOpen
        patient = UUID(bytes=patient_id)
        shared = people.place(actor.clinic_id, patient, patient=patient, author=patient)
        return search_looker(rings[ring_id, generation], Reflection.__tablename__, shared, words)

    def holds(row: Any) -> bool:
        row_id, patient_id, ring_id, generation, version, sealed = row
        this = patient_id, ring_id, generation
        look = lookers.get(this) or lookers.setdefault(this, looker(*this))
        folded = look(row_id, version, sealed)
        return folded is not None and all(phrase.is_in(folded) for phrase in phrases)

    return holds


def _looker(actor: Actor, terms: Sequence[Term], opened: Callable[[Actor, Any], str]) -> Callable[[Any], bool]:
    def holds(row: Any) -> bool:
        folded = fold(opened(actor, row))
        return all(term.is_in(folded) for term in terms)

    return holds


def open_note_row(actor: Actor, row: Any) -> str:
    """The words of a note. Raises `CannotOpen`."""
    return open_note(held_rings.open_loaded(actor, row.ring_id, row.generation), notes.place_of(row), row.body_sealed)


def open_reply_row(actor: Actor, row: Any) -> str:
    """The words of a reply. Raises `CannotOpen`."""
    place = people.place(row.clinic_id, row.id, row.version, row.patient_id, row.author_id, row.note_id)
    return open_reply(held_rings.open_loaded(actor, row.ring_id, row.generation), place, row.body_sealed)
