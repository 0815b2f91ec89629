"""From a day and a time of day, as they were typed in somebody's time zone, to one moment that really comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal import clock

EARLIER, LATER = "earlier", "later"
_BACK, _AHEAD = timedelta(days=366), timedelta(days=3 * 366)


class TimeRefused(ValueError):
    """There is no such time to keep free; the message says why."""


class TimeMissing(TimeRefused):
    """The clocks skip this time; the message names the two nearest that come."""


class TimeRepeated(TimeRefused):
    """The clocks show this time twice; whoever booked says which is meant."""

    def __init__(self, moments: tuple[datetime, datetime]) -> None:
        super().__init__("The clocks go back that night, so this time comes twice. Choose which of the two is meant.")
        self.moments = moments


@dataclass(frozen=True, slots=True)
class TypedTime:
    """A day, minutes after midnight, and which of two such times is meant where there are two."""

    day: date
    at: int
    which: str = ""


def moment_of(typed: TypedTime, zone: ZoneInfo) -> datetime:
    """The moment in UTC. Raises `TimeRefused`, `TimeMissing`, `TimeRepeated`."""
    _check_reach(typed.day)
    local = datetime.combine(typed.day, time(*divmod(typed.at, 60)))
    found = moments(local, zone)
    if not found:
        raise TimeMissing(_missing(local, zone))
    if len(found) == 1:
        return found[0]
    if typed.which not in (EARLIER, LATER):
        raise TimeRepeated((found[0], found[1]))
    return found[typed.which == LATER]


def _check_reach(day: date) -> None:
    today = clock.now().date()
    if not today - _BACK <= day <= today + _AHEAD:
        raise TimeRefused("Choose a day of the last year or of the next three.")


def moments(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments in UTC at which clocks in this zone show a local time: none, one or two, earliest first."""
    tried = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(each for each in tried if _shown(each, zone) == local))


def around(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The last minute that clocks show before a time they skip, and the first after it, in UTC."""
    before, after = sorted(local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if _shown(middle, zone) < local else (before, middle)
    first = after.replace(microsecond=0)
    return _whole_minute(first - timedelta(seconds=1), zone), first


def _whole_minute(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment - timedelta(seconds=_shown(moment, zone).second)


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _missing(local: datetime, zone: ZoneInfo) -> str:
    before, after = (clock.date_and_time(each, zone) for each in around(local, zone))
    return f"{local:%H:%M} does not exist on that day: the clocks go forward. The nearest are {before} and {after}."
