"""Whose session it is, who may use its record, and under which key they write."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.extensions import db
from journal.models import DosingSession, Person
from journal.permissions import NotAllowed, Permission
from journal.services.actor import Actor
from journal.services.sessions import session_rows
from journal.services.treatment import treatment_team


class RecordRefused(ValueError):
    """What was typed cannot be kept as it is; the message says why, and the words are given back."""


class RecordMoved(RecordRefused):
    """Somebody changed this meanwhile; the message says so, and the words are given back."""


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that the actor may use, and its patient."""

    row: DosingSession
    patient: Person


def found(actor: Actor, session_id: UUID, permission: Permission, *, hold: bool = False) -> OpenedSession:
    """A session on whose patient's treatment team the actor is; held, its record waits for the commit.
    Raises `NotAllowed`."""
    row = db.session.get(DosingSession, session_id, with_for_update=hold or None, populate_existing=hold)
    if row is None or actor.role == "patient" or not session_rows.current([row]):
        raise NotAllowed
    return OpenedSession(row, treatment_team.patient_for(actor, row.patient_id, permission, hold=hold))


def opens(actor: Actor, session_id: UUID) -> bool:
    """Whether the actor may read the record of this session."""
    try:
        found(actor, session_id, Permission.TREATMENT_READ)
    except NotAllowed:
        return False
    return True
