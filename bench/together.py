"""Calls from many clients that begin at the same moment, each of them timed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """When each timed request began (monotonic clock) and how long it took, in seconds, and how many were turned away.

    `elapsed` is from the first request to the last answer, of all clients together."""

    begun: list[float]
    took: list[float]
    elapsed: float
    busy: int


def together(clients: list[list[Callable[[], None]]]) -> Times:
    """Lets all clients begin at the same moment, and times every request."""
    begun: list[float] = []
    took: list[float] = []
    failures: list[Exception] = []
    barrier = threading.Barrier(len(clients) + 1)

    def work(calls: list[Callable[[], None]]) -> None:
        barrier.wait()
        try:
            for call in calls:
                start = time.monotonic()
                call()
                took.append(time.monotonic() - start)
                begun.append(start)
        except Exception as error:  # noqa: BLE001 - it is raised again where it can be seen
            failures.append(error)

    threads = [threading.Thread(target=work, args=(calls,)) for calls in clients]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.monotonic()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Times(begun, took, time.monotonic() - start, 0)
