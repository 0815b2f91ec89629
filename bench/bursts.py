"""Many sign-ins at once: what another person's page takes meanwhile, how many are turned away, and the memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import sleep

from bench.figures import JOURNAL, SIGN_IN, Site
from bench.load import Load
from bench.measuring import percentile
from bench.servers import Server
from bench.together import Times

PEOPLE = 50
SECONDS_BETWEEN_SAMPLES = 0.005


@dataclass(frozen=True)
class Burst:
    """What fifty sign-ins at once did: times of the other person's page in milliseconds, alone and meanwhile."""

    quiet_p95: float
    pages: int
    p50: float
    p95: float
    longest: float
    seconds: float
    turned_away: int
    peak: float


def burst(site: Site, server: Server, reader: Load, press: Load, repeat: int) -> Burst:
    """Presses as often as asked while somebody reads their journal; `peak` is the most memory a worker held, in MB."""
    quiet = reader.run(JOURNAL.job(site, 40)).took
    took: list[float] = []
    pressed: list[Times] = []
    with _peak(server) as peak:
        for _ in range(repeat):
            pages, sign_ins = _press(site, reader, press)
            pressed.append(sign_ins)
            took += _meanwhile(pages, sign_ins)
    return Burst(
        percentile(quiet, 95), len(took), percentile(took, 50), percentile(took, 95), percentile(took, 100),
        max(each.elapsed for each in pressed), sum(each.busy for each in pressed) // repeat, max(peak),
    )  # fmt: skip


def _press(site: Site, reader: Load, press: Load) -> tuple[Times, Times]:
    reader.begin(replace(JOURNAL.job(site, 1), until_told=True))
    sign_ins = press.run(SIGN_IN.job(site, PEOPLE, PEOPLE))
    reader.tell()
    return reader.times(), sign_ins


def _meanwhile(pages: Times, sign_ins: Times) -> list[float]:
    """The times of those pages that were waited for while the sign-ins were."""
    first, last = min(sign_ins.begun), min(sign_ins.begun) + sign_ins.elapsed
    each = zip(pages.begun, pages.took, strict=True)
    return [took for begun, took in each if begun < last and begun + took > first]


@contextmanager
def _peak(server: Server) -> Iterator[list[float]]:
    """Watches the memory of the workers for the length of the block; the list holds the most so far."""
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.is_set():
            peak[0] = max(peak[0], *server.megabytes())
            sleep(SECONDS_BETWEEN_SAMPLES)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()
