"""Makes the frozen vectors of every suite; `python -m tests.crypto.vectors NUMBER` writes a new file, never over one.

All of it follows from the fixed bytes in `parts.py` and from `os.urandom` replaced by a count, but for the grant: HPKE
draws its own random bytes, so its ciphertext was made once and must open for ever.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import astuple
from itertools import count
from pathlib import Path
from unittest.mock import patch

from journal.crypto import fields, notes, rings, tokens
from journal.crypto.accounts import wrap_key_pairs
from journal.crypto.grants import GrantTerms, grant_ring
from journal.crypto.keys import RingKey, SlotKey
from journal.crypto.passwords import Proof, prove_password
from journal.crypto.recovery import _check, make_code, prove_code
from journal.crypto.reflections import Head, seal_body, seal_head, seal_search
from journal.crypto.sealing import Kind, seal
from journal.crypto.sign_ins import Cookie, seal_for_sign_in
from journal.crypto.slots import SlotTerms, make_slot
from tests.crypto.parts import INSTANCE, WORDS, account_key, an_id, known, pairs, place, ring, server

FOLDER = Path(__file__).resolve().parent.parent / "data"
PASSWORD, REAL_PROFILE, SALT = "slow tide under the pi\u00e9r", "interleaf-2026", known("salt", 24)
PASSWORD_TERMS, CODE_TERMS = SlotTerms("password", REAL_PROFILE, SALT, 1), SlotTerms("recovery_code", "none", SALT, 1)
COOKIE, NAME = Cookie(known("cookie id"), known("cookie secret")), Kind("person", "name_sealed")
HEAD = Head("The lighthouse", 11, "The lake was warm")
ANCHOR = {"selectors": [{"type": "TextPositionSelector", "start": 4, "end": 8}], "reading_text": 1}
TERMS = GrantTerms(
    INSTANCE, an_id("clinic"), an_id("grant"), "owner", an_id("ring"), 1, an_id("maya"), an_id("maya key"),
    an_id("ines"), an_id("ines key"), ring().commitment(),
)  # fmt: skip

ZEROS = "0" * 32 + _check("0" * 32)
_drawn: count[int] = count()


def counted(size: int) -> bytes:
    """What stands in for random bytes: never the same twice, always the same in the same order."""
    return known(f"drawn {next(_drawn)}", size)


def _proof(proof: Proof) -> bytes:
    return proof.verifier_hash + proof.slot_key.reveal()


def _slot(terms: SlotTerms, proof: Proof) -> bytes:
    return b"".join(astuple(make_slot(server(), place(), terms, proof, account_key())))


MAKERS: dict[str, Callable[[], bytes]] = {
    "sealed value": lambda: seal(known("key"), 7, WORDS.encode(), b"bound"),
    "reflection head": lambda: seal_head(ring(), "reflection", place(), HEAD),
    "reflection body": lambda: seal_body(ring(), "reflection", place(), WORDS),
    "reflection search": lambda: seal_search(ring(), "reflection", place(), WORDS.casefold()),
    "reflection draft": lambda: seal_body(ring(), "reflection_draft", place(), WORDS),
    "reflection version": lambda: seal_body(ring(), "reflection_version", place(), WORDS),
    "note": lambda: notes.seal_note(ring(), place(), WORDS),
    "anchor": lambda: notes.seal_anchor(ring(), place(), ANCHOR),
    "reply": lambda: notes.seal_reply(ring(), place(), WORDS),
    "name": lambda: fields.seal_field(server(), NAME, place(), "Maya Lindqvist"),
    "email index": lambda: fields.index_email(server(), "maya@people.example"),
    "own ring": lambda: rings.wrap_own_ring(account_key(), 1, place(), ring(), "care"),
    "adopted ring": lambda: rings.adopt_ring(account_key(), 1, place(), ring()),
    "commitment": lambda: ring().commitment(),
    "pin": lambda: rings.seal_pin(account_key(), 1, place(), pairs("ines").public().fingerprint()),
    "public keys": lambda: pairs("ines").public().sealing + pairs("ines").public().signing,
    "fingerprint": lambda: pairs("ines").public().fingerprint(),
    "spoken fingerprint": lambda: pairs("ines").public().in_words().encode(),
    "key pairs": lambda: wrap_key_pairs(account_key(), 1, place(), pairs("ines")),
    "recovery code": lambda: make_code().encode(),
    "proof of a code": lambda: _proof(prove_code(ZEROS, SALT)),
    "proof of a password": lambda: _proof(prove_password(PASSWORD, SALT, REAL_PROFILE)),
    "password slot": lambda: _slot(PASSWORD_TERMS, Proof(known("verifier"), _slot_key())),
    "code slot": lambda: _slot(CODE_TERMS, Proof(known("verifier"), _slot_key())),
    "sign-in": lambda: seal_for_sign_in(server(), COOKIE, place(), an_id("maya"), "full", account_key()),
    "server mac": lambda: server().mac("person", an_id("maya"), "patient", 1, None),
    "check value": lambda: server().check_value(),
    "form secret": lambda: bytes.fromhex(tokens.form_secret(server(), "cookie")),
    "invitation": lambda: tokens.hash_invitation_token("token"),
}


def _slot_key() -> SlotKey:
    return SlotKey(known("slot key"))


def make(name: str) -> str:
    """One vector as it is made today, in hexadecimal."""
    global _drawn  # noqa: PLW0603 - the count begins anew with every vector
    _drawn = count()
    with patch.object(os, "urandom", counted):
        return MAKERS[name]().hex()


def make_grant() -> dict[str, str]:
    """A grant of Maya's ring to Ines, different at each making."""
    grant = grant_ring(pairs("maya"), RingKey(ring().reveal(), an_id("ring"), 1), pairs("ines").public(), TERMS)
    return {"grant sealed": grant.sealed.hex(), "grant signature": grant.signature.hex()}


def frozen(number: int) -> dict[str, str]:
    """The vectors that were written down."""
    found: dict[str, str] = json.loads((FOLDER / f"vectors_{number}.json").read_text(encoding="ascii"))
    return found


if __name__ == "__main__":
    made = {name: make(name) for name in MAKERS} | make_grant()
    with (FOLDER / f"vectors_{int(sys.argv[1])}.json").open("x", encoding="ascii") as file:
        file.write(json.dumps(made, indent=1) + "\n")
