"""How long the demonstration takes from the command to its first page: the first time, and every time after."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench import table
from bench.measuring import Size
from bench.servers import ROOT, started

LONGEST = 5  # seconds, of a start that finds everything made


def measure(folder: Path, size: Size) -> None:
    """Starts it over an empty folder and then over what that made, and prints both."""
    folder.mkdir()
    first = _seconds(folder)
    later = statistics.median(_seconds(folder) for _ in range(size.rounds))
    print("\nFrom `scripts/serve` to its first page:")
    table.show(
        ("start", "s", "expected", "met"),
        [
            ("the first", f"{first:.1f}", "", ""),
            ("later", f"{later:.1f}", f"{LONGEST}", table.met(later < LONGEST, "")),
        ],
    )


def _seconds(folder: Path) -> float:
    begun = time.monotonic()
    with started([str(ROOT / "scripts" / "serve")], folder):
        return time.monotonic() - begun
