"""A seed opens for its person, row and version alone; a code belongs to one time step, as RFC 6238 has it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from journal.crypto.errors import CannotOpen
from journal.crypto.totp import carry_seed, make_seed, open_seed, read_carried_seed, seal_seed, step_at, step_of
from tests.crypto.parts import an_id, place, server

PERSON = an_id("maya")
SEED = base64.b32encode(b"12345678901234567890").decode()  # of RFC 6238, appendix B


@pytest.mark.parametrize(("seconds", "code"), [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
])  # fmt: skip
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert step_of(SEED, code, moment) == seconds // 30 == step_at(moment)


def test_a_seed_is_random_and_opens_where_it_was_sealed() -> None:
    seed = make_seed()
    assert len(seed) == 32
    assert seed != make_seed()
    assert open_seed(server(), place(), PERSON, seal_seed(server(), place(), PERSON, seed)) == seed
    assert read_carried_seed(server(), place(), PERSON, carry_seed(server(), place(), PERSON, seed)) == seed


def test_a_seed_opens_nowhere_else() -> None:
    sealed = seal_seed(server(), place(), PERSON, SEED)
    for where, person in ((place("other"), PERSON), (place(), an_id("somebody else"))):
        with pytest.raises(CannotOpen):
            open_seed(server(), where, person, sealed)
    with pytest.raises(CannotOpen):
        open_seed(server(2), place(), PERSON, sealed)
    for spoiled in (b"", sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(CannotOpen):
            open_seed(server(), place(), PERSON, spoiled)


@pytest.mark.parametrize("carried", ["", "x", "é", "AAAA"])
def test_what_was_not_carried_is_refused(carried: str) -> None:
    with pytest.raises(CannotOpen):
        read_carried_seed(server(), place(), PERSON, carried)
