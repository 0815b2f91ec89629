"""The PIN of a shared phone, sealed under the account key: who holds the database alone cannot even try one."""

from __future__ import annotations

import hmac

from journal.crypto.keys import AccountKey
from journal.crypto.sealing import Kind, Place, open_value, seal_value

QUICK_LOCK = Kind("person", "quick_lock_sealed")


def seal_quick_lock(account_key: AccountKey, epoch: int, place: Place, pin: str) -> bytes:
    """Seals a person's PIN."""
    return seal_value(account_key.subkey(QUICK_LOCK.purpose), epoch, QUICK_LOCK, place, {"pin": pin})


def quick_lock_fits(account_key: AccountKey, place: Place, sealed: bytes | None, typed: str) -> bool:
    """Whether this is the PIN that was sealed. Raises `CannotOpen` when what is stored is none of this account."""
    pin: str = open_value(account_key.subkey(QUICK_LOCK.purpose), QUICK_LOCK, place, sealed)["pin"]
    return hmac.compare_digest(pin.encode(), typed.encode())
