"""Proving once more who one is, before something that cannot be undone or opens much at once."""

from __future__ import annotations

from journal.services.actor import Actor
from journal.services.people import accounts
from journal.services.sign_in import totp


def prove(actor: Actor, password: str, code: str, address: str, device: str | None) -> None:
    """Proves the actor by a code, or by the password where none is typed. Raises `WrongSignIn`, `WrongCode`,
    `TooMany`, `FactorsChanged`, `Busy`."""
    if code:
        totp.try_code(actor.id, code, address, device)
    else:
        accounts.try_own_password(actor, password, address, device)
