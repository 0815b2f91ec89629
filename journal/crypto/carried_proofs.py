"""The proof of a new password, sealed under the account key while a recovery waits for the second factor."""

from __future__ import annotations

from dataclasses import dataclass

from journal.crypto.keys import AccountKey, SlotKey
from journal.crypto.passwords import Proof
from journal.crypto.sealing import Kind, Place, open_value, seal_value
from journal.crypto.slots import SlotTerms

NEW_PASSWORD = Kind("sign_in", "new_password_sealed")


@dataclass(frozen=True, slots=True)
class NewPassword:
    """What a new password gave, the terms of its slot, and the version of the kit whose code let it be chosen."""

    proof: Proof
    terms: SlotTerms
    kit_version: int


def carry_new_password(account_key: AccountKey, place: Place, new: NewPassword) -> bytes:
    """Seals a new password's proof for one sign-in."""
    value = {
        "verifier": new.proof.verifier_hash.hex(), "key": new.proof.slot_key.reveal().hex(),
        "kind": new.terms.kind, "profile": new.terms.profile, "salt": new.terms.salt.hex(),
        "epoch": new.terms.epoch, "kit_version": new.kit_version,
    }  # fmt: skip
    return seal_value(account_key.subkey(NEW_PASSWORD.purpose), new.terms.epoch, NEW_PASSWORD, place, value)


def read_new_password(account_key: AccountKey, place: Place, sealed: bytes) -> NewPassword:
    """Opens what `carry_new_password` made. Raises `CannotOpen`."""
    value = open_value(account_key.subkey(NEW_PASSWORD.purpose), NEW_PASSWORD, place, sealed)
    proof = Proof(bytes.fromhex(value["verifier"]), SlotKey(bytes.fromhex(value["key"])))
    terms = SlotTerms(value["kind"], value["profile"], bytes.fromhex(value["salt"]), value["epoch"])
    return NewPassword(proof, terms, value["kit_version"])
