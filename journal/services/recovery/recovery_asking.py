"""Asking to wait: with the kit's code, by a visitor of whom only so many tries are taken."""

from __future__ import annotations

from journal.services.recovery import recoveries, recovery_waits
from journal.services.recovery.recovery_waits import Waiting
from journal.services.sign_in import throttles
from journal.services.work import unit_of_work


def ask(email: str, code: str, address: str, device: str | None) -> Waiting:
    """Begins the wait of somebody whose second factor is lost; the code is not used up.

    Raises `WrongSignIn`, `CodeMistyped`, `NothingToWaitFor`, `TooMany`."""
    with throttles.attempt(throttles.RECOVERY, email, address, device), unit_of_work():
        person, _, _ = recoveries.prove(email, code, lock=True)
        return recovery_waits.begin(person)
