"""Names and e-mail addresses, sealed under the server's field key and found by a keyed index."""

from __future__ import annotations

from journal.crypto.sealing import Kind, Place, key_version, open_value, seal_value
from journal.crypto.server import ServerSecret


def seal_field(server: ServerSecret, kind: Kind, place: Place, text: str) -> bytes:
    """Seals one short personal text of a row."""
    return seal_value(server.key("field"), server.current, kind, place, {"text": text})


def open_field(server: ServerSecret, kind: Kind, place: Place, sealed: bytes) -> str:
    """Opens what `seal_field` made. Raises `CannotOpen`."""
    text: str = open_value(server.key("field", key_version(sealed)), kind, place, sealed)["text"]
    return text


def reseal_field(server: ServerSecret, kind: Kind, place: Place, sealed: bytes) -> bytes:
    """The same text under the newest secret. Raises `CannotOpen`."""
    return seal_field(server, kind, place, open_field(server, kind, place, sealed))


def index_email(server: ServerSecret, email: str) -> bytes:
    """The keyed index an e-mail address is stored under; nothing to guess without the secret."""
    return indexes_of_email(server, email)[0]


def indexes_of_email(server: ServerSecret, email: str) -> tuple[bytes, ...]:
    """Every index the address may stand under, newest secret first."""
    return server.macs("email-index", email.strip().casefold())
