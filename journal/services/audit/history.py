"""A patient's history: who opened what and when, who was let in, who was removed, and what became of the account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, select, union

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import (
    AuditRow,
    CareRelation,
    Consent,
    ConsentText,
    Cover,
    PersonKey,
    Pin,
    Reflection,
    RingGrant,
    TreatmentMember,
    WithdrawnCopy,
)
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.audit.history_words import NOT_TOLD, TOLD
from journal.services.care import care_rows, cover_rows
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.rings import held_rings, pins
from journal.services.treatment import member_rows

AT_ONCE = 50
SOMEBODY = "somebody"
_COLUMNS = cast(Table, AuditRow.__table__).c
_MINE = union(
    *(
        select(_COLUMNS.sequence).where(_COLUMNS.clinic_id == bindparam("clinic"), column == bindparam("me"))
        for column in (_COLUMNS.patient_id, _COLUMNS.actor_id, _COLUMNS.record_id)
    )
)
_ROWS = (
    select(*_COLUMNS)
    .where(_COLUMNS.clinic_id == bindparam("clinic"), _COLUMNS.sequence.in_(_MINE))
    .where(_COLUMNS.act.not_in(sorted(NOT_TOLD)))
    .order_by(_COLUMNS.sequence.desc())
    .limit(AT_ONCE + 1)
    .offset(bindparam("skipped"))
)
_RECIPIENTS = select(RingGrant.id, PersonKey.person_id).join(PersonKey, PersonKey.id == RingGrant.recipient_key_id)
# whom a row of each kind is about: the table of its record, whether a record is believed, and whom it names
_SUBJECTS: dict[str, tuple[Any, Callable[[Any], bool], str]] = {
    "care": (CareRelation, care_rows.is_whole, "therapist_id"),
    "cover": (Cover, cover_rows.is_whole, "covering_id"),
    "treatment": (TreatmentMember, member_rows.is_whole, "clinician_id"),
    "person": (Pin, pins.names_its_subject, "subject_id"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A reflection by its name; without an address where it cannot be opened any more."""

    id: UUID | None
    title: str
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the history: the words before and after what it names, and how often that was so on that day. One
    that was changed tells nothing."""

    at: datetime
    before: str = ""
    it: Named | None = None
    after: str = ""
    is_whole: bool = True
    times: int = 1


@dataclass(frozen=True, slots=True)
class History:
    """One page of a history, newest first."""

    told: tuple[Told, ...]
    page: int
    has_older: bool


def page(actor: Actor, number: int = 1) -> History:
    """A page of the patient's own history, counted from one. Raises `NotAllowed`."""
    require(actor.who, Permission.HISTORY_READ, About(actor.clinic_id, patient_id=actor.id))
    mine = {"clinic": actor.clinic_id, "me": actor.id, "skipped": (number - 1) * AT_ONCE}
    rows = db.session.execute(_ROWS, mine).all()
    shown = rows[:AT_ONCE]
    whole = [row for row in shown if audit.row_holds(row)]
    telling = _Telling(actor, whole)
    known, searches = {row.sequence for row in whole}, _searches(actor, whole)
    told = (
        replace(telling.told(row), times=searches.get(row.sequence, 1))
        if row.sequence in known
        else Told(row.at, is_whole=False)
        for row in shown
        if row.act != Act.REFLECTION_SEEN_IN_SEARCH or row.sequence in searches or row.sequence not in known
    )
    return History(tuple(told), number, len(rows) > AT_ONCE)


def _searches(actor: Actor, rows: Sequence[Any]) -> dict[int, int]:
    """How often somebody saw a part of one reflection in searches of one day, by the newest row of it: a page of what
    was found that is gone back to, or opened anew, is found again each time."""
    of_day = defaultdict(list)
    for row in rows:
        if row.act == Act.REFLECTION_SEEN_IN_SEARCH:
            of_day[row.actor_id, row.record_id, row.at.astimezone(ZoneInfo(actor.zone)).date()].append(row)
    return {same[0].sequence: len(same) for same in of_day.values()}


class _Telling:
    """The names that some rows need, looked up together."""

    def __init__(self, actor: Actor, rows: Sequence[Any]) -> None:
        self._actor = actor
        self._subjects = _subjects(rows)
        ids = {row.actor_id for row in rows if row.actor_id} | set(self._subjects.values())
        self._names = people.names(actor.clinic_id, ids)
        self._things = _reflections(actor, rows) | _consent_texts(rows)

    def told(self, row: Any) -> Told:
        """The sentence of a row."""
        sentence = TOLD.get(row.act)
        if sentence is None:
            return Told(row.at, is_whole=False)
        who = "You" if row.actor_id == self._actor.id else self._names.get(row.actor_id, "The clinic")
        whom = self._names.get(self._subjects[row.record_id], SOMEBODY) if row.record_id in self._subjects else SOMEBODY
        before, names_it, after = sentence.partition("{it}")
        it = self._things.get(row.record_id, Named(None, "a reflection that is gone")) if names_it else None
        filled = [part.format(who=who, whom=whom) for part in (before, after)]
        return Told(row.at, filled[0][:1].upper() + filled[0][1:], it, filled[1])


def _ids(rows: Iterable[Any], *kinds: str) -> list[UUID]:
    return [row.record_id for row in rows if row.act.partition(".")[0] in kinds]


def _subjects(rows: Sequence[Any]) -> dict[UUID, UUID]:
    granted = _RECIPIENTS.where(RingGrant.id.in_(_ids(rows, "ring")))
    found: dict[UUID, UUID] = {row[0]: row[1] for row in db.session.execute(granted)}
    for kind, (table, is_believed, column) in _SUBJECTS.items():
        ids = _ids(rows, kind)
        records = db.session.scalars(select(table).where(table.id.in_(ids))).all() if ids else ()
        found |= {record.id: getattr(record, column) for record in records if is_believed(record)}
    return found


def _reflections(actor: Actor, rows: Sequence[Any]) -> dict[UUID, Named]:
    """The reflections that rows tell of, also by the id of a copy that the clinic keeps."""
    ids, copies = _ids(rows, "reflection"), _ids(rows, "withdrawn_copy")
    of_copy = select(WithdrawnCopy.id, WithdrawnCopy.reflection_id).where(WithdrawnCopy.id.in_(copies))
    sources = {row[0]: row[1] for row in db.session.execute(of_copy)} if copies else {}
    wanted = {*ids, *sources.values()}
    if not wanted:
        return {}
    mine = (Reflection.patient_id == actor.id) & Reflection.id.in_(wanted)
    found = db.session.scalars(select(Reflection).where(mine)).all()
    held_rings.load_rings(actor, {row.ring_id for row in found if row.ring_id})
    named = {row.id: _named(actor, row) for row in found}
    return named | {copy: named[source] for copy, source in sources.items() if source in named}


def _named(actor: Actor, reflection: Reflection) -> Named:
    gone = reflection.state in (texts.DELETED, texts.DESTROYED)
    try:
        title = texts.head(actor, reflection).title
    except CannotOpen:
        title = ""
    return Named(None if gone else reflection.id, title, reflection.created_at)


def _consent_texts(rows: Sequence[Any]) -> dict[UUID, Named]:
    ids = _ids(rows, "consent")
    if not ids:
        return {}
    of_consent = select(Consent.id, ConsentText.title, ConsentText.number).join(
        ConsentText, ConsentText.id == Consent.text_id
    )
    found = db.session.execute(of_consent.where(Consent.id.in_(ids)))
    return {row.id: Named(None, f'"{row.title}", version {row.number}') for row in found}
