"""What was ever stored still opens, and is still made the same way: the vectors frozen under `tests/data`.

A suite or format that is added gets a file of its own; a file is never written again.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from journal.crypto import fields, notes, rings
from journal.crypto.accounts import open_key_pairs
from journal.crypto.errors import KeyRefused
from journal.crypto.grants import SealedGrant, open_grant
from journal.crypto.passwords import Proof, prove_password
from journal.crypto.recovery import read_code
from journal.crypto.reflections import open_body, open_head
from journal.crypto.sealing import unseal
from journal.crypto.sign_ins import open_for_sign_in
from journal.crypto.slots import SealedSlot, SlotTerms, open_slot
from tests.crypto import vectors
from tests.crypto.parts import WORDS, account_key, an_id, known, pairs, place, ring, server
from tests.crypto.vectors import FOLDER, MAKERS, frozen, make

OLD = {number: frozen(number) for number in (1,)}


def stored(name: str) -> bytes:
    """A frozen vector."""
    return bytes.fromhex(OLD[1][name])


def halves(name: str) -> SealedSlot:
    """A frozen slot, its two columns of one length."""
    both = stored(name)
    return SealedSlot(both[: 29 + 256 + 16], both[29 + 256 + 16 :])


def opened_slot(name: str, terms: SlotTerms) -> bytes:
    proof = Proof(known("verifier"), vectors._slot_key())
    return open_slot(server(), place(), terms, proof, halves(name)).reveal()


OPENED: dict[str, tuple[Callable[[bytes], object], object]] = {
    "sealed value": (lambda sealed: unseal(known("key"), sealed, b"bound"), WORDS.encode()),
    "reflection head": (lambda sealed: open_head(ring(), "reflection", place(), sealed), vectors.HEAD),
    "reflection body": (lambda sealed: open_body(ring(), "reflection", place(), sealed), WORDS),
    "reflection draft": (lambda sealed: open_body(ring(), "reflection_draft", place(), sealed), WORDS),
    "reflection version": (lambda sealed: open_body(ring(), "reflection_version", place(), sealed), WORDS),
    "note": (lambda sealed: notes.open_note(ring(), place(), sealed), WORDS),
    "anchor": (lambda sealed: notes.open_anchor(ring(), place(), sealed), vectors.ANCHOR),
    "reply": (lambda sealed: notes.open_reply(ring(), place(), sealed), WORDS),
    "name": (lambda sealed: fields.open_field(server(), vectors.NAME, place(), sealed), "Maya Lindqvist"),
    "own ring": (
        lambda sealed: rings.open_own_ring(account_key(), place(), an_id("ring"), 1, "care", sealed).reveal(),
        ring().reveal(),
    ),
    "adopted ring": (
        lambda sealed: rings.open_adopted_ring(
            account_key(), place(), an_id("ring"), 1, sealed, ring().commitment()
        ).reveal(),
        ring().reveal(),
    ),
    "pin": (
        lambda sealed: rings.open_pin(account_key(), place(), sealed),
        pairs("ines").public().fingerprint(),
    ),
    "key pairs": (
        lambda sealed: open_key_pairs(account_key(), 1, place(), sealed).reveal(),
        pairs("ines").reveal(),
    ),
    "sign-in": (
        lambda sealed: open_for_sign_in(
            server(), vectors.COOKIE, place(), an_id("maya"), "full", sealed
        ).reveal(),
        account_key().reveal(),
    ),
    "password slot": (lambda _sealed: opened_slot("password slot", vectors.PASSWORD_TERMS), account_key().reveal()),
    "code slot": (lambda _sealed: opened_slot("code slot", vectors.CODE_TERMS), account_key().reveal()),
    "recovery code": (lambda code: read_code(code.decode()), known("drawn 0", 20)),
}  # fmt: skip


@pytest.mark.parametrize("name", OPENED)
def test_a_frozen_value_still_opens(name: str) -> None:
    opener, expected = OPENED[name]
    assert opener(stored(name)) == expected


@pytest.mark.parametrize("name", MAKERS)
def test_a_value_is_still_made_as_it_was(name: str) -> None:
    assert make(name) == OLD[1][name]


def test_a_frozen_grant_still_opens() -> None:
    grant = SealedGrant(stored("grant sealed"), stored("grant signature"))
    opened = open_grant(pairs("ines"), pairs("maya").public(), vectors.TERMS, grant)
    assert opened.reveal() == ring().reveal()


def test_a_frozen_grant_opens_for_nobody_else() -> None:
    grant = SealedGrant(stored("grant sealed"), stored("grant signature"))
    with pytest.raises(KeyRefused):
        open_grant(pairs("tomas"), pairs("maya").public(), vectors.TERMS, grant)


def test_a_real_password_still_proves_itself_composed_or_decomposed() -> None:
    proof = prove_password("slow tide under the pie\u0301r", vectors.SALT, vectors.REAL_PROFILE)
    assert proof.verifier_hash + proof.slot_key.reveal() == stored("proof of a password")


def test_every_vector_is_written_down() -> None:
    assert set(OLD[1]) == {*MAKERS, "grant sealed", "grant signature"}
    assert len(list(FOLDER.glob("vectors_*.json"))) == len(OLD)
