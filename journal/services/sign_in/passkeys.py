"""Passkeys: added to one's ways in, listed, and removed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from journal.crypto import passkeys as crypto
from journal.crypto.errors import PasskeyRefused
from journal.crypto.passkeys import Answer, NewPasskey, Site
from journal.extensions import db, server_secret
from journal.models import Person
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.people import accounts, people
from journal.services.sign_in import challenges, factors, passkey_rows, passkey_slots
from journal.services.sign_in.passkey_rows import PasskeyCard
from journal.services.work import unit_of_work

__all__ = ["Answer", "EnoughPasskeys", "PasskeyCard", "PasskeyRefused", "Site"]
_ADD = "add"
MOST = 10
LABEL_LENGTH = 60


class EnoughPasskeys(Exception):
    """Nobody needs more than these."""


def own(actor: Actor) -> list[PasskeyCard]:
    """The actor's passkeys."""
    return passkey_rows.cards(actor.id)


def own_one(actor: Actor, passkey_id: UUID) -> PasskeyCard:
    """One of the actor's passkeys. Raises `NotAllowed`."""
    passkey_rows.own(actor.id, passkey_id)
    return next(card for card in own(actor) if card.id == passkey_id)


def register_options(actor: Actor, site: Site) -> dict[str, Any]:
    """What the actor's browser needs to make a passkey. Raises `EnoughPasskeys`, and `NotToday` for a patient on a
    dosing day."""
    _require_decision(actor)
    known = passkey_rows.known(actor.id)
    if len(known) >= MOST:
        raise EnoughPasskeys
    account = people.email_of(db.session.get_one(Person, actor.id))
    challenge = challenges.issue(_ADD, actor.id)
    return crypto.creation_options(site, challenge, actor.id, account, known, crypto.prf_input(server_secret()))


def register(actor: Actor, answer: Answer, label: str, site: Site) -> None:
    """Adds a passkey, with a slot where it gave a PRF output; ends every sign-in of the person. Raises
    `PasskeyRefused`, `EnoughPasskeys`, `FactorsChanged`, `NotToday`."""
    _require_decision(actor)
    challenge = crypto.challenge_of(answer)
    if not challenges.use_up(_ADD, actor.id, challenge):
        raise PasskeyRefused
    new = crypto.verify_new(answer, challenge, site)
    try:
        with unit_of_work():
            _add(factors.locked(actor.id), actor, new, label, answer)
    except IntegrityError as error:  # it is somebody's already
        raise PasskeyRefused from error


def _add(person: Person, actor: Actor, new: NewPasskey, label: str, answer: Answer) -> None:
    if len(passkey_rows.of(person.id)) >= MOST:
        raise EnoughPasskeys
    row = passkey_rows.make(person, new, label.strip()[:LABEL_LENGTH])
    db.session.add(row)
    audit.record(Act.PASSKEY_ADDED, person.id, passkey_rows.stamp(row))
    if answer.prf:
        passkey_slots.put(person, row, answer, actor.keys.account_key)
    _changed(person, Act.FACTOR_SET)


def remove(actor: Actor, passkey_id: UUID) -> None:
    """Takes a passkey and its slot away; ends every sign-in of the person. Raises `NotAllowed`, `LastFactor`,
    `FactorsChanged`."""
    with unit_of_work():
        person, row = factors.locked(actor.id), passkey_rows.own(actor.id, passkey_id)
        factors.require_not_last(person)
        passkey_slots.remove(person, row)
        db.session.delete(row)
        gone = passkey_rows.stamp_of_none(row.clinic_id, row.id, row.version)
        audit.record(Act.PASSKEY_REMOVED, person.id, gone)
        _changed(person, Act.FACTOR_REMOVED)


def _changed(person: Person, act: Act) -> None:
    factors.close(person, act)
    accounts.end_sign_ins(person.id)


def _require_decision(actor: Actor) -> None:
    if actor.role == "patient":
        decisions.require_decision(actor.id)
