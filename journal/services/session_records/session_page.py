"""One session as the treatment team sees it: its times, its parts, its log, and what was measured as charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.tokens import browser_key
from journal.extensions import db
from journal.models import Clinic
from journal.permissions import NotAllowed, Permission, allows
from journal.services.actor import Actor
from journal.services.people import people
from journal.services.session_records import (
    record_rows,
    record_views,
    session_access,
    session_receipts,
    vitals,
    vitals_chart,
)
from journal.services.session_records.record_rows import ENTRY, EVENT, PARTS
from journal.services.session_records.record_views import EntryView, RecordView
from journal.services.session_records.session_access import OpenedSession
from journal.services.session_records.vitals_chart import Limits, Strip
from journal.services.sessions import session_rows
from journal.services.sessions.session_rows import End
from journal.services.treatment import treatment_team


@dataclass(frozen=True, slots=True)
class SessionHead:
    """Whose session it is, for the pages of its parts."""

    id: UUID
    patient_id: UUID
    name: str
    identifier: str
    number: int
    checked_in_at: datetime


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Everything the page of a session shows."""

    id: UUID
    version: int
    patient_id: UUID
    name: str
    identifier: str
    number: int
    checked_in_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    end: End | None
    planned_end: datetime
    parts: Mapping[str, RecordView]
    events: tuple[RecordView, ...]
    entries: tuple[EntryView, ...]
    unreadable: int
    strips: tuple[Strip, ...]
    limits: Limits
    last: Mapping[str, int]
    last_at: Mapping[str, datetime]
    may_write: bool
    keep_key: str = field(repr=False)


def page(actor: Actor, session_id: UUID) -> SessionPage:
    """The page of one session; that it was looked at leaves a receipt. Raises `NotAllowed`."""
    opened = session_access.found(actor, session_id, Permission.TREATMENT_READ)
    session, patient = opened.row, opened.patient
    session_receipts.leave(actor, session)
    views = record_views.views(actor, record_rows.of_session(session_id, (*PARTS, EVENT, ENTRY)))
    entries, limits = _entries(views), vitals.limits_of(db.session.get_one(Clinic, actor.clinic_id))
    last, last_at = _last(entries)
    return SessionPage(
        session.id, session.version, patient.id, people.name_of(patient), people.identifier_of(patient),
        number_of(opened), session.checked_in_at, session.started_at, session.ended_at, session_rows.end_of(session),
        session_rows.planned_end(session), {view.part: view for view in views if view.part in PARTS},
        tuple(view for view in views if view.part == EVENT), tuple(reversed(entries)),
        sum(not view.readable for view in views if view.part == ENTRY),
        vitals_chart.strips([(entry.at, entry.measures) for entry in entries], limits), limits, last, last_at,
        allows(actor.who, Permission.TREATMENT_WRITE, treatment_team.about(actor, patient)),
        browser_key(actor.keys.account_key),
    )  # fmt: skip


def head(actor: Actor, session_id: UUID) -> SessionHead:
    """Whose session it is. Raises `NotAllowed`."""
    opened = session_access.found(actor, session_id, Permission.TREATMENT_READ)
    name, identifier = people.name_of(opened.patient), people.identifier_of(opened.patient)
    return SessionHead(opened.row.id, opened.patient.id, name, identifier, number_of(opened), opened.row.checked_in_at)


def number_of(opened: OpenedSession) -> int:
    """The how-manieth session of its patient it is."""
    mine = [row.id for row in reversed(session_rows.of_patient(opened.patient.id))]
    return mine.index(opened.row.id) + 1


def record(actor: Actor, session_id: UUID, part: str, record_id: UUID | None = None) -> RecordView | None:
    """One part as it stands, or none where nothing was written; with a receipt. Raises `NotAllowed`."""
    session_receipts.leave(actor, session_access.found(actor, session_id, Permission.TREATMENT_READ).row)
    row = record_rows.one(session_id, part, record_id)
    return record_views.views(actor, [row])[0] if row is not None else None


def entry(actor: Actor, session_id: UUID, entry_id: UUID) -> EntryView:
    """One entry of the log. Raises `NotAllowed`, `CannotOpen`."""
    view = record(actor, session_id, ENTRY, entry_id)
    if view is None:
        raise NotAllowed
    if not view.readable:
        raise CannotOpen
    return record_views.entry_of(view)


def _entries(views: Sequence[RecordView]) -> list[EntryView]:
    """The readable entries in the order of their times."""
    found = [record_views.entry_of(view) for view in views if view.part == ENTRY and view.readable]
    return sorted(found, key=lambda entry: (entry.at, entry.record.written_at))


def _last(entries: Sequence[EntryView]) -> tuple[dict[str, int], dict[str, datetime]]:
    """The newest number of each measure, and when it was taken."""
    newest = {name: (number, entry.at) for entry in entries for name, number in entry.measures.items()}
    return {name: each[0] for name, each in newest.items()}, {name: each[1] for name, each in newest.items()}
