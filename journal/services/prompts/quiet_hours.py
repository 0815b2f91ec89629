"""Quiet hours: the part of a day, where somebody lives, in which nothing new is asked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.services.prompts.moments import Quiet

_DAY = timedelta(days=1)


def is_quiet(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Whether a moment lies in the quiet hours of that zone, which may go over midnight."""
    local = moment.astimezone(zone)
    minutes, begins, ends = local.hour * 60 + local.minute, quiet.from_minutes, quiet.until_minutes
    return begins <= minutes < ends if begins <= ends else minutes >= begins or minutes < ends


def after(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in."""
    if not is_quiet(moment, zone, quiet):
        return moment
    local = moment.astimezone(zone)
    ends = time(*divmod(quiet.until_minutes, 60))
    date = local.date() if local.time() < ends else local.date() + _DAY
    # in autumn an hour comes twice: whoever is in the second one waits for the end in that one
    found = [datetime.combine(date, ends.replace(fold=fold), zone).astimezone(moment.tzinfo) for fold in (0, 1)]
    return next((each for each in found if each >= moment and not is_quiet(each, zone, quiet)), moment)


def tomorrow(moment: datetime, zone: ZoneInfo) -> datetime:
    """The midnight that follows a moment, where somebody lives."""
    date = moment.astimezone(zone).date() + _DAY
    return datetime.combine(date, time(), zone).astimezone(moment.tzinfo)
