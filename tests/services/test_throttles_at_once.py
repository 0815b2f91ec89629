"""Many tries at once, in two applications on one database, see one limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest
from flask import Flask

from journal import clock
from journal.config import Settings
from journal.models import Throttle
from journal.services.sign_in import throttles
from journal.services.sign_in.throttles import PASSWORD, TooMany
from tests.services.hands import stored
from tests.support.installations import running

WHO, HERE = "maya@people.example", "198.51.100.7"
AT_ONCE = 20


@pytest.fixture
def both(app: Flask, settings: Settings) -> Iterator[tuple[Flask, Flask]]:
    """Two applications with connections of their own to one database, as two processes have."""
    with running(settings) as other:
        yield app, other


def admitted(apps: tuple[Flask, Flask], who: list[str], addresses: list[str]) -> int:
    """How many of the tries, begun together in both applications by turns, were let through."""
    ready = threading.Barrier(len(who))

    def attempt(number: int) -> bool:
        with ExitStack() as stack:
            stack.enter_context(apps[number % 2].app_context())
            ready.wait(60)
            try:
                throttles.admit(PASSWORD, who[number], addresses[number])
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(len(who)) as threads:
        return sum(threads.map(attempt, range(len(who))))


def test_twenty_at_once_from_two_processes_are_five(both: tuple[Flask, Flask]) -> None:
    assert admitted(both, [WHO] * AT_ONCE, [HERE] * AT_ONCE) == 5
    with both[0].app_context():
        assert sorted(row["tries"] for row in stored(Throttle)) == [5, 5, 5]


def test_forty_at_once_from_as_many_addresses_are_twenty(both: tuple[Flask, Flask]) -> None:
    assert admitted(both, [WHO] * 40, [f"203.0.113.{number}" for number in range(40)]) == 20


def test_tries_at_once_that_cross_each_other_do_not_wait_for_each_other(both: tuple[Flask, Flask]) -> None:
    people = [f"person-{number % 3}@people.example" for number in range(AT_ONCE)]
    addresses = [f"203.0.113.{number % 4}" for number in range(AT_ONCE)]
    assert admitted(both, people, addresses) == AT_ONCE


def test_what_one_process_counted_the_other_refuses_and_forgives(both: tuple[Flask, Flask]) -> None:
    here, there = both
    assert admitted((here, here), [WHO] * 5, [HERE] * 5) == 5
    assert admitted((there, there), [WHO], [HERE]) == 0
    later = clock.now() + timedelta(seconds=16)
    with there.app_context(), clock.at(later), throttles.attempt(PASSWORD, WHO, HERE):
        pass
    assert admitted((here, here), [WHO], [HERE]) == 1
