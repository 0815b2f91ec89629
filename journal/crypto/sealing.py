"""One sealed value: `suite | key version | salt | ciphertext+tag`, bound to its place."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from journal.crypto.canonical import Part, canonical
from journal.crypto.errors import CannotOpen
from journal.crypto.padding import pad, unpad

SUITE = 1  # HKDF-SHA256 and AES-256-GCM
FORMATS = (1,)  # of the plaintext record; readers accept the last two
SALT_BYTES = 24
_HEADER = struct.Struct(">BI")
_SHA256 = SHA256()
_ID_FOLLOWS = canonical(bytes(16))[:-16]
_SHORTEST = _HEADER.size + SALT_BYTES + 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lives: what it is bound to besides its kind and its key."""

    instance: bytes
    clinic: UUID
    row: UUID
    version: int = 0
    patient: UUID | None = None
    author: UUID | None = None
    parent: UUID | None = None


@dataclass(frozen=True)
class Kind:
    """The label of one sealed column; `purpose` names the subkey it is sealed under."""

    table: str
    column: str

    @cached_property
    def purpose(self) -> str:
        """The name of the subkey."""
        return f"{self.table}.{self.column}"


def seal(key: bytes, key_version: int, plaintext: bytes, bound_to: bytes) -> bytes:
    """Seals bytes under a key derived with a fresh salt; no two seals share a key or nonce."""
    header, salt = _HEADER.pack(SUITE, key_version), os.urandom(SALT_BYTES)
    aead, nonce = _cipher(key, salt)
    return header + salt + aead.encrypt(nonce, pad(plaintext), header + bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """Opens what `seal` made. Raises `CannotOpen` whatever the reason."""
    if len(sealed) < _SHORTEST or sealed[0] != SUITE:
        raise CannotOpen
    body = _HEADER.size + SALT_BYTES
    aead, nonce = _cipher(key, sealed[_HEADER.size : body])
    try:
        return unpad(aead.decrypt(nonce, sealed[body:], sealed[: _HEADER.size] + bound_to))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def key_version(sealed: bytes) -> int:
    """Which version of its key a value names. Raises `CannotOpen` when it is too short to say."""
    if len(sealed) < _SHORTEST:
        raise CannotOpen
    version: int = _HEADER.unpack_from(sealed)[1]
    return version


def seal_value(key: bytes, version: int, kind: Kind, place: Place, value: dict[str, Any], *more: Part) -> bytes:
    """Seals one record as JSON with its format number, bound to kind, place and `more`."""
    text = json.dumps({"format": FORMATS[0], **value}, ensure_ascii=False, separators=(",", ":"))
    return seal(key, version, text.encode(), bound(kind, place, *more))


def open_value(key: bytes, kind: Kind, place: Place, sealed: bytes | None, *more: Part) -> dict[str, Any]:
    """Opens what `seal_value` made. Raises `CannotOpen` also for a missing value or unknown format."""
    if sealed is None:
        raise CannotOpen
    return read_record(unseal(key, sealed, bound(kind, place, *more)))


def read_record(plaintext: bytes) -> dict[str, Any]:
    """The record in an opened value, without its format number. Raises `CannotOpen` for one of an unknown format."""
    value: dict[str, Any] = json.loads(plaintext.decode())
    if value.pop("format", None) not in FORMATS:
        raise CannotOpen
    return value


def bound(kind: Kind, place: Place, *more: Part) -> bytes:
    """The associated data of a sealed value: it opens nowhere else."""
    return canonical(
        "interleaf/sealed/1", place.instance, place.clinic, kind.table, kind.column,
        place.row, place.parent, place.patient, place.version, place.author, *more,
    )  # fmt: skip


def opener(key: bytes, kind: Kind, shared: Place, *more: Part) -> Callable[[bytes, int, bytes], bytes]:
    """Opens many values of one column whose places differ in row and version alone, as `unseal` does for one.

    What is bound to every one of them is encoded once; a row is named by the bytes of its id."""
    before = canonical("interleaf/sealed/1", shared.instance, shared.clinic, kind.table, kind.column) + _ID_FOLLOWS
    between, after = canonical(shared.parent, shared.patient), canonical(shared.author, *more)
    ends: dict[int, bytes] = {}  # by version: few rows have one of their own

    def open_one(row: bytes, version: int, sealed: bytes) -> bytes:
        end = ends.get(version) or ends.setdefault(version, between + canonical(version) + after)
        return unseal(key, sealed, before + row + end)

    return open_one


def _cipher(key: bytes, salt: bytes) -> tuple[AESGCM, bytes]:
    derived = HKDFExpand(_SHA256, 44, b"interleaf/seal" + salt).derive(key)
    return AESGCM(derived[:32]), derived[32:]
