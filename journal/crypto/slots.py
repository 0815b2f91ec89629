"""Slots: each way in (password, recovery code) wraps the account key, under the server's pepper as well."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import AccountKey
from journal.crypto.passwords import Proof
from journal.crypto.sealing import Kind, Place, bound, key_version, seal, unseal
from journal.crypto.server import ServerSecret

VERIFIER = Kind("slot", "verifier_sealed")
ACCOUNT_KEY = Kind("slot", "account_key_sealed")


@dataclass(frozen=True, slots=True)
class SlotTerms:
    """What a slot is bound to besides its place: changing any of it makes the slot unopenable."""

    kind: str
    profile: str
    salt: bytes
    epoch: int


@dataclass(frozen=True, slots=True)
class SealedSlot:
    """The two sealed columns of a slot."""

    verifier: bytes
    account_key: bytes


def make_slot(
    server: ServerSecret, place: Place, terms: SlotTerms, proof: Proof, account_key: AccountKey
) -> SealedSlot:
    """Wraps the account key so that the proof and the pepper together, and nothing less, open it."""
    pepper, version = server.key("pepper"), server.current
    wrapped = seal(proof.slot_key.reveal(), terms.epoch, account_key.reveal(), _bound(ACCOUNT_KEY, place, terms))
    return SealedSlot(
        verifier=seal(pepper, version, proof.verifier_hash, _bound(VERIFIER, place, terms)),
        account_key=seal(pepper, version, wrapped, _bound(ACCOUNT_KEY, place, terms)),
    )


def open_slot(server: ServerSecret, place: Place, terms: SlotTerms, proof: Proof, sealed: SealedSlot) -> AccountKey:
    """The account key, for the right proof. Raises `CannotOpen` for any other or a tampered slot."""
    expected = unseal(_pepper(server, sealed.verifier), sealed.verifier, _bound(VERIFIER, place, terms))
    if not hmac.compare_digest(expected, proof.verifier_hash):
        raise CannotOpen
    bound_to = _bound(ACCOUNT_KEY, place, terms)
    wrapped = unseal(_pepper(server, sealed.account_key), sealed.account_key, bound_to)
    return AccountKey(unseal(proof.slot_key.reveal(), wrapped, bound_to))


def reseal_slot(server: ServerSecret, place: Place, terms: SlotTerms, sealed: SealedSlot) -> SealedSlot:
    """The same slot under the newest pepper: what a password or code wraps within stays as it is. Raises
    `CannotOpen`."""
    pepper, version = server.key("pepper"), server.current
    columns = ((VERIFIER, sealed.verifier), (ACCOUNT_KEY, sealed.account_key))
    places = [(value, _bound(kind, place, terms)) for kind, value in columns]
    inner = [(unseal(_pepper(server, value), value, bound_to), bound_to) for value, bound_to in places]
    return SealedSlot(*(seal(pepper, version, value, bound_to) for value, bound_to in inner))


def _pepper(server: ServerSecret, sealed: bytes) -> bytes:
    return server.key("pepper", key_version(sealed))


def _bound(kind: Kind, place: Place, terms: SlotTerms) -> bytes:
    return bound(kind, place, terms.kind, terms.profile, terms.salt, terms.epoch)
