"""Compares ways to run the workers: sync, and threads in several numbers."""

from __future__ import annotations

from bench import table
from bench.bursts import burst
from bench.figures import JOURNAL, PRODUCT
from bench.installations import filled, site
from bench.load import client
from bench.measuring import AT_ONCE, Size, percentile
from bench.servers import serving

WAYS = (
    ("sync", ("--worker-class", "sync", "--threads", "1")),
    *((f"gthread {count}", ("--worker-class", "gthread", "--threads", str(count))) for count in (2, 4, 6, 8, 12)),
)
PAGE_HEADINGS = ("workers", "journal p50 ms", "p95 ms", "/s at 8")


def compare(size: Size) -> None:
    """Serves the same filled installation in each way, and prints what a page and a burst of sign-ins take."""
    pages, bursts = [], []
    print(f"Filling an installation with {size.reflections:,} reflections.", flush=True)
    with filled([PRODUCT], size.reflections) as folder:
        for name, settings in WAYS:
            with serving(PRODUCT, folder / PRODUCT, *settings) as server, client() as reader, client() as press:
                here = site(PRODUCT, server)
                alone = reader.run(JOURNAL.job(here, 20 * size.alone)).took
                at_once = reader.run(JOURNAL.job(here, 2 * size.at_once, AT_ONCE))
                took = percentile(alone, 50), percentile(alone, 95), len(at_once.took) / at_once.elapsed
                pages.append((name, *(f"{value:.1f}" for value in took)))
                bursts.append(table.burst_row(name, burst(here, server, reader, press, size.bursts)))
    table.show(PAGE_HEADINGS, pages)
    print("\nFifty sign-ins at once, and somebody else's journal meanwhile:")
    table.show(table.BURST_HEADINGS, bursts)
