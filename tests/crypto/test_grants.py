"""A grant opens for its recipient, as its owner signed it: forged, moved or swapped it is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from journal.crypto.accounts import KeyPairs, PublicKeys
from journal.crypto.errors import KeyRefused
from journal.crypto.grants import GrantTerms, SealedGrant, _signed, grant_ring, is_signed, open_grant
from journal.crypto.keys import RingKey
from tests.crypto.parts import INSTANCE, an_id, flipped, known, pairs, ring

OWNER, RECIPIENT, OTHER = pairs("maya"), pairs("ines"), pairs("tomas")
TERMS = GrantTerms(
    INSTANCE, an_id("clinic"), an_id("grant"), "owner", an_id("ring"), 1, an_id("maya"), an_id("maya key"),
    an_id("ines"), an_id("ines key"), ring().commitment(),
)  # fmt: skip
GRANT = grant_ring(OWNER, ring(), RECIPIENT.public(), TERMS)
CHANGED: dict[str, Any] = {
    "instance": b"another instance",
    "clinic": an_id("another clinic"),
    "grant": an_id("another grant"),
    "kind": "hand-over",
    "ring": an_id("another ring"),
    "generation": 2,
    "owner": an_id("tomas"),
    "signer_key": an_id("tomas key"),
    "recipient": an_id("tomas"),
    "recipient_key": an_id("tomas key"),
    "commitment": ring("another ring").commitment(),
}


def opened(
    *, recipient: KeyPairs = RECIPIENT, owner: KeyPairs = OWNER, terms: GrantTerms = TERMS, grant: SealedGrant = GRANT
) -> RingKey:
    return open_grant(recipient, owner.public(), terms, grant)


def resigned(signer: KeyPairs, terms: GrantTerms, sealed: bytes) -> SealedGrant:
    """What somebody without the ring could make: any sealed bytes under a signature of their own."""
    return SealedGrant(sealed, signer.signing.sign(_signed(terms.encode(), sealed)))


def test_the_recipient_gets_the_ring_the_owner_granted() -> None:
    given = opened()
    assert given.reveal() == ring().reveal()
    assert (given.ring_id, given.generation) == (an_id("ring"), 1)


def test_a_grant_shows_nothing_of_the_ring_and_never_looks_the_same_twice() -> None:
    again = grant_ring(OWNER, ring(), RECIPIENT.public(), TERMS)
    assert ring().reveal() not in GRANT.sealed
    assert again.sealed != GRANT.sealed
    assert len(GRANT.sealed) == 1168


def test_nobody_but_the_recipient_opens_it() -> None:
    for somebody in (OTHER, OWNER):
        with pytest.raises(KeyRefused):
            opened(recipient=somebody)


def test_a_grant_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(KeyRefused):
        opened(owner=OTHER)
    with pytest.raises(KeyRefused):
        opened(grant=resigned(OTHER, TERMS, GRANT.sealed))
    with pytest.raises(KeyRefused):
        opened(grant=grant_ring(OTHER, ring(), RECIPIENT.public(), TERMS))


@pytest.mark.parametrize("part", CHANGED)
def test_a_grant_with_any_of_its_terms_changed_is_refused(part: str) -> None:
    with pytest.raises(KeyRefused):
        opened(terms=replace(TERMS, **{part: CHANGED[part]}))


@pytest.mark.parametrize("part", CHANGED)
def test_even_a_new_signature_does_not_move_a_sealed_ring(part: str) -> None:
    terms = replace(TERMS, **{part: CHANGED[part]})
    with pytest.raises(KeyRefused):
        opened(terms=terms, grant=resigned(OWNER, terms, GRANT.sealed))


def test_every_term_is_covered() -> None:
    assert set(CHANGED) == set(GrantTerms.__slots__)


def test_the_sealed_bytes_of_two_grants_cannot_be_swapped() -> None:
    other_terms = replace(TERMS, grant=an_id("other grant"), generation=2, commitment=ring(generation=2).commitment())
    other = grant_ring(OWNER, ring(generation=2), RECIPIENT.public(), other_terms)
    for terms, grant in (
        (TERMS, SealedGrant(other.sealed, GRANT.signature)),
        (TERMS, SealedGrant(GRANT.sealed, other.signature)),
        (TERMS, other),
        (other_terms, GRANT),
    ):
        with pytest.raises(KeyRefused):
            opened(terms=terms, grant=grant)


def test_a_grant_with_any_one_byte_changed_is_refused() -> None:
    for sealed in list(flipped(GRANT.sealed))[::7]:
        with pytest.raises(KeyRefused):
            opened(grant=replace(GRANT, sealed=sealed))
    for sealed in list(flipped(GRANT.sealed))[::41]:
        with pytest.raises(KeyRefused):
            opened(grant=resigned(OWNER, TERMS, sealed))
    for signature in flipped(GRANT.signature):
        with pytest.raises(KeyRefused):
            opened(grant=replace(GRANT, signature=signature))


@pytest.mark.parametrize("size", [0, 1, 16, 1088, 1120, 1136, 1167, 1169, 5000])
def test_a_grant_of_another_size_is_refused_even_when_the_owner_signed_it(size: int) -> None:
    sealed = (GRANT.sealed * 5)[:size]
    with pytest.raises(KeyRefused):
        opened(grant=resigned(OWNER, TERMS, sealed))


def test_a_grant_of_another_ring_key_than_it_commits_to_is_refused() -> None:
    planted = RingKey(known("planted"), an_id("ring"), 1)
    with pytest.raises(KeyRefused):
        opened(grant=grant_ring(OWNER, planted, RECIPIENT.public(), TERMS))


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_grant_of_something_that_is_no_key_is_refused(secret: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as forging:
        forging.setattr(RingKey, "reveal", lambda _self: secret)
        forged = grant_ring(OWNER, ring(), RECIPIENT.public(), TERMS)
    with pytest.raises(KeyRefused):
        opened(grant=forged)


@pytest.mark.parametrize("public", [b"", bytes(1216), b"\xff" * 1216, bytes(1215)])
def test_nothing_is_sealed_to_bytes_that_are_no_key(public: bytes) -> None:
    with pytest.raises(KeyRefused):
        grant_ring(OWNER, ring(), PublicKeys(public, OTHER.public().signing), TERMS)


@pytest.mark.parametrize("small", [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"])
def test_nothing_is_sealed_to_a_key_of_small_order(small: bytes) -> None:
    sealing = RECIPIENT.public().sealing[:1184] + small
    with pytest.raises(KeyRefused):
        grant_ring(OWNER, ring(), replace(RECIPIENT.public(), sealing=sealing), TERMS)


@pytest.mark.parametrize("signing", [b"", bytes(31), bytes(32), b"\xff" * 32, bytes(33)])
def test_a_signing_key_that_is_none_signs_nothing(signing: bytes) -> None:
    for signature in (GRANT.signature, bytes(64), b""):
        with pytest.raises(KeyRefused):
            open_grant(RECIPIENT, PublicKeys(b"", signing), TERMS, replace(GRANT, signature=signature))


ORDER_EIGHT = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
ITS_NEGATIVE = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
ONES = b"\xff" * 30 + b"\x7f"
SMALL = [bytes(32), b"\1" + bytes(31), b"\xec" + ONES, b"\xed" + ONES, b"\xee" + ONES, ORDER_EIGHT, ITS_NEGATIVE]


@pytest.mark.parametrize("point", SMALL)
@pytest.mark.parametrize("sign", [0, 0x80])
def test_a_key_under_which_signatures_need_no_signer_signs_nothing(point: bytes, sign: int) -> None:
    """With a point of small order as key, one value in eight or fewer verifies: 64 leave no luck."""
    nobody = PublicKeys(b"", point[:-1] + bytes([point[-1] | sign]))
    for count in range(64):
        forged = SealedGrant(known(f"sealed {count}"), nobody.signing + bytes(32))
        assert not is_signed(nobody, TERMS, forged)
