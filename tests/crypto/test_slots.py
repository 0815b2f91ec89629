"""A slot opens for its own proof, in its own place, with the pepper, as it was made: and in no other case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.crypto.passwords import Proof, prove_password
from journal.crypto.recovery import make_code, prove_code
from journal.crypto.sealing import unseal
from journal.crypto.server import ServerSecret
from journal.crypto.slots import ACCOUNT_KEY, SealedSlot, SlotTerms, _bound, make_slot, open_slot
from tests.crypto.parts import INSTANCE, account_key, elsewhere, flipped, known, place, server
from tests.support.installations import CHEAP

PASSWORD = "slow tide under the pier"
SALT = known("salt", 24)
TERMS = SlotTerms("password", CHEAP, SALT, 1)


def proof(password: str = PASSWORD, salt: bytes = SALT) -> Proof:
    """The proof of a password at the cheap setting."""
    return prove_password(password, salt, CHEAP)


def a_slot(terms: SlotTerms = TERMS) -> SealedSlot:
    return make_slot(server(), place(), terms, proof(), account_key())


def test_the_right_password_opens_the_account() -> None:
    assert open_slot(server(), place(), TERMS, proof(), a_slot()).reveal() == account_key().reveal()


def test_a_recovery_code_opens_the_same_account() -> None:
    code, terms = make_code(), SlotTerms("recovery_code", "none", SALT, 1)
    slot = make_slot(server(), place(), terms, prove_code(code, SALT), account_key())
    assert open_slot(server(), place(), terms, prove_code(code, SALT), slot).reveal() == account_key().reveal()


@given(st.text(st.characters(codec="utf-8"), max_size=30).filter(lambda typed: typed != PASSWORD))
def test_any_other_password_opens_nothing(typed: str) -> None:
    with pytest.raises(CannotOpen):
        open_slot(server(), place(), TERMS, proof(typed), a_slot())


@pytest.mark.parametrize(
    "changed",
    [
        replace(TERMS, kind="recovery_code"),
        replace(TERMS, profile="none"),
        replace(TERMS, salt=bytes(24)),
        replace(TERMS, salt=SALT[:-1]),
        replace(TERMS, epoch=2),
        replace(TERMS, epoch=11),
    ],
)
def test_a_slot_whose_terms_were_changed_opens_nothing(changed: SlotTerms) -> None:
    with pytest.raises(CannotOpen):
        open_slot(server(), place(), changed, proof(), a_slot())


@pytest.mark.parametrize("part", ["instance", "clinic", "row", "version", "patient", "author"])
def test_the_slot_of_another_person_opens_nothing(part: str) -> None:
    with pytest.raises(CannotOpen):
        open_slot(server(), elsewhere(part), TERMS, proof(), a_slot())


def test_a_slot_with_any_one_byte_changed_opens_nothing() -> None:
    slot, right = a_slot(), proof()
    spoiled = [replace(slot, verifier=verifier) for verifier in flipped(slot.verifier)]
    spoiled += [replace(slot, account_key=key) for key in flipped(slot.account_key)]
    for each in spoiled:
        with pytest.raises(CannotOpen):
            open_slot(server(), place(), TERMS, right, each)


@pytest.mark.parametrize("part", ["verifier", "account_key"])
@pytest.mark.parametrize("value", [b"", b"\1", bytes(400)])
def test_an_emptied_slot_opens_nothing(part: str, value: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_slot(server(), place(), TERMS, proof(), replace(a_slot(), **{part: value}))


def test_halves_of_two_slots_of_one_person_do_not_fit_each_other() -> None:
    mine, planted = a_slot(), make_slot(server(), place(), TERMS, proof("known to the thief"), account_key("planted"))
    for mixed in (
        SealedSlot(planted.verifier, mine.account_key),
        SealedSlot(mine.verifier, planted.account_key),
        SealedSlot(mine.account_key, mine.verifier),
    ):
        for typed in (PASSWORD, "known to the thief"):
            with pytest.raises(CannotOpen):
                open_slot(server(), place(), TERMS, proof(typed), mixed)


def test_the_database_without_the_pepper_does_not_even_test_a_guess() -> None:
    slot, right = a_slot(), proof()
    for guess in (right.slot_key.reveal(), right.verifier_hash, known("master 2")):
        for column in (slot.verifier, slot.account_key):
            with pytest.raises(CannotOpen):
                unseal(guess, column, _bound(ACCOUNT_KEY, place(), TERMS))
    with pytest.raises(CannotOpen):
        open_slot(ServerSecret(INSTANCE, {1: known("another master")}), place(), TERMS, right, slot)
    assert right.verifier_hash not in slot.verifier + slot.account_key


def test_the_pepper_without_the_password_does_not_give_the_account_key() -> None:
    slot, bound_to = a_slot(), _bound(ACCOUNT_KEY, place(), TERMS)
    wrapped = unseal(server().key("pepper"), slot.account_key, bound_to)
    assert account_key().reveal() not in wrapped
    with pytest.raises(CannotOpen):
        unseal(server().key("pepper"), wrapped, bound_to)


def test_a_slot_made_twice_looks_different() -> None:
    one, other = a_slot(), a_slot()
    assert one.verifier != other.verifier
    assert one.account_key != other.account_key
