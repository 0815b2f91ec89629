"""`python -m bench` prints the figures; `--quick` takes fewer rounds.

`clinic` takes those of a large clinic alone, `workspace` those of the therapist's pages, `search` those of searching,
`arc` those of Today and of a session with a long log, `counts` those of the manager's monthly totals, `measures` those
of two years of answers;
`workers` compares ways to run them, `profile` says where their time goes.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import arc, counts, large_clinic, measures, profiling, search, table, workers, workspace
from bench.bursts import burst
from bench.figures import FIGURES, PRODUCT, Site
from bench.installations import KINDS, all_served, filled
from bench.load import Load, client
from bench.measuring import AT_ONCE, FULL, QUICK, Size, measure
from bench.servers import Server


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        default="figures",
        choices=("figures", "clinic", "search", "workspace", "arc", "measures", "counts", "workers", "profile"),
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds: about a minute, and less to rely on")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that servers and folders go with it
    start, size = time.monotonic(), QUICK if asked.quick else FULL
    kinds = {"figures": figures, "clinic": clinic, "search": searches, "workspace": pages, "workers": workers.compare,
             "arc": sessions, "measures": courses, "counts": totals}  # fmt: skip
    (kinds | {"profile": profiling.profile})[asked.what](size)
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
        large_clinic.measure(folder / "large", load)
        workspace.measure(folder / "workspace", load)
        search.measure(folder / "search")
        arc.measure(folder / "arc", load)
        counts.measure(folder / "counts", load)
        measures.measure(folder / "measures", load)
    print()
    table.show(table.HEADINGS, table.rows(measured))
    print()
    table.show_memory(rest, after, pressed)
    print("\nFifty sign-ins at once, and somebody else's journal meanwhile:")
    table.show(table.BURST_HEADINGS, [table.burst_row("as configured", pressed)])


def clinic(_size: Size) -> None:
    """The figures of a large clinic alone."""
    with TemporaryDirectory(prefix="interleaf-bench-") as name, client() as load:
        large_clinic.measure(Path(name) / "large", load)


def searches(_size: Size) -> None:
    """The figures of searching alone."""
    with TemporaryDirectory(prefix="interleaf-bench-") as name:
        search.measure(Path(name) / "search")


def pages(_size: Size) -> None:
    """The figures of the therapist's workspace alone."""
    with TemporaryDirectory(prefix="interleaf-bench-") as name, client() as load:
        workspace.measure(Path(name) / "workspace", load)


def sessions(_size: Size) -> None:
    """The figures of Today and of a session with a long log alone."""
    with TemporaryDirectory(prefix="interleaf-bench-") as name, client() as load:
        arc.measure(Path(name) / "arc", load)


def totals(_size: Size) -> None:
    """The figures of the manager's monthly totals alone."""
    with TemporaryDirectory(prefix="interleaf-bench-") as name, client() as load:
        counts.measure(Path(name) / "counts", load)


def courses(_size: Size) -> None:
    """The figures of two years of answers to measures alone."""
    with TemporaryDirectory(prefix="interleaf-bench-") as name, client() as load:
        measures.measure(Path(name) / "measures", load)


def _after_first_pages(servers: dict[str, Server], sites: dict[str, Site], load: Load) -> dict[str, list[float]]:
    """The memory of each worker at rest, once all of them have shown a few pages."""
    for site in sites.values():
        for figure in FIGURES:
            load.run(figure.job(site, AT_ONCE, AT_ONCE))
    time.sleep(1)
    return {kind: server.megabytes() for kind, server in servers.items()}


if __name__ == "__main__":
    main()
