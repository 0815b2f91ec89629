"""The tables of `bench/scale.py`, with what was expected of each figure."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bench.figures import PASSTHROUGH, PRODUCT, REFERENCE
from bench.measuring import percentile
from bench.table import met, show

if TYPE_CHECKING:
    from bench.scale import Taken

RAW, EIGHT = "raw", 8
LEAST_OF_PAGE = {"save": 0.8, "open": 0.8, "list": 0.6}  # of the plain page's requests per second, from eight clients
LEAST_OF_UNSEALED = 0.9  # sealing takes at most a tenth of any page, search left out
LONGEST_P95, LONGEST_SEARCH = 100, 300  # milliseconds: save and open from eight clients; a search on SQLite, alone
MOST_MEGABYTES, LONGEST_BACKUP, MOST_GROWTH = 150, 60, 1.25
KEPT = ("save", "open", "queue")  # as fast in the largest database as in the smallest
HEADINGS = ("figure", "clients", "p50 ms", "p95 ms", "/s", "x page", "x unsealed", "x raw write", "expected and met")


def show_size(engine: str, taken: Taken) -> None:
    """One size on one engine: first the references, then everything that was done."""
    print(f"\n{engine}, {taken.reflections:,} reflections:")
    keys = [key for key in taken.took if key[1] in (REFERENCE, RAW, PRODUCT)]
    keys.sort(key=lambda key: ((REFERENCE, RAW, PRODUCT).index(key[1]), key[0], key[2]))
    show(HEADINGS, [_row(engine, taken, *key) for key in keys])
    print(f"MB per worker {' '.join(f'{each:.0f}' for each in taken.megabytes)}: ", end="")
    print(f"under {MOST_MEGABYTES}: {met(max(taken.megabytes) < MOST_MEGABYTES, f'{max(taken.megabytes):.0f}')}")
    if taken.backup is not None:
        said = met(taken.backup < LONGEST_BACKUP, f"{taken.backup:.0f} s")
        print(f"A backup of all of it, under {LONGEST_BACKUP} s: {said}")


def _row(engine: str, taken: Taken, name: str, kind: str, clients: int) -> Sequence[str]:
    took, per_second = taken.took[name, kind, clients], statistics.median(taken.per_second[name, kind, clients])
    times = (f"{percentile(took, 50):.1f}", f"{percentile(took, 95):.1f}", f"{per_second:.1f}")
    if kind != PRODUCT:
        return (name, str(clients), *times, "", "", "", "")
    beside = [taken.ratio(name, clients, *each) for each in ((REFERENCE, REFERENCE), (name, PASSTHROUGH), (RAW, RAW))]
    said = "; ".join(_expected(engine, taken, name, clients))
    return (name, str(clients), *times, *(f"{each:.3g}" for each in beside), said)


def _expected(engine: str, taken: Taken, name: str, clients: int) -> Iterator[str]:
    took = taken.took[name, PRODUCT, clients]
    if clients == EIGHT and name in LEAST_OF_PAGE:
        least, share = LEAST_OF_PAGE[name], taken.ratio(name, clients, REFERENCE, REFERENCE)
        yield f"{least} of page {met(share >= least, f'{share:.2f}')}"
    if clients == EIGHT and name in ("save", "open"):
        p95 = percentile(took, 95)
        yield f"p95 under {LONGEST_P95} {met(p95 < LONGEST_P95, f'{p95:.0f}')}"
    if clients == EIGHT and name != "search":
        share = taken.ratio(name, clients, name, PASSTHROUGH)
        yield f"sealing a tenth {met(share >= LEAST_OF_UNSEALED, f'{max(0.0, 1 - share):.0%}')}"
    if busy := taken.busy[name, PRODUCT, clients]:
        yield f"{busy} of {len(took)} told to try again"
    if clients == 1 and name == "search" and engine == "sqlite":
        p50 = percentile(took, 50)
        yield f"under {LONGEST_SEARCH} {met(p50 < LONGEST_SEARCH, f'{p50:.0f}')}"


def show_growth(engine: str, taken: Sequence[Taken]) -> None:
    """How many times slower everything is in each size than in the smallest, measured by the plain page of its run."""
    print(f"\n{engine}, times as slow as with {taken[0].reflections:,} reflections, each beside the plain page:")
    clients = sorted({key[2] for key in taken[0].took})
    headings = ("figure", "clients", *(f"{each.reflections:,}" for each in taken[1:]), f"within {MOST_GROWTH}")
    names = dict.fromkeys(key[0] for key in taken[0].took if key[1] == PRODUCT)
    show(headings, [_growth(taken, name, each) for name in names for each in clients])


def _growth(taken: Sequence[Taken], name: str, clients: int) -> Sequence[str]:
    shares = [each.ratio(name, clients, REFERENCE, REFERENCE) for each in taken]
    growths = [shares[0] / each for each in shares[1:]]
    said = met(growths[-1] <= MOST_GROWTH, f"{growths[-1]:.2f}") if growths and name in KEPT else ""
    return (name, str(clients), *(f"{each:.2f}" for each in growths), said)
