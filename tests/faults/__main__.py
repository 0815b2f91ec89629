"""`python -m tests.faults` tries every fault and prints what came of it; `--quick` takes ten kills of each.

Its end is a failure where something did not hold, or could not be tried and `--allow-missing` was not said.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import kills, outcome
from tests.faults.outcome import Outcome
from tests.faults.places import DurableInstallations, place
from tests.support import engines

FULL, QUICK = 200, 10  # kills of each operation on each engine
SERVER_STOPS = 10


def main() -> None:
    """Tries what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten kills of each operation: less to rely on")
    parser.add_argument("--allow-missing", action="store_true", help="what cannot be tried here is no failure")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that servers and folders go with it
    start, found = time.monotonic(), []
    for each in _every(QUICK if asked.quick else FULL):
        print(f"{time.monotonic() - start:6.0f} s  {' '.join(each.cells())}", flush=True)
        found.append(each)
    print("", *outcome.table(found), "", *outcome.remarks(found), sep="\n")
    print(f"\nTook {time.monotonic() - start:.0f} s.")
    sys.exit(0 if outcome.ends_well(found, allow_missing=asked.allow_missing) else 1)


def _every(times: int) -> Iterator[Outcome]:
    installations = DurableInstallations()
    try:
        with TemporaryDirectory(prefix="interleaf-faults-") as folder:
            for engine in engines.NAMES:
                yield from _kills(installations, engine, times, Path(folder))
    finally:
        installations.close()


def _kills(installations: DurableInstallations, engine: str, times: int, folder: Path) -> Iterator[Outcome]:
    with place(installations, engine) as here:
        for operation in kills.OPERATIONS:
            yield kills.kill(here, operation, times, folder)
        if engine == "postgresql":
            yield kills.stop_the_server(here, min(times, SERVER_STOPS))


if __name__ == "__main__":
    main()
