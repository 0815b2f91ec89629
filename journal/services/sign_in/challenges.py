"""Challenges: each waits minutes for one answer, for one purpose and one person, and is gone with the first."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, delete

from journal import clock
from journal.crypto.passkeys import make_challenge
from journal.extensions import db, server_secret
from journal.models import Challenge
from journal.services.work import unit_of_work

AWAITED = timedelta(minutes=5)
_LABEL = "challenge"


def issue(purpose: str, person_id: UUID | None) -> bytes:
    """A new challenge, for one person or, before sign-in, for whoever answers; forgets those whose time is over."""
    challenge, moment = make_challenge(), clock.now()
    mac = server_secret().mac(_LABEL, purpose, person_id, challenge)
    with unit_of_work():
        db.session.execute(delete(Challenge).where(Challenge.expires_at <= moment))
        db.session.add(Challenge(challenge_mac=mac, expires_at=moment + AWAITED))
    return challenge


def sweep() -> None:
    """Forgets challenges whose time is over; a job."""
    with unit_of_work():
        db.session.execute(delete(Challenge).where(Challenge.expires_at <= clock.now()))


def use_up(purpose: str, person_id: UUID | None, challenge: bytes) -> bool:
    """Whether this challenge waited for this answer. Of many who bring the same one, one is told yes."""
    macs = server_secret().macs(_LABEL, purpose, person_id, challenge)
    waiting = Challenge.challenge_mac.in_(macs) & (Challenge.expires_at > clock.now())
    with unit_of_work():
        taken = cast("CursorResult[None]", db.session.execute(delete(Challenge).where(waiting)))
    return taken.rowcount == 1
