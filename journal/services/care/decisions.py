"""Whether a patient may be asked to decide: not on a dosing day, from check-in to the clinic's time next day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from journal import clock
from journal.services.sessions.resting import resting_until


class NotToday(Exception):
    """Something asked a patient to decide on a dosing day; nothing was changed, and it can wait."""


def may_decide(patient_id: UUID, moment: datetime | None = None) -> bool:
    """Whether a page may put a request, a consent or a set-up to this patient now."""
    at = moment or clock.now()
    until = resting_until(patient_id, at)
    return until is None or at >= until


def require_decision(patient_id: UUID) -> None:
    """Raises `NotToday` where `may_decide` says no."""
    if not may_decide(patient_id):
        raise NotToday
