"""What a drawing of a measure is made of. Places across are percentages of its width, heights are pixels.

A line and its round dots are one path each, drawn over the whole width; what has words or a shape of its own stands
singly."""

from __future__ import annotations

from dataclasses import dataclass

from journal.services.measures.chart_scale import Tick

HEIGHT, TOP, BOTTOM = 268, 34.0, 226.0
SMALL_HEIGHT, SMALL_TOP, SMALL_BOTTOM = 72, 8.0, 64.0
UP, DOWN, DOT = "up", "down", "dot"


@dataclass(frozen=True, slots=True)
class Dot:
    """An answer. Its shape is a dot, or an arrow up or down where it changed by more than usual noise; `way` says
    whether that is better or worse."""

    x: float
    y: float
    shape: str = DOT
    way: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A band of totals behind the line; `label` is empty where there is no room for it.

    It stands `at_end` where fewer answers lie in its way there than at the beginning."""

    y: float
    height: float
    label: str
    shade: int
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Dose:
    """A dosing session, and where there is room for its number."""

    x: float
    number: int
    on_phone: bool
    on_desk: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A value that is named at the edge."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn of a total, with the same in words."""

    title: str
    description: str
    line: str
    round_dots: str
    dots: tuple[Dot, ...]
    grounds: tuple[Ground, ...]
    doses: tuple[Dose, ...]
    dosed: str
    written: str
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]
    baseline: Dot | None
    height: int = HEIGHT
    top: float = TOP
    bottom: float = BOTTOM


@dataclass(frozen=True, slots=True)
class Small:
    """One line of its own: an item, a cluster, or a measure in few pixels; `reach` names the ends of its scale."""

    label: str
    reach: str
    said: str
    line: str
    round_dots: str
    many: bool
    dosed: str
    height: int = SMALL_HEIGHT
