"""Deleting a session that was entered by mistake: by who entered it, and only while nothing hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from journal import spans
from journal.extensions import db
from journal.models import DosingSession, Person, Reflection, SessionRecord
from journal.permissions import About, NotAllowed, Permission, allows, require
from journal.services.actor import Actor
from journal.services.care import care, decisions
from journal.services.reflections import texts
from journal.services.sessions import session_rows
from journal.services.treatment import treatment_team
from journal.services.work import unit_of_work


class SessionKept(ValueError):
    """Something hangs on the session, so it stays; the message names what. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """What deleting a session would mean: `hanging` names in words what it would tear away; then it is refused."""

    session_id: UUID
    patient_id: UUID
    at: datetime
    hanging: tuple[str, ...]
    may_now: bool


def is_offered(actor: Actor, session_id: UUID) -> bool:
    """Whether the actor entered this session, and so may ask for its end."""
    row = db.session.get(DosingSession, session_id)
    return row is not None and allows(actor.who, Permission.SESSION_DELETE, _about(actor, row))


def look(actor: Actor, session_id: UUID) -> Deletion:
    """What deleting it would mean. Raises `NotAllowed`."""
    row = _found(actor, session_id)
    may_now = actor.role != "patient" or decisions.may_decide(actor.id)
    return Deletion(row.id, row.patient_id, row.checked_in_at, _hanging(actor, row), may_now)


def delete(actor: Actor, session_id: UUID) -> None:
    """Deletes a session that was entered by mistake; its row is gone, the audit knows that it was. A patient does so
    from the day after. Raises `NotAllowed`, `NotToday`, `SessionKept`."""
    with unit_of_work():
        row = _found(actor, session_id, hold=True)
        if actor.role == "patient":
            decisions.require_decision(actor.id)
        if hanging := _hanging(actor, row):
            raise SessionKept(f"This session stays, because {' and '.join(hanging)}. Nothing was deleted.")
        session_rows.remove(row, actor.id)


def _found(actor: Actor, session_id: UUID, *, hold: bool = False) -> DosingSession:
    row = db.session.get(DosingSession, session_id, with_for_update=hold or None, populate_existing=hold)
    if row is None or not session_rows.current([row]):
        raise NotAllowed
    require(actor.who, Permission.SESSION_DELETE, _about(actor, row))
    return row


def _about(actor: Actor, row: DosingSession) -> About:
    is_staff = actor.role != "patient"
    return replace(
        treatment_team.about(actor, db.session.get_one(Person, row.patient_id)), author_id=row.checked_in_by,
        in_care=is_staff and care.active_relation(row.patient_id, actor.id) is not None,
    )  # fmt: skip


def _hanging(actor: Actor, row: DosingSession) -> tuple[str, ...]:
    """What belongs to the session, in words; staff are not told how much the patient wrote."""
    pages = _count(Reflection, (Reflection.session_id == row.id) & (Reflection.state != texts.DESTROYED))
    recorded = _count(SessionRecord, SessionRecord.session_id == row.id)
    own = f"{spans.counted(pages, 'page')} that you wrote {'belongs' if pages == 1 else 'belong'} to it"
    written = own if actor.role == "patient" else "what the patient wrote belongs to it"
    said = ((pages, written), (recorded, "the treatment team recorded something of it"))
    return tuple(words for number, words in said if number)


def _count(table: type[Reflection | SessionRecord], these: object) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(these)) or 0  # type: ignore[arg-type]
