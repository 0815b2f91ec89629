"""A backup as a stream of sealed chunks, to a passphrase or to a key kept elsewhere.

A file key of its own is sealed in the header; each chunk names its place and whether it is the last, so that none can
be cut off, repeated or moved (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizar, CRYPTO 2015)."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from journal.crypto import passwords
from journal.crypto.accounts import KeyPairs, PublicKeys
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import KEY_BYTES

CHUNK_BYTES = 1024 * 1024
_MAGIC = b"interleaf-backup-1\n"
_TO_PASSPHRASE, _TO_KEY = 1, 2
_SIZES = struct.Struct(">BIB")  # way, length of what follows, length of the profile's name
_CHUNK = struct.Struct(">I")
_LONGEST_HEADER = 4096
_TAG_BYTES = 16
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PRIVATE, _PUBLIC = "interleaf-backup-key-1 ", "interleaf-backup-public-1 "


def make_key() -> tuple[str, str]:
    """A new key, and its public half, each as one line of a file: with the second alone nothing opens."""
    pairs = KeyPairs.make()
    public = pairs.public()
    return _PRIVATE + _text(pairs.reveal()), _PUBLIC + _text(public.sealing + public.signing)


def header_for_passphrase(file_key: bytes, passphrase: str, profile: str) -> bytes:
    """What stands at the head of a backup that a passphrase opens. Raises `CannotOpen` for a profile not in code."""
    salt = passwords.make_salt()
    slot = passwords.prove_password(passphrase, salt, profile).slot_key.subkey("backup")
    name = profile.encode()
    return _header(_TO_PASSPHRASE, name, salt + AESGCM(slot).encrypt(bytes(12), file_key, salt + name))


def header_for_key(file_key: bytes, public: str) -> bytes:
    """What stands at the head of a backup that the key opens whose public half this is. Raises `KeyRefused`."""
    read = _read(_PUBLIC, public)
    keys = PublicKeys(read[:-32], read[-32:])
    try:
        return _header(_TO_KEY, b"", _HPKE.encrypt(file_key, keys.for_sealing(), info=_MAGIC))
    except (ValueError, TypeError) as error:
        raise KeyRefused from error


def read_header(file: BinaryIO) -> tuple[bytes, bool]:
    """The head of a backup, and whether a passphrase opens it. Raises `CannotOpen` for what is no backup."""
    magic, sizes = file.read(len(_MAGIC)), file.read(_SIZES.size)
    if magic != _MAGIC or len(sizes) != _SIZES.size:
        raise CannotOpen
    way, length, _ = _SIZES.unpack(sizes)
    body = file.read(length) if length <= _LONGEST_HEADER else b""
    if len(body) != length or not length or way not in (_TO_PASSPHRASE, _TO_KEY):
        raise CannotOpen
    return magic + sizes + body, way == _TO_PASSPHRASE


def open_with_passphrase(header: bytes, passphrase: str) -> bytes:
    """The file key of a backup. Raises `CannotOpen`."""
    name, body = _parts(header)
    salt, sealed = body[: passwords.SALT_BYTES], body[passwords.SALT_BYTES :]
    try:
        slot = passwords.prove_password(passphrase, salt, name.decode("ascii", "replace")).slot_key.subkey("backup")
        return AESGCM(slot).decrypt(bytes(12), sealed, salt + name)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def open_with_key(header: bytes, private: str) -> bytes:
    """The file key of a backup. Raises `CannotOpen`, and `KeyRefused` for a text that is no key."""
    read = _read(_PRIVATE, private)
    try:
        return _HPKE.decrypt(_parts(header)[1], KeyPairs(read[:-32], read[-32:]).sealing, info=_MAGIC)
    except (InvalidTag, ValueError, TypeError) as error:
        raise CannotOpen from error


def make_file_key() -> bytes:
    """A new random key for one backup."""
    return os.urandom(KEY_BYTES)


def seal_chunks(file_key: bytes, header: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The header and the sealed chunks of everything in `pieces`, in order; the last one says that it is."""
    aead, digest = AESGCM(file_key), hashlib.sha256(header).digest()
    yield header
    held, number = b"", 0
    for piece in pieces:
        held += piece
        while len(held) > CHUNK_BYTES:
            yield _seal(aead, digest, number, held[:CHUNK_BYTES], last=False)
            held, number = held[CHUNK_BYTES:], number + 1
    yield _seal(aead, digest, number, held, last=True)


def open_chunks(file_key: bytes, header: bytes, file: BinaryIO) -> Iterator[bytes]:
    """What `seal_chunks` was given, in pieces. Raises `CannotOpen` at the first that is not as it was written, and
    where the end is missing or something stands behind it."""
    aead, digest, number, last = AESGCM(file_key), hashlib.sha256(header).digest(), 0, False
    while not last:
        sealed, last = _next(file)
        try:
            yield aead.decrypt(_nonce(number, last=last), sealed, digest)
        except InvalidTag as error:
            raise CannotOpen from error
        number += 1
    if file.read(1):
        raise CannotOpen


def _seal(aead: AESGCM, digest: bytes, number: int, piece: bytes, *, last: bool) -> bytes:
    sealed = aead.encrypt(_nonce(number, last=last), piece, digest)
    return _CHUNK.pack(len(sealed) << 1 | last) + sealed


def _next(file: BinaryIO) -> tuple[bytes, bool]:
    size = file.read(_CHUNK.size)
    if len(size) != _CHUNK.size:
        raise CannotOpen
    length, last = divmod(_CHUNK.unpack(size)[0], 2)
    sealed = file.read(length) if _TAG_BYTES <= length <= CHUNK_BYTES + _TAG_BYTES else b""
    if len(sealed) != length:
        raise CannotOpen
    return sealed, bool(last)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _header(way: int, name: bytes, body: bytes) -> bytes:
    return _MAGIC + _SIZES.pack(way, len(name) + len(body), len(name)) + name + body


def _parts(header: bytes) -> tuple[bytes, bytes]:
    _, _, length = _SIZES.unpack_from(header, len(_MAGIC))
    rest = header[len(_MAGIC) + _SIZES.size :]
    return rest[:length], rest[length:]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _read(kind: str, line: str) -> bytes:
    try:
        if not line.strip().startswith(kind):
            raise KeyRefused
        return base64.b64decode(line.strip().removeprefix(kind), validate=True)
    except ValueError as error:
        raise KeyRefused from error
