"""A PRF output proves what a password would, for its own passkey only, and what it is made from outlives every key."""

from __future__ import annotations

import pytest
from webauthn.helpers import bytes_to_base64url

from journal.crypto.errors import PasskeyRefused
from journal.crypto.passkeys import CHALLENGE_BYTES, Answer, make_challenge, prf_input, prove_prf
from tests.crypto.parts import known, server

ID, SALT = known("credential", 32), known("salt", 24)
ANSWER = Answer("{}", bytes_to_base64url(known("prf", 32)))


def parts(answer: Answer, credential_id: bytes, salt: bytes) -> tuple[bytes, bytes]:
    proof = prove_prf(answer, credential_id, salt)
    return proof.verifier_hash, proof.slot_key.reveal()


def test_the_same_output_proves_the_same() -> None:
    assert parts(ANSWER, ID, SALT) == parts(ANSWER, ID, SALT)


def test_another_output_passkey_or_salt_proves_something_else() -> None:
    other = Answer("{}", bytes_to_base64url(known("another", 32)))
    found = {parts(ANSWER, ID, SALT), parts(other, ID, SALT), parts(ANSWER, ID[:-1], SALT), parts(ANSWER, ID, SALT[1:])}
    assert len(found) == 4
    assert len({key for _, key in found}) == len({verifier for verifier, _ in found}) == 4


@pytest.mark.parametrize("output", ["", "AAAA", "=", "ä", "A" * 42, "A" * 44, "A" * 4000])
def test_what_is_no_output_is_refused(output: str) -> None:
    with pytest.raises(PasskeyRefused):
        prove_prf(Answer("{}", output), ID, SALT)


def test_an_answer_does_not_show_its_output() -> None:
    assert ANSWER.prf not in repr(ANSWER)


def test_what_passkeys_evaluate_stays_the_same_and_tells_nothing() -> None:
    assert prf_input(server()) == prf_input(server())
    assert len(prf_input(server())) == 32
    assert server().instance not in prf_input(server())


def test_challenges_are_long_and_never_the_same() -> None:
    made = {make_challenge() for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {CHALLENGE_BYTES}
