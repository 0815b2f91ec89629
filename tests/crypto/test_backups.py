"""A backup opens with what it was made to, whole or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto import backups
from journal.crypto.errors import CannotOpen, KeyRefused
from tests.support.installations import CHEAP

PASSPHRASE = "nine slow ferries at the quay"
BIG = bytes(range(256)) * 9000  # more than two chunks


def made(content: bytes = BIG, passphrase: str = PASSPHRASE) -> bytes:
    file_key = backups.make_file_key()
    header = backups.header_for_passphrase(file_key, passphrase, CHEAP)
    return b"".join(backups.seal_chunks(file_key, header, [content[:100], content[100:]]))


def opened(sealed: bytes, passphrase: str = PASSPHRASE) -> bytes:
    file = BytesIO(sealed)
    header, _ = backups.read_header(file)
    return b"".join(backups.open_chunks(backups.open_with_passphrase(header, passphrase), header, file))


@given(st.binary(max_size=400))
def test_what_was_sealed_comes_back_and_stands_nowhere_in_the_file(content: bytes) -> None:
    sealed = made(content)
    assert opened(sealed) == content
    header, _ = backups.read_header(BytesIO(sealed))
    assert len(content) < 8 or content not in sealed[len(header) :]


def test_more_than_one_chunk_comes_back() -> None:
    assert opened(made()) == BIG


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(CannotOpen):
        opened(made(), "nine slow ferries at the pier")


def test_a_key_opens_what_was_made_to_its_public_half_and_that_half_does_not() -> None:
    private, public = backups.make_key()
    file_key = backups.make_file_key()
    header = backups.header_for_key(file_key, public)
    assert backups.open_with_key(header, private) == file_key
    with pytest.raises(CannotOpen):
        backups.open_with_key(header, backups.make_key()[0])
    with pytest.raises(KeyRefused):
        backups.open_with_key(header, public)
    with pytest.raises(KeyRefused):
        backups.header_for_key(file_key, private)
    assert not backups.read_header(BytesIO(header))[1]


SMALL = made(b"a few words " * 30)


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_one_changed_byte_is_noticed_wherever_it_is(place: int, change: int) -> None:
    spoiled = bytearray(SMALL)
    spoiled[place] ^= change
    with pytest.raises(CannotOpen):
        opened(bytes(spoiled))


@given(st.integers(0, len(SMALL) - 1))
def test_a_file_that_ends_early_is_noticed(length: int) -> None:
    with pytest.raises(CannotOpen):
        opened(SMALL[:length])


def test_chunks_cannot_be_left_out_moved_or_put_behind_the_end() -> None:
    sealed = made()
    header, _ = backups.read_header(BytesIO(sealed))
    body, chunks = sealed[len(header) :], []
    while body:
        size = 4 + (int.from_bytes(body[:4], "big") >> 1)
        chunks.append(body[:size])
        body = body[size:]
    assert len(chunks) == 3
    one, two, three = chunks
    for wrong in ((two, one, three), (one, three), (one, two), (one, one, two, three), (one, two, three, three)):
        with pytest.raises(CannotOpen):
            opened(header + b"".join(wrong))
