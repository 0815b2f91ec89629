"""How long two refusals take that nobody may tell apart: told, never asserted, for a busy machine tells lies."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask

from journal.services.people import accounts
from tests.support.cast import Cast

TIMES = 200


def taken(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    with suppress(Exception):
        work()
    return time.perf_counter() - began


def differ(one: list[float], other: list[float]) -> float:
    """How likely a difference this large is by chance, by the ranks of both (Mann and Whitney, normal for so many)."""
    ranked = sorted([(each, 0) for each in one] + [(each, 1) for each in other])
    ranks = sum(place for place, (_, which) in enumerate(ranked, 1) if which == 0)
    n, m = len(one), len(other)
    spread = (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - statistics.NormalDist().cdf(abs(ranks - n * (n + m + 1) / 2) / spread))


@pytest.mark.security_full
@pytest.mark.timeout(1800)
@pytest.mark.one_engine("the derivation takes the time, whatever the database")
def test_how_long_a_wrong_password_and_an_unknown_address_take_is_told(app: Flask, cast: Cast) -> None:
    ways = {"wrong password": cast.patient.email, "unknown address": "nobody@people.example"}
    times: dict[str, list[float]] = {name: [] for name in ways}
    with app.app_context():
        for number in range(TIMES):
            for name in sorted(ways, reverse=bool(number % 2)):  # by turns, so that a busy moment strikes both
                times[name].append(taken(lambda name=name: accounts.check_password(ways[name], "not this one at all")))
    medians = {name: 1000 * statistics.median(each) for name, each in times.items()}
    chance = differ(*times.values())
    told = ", ".join(f"{name} {each:.2f} ms" for name, each in medians.items())
    apart = abs(medians["wrong password"] - medians["unknown address"]) / medians["wrong password"]
    print(f"\ntiming: median of {TIMES} each: {told}; {apart:.1%} apart; p = {chance:.3f}")
    assert all(len(each) == TIMES for each in times.values())


def test_the_comparison_tells_two_samples_apart_and_one_from_itself() -> None:
    one = [float(each) for each in range(200)]
    assert differ(one, [each + 100 for each in one]) < 0.001
    assert differ(one, one[::-1]) > 0.9
