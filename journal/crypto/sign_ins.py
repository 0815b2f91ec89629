"""The sign-in cookie, and the account key kept in the server's row so that only cookie and secret file open it."""

from __future__ import annotations

import base64
import hashlib
import os
from binascii import Error as NotBase64
from dataclasses import dataclass
from uuid import UUID

from journal.crypto.canonical import canonical
from journal.crypto.keys import AccountKey, derive_pair
from journal.crypto.sealing import Kind, Place, bound, key_version, seal, unseal
from journal.crypto.server import ServerSecret

ACCOUNT_KEY = Kind("sign_in", "key_sealed")
_PART = 32


@dataclass(frozen=True, slots=True, repr=False)
class Cookie:
    """A random id, by which the row is found, and a random secret, which opens it."""

    id: bytes
    secret: bytes

    @classmethod
    def make(cls) -> Cookie:
        """A new random cookie."""
        return cls(os.urandom(_PART), os.urandom(_PART))

    @classmethod
    def read(cls, value: str) -> Cookie | None:
        """The cookie a browser sent, or `None` for anything that is not one."""
        try:
            both = base64.urlsafe_b64decode(value.encode("ascii"))
        except (NotBase64, ValueError):
            return None
        return cls(both[:_PART], both[_PART:]) if len(both) == 2 * _PART else None

    def value(self) -> str:
        """What is set in the browser."""
        return base64.urlsafe_b64encode(self.id + self.secret).decode()

    def id_hash(self) -> bytes:
        """What the row keeps instead of the id."""
        return hashlib.sha256(self.id).digest()


def seal_for_sign_in(
    server: ServerSecret, cookie: Cookie, place: Place, person: UUID, level: str, account_key: AccountKey
) -> bytes:
    """Seals the account key under cookie and server secret together."""
    key = _key(server, server.current, cookie, person, level)
    return seal(key, server.current, account_key.reveal(), bound(ACCOUNT_KEY, place, person, level))


def open_for_sign_in(
    server: ServerSecret, cookie: Cookie, place: Place, person: UUID, level: str, sealed: bytes
) -> AccountKey:
    """Opens what `seal_for_sign_in` made. Raises `CannotOpen`."""
    key = _key(server, key_version(sealed), cookie, person, level)
    return AccountKey(unseal(key, sealed, bound(ACCOUNT_KEY, place, person, level)))


def _key(server: ServerSecret, version: int, cookie: Cookie, person: UUID, level: str) -> bytes:
    info = canonical(server.key("sign-in", version), cookie.id, person, level)
    return derive_pair(cookie.secret, hashlib.sha256(info).digest(), "sign-in")[0]
