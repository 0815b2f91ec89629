"""The ways into one's own account, as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Person, Totp
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.people import people
from journal.services.sign_in import factors
from journal.services.work import unit_of_work

ASKED_AGAIN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What lets somebody in besides their password, and what they may do about it now."""

    authenticator_since: datetime | None
    required: bool
    may_remove: bool
    may_set_up: bool


def own(actor: Actor) -> WaysIn:
    """The actor's own ways in."""
    person = db.session.get_one(Person, actor.id)
    since = db.session.scalars(select(Totp.created_at).where(Totp.person_id == actor.id)).one_or_none()
    required = factors.is_required(person)
    may_set_up = actor.role != "patient" or decisions.may_decide(actor.id)
    return WaysIn(since, required, not required or factors.count(actor.id) > 1, may_set_up)


def is_invited(actor: Actor) -> bool:
    """Whether a patient's first page mentions that a second factor can be set up: not on a dosing day, and not for a
    season after they said not now."""
    if factors.has_factor(db.session.get_one(Person, actor.id)) or not decisions.may_decide(actor.id):
        return False
    put_off = audit.newest_acts(actor.clinic_id, actor.id, [Act.FACTOR_PUT_OFF])
    return not put_off or put_off[0].at < clock.now() - ASKED_AGAIN


def put_off(actor: Actor) -> None:
    """Notes that the person does not want a second factor for now."""
    with unit_of_work():
        audit.record_about(Act.FACTOR_PUT_OFF, actor.id, people.stamp(db.session.get_one(Person, actor.id)))
