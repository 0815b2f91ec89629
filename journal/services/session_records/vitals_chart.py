"""The vitals of a session as small charts: where each point stands, worked out once, so that pages only draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.services.session_records.vitals import DIASTOLIC, DISTRESS, MEASURES, OXYGEN, PULSE, SYSTOLIC

WIDTH, HEIGHT = 640, 64
_STRIPS = (
    ("Blood pressure", (SYSTOLIC, DIASTOLIC)), (MEASURES[PULSE].label, (PULSE,)), (MEASURES[OXYGEN].label, (OXYGEN,)),
    (MEASURES[DISTRESS].label, (DISTRESS,)),
)  # fmt: skip
Reading = tuple[datetime, Mapping[str, int]]
Limits = Mapping[str, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Course:
    """One line of a strip: its points as SVG wants them, and those of them that lie outside the limits."""

    points: str
    dots: tuple[tuple[float, float], ...]
    outside: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One measure over the session: its lines, the limits as heights, and the same in words."""

    label: str
    courses: tuple[Course, ...]
    limits: tuple[float, ...]
    reach: str
    first: str
    last: str
    count: int


def strips(readings: Sequence[Reading], limits: Limits) -> tuple[Strip, ...]:
    """The strips of what was measured at all, from readings in the order of time."""
    found = (_strip(label, names, readings, limits) for label, names in _STRIPS)
    return tuple(strip for strip in found if strip is not None)


def _strip(label: str, names: Sequence[str], readings: Sequence[Reading], limits: Limits) -> Strip | None:
    taken = [(at, values) for at, values in readings if names[0] in values]
    if not taken:
        return None
    lines = [edge for name in names for edge in limits.get(name, ()) if edge is not None]
    numbers = [values[name] for _, values in taken for name in names if name in values]
    low, high = min([*numbers, *lines]) - 2, max([*numbers, *lines]) + 2
    span = (readings[0][0], readings[-1][0])
    courses = tuple(_course(name, taken, span, (low, high), limits) for name in names)
    said = [_said(values, names) for _, values in (taken[0], taken[-1])]
    heights = tuple(_height(edge, low, high) for edge in lines)
    return Strip(label, courses, heights, _reach(names, taken), said[0], said[1], len(taken))


def _reach(names: Sequence[str], taken: Sequence[Reading]) -> str:
    """From where to where each measure of a strip went; of two, each is named, so that neither is read as the other."""
    told = []
    for name in names:
        numbers = [values[name] for _, values in taken if name in values]
        which = f"{MEASURES[name].label.partition(' ')[0].lower()} " if len(names) > 1 else ""
        if numbers:
            least, most = min(numbers), max(numbers)
            told.append(f"{which}from {least} to {most}" if least < most else f"{which}always {least}")
    return ", ".join(told)


def _said(values: Mapping[str, int], names: Sequence[str]) -> str:
    return "/".join(str(values[name]) for name in names if name in values)


def _course(
    name: str, taken: Sequence[Reading], span: tuple[datetime, datetime], edges: tuple[int, int], limits: Limits
) -> Course:
    least, most = limits.get(name, (None, None))
    placed = [
        (_across(at, span), _height(values[name], *edges), values[name]) for at, values in taken if name in values
    ]
    beyond = [
        each for each in placed if (least is not None and each[2] < least) or (most is not None and each[2] > most)
    ]
    dots = tuple((x, y) for x, y, _ in placed)
    return Course(" ".join(f"{x},{y}" for x, y in dots), dots, tuple((x, y) for x, y, _ in beyond))


def _across(at: datetime, span: tuple[datetime, datetime]) -> float:
    whole = (span[1] - span[0]).total_seconds()
    return round(4 + (WIDTH - 8) * ((at - span[0]).total_seconds() / whole if whole else 0.5), 1)


def _height(value: int, low: int, high: int) -> float:
    return round(4 + (HEIGHT - 8) * (high - value) / (high - low), 1)
