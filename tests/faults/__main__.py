"""`python -m tests.faults` tries every fault and prints what came of it; `--quick` takes ten kills of each.

Its end is a failure where something did not hold, or could not be tried and `--allow-missing` was not said.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import clocks, crowding, damaging, full_disk, kills, migrating, outages, outcome, recycling, syncing
from tests.faults.outcome import Outcome
from tests.faults.places import DurableInstallations, Place, place
from tests.support import engines
from tests.support.installations import CHEAP, REAL

FULL, QUICK = 200, 10  # kills of each operation on each engine
SERVER_STOPS = 10
SERVED: tuple[Callable[[Place], Outcome], ...] = (outages.locked, syncing.fail, recycling.recycle)
OF_POSTGRESQL = (outages.restart,)
OF_SQLITE = (clocks.jump,)  # what time it is the server is told, and not the database
Try = tuple[str, str, Callable[[], Outcome]]


def main() -> None:
    """Tries what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten kills of each operation: less to rely on")
    parser.add_argument("--allow-missing", action="store_true", help="what cannot be tried here is no failure")
    parser.add_argument("--only", default="", help="a word of the faults to try, as kill or clock")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that servers and folders go with it
    start, found = time.monotonic(), []
    for each in _every(QUICK if asked.quick else FULL, asked.only):
        print(f"{time.monotonic() - start:6.0f} s  {' '.join(each.cells())}", flush=True)
        found.append(each)
    print("", *outcome.table(found), "", *outcome.remarks(found), sep="\n")
    print(f"\nTook {time.monotonic() - start:.0f} s on {os.cpu_count()} cores.")
    sys.exit(0 if found and outcome.ends_well(found, allow_missing=asked.allow_missing) else 1)


def _every(times: int, only: str) -> Iterator[Outcome]:
    installations = DurableInstallations()
    try:
        with TemporaryDirectory(prefix="interleaf-faults-") as folder:
            for name, engine, attempt in _tries(installations, times, Path(folder)):
                if only in name:
                    yield _tried(name, engine, attempt)
    finally:
        installations.close()


def _tried(name: str, engine: str, attempt: Callable[[], Outcome]) -> Outcome:
    """What came of one fault; one that ended in an error of its own did not hold, and the others are tried."""
    try:
        return attempt()
    except Exception as error:  # noqa: BLE001 - it is shown in the table
        return Outcome(name, engine, broken=["".join(traceback.format_exception(error))])


def _tries(installations: DurableInstallations, times: int, folder: Path) -> Iterator[Try]:
    for engine in engines.NAMES:
        for kind in kills.OPERATIONS:
            one = partial(kills.kill, kind=kind, times=times, folder=folder)
            yield f"kill -9: {kind.name}", engine, partial(_at, installations, engine, one)
    stops = partial(kills.stop_the_server, times=min(times, SERVER_STOPS))
    yield "kill of the server", "postgresql", partial(_at, installations, "postgresql", stops)
    for engine in engines.NAMES:
        yield "disk full", engine, partial(full_disk.fill, installations, engine, REAL)
        for fault in (*SERVED, *(OF_SQLITE if engine == "sqlite" else OF_POSTGRESQL)):
            yield fault.__module__, engine, partial(_at, installations, engine, fault, REAL)
        yield "migrations", engine, partial(migrating.migrate, installations, engine)
    yield "sealed values damaged", "sqlite", partial(damaging.damage, installations, "sqlite")
    yield "crowd", "sqlite", crowding.crowd


def _at(
    installations: DurableInstallations, engine: str, fault: Callable[[Place], Outcome], profile: str = CHEAP
) -> Outcome:
    with place(installations, engine, profile) as here:
        return fault(here)


if __name__ == "__main__":
    main()
