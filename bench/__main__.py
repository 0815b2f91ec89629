"""`python -m bench` prints the figures; `--quick` takes fewer rounds.

`clinic` takes those of a large clinic alone, `workspace` those of the therapist's pages, `search` those of searching,
`arc` those of Today and of a session with a long log, `counts` those of the manager's monthly totals, `measures` those
of two years of answers, `starts` those of starting; `scale` takes those of many clinics on both engines, up to
`--largest` reflections; `hour` looks at the memory of workers for `--minutes`;
`workers` compares ways to run them, `profile` says where their time goes.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import arc, counts, hour, large_clinic, measures, profiling, scale, search, starts, table, workers, workspace
from bench.bursts import burst
from bench.databases import ENGINES
from bench.figures import FIGURES, PRODUCT, Site
from bench.installations import KINDS, all_served, filled
from bench.load import Load, client
from bench.measuring import AT_ONCE, FULL, QUICK, Size, measure
from bench.servers import Server

PARTS: dict[str, Callable[[Path, Load, Size], None]] = {
    "clinic": lambda folder, load, _size: large_clinic.measure(folder, load),
    "workspace": lambda folder, load, _size: workspace.measure(folder, load),
    "search": lambda folder, _load, _size: search.measure(folder),
    "arc": lambda folder, load, _size: arc.measure(folder, load),
    "counts": lambda folder, load, _size: counts.measure(folder, load),
    "measures": lambda folder, load, _size: measures.measure(folder, load),
    "starts": lambda folder, _load, size: starts.measure(folder, size),
}
ROUNDS_OF_SCALE = 3


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "what", nargs="?", default="figures", choices=("figures", *PARTS, "scale", "hour", "workers", "profile")
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds: about a minute, and less to rely on")
    parser.add_argument("--largest", type=int, default=100_000, help="of `scale`: reflections, ten thousand or more")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="of `scale`: one engine alone")
    parser.add_argument(
        "--folder", type=Path, action="append", default=[],
        help="of `scale`: keep the databases there, and go on with them; of several each is measured as large as it is",
    )  # fmt: skip
    parser.add_argument("--minutes", type=int, default=60, help="of `hour`: how long")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that servers and folders go with it
    kinds: dict[str, Callable[[Size], None]] = {
        "figures": figures, **{what: partial(part, what) for what in PARTS},
        "scale": partial(many_clinics, asked.engine or ENGINES, asked.largest, asked.folder),
        "hour": lambda _size: hour.measure(asked.minutes), "workers": workers.compare, "profile": profiling.profile,
    }  # fmt: skip
    start = time.monotonic()
    kinds[asked.what](QUICK if asked.quick else FULL)
    print(f"\nTook {time.monotonic() - start:.0f} s.")


def figures(size: Size) -> None:
    """Fills, serves, measures and prints."""
    print(f"Filling three installations with {size.reflections:,} reflections each.", flush=True)
    with filled(KINDS, size.reflections) as folder, all_served(folder) as (servers, sites), client() as load:
        rest = _after_first_pages(servers, sites, load)
        measured = measure(FIGURES, sites, load, size)
        after = {kind: server.megabytes() for kind, server in servers.items()}
        with client() as press:
            pressed = burst(sites[PRODUCT], servers[PRODUCT], load, press, size.bursts)
        for what, take in PARTS.items():
            take(folder / what, load, size)
    print()
    table.show(table.HEADINGS, table.rows(measured))
    print()
    table.show_memory(rest, after, pressed)
    print("\nFifty sign-ins at once, and somebody else's journal meanwhile:")
    table.show(table.BURST_HEADINGS, [table.burst_row("as configured", pressed)])


def part(what: str, size: Size) -> None:
    """The figures of one part alone."""
    with TemporaryDirectory(prefix="interleaf-bench-") as name, client() as load:
        PARTS[what](Path(name) / what, load, size)


def many_clinics(engines: Sequence[str], largest: int, folders: Sequence[Path], size: Size) -> None:
    """The figures of many clinics on these engines alone."""
    scale.measure(engines, largest, min(size.rounds, ROUNDS_OF_SCALE), folders=folders)


def _after_first_pages(servers: dict[str, Server], sites: dict[str, Site], load: Load) -> dict[str, list[float]]:
    """The memory of each worker at rest, once all of them have shown a few pages."""
    for site in sites.values():
        for figure in FIGURES:
            load.run(figure.job(site, AT_ONCE, AT_ONCE))
    time.sleep(1)
    return {kind: server.megabytes() for kind, server in servers.items()}


if __name__ == "__main__":
    main()
