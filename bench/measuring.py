"""Rounds: every figure is taken in each round beside the same page without sealing and beside the reference page."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bench.figures import JOURNAL, PRODUCT, REFERENCE, SIGN_IN, Figure, Site
from bench.load import Load

AT_ONCE = 8  # clients, for the requests per second
TURNS = 4  # of each server in a round, so short that whatever else the machine does strikes all alike
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Size:
    """How much of everything: rounds, requests of a turn by one client, requests of a round by eight, and bursts."""

    rounds: int
    alone: int
    at_once: int
    bursts: int
    reflections: int


FULL = Size(rounds=9, alone=6, at_once=80, bursts=4, reflections=1000)
QUICK = Size(rounds=3, alone=3, at_once=40, bursts=1, reflections=1000)


@dataclass
class Measured:
    """What the rounds gave for one figure; every list has a value for each round, in milliseconds or per second."""

    figure: Figure
    p50: dict[str, list[float]] = field(default_factory=dict)
    p95: dict[str, list[float]] = field(default_factory=dict)
    per_second: dict[str, list[float]] = field(default_factory=dict)

    def ratio(self, other: str) -> float:
        """The median over the rounds of the ratio to what was measured beside it."""
        return statistics.median(own / beside for own, beside in self._pairs(other))

    def surplus(self, other: str) -> float:
        """The median over the rounds of the milliseconds more than what was measured beside it."""
        return statistics.median(own - beside for own, beside in self._pairs(other))

    def _pairs(self, other: str) -> Iterable[tuple[float, float]]:
        return zip(self.p50[PRODUCT], self.p50[other], strict=True)


def percentile(times: Sequence[float], percent: int) -> float:
    """A percentile of some times in seconds, as milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def measure(figures: Iterable[Figure], sites: dict[str, Site], client: Load, size: Size) -> list[Measured]:
    """Takes the figures in rounds; each begins with another figure and another server."""
    measured = [Measured(figure) for figure in figures]
    for number in range(size.rounds):
        for one in _rotated(measured, number):
            _take(one, sites, client, size, number)
        print(f"  round {number + 1} of {size.rounds}", flush=True)
    return measured


def _rotated(things: Sequence[Thing], by: int) -> list[Thing]:
    by %= len(things)
    return [*things[by:], *things[:by]]


def _take(measured: Measured, sites: dict[str, Site], client: Load, size: Size, number: int) -> None:
    """One round of one figure: alone on every server in short turns, then from several clients at once."""
    figure = measured.figure
    signs_in = figure.kind == SIGN_IN.kind
    took: dict[str, list[float]] = {kind: [] for kind in sites}
    for turn in range(TURNS):
        for kind in _rotated(list(sites), number + turn):
            took[kind] += client.run(figure.job(sites[kind], 1 if signs_in else size.alone)).took
    for kind, times in took.items():
        measured.p50.setdefault(kind, []).append(percentile(times, 50))
        measured.p95.setdefault(kind, []).append(percentile(times, 95))
    for kind in (PRODUCT, REFERENCE) if figure is JOURNAL else (PRODUCT,):
        together = client.run(figure.job(sites[kind], AT_ONCE if signs_in else size.at_once, AT_ONCE))
        measured.per_second.setdefault(kind, []).append((len(together.took) - together.busy) / together.elapsed)
