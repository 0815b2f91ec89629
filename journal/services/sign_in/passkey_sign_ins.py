"""Passkeys at work: as a second factor, as a fresh proof, and, where the authenticator has PRF, as a full way in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from journal.crypto import passkeys as crypto
from journal.crypto.errors import PasskeyRefused
from journal.crypto.passkeys import Answer, Site
from journal.extensions import server_secret
from journal.models import Passkey, Person
from journal.services.audit import refused
from journal.services.audit.acts import Act
from journal.services.sign_in import challenges, factors, passkey_rows, passkey_slots, throttles
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.passkey_slots import OnlyAFactor
from journal.services.sign_in.slots import Unlocked
from journal.services.work import unit_of_work

__all__ = ["SECOND_FACTOR", "STEP_UP", "OnlyAFactor"]
SIGN_IN, SECOND_FACTOR, STEP_UP = "sign-in", "second-factor", "step-up"


def proof_options(person_id: UUID, purpose: str, site: Site) -> dict[str, Any]:
    """What a browser needs so that somebody known proves with a passkey of theirs who they are. Raises
    `PasskeyRefused` where they have none."""
    allowed = passkey_rows.known(person_id)
    if not allowed:
        raise PasskeyRefused
    return crypto.request_options(site, challenges.issue(purpose, person_id), allowed)


def prove(person_id: UUID, purpose: str, answer: Answer, site: Site) -> None:
    """Proves with a passkey that this is that person. Raises `PasskeyRefused`, `FactorsChanged`."""
    _proved(answer, site, purpose, person_id)


def try_to_prove(person_id: UUID, purpose: str, answer: Answer, site: Site, address: str, device: str | None) -> None:
    """Proves as `prove` does, counted against who tries and from where. Raises `TooMany` besides."""
    with throttles.attempt(throttles.PASSKEY, person_id, address, device):
        prove(person_id, purpose, answer, site)


def sign_in_options(site: Site, person_id: UUID | None = None) -> dict[str, Any]:
    """What a browser needs to sign in with a passkey alone: the same for everybody, or, to open again what was locked,
    for one person."""
    allowed = passkey_rows.known(person_id) if person_id else []
    challenge = challenges.issue(SIGN_IN, person_id)
    return crypto.request_options(site, challenge, allowed, crypto.prf_input(server_secret()))


def sign_in(answer: Answer, site: Site, person_id: UUID | None = None) -> Unlocked:
    """What a passkey alone opens: it was in somebody's hand, and their device knew them, so no second factor is asked.

    Raises `PasskeyRefused`, `FactorsChanged`, and `OnlyAFactor` for one whose authenticator has no PRF."""
    return _opened(*_proved(answer, site, SIGN_IN, person_id), answer)


def try_to_sign_in(
    answer: Answer, site: Site, address: str, device: str | None, person_id: UUID | None = None
) -> Unlocked:
    """Signs in as `sign_in` does, counted against who tries, or which passkey, and from where. Raises `TooMany`
    besides."""
    tried = person_id or crypto.credential_id_of(answer).hex()
    with throttles.attempt(throttles.PASSKEY, tried, address, device):
        person, row = _proved(answer, site, SIGN_IN, person_id)
    return _opened(person, row, answer)


def _opened(person: Person, row: Passkey, answer: Answer) -> Unlocked:
    try:
        return passkey_slots.unlock(person, row, answer)
    except PasskeyRefused:
        _note_refusal(person, row)
        raise


def _proved(answer: Answer, site: Site, purpose: str, person_id: UUID | None) -> tuple[Person, Passkey]:
    challenge, credential_id = crypto.challenge_of(answer), crypto.credential_id_of(answer)
    waited = challenges.use_up(purpose, person_id, challenge)
    found = passkey_rows.find(credential_id)
    if found is None:
        raise PasskeyRefused
    person, row = found
    try:
        if not waited or person_id not in (None, person.id):
            raise PasskeyRefused  # noqa: TRY301 - refused and noted like all that follows
        _use(person, row, answer, challenge, site)
    except (PasskeyRefused, FactorsChanged):
        _note_refusal(person, row)
        raise
    return person, row


def _use(person: Person, row: Passkey, answer: Answer, challenge: bytes, site: Site) -> None:
    if not factors.are_whole(person):
        raise FactorsChanged
    seen = row.sign_count
    count = crypto.verify_use(answer, challenge, site, person.id, row.public_key, seen)
    with unit_of_work():
        passkey_rows.used(row.id, seen, count)


def _note_refusal(person: Person, row: Passkey) -> None:
    refused.note(Act.PASSKEY_REFUSED, person.clinic_id, row.id)
