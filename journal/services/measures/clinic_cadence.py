"""A clinic's cadence: its manager changes when each point is asked and what, a version each time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.clinics import clinic_settings
from journal.services.measures import cadence, instruments
from journal.services.measures.cadence import BEFORE, GAPS, LONGEST_HOURS, SESSION_START, Cadence, Point
from journal.services.measures.definition import CHECKIN, TOTAL, Instrument


class CadenceRefused(ValueError):
    """A point cannot be so; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class CadencePage:
    """The cadence as its manager sees it; `whole` unless the settings were changed past the application."""

    version: int
    whole: bool
    cadence: Cadence
    offered: tuple[Instrument, ...]

    def name_of(self, instrument_id: str) -> str:
        """What an instrument is called; its id where it is offered no more."""
        found = next((each for each in self.offered if each.id == instrument_id), None)
        return found.short_name if found else f"{instrument_id}, not offered"


@dataclass(frozen=True, slots=True)
class TypedPoint:
    """A point as it was typed, in hours from what it is counted from."""

    opens: int
    overdue: int
    closes: int
    measures: tuple[str, ...]


def page(actor: Actor) -> CadencePage:
    """The cadence of the manager's clinic. Raises `NotAllowed`."""
    settings = clinic_settings.settings(actor)
    read = cadence.read(settings.values["cadence"]) if settings.whole else cadence.built_in()
    offered = [each for each in instruments.of_clinic(actor.clinic_id).values() if each.kind != TOTAL]
    return CadencePage(settings.version, settings.whole, read, tuple(offered))


def point(actor: Actor, code: str) -> tuple[CadencePage, Point]:
    """The cadence and one point of it. Raises `NotAllowed`, also where there is no such point."""
    shown = page(actor)
    found = shown.cadence.point(code)
    if found is None:
        raise NotAllowed
    return shown, found


def choices(shown: CadencePage, one: Point) -> tuple[Instrument, ...]:
    """What can be asked at a point: on a dosing day only check-ins, which have no score."""
    return tuple(each for each in shown.offered if not one.quiet or each.kind == CHECKIN)


def change_point(actor: Actor, code: str, seen: int, typed: TypedPoint) -> None:
    """Sets when a point is asked and what, for who saw version `seen`; with nothing chosen it is not asked.
    Raises `NotAllowed`, `CadenceRefused`, `SettingsMoved`."""
    shown, known = point(actor, code)
    wanted = replace(
        known, opens=typed.opens, overdue=typed.overdue, closes=typed.closes,
        measures=_chosen(shown, known, typed.measures),
    )  # fmt: skip
    _check_times(wanted)
    _change(actor, seen, lambda now: now.with_point(wanted))


def reset_point(actor: Actor, code: str, seen: int) -> None:
    """Puts a point back to how it comes. Raises `NotAllowed`, `CadenceRefused`, `SettingsMoved`."""
    point(actor, code)
    plain = cadence.built_in().point(code)
    _change(actor, seen, lambda now: now.with_point(plain) if plain else now)


def change_gap(actor: Actor, seen: int, days: int) -> None:
    """Sets after how many days without a session a series is over. Raises `NotAllowed`, `CadenceRefused`,
    `SettingsMoved`."""
    if days not in GAPS:
        raise CadenceRefused(f"Give a number of days from {GAPS[0]} to {GAPS[-1]}.")
    _change(actor, seen, lambda now: replace(now, series_gap_days=days))


def _change(actor: Actor, seen: int, changed: Callable[[Cadence], Cadence]) -> None:
    wanted = changed(page(actor).cadence)
    _check_mood(wanted)
    clinic_settings.change(actor, seen, {"cadence": cadence.written(wanted)})


def _chosen(shown: CadencePage, known: Point, typed: Collection[str]) -> tuple[str, ...]:
    """What was chosen, in the order of the list; what is offered no more stays where it stood."""
    can = {each.id for each in choices(shown, known)}
    if set(typed) - can:
        raise CadenceRefused("Choose what is asked from the list.")
    gone = [name for name in known.measures if name not in {each.id for each in shown.offered}]
    return (*(each.id for each in choices(shown, known) if each.id in typed), *gone)


def _check_times(wanted: Point) -> None:
    if max(map(abs, (wanted.opens, wanted.overdue, wanted.closes))) > LONGEST_HOURS:
        raise CadenceRefused("Give hours or days up to a year.")
    if wanted.anchor in BEFORE and wanted.opens > 0:
        raise CadenceRefused("This one opens before, so it is counted backwards; give no minus sign.")
    if wanted.anchor not in BEFORE and wanted.opens < 0:
        raise CadenceRefused("Give hours or days from 0 on.")
    if wanted.anchor == SESSION_START and (wanted.overdue, wanted.closes) != (0, 0):
        raise CadenceRefused("What is asked before a session is asked no more once it begins.")
    if not wanted.opens <= wanted.overdue <= wanted.closes or wanted.opens == wanted.closes:
        raise CadenceRefused("It opens first, then it is overdue, and then it is asked no more.")


def _check_mood(wanted: Cadence) -> None:
    asked = [each.measures for each in wanted.points]
    if any("phq2" in each for each in asked) and not any("phq9" in each for each in asked):
        raise CadenceRefused(
            "PHQ-2 has no question about self-harm. Ask PHQ-9 at one point at least, or PHQ-2 at none."
        )
