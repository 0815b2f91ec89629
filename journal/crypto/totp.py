"""Codes of an authenticator app: a seed kept under the server's key, and which time step a code belongs to."""

from __future__ import annotations

import base64
import hmac
from binascii import Error as NotBase64
from datetime import datetime
from uuid import UUID

import pyotp

from journal.crypto.errors import CannotOpen
from journal.crypto.sealing import Kind, Place, key_version, open_value, seal_value
from journal.crypto.server import ServerSecret

SEED = Kind("totp", "seed_sealed")
ISSUER = "Interleaf"
SECONDS = 30
_DRIFT = (0, -1, 1)  # steps that a clock may be off


def make_seed() -> str:
    """A new random seed of 160 bits, as apps take it."""
    return pyotp.random_base32(32)


def seal_seed(server: ServerSecret, place: Place, person: UUID, seed: str) -> bytes:
    """Seals a seed under the server's key, bound to its row, its version and its person."""
    return seal_value(server.key("totp"), server.current, SEED, place, {"seed": seed}, person)


def open_seed(server: ServerSecret, place: Place, person: UUID, sealed: bytes) -> str:
    """Opens what `seal_seed` made. Raises `CannotOpen`."""
    seed: str = open_value(server.key("totp", key_version(sealed)), SEED, place, sealed, person)["seed"]
    return seed


def carry_seed(server: ServerSecret, place: Place, person: UUID, seed: str) -> str:
    """A sealed seed as a hidden field, until the first code shows that the app has it."""
    return base64.urlsafe_b64encode(seal_seed(server, place, person, seed)).decode()


def read_carried_seed(server: ServerSecret, place: Place, person: UUID, carried: str) -> str:
    """Opens what `carry_seed` made for this person. Raises `CannotOpen`."""
    try:
        sealed = base64.urlsafe_b64decode(carried.encode("ascii"))
    except (NotBase64, ValueError) as error:
        raise CannotOpen from error
    return open_seed(server, place, person, sealed)


def address_for_app(seed: str, account: str) -> str:
    """What the app reads from the QR code; names the product, never a person."""
    return pyotp.TOTP(seed).provisioning_uri(name=account, issuer_name=ISSUER)


def step_of(seed: str, code: str, moment: datetime) -> int | None:
    """The time step a code belongs to, at most one step off; nothing for any other code."""
    here, totp = step_at(moment), pyotp.TOTP(seed)
    typed = code.replace(" ", "").encode()
    matching = [
        here + off for off in _DRIFT if hmac.compare_digest(totp.generate_otp(here + off).encode(), typed)
    ]  # every one is compared, so that the time tells nothing
    return matching[0] if matching else None


def step_at(moment: datetime) -> int:
    """The time step of a moment."""
    return int(moment.timestamp()) // SECONDS
