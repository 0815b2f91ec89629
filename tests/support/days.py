"""Days as the cast's clinic counts them, which for five hours of each night is not the day in Greenwich."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from journal import clock

ZONE = ZoneInfo("America/New_York")


def clinic_today() -> date:
    """The day it is in the clinic."""
    return clock.now().astimezone(ZONE).date()
