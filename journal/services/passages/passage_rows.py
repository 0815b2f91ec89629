"""Rows of passages: sealed under the key of their reflection, believed only if current, moved and ended with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from journal import anchors
from journal.anchors import Anchor
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.crypto.passages import open_passage, seal_passage
from journal.crypto.sealing import Place
from journal.extensions import db
from journal.markdown import READING_TEXT_VERSION
from journal.models import Passage, Reflection
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.rings import held_rings

THEME, SYMPTOM, BRING, INSIGHT = "theme", "symptom", "bring", "insight"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a passage says: the name of its theme or symptom, or the id of the insight that was made from it, and the
    words it is about, or none for the whole."""

    name: str
    anchor: Anchor | None


def of_reflection(reflection_id: UUID, *kinds: str, lock: bool = False) -> Sequence[Passage]:
    """The passages of a reflection, oldest first; of some kinds where these are named."""
    return db.session.scalars(_of_reflection(kinds, lock=lock), {"reflection": reflection_id}).all()


@cache
def _of_reflection(kinds: tuple[str, ...], *, lock: bool) -> Select[Passage]:
    query = select(Passage).where(Passage.reflection_id == bindparam("reflection")).order_by(Passage.id)
    query = query.where(Passage.kind.in_(kinds)) if kinds else query
    return query.with_for_update() if lock else query


def put(row: Passage, ring: RingKey, said: Opened) -> None:
    """Seals what a passage says into its row."""
    row.ring_id, row.generation = ring.ring_id, ring.generation
    row.passage_sealed = seal_passage(ring, place_of(row), said.name, said.anchor.to_json() if said.anchor else None)


def opened(actor: Actor, rows: Sequence[Passage]) -> dict[UUID, Opened]:
    """What these passages say, by their ids; one that does not open, or was changed in the database, is left out."""
    held_rings.load_rings(actor, {row.ring_id for row in rows})
    stale = audit.stale(actor.clinic_id, [stamp(row) for row in rows]) if rows else set()
    found = ((row.id, _open(actor, row)) for row in rows if row.id not in stale)
    return {passage_id: said for passage_id, said in found if said is not None}


def _open(actor: Actor, row: Passage) -> Opened | None:
    try:
        ring = held_rings.open_ring(actor, row.ring_id, row.generation)
        name, stored = open_passage(ring, place_of(row), row.passage_sealed)
        return Opened(name, anchors.Anchor.from_json(stored) if stored is not None else None)
    except (CannotOpen, ValueError):
        return None


def span_of(reading: str, anchor: Anchor) -> tuple[int, int] | None:
    """Where the words of a passage stand now, or nothing where they were edited away."""
    return anchors.find(reading, anchor) if anchor.reading_text_version == READING_TEXT_VERSION else None


def follow(actor: Actor, reflection: Reflection, ring: RingKey, *, shared: bool) -> None:
    """Seals the passages of a reflection under the key it lies under from now on; in the caller's unit of work.

    What a therapist put, and what was to be brought, does not become private: `withdraw` ends it. One that does not
    open is ended too, for it would quote under a key that others hold. Symptoms never lay anywhere but `private`."""
    with db.session.no_autoflush:
        rows = of_reflection(reflection.id, THEME, BRING, INSIGHT, lock=True)
    moved = [row for row in rows if shared or _stays(row, reflection)]
    moved = [row for row in moved if (row.ring_id, row.generation) != (ring.ring_id, ring.generation)]
    said = opened(actor, moved)
    for row in moved:
        if row.id not in said:
            end(row, Act.PASSAGE_WITHDRAWN, actor.id)
            continue
        row.version += 1
        put(row, ring, said[row.id])
        audit.record(Act.PASSAGE_SEALED_ANEW, actor.id, stamp(row))


def withdraw(actor: Actor, reflection: Reflection) -> None:
    """Ends what must not outlast sharing: a therapist's themes, and what was to be brought. Needs no key.

    What ties an insight to its words goes along, whoever made it: the insight does as well."""
    end_all(
        (row for row in of_reflection(reflection.id, THEME, BRING, lock=True) if not _stays(row, reflection)),
        Act.PASSAGE_WITHDRAWN, actor.id,
    )  # fmt: skip


def _stays(row: Passage, reflection: Reflection) -> bool:
    return row.kind == INSIGHT or (row.kind == THEME and row.author_id == reflection.patient_id)


def end_all(rows: Iterable[Passage], act: Act, actor_id: UUID | None) -> None:
    """Ends several passages; in the caller's unit of work."""
    for row in rows:
        end(row, act, actor_id)


def end(row: Passage, act: Act, actor_id: UUID | None) -> None:
    """Deletes a passage; a copy of its row that is put back later is known as stale."""
    audit.record(
        act, actor_id, _removed_stamp(row.clinic_id, row.id, row.version + 1, row.reflection_id, row.patient_id)
    )
    db.session.delete(row)


def was_removed(reflection: Reflection, passage_id: UUID, person_id: UUID) -> bool:
    """Whether this person took this passage back from the reflection."""
    of = reflection.clinic_id, passage_id
    return any(
        row.actor_id == person_id
        and audit.says(row, _removed_stamp(*of, row.record_version, reflection.id, reflection.patient_id))
        for row in audit.newest_acts(*of, [Act.PASSAGE_REMOVED])
    )


def _removed_stamp(
    clinic_id: UUID, passage_id: UUID, version: int, reflection_id: UUID, patient_id: UUID
) -> audit.Stamp:
    return audit.stamp(clinic_id, passage_id, version, reflection_id, "removed", patient_id=patient_id)


def is_current(row: Passage) -> bool:
    """Whether the passage is what its newest audit row says."""
    return not audit.stale(row.clinic_id, [stamp(row)])


def stamp(row: Any) -> audit.Stamp:
    """The passage, or the columns of one, as the audit remembers it."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, row.reflection_id, row.author_id, row.kind, row.reflection_version,
        row.ring_id, row.generation, row.passage_sealed, row.created_at, row.closed_at, patient_id=row.patient_id,
    )  # fmt: skip


def place_of(row: Any) -> Place:
    """The place what a passage says is bound to. Its version only counts on, and the audit knows the newest bytes."""
    return people.place(row.clinic_id, row.id, 1, row.patient_id, row.author_id, row.reflection_id)
