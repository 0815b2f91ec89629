"""When somebody last proved who they are: at sign-in, or once more before something that cannot be undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from journal import clock
from journal.extensions import db, server_secret
from journal.models import SignIn
from journal.services.audit.acts import Act
from journal.services.sign_in import sign_in_rows
from journal.services.work import unit_of_work

FRESH = timedelta(minutes=10)


def mac(sign_in_id: UUID, person_id: UUID, moment: datetime) -> bytes:
    """The MAC over the moment of a proof, for the row of its sign-in."""
    return server_secret().mac("proved", sign_in_id, person_id, moment)


def proved_at(row: SignIn) -> datetime | None:
    """When the person of a sign-in last proved who they are; nothing where the row was changed."""
    holds = server_secret().mac_holds(row.proof_mac or b"", "proved", row.id, row.person_id, row.proved_at)
    return row.proved_at if holds else None


def is_fresh(moment: datetime | None) -> bool:
    """Whether a proof is new enough for what asks for one."""
    return moment is not None and moment > clock.now() - FRESH


def prove(sign_in_id: UUID, person_id: UUID) -> None:
    """Notes that the person of a sign-in has proved once more who they are."""
    moment = clock.now()
    proved = {"proved_at": moment, "proof_mac": mac(sign_in_id, person_id, moment)}
    going_on = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    with unit_of_work():
        row = db.session.scalars(going_on.values(proved).returning(SignIn)).first()
        if row is not None:
            sign_in_rows.record(Act.PROVED_AGAIN, row)
