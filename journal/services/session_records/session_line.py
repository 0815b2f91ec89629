"""The newest session in one line: which route, and whatever was unusual, for a therapist of the treatment team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from journal import clock
from journal.models import DosingSession, SessionRecord
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.session_records import record_rows, session_receipts
from journal.services.session_records.record_rows import ENTRY, EVENT, GIVEN
from journal.services.session_records.session_parts import ROUTES
from journal.services.session_records.vitals import DIASTOLIC, MEASURES, SYSTOLIC
from journal.services.sessions import session_rows
from journal.services.treatment import treatment_team


@dataclass(frozen=True, slots=True)
class SessionLine:
    """The newest session; `session_id`, route and what was unusual only for who holds the treatment record."""

    number: int
    checked_in_at: datetime
    days: int
    session_id: UUID | None = None
    route: str = ""
    unusual: tuple[str, ...] = ()


def of_patient(actor: Actor, patient_id: UUID) -> SessionLine | None:
    """The newest session of a patient; in the caller's unit of work, who has asked whether it may be told."""
    rows = session_rows.of_patient(patient_id)
    if not rows:
        return None
    newest, days = rows[0], (clock.now() - rows[0].checked_in_at).days
    if not treatment_team.is_member(patient_id, actor.id):
        return SessionLine(len(rows), newest.checked_in_at, days)
    session_receipts.leave(actor, newest)
    return SessionLine(len(rows), newest.checked_in_at, days, newest.id, *_recorded(actor, newest))


def _recorded(actor: Actor, session: DosingSession) -> tuple[str, tuple[str, ...]]:
    found = record_rows.of_session(session.id, (GIVEN, EVENT, ENTRY))
    said = sealed_records.opened(actor, found)
    given, events, entries = (_of_part(found, said, part) for part in (GIVEN, EVENT, ENTRY))
    route = str(given[0].get("route") or "") if given else ""
    unusual = [f"adverse event: {event.get('what', '')}" for event in events]
    return ROUTES.get(route, ""), (*unusual, *_outside(entries))


def _of_part(
    rows: Sequence[SessionRecord], said: Mapping[UUID, Mapping[str, Any]], part: str
) -> list[Mapping[str, Any]]:
    return [said[row.id] for row in rows if row.part == part and row.id in said]


def _outside(entries: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What lay outside the clinic's limits, each measure once with the number furthest up and how often."""
    beyond: dict[str, list[str]] = {}
    for entry in entries:
        for name in entry.get("outside", ()):
            beyond.setdefault(_label(name), []).append(_number(entry["measures"], name))
    return tuple(
        f"{label} outside the limits: {', '.join(dict.fromkeys(numbers))}" for label, numbers in beyond.items()
    )


def _label(name: str) -> str:
    return "blood pressure" if name in (SYSTOLIC, DIASTOLIC) else MEASURES[name].label.lower()


def _number(measures: Mapping[str, int], name: str) -> str:
    return f"{measures[SYSTOLIC]}/{measures[DIASTOLIC]}" if name in (SYSTOLIC, DIASTOLIC) else str(measures[name])
