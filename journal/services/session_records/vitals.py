"""What is measured during a session: which numbers can be meant, and which lie outside the clinic's limits.

The ranges of what is plausible only catch slips of the hand. They and the limits advise nothing: a mark says that a
number lies outside what the clinic set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from journal.models import Clinic

SYSTOLIC, DIASTOLIC, PULSE, OXYGEN, DISTRESS = "systolic", "diastolic", "pulse", "oxygen", "distress"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured: its name on pages, and from where to where a number is hardly a slip."""

    label: str
    plausible: range
    possible: range


MEASURES: dict[str, Measure] = {
    SYSTOLIC: Measure("Upper blood pressure", range(60, 261), range(1, 10_000)),
    DIASTOLIC: Measure("Lower blood pressure", range(30, 161), range(1, 10_000)),
    PULSE: Measure("Pulse", range(30, 221), range(1, 10_000)),
    OXYGEN: Measure("Oxygen", range(60, 101), range(1, 101)),
    DISTRESS: Measure("Distress", range(11), range(11)),
}
COLUMNS = (
    ("Pressure", (SYSTOLIC, DIASTOLIC)), ("Pulse", (PULSE,)), ("Oxygen", (OXYGEN,)), ("Distress", (DISTRESS,)),
)  # fmt: skip


def refusal(values: Mapping[str, int]) -> str:
    """Why these numbers can be no measurement at all; empty where they can."""
    for name, value in values.items():
        possible = MEASURES[name].possible
        if value not in possible:
            return f"{MEASURES[name].label} is a whole number from {possible[0]} to {possible[-1]:,}."
    if (SYSTOLIC in values) != (DIASTOLIC in values):
        return "Give both numbers of the blood pressure, the upper and the lower one."
    return ""


def doubts(values: Mapping[str, int]) -> tuple[str, ...]:
    """What makes these numbers look like a slip of the hand."""
    told = [
        f"{MEASURES[name].label} {value} is outside {_span(name)}, where nearly every reading lies."
        for name, value in values.items()
        if value not in MEASURES[name].plausible
    ]
    if SYSTOLIC in values and DIASTOLIC in values and values[SYSTOLIC] <= values[DIASTOLIC]:
        told.append("The upper blood pressure is not above the lower one.")
    return tuple(told)


def _span(name: str) -> str:
    plausible = MEASURES[name].plausible
    return f"{plausible[0]} to {plausible[-1]}"


def key_of(values: Mapping[str, int]) -> str:
    """What says, sent along, that exactly these numbers are meant."""
    return ",".join(f"{name}={value}" for name, value in sorted(values.items()))


def outside(values: Mapping[str, int], limits: Mapping[str, tuple[int | None, int | None]]) -> tuple[str, ...]:
    """The names of those that lie outside the clinic's limits."""
    return tuple(name for name, value in values.items() if not _within(value, *limits.get(name, (None, None))))


def _within(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def limits_of(clinic: Clinic) -> dict[str, tuple[int | None, int | None]]:
    """From where to where the clinic wants a number, by name."""
    return {
        SYSTOLIC: (clinic.systolic_least, clinic.systolic_most),
        DIASTOLIC: (clinic.diastolic_least, clinic.diastolic_most),
        PULSE: (clinic.pulse_least, clinic.pulse_most),
        OXYGEN: (clinic.oxygen_least, None),
        DISTRESS: (None, clinic.distress_most),
    }
