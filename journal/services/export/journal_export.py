"""A patient takes the whole journal along: what does not open is said in its place, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from journal import clock
from journal.extensions import db
from journal.models import Note, Person, Reflection, ReflectionDraft, ReflectionVersion, Ring
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.clinics import clinics
from journal.services.coping_plans import coping_plans
from journal.services.export import journal_file, journal_insights, journal_measures, journal_meetings, journal_passages
from journal.services.export.journal_entries import Entry, Taken, Written
from journal.services.notes import note_access, note_views
from journal.services.notes.note_views import NoteView
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.reflections.list_queries import KEPT
from journal.services.rings import held_rings
from journal.services.sessions import belonging
from journal.services.treatments import treatment_entries
from journal.services.work import unit_of_work

_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Contents:
    """What an export would hold now."""

    reflections: int


def contents(actor: Actor) -> Contents:
    """How many reflections there are to take along. Raises `NotAllowed`."""
    _require(actor)
    kept = (Reflection.patient_id == actor.id) & KEPT
    return Contents(db.session.execute(select(func.count()).select_from(Reflection).where(kept)).scalar_one())


def export(actor: Actor) -> bytes:
    """The whole journal as a zip file; that it was taken is audited. Raises `NotAllowed`."""
    _require(actor)
    clinic, plan = clinics.card(actor.clinic_id).name, coping_plans.page(actor)
    lines, meetings = treatment_entries.lists(actor).entries, journal_meetings.own(actor)
    own = journal_insights.own(actor), journal_measures.own(actor)
    taken = Taken(clinic, clock.now(), actor.zone, plan, lines, meetings, *own)
    file = journal_file.pack(taken, _Opening(actor).entries())
    with unit_of_work():
        audit.record_about(Act.JOURNAL_EXPORTED, actor.id, people.stamp(db.session.get_one(Person, actor.id)))
    return file


def _require(actor: Actor) -> None:
    require(actor.who, Permission.JOURNAL_EXPORT, About(actor.clinic_id, patient_id=actor.id))


class _Opening:
    """Opens a journal a few reflections at a time, so that a long one never lies in memory as a whole."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._readers: dict[tuple[UUID, int], tuple[str, ...]] = {}

    def entries(self) -> Iterator[Entry]:
        """Every reflection that is not deleted, oldest first."""
        kept = (Reflection.patient_id == self._actor.id) & KEPT
        ids = db.session.scalars(select(Reflection.id).where(kept).order_by(Reflection.id)).all()
        for start in range(0, len(ids), _AT_ONCE):
            yield from self._some(ids[start : start + _AT_ONCE])

    def _some(self, ids: Sequence[UUID]) -> Iterator[Entry]:
        query = select(Reflection, ReflectionDraft).outerjoin(ReflectionDraft, ReflectionDraft.id == Reflection.id)
        wanted = query.where(Reflection.id.in_(ids)).order_by(Reflection.id).options(defer(Reflection.search_sealed))
        rows: list[tuple[Reflection, ReflectionDraft | None]] = [(row[0], row[1]) for row in db.session.execute(wanted)]
        ring_ids = {each.ring_id for row in rows for each in row if each is not None}
        held_rings.load_rings(self._actor, {ring_id for ring_id in ring_ids if ring_id is not None})
        stale = audit.stale(self._actor.clinic_id, [texts.stamp(reflection) for reflection, _ in rows])
        shown = Note.reflection_id.in_(ids) & Note.released_at.is_not(None)
        placed = belonging.of_rows(self._actor, [reflection for reflection, _ in rows])
        noted = set(db.session.scalars(select(Note.reflection_id).where(shown)))
        for reflection, draft in rows:
            notes = self._notes(reflection.id) if reflection.id in noted else ()
            entry = self._entry(reflection, draft, notes, stale=reflection.id in stale)
            yield replace(entry, placed=placed.get(reflection.id))

    def _entry(
        self, reflection: Reflection, draft: ReflectionDraft | None, notes: tuple[NoteView, ...], *, stale: bool
    ) -> Entry:
        text = None if stale else texts.open_or_none(self._actor, reflection)
        return Entry(
            id=reflection.id, state=reflection.state, created_at=reflection.created_at,
            shared_at=reflection.shared_at, audience=self._audience(reflection), readers=self._names(reflection),
            saved=Written(reflection.version, reflection.saved_at, text) if reflection.version else None,
            draft=self._draft(draft) if draft is not None else None,
            earlier=self._earlier(reflection) if reflection.version > 1 else (), notes=notes,
            apart=journal_passages.own(self._actor, reflection.id),
        )  # fmt: skip

    def _draft(self, draft: ReflectionDraft) -> Written:
        return Written(draft.base_version, draft.saved_at, texts.open_or_none(self._actor, draft))

    def _earlier(self, reflection: Reflection) -> tuple[Written, ...]:
        of_it = ReflectionVersion.reflection_id == reflection.id
        found = db.session.scalars(select(ReflectionVersion).where(of_it).order_by(ReflectionVersion.number))
        return tuple(Written(row.number, row.saved_at, texts.open_or_none(self._actor, row)) for row in found)

    def _notes(self, reflection_id: UUID) -> tuple[NoteView, ...]:
        seen = note_access.visible(self._actor, reflection_id, self._actor.id)
        return note_views.views(self._actor, seen, "", to_take=True)[0]

    def _audience(self, reflection: Reflection) -> str:
        if reflection.state != texts.SHARED or reflection.ring_id is None:
            return journal_file.ONLY_ME
        ring = db.session.get(Ring, reflection.ring_id)
        if ring is None or ring.reader_id is None:
            return journal_file.WHO_TREATS
        return people.names(self._actor.clinic_id, {ring.reader_id}).get(ring.reader_id, people.UNREADABLE_NAME)

    def _names(self, reflection: Reflection) -> tuple[str, ...]:
        """Who can read it now; asked once for all that lies under one key."""
        if reflection.state != texts.SHARED or reflection.ring_id is None:
            return ()
        key = (reflection.ring_id, reflection.generation)
        if key not in self._readers:
            self._readers[key] = tuple(reader.name for reader in care.holders(self._actor.id, *key))
        return self._readers[key]
