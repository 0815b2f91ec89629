"""What a worker holds after an hour: everything people do, from eight clients, over one clinic with ten thousand
reflections, and meanwhile the memory of each worker. No worker is recycled, as one is in service."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.databases import SQLITE, databases
from bench.figures import PRODUCT
from bench.load import Load, client
from bench.measuring import AT_ONCE
from bench.places import Place, fill
from bench.scale import DEEDS, job
from bench.scale_table import MOST_MEGABYTES
from bench.servers import Server, serving
from bench.table import met, show

LOOKS = 12  # at the memory, spread over the time
MOST_GROWTH = 1.05  # from the middle to the end


def measure(minutes: int) -> None:
    """Takes and prints the memory over so many minutes."""
    with tempfile.TemporaryDirectory(prefix="interleaf-bench-") as name, databases(SQLITE, Path(name)) as made:
        place = Place.make(Path(name), made)
        fill([PRODUCT], place, 1)
        folder, address = place.of(PRODUCT)
        with serving(PRODUCT, folder, database=address) as server, client() as load:
            looks = list(_looks(server, load, place, minutes * 60))
    _show(looks)


def _looks(server: Server, load: Load, place: Place, seconds: float) -> Iterator[tuple[float, int, list[float]]]:
    """After how many minutes and requests each worker held how much."""
    begun, requests, next_look = time.monotonic(), 0, 0.0
    while (passed := time.monotonic() - begun) < seconds or next_look <= seconds:
        requests += _everything_once(server, load, place)
        if passed >= next_look:
            yield passed / 60, requests, server.megabytes()
            next_look += seconds / LOOKS


def _everything_once(server: Server, load: Load, place: Place) -> int:
    servers = {PRODUCT: server}
    return sum(len(load.run(job(deed, PRODUCT, servers, place, AT_ONCE)).took) for deed in DEEDS)


def _show(looks: Sequence[tuple[float, int, list[float]]]) -> None:
    print("\nMemory while eight clients do everything there is:")
    rows = [(f"{minutes:.0f}", f"{requests:,}", " ".join(f"{each:.0f}" for each in held))
            for minutes, requests, held in looks]  # fmt: skip
    show(("minutes", "requests", "MB per worker"), rows)
    most = [max(held) for _, _, held in looks]
    growth = most[-1] / most[len(most) // 2]
    print(f"Under {MOST_MEGABYTES} MB: {met(max(most) < MOST_MEGABYTES, f'{max(most):.0f}')}; ", end="")
    print(f"no growth from the middle to the end: {met(growth < MOST_GROWTH, f'{growth:.2f}')}")
