"""Where somebody is signed in, and ending it from another place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from journal import clock
from journal.extensions import db
from journal.models import SignIn
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.sign_in import idle
from journal.services.sign_in.idle import EndedBy
from journal.services.sign_in.sign_ins import FULL
from journal.services.work import unit_of_work

UNNAMED = "A browser"


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """One sign-in as its person sees it; one that is paused asks for the password."""

    id: UUID
    device: str
    begun_at: datetime
    last_seen_at: datetime
    is_this: bool
    is_paused: bool


def own(actor: Actor, this: UUID) -> list[OwnSignIn]:
    """Every sign-in of the actor that goes on or could be taken up again, this one first, then the last used."""
    rows = db.session.scalars(select(SignIn).where(_going_on(actor)).order_by(SignIn.last_seen_at.desc()))
    found = [
        OwnSignIn(
            row.id, row.device or UNNAMED, row.created_at, row.last_seen_at, row.id == this, row.ended_at is not None
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: not each.is_this)


def _going_on(actor: Actor) -> ColumnElement[bool]:
    ongoing = SignIn.ended_at.is_(None) | (SignIn.ended_by == EndedBy.IDLE)
    return (SignIn.person_id == actor.id) & (SignIn.level == FULL) & (SignIn.expires_at > clock.now()) & ongoing


def end_one(actor: Actor, sign_in_id: UUID) -> None:
    """Ends one sign-in of the actor, wherever it is. Raises `NotAllowed` for what is none of theirs."""
    with unit_of_work():
        if not idle.end_all(actor.id, only=sign_in_id):
            raise NotAllowed


def end_others(actor: Actor, this: UUID) -> None:
    """Ends every sign-in of the actor but this one, also one that waits for a second factor."""
    with unit_of_work():
        idle.end_all(actor.id, but=this)
