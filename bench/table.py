"""The figures as one table, each with what was expected of it and whether it was met."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from bench.bursts import Burst
from bench.figures import JOURNAL, LARGEST_SHARE_OF_SEALING, LONGEST_BESIDE_ARGON, PASSTHROUGH, PRODUCT, REFERENCE
from bench.measuring import Measured

LARGEST_AT_REST = 100  # megabytes per worker
HEADINGS = ("figure", "p50 ms", "p95 ms", "/s at 8", "x reference", "x unsealed", "expected", "met")


def rows(measured: Sequence[Measured]) -> list[Sequence[str]]:
    """A row for each figure, and first one for the reference page."""
    journal = next(one for one in measured if one.figure is JOURNAL)
    reference = _times(journal, REFERENCE)
    return [("reference page", *reference, "1.00", "", "", ""), *(_row(one) for one in measured)]


def _row(one: Measured) -> Sequence[str]:
    beside, unsealed = one.ratio(REFERENCE), one.ratio(PASSTHROUGH)
    share = 1 - 1 / unsealed
    if one.figure.kind == "sign_in":
        surplus = one.surplus(REFERENCE)
        said = f"{beside:.2f} Argon2id"
        return (
            one.figure.name, *_times(one, PRODUCT), said, f"{unsealed:.2f}",
            f"Argon2id + {LONGEST_BESIDE_ARGON} ms", met(surplus <= LONGEST_BESIDE_ARGON, f"+ {surplus:.0f} ms"),
        )  # fmt: skip
    most = one.figure.most
    holds = share <= LARGEST_SHARE_OF_SEALING and (most is None or beside <= most)
    expected = f"sealing {LARGEST_SHARE_OF_SEALING:.0%}" if most is None else f"{most:.1f} x"
    return (
        one.figure.name, *_times(one, PRODUCT), f"{beside:.2f}", f"{unsealed:.2f}", expected,
        met(holds, f"sealing {max(0, share):.0%}"),
    )  # fmt: skip


def _times(one: Measured, kind: str) -> tuple[str, str, str]:
    p50, p95 = statistics.median(one.p50[kind]), statistics.median(one.p95[kind])
    per_second = one.per_second.get(kind)
    return f"{p50:.1f}", f"{p95:.1f}", f"{statistics.median(per_second):.0f}" if per_second else ""


def met(holds: bool, said: str) -> str:
    """Whether what was expected holds, and what was found."""
    return f"{'yes' if holds else 'NO'}, {said}"


def show(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Prints a table with columns as wide as they must be."""
    table = [headings, *lines]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings))]
    for number, row in enumerate(table):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def show_memory(rest: dict[str, list[float]], after: dict[str, list[float]], burst: Burst) -> None:
    """Prints what each worker holds, in megabytes."""
    lines = [(kind, _each(rest[kind]), _each(after[kind])) for kind in rest]
    show(("MB per worker", "at rest", "after load"), lines)
    most = max(rest[PRODUCT])
    print(f"Expected under {LARGEST_AT_REST} at rest: {met(most < LARGEST_AT_REST, f'most {most:.0f}')}.")
    print(f"While Argon2id runs a worker held up to {burst.peak:.0f}.")


def _each(values: list[float]) -> str:
    return " ".join(f"{value:.0f}" for value in sorted(values))


BURST_HEADINGS = (
    "workers",
    "page alone p95",
    "meanwhile p50",
    "p95",
    "longest",
    "pages",
    "burst s",
    "turned away",
    "peak MB",
)


def burst_row(name: str, burst: Burst) -> Sequence[str]:
    """A row about fifty sign-ins at once."""
    times = (burst.quiet_p95, burst.p50, burst.p95, burst.longest)
    return (
        name, *(f"{value:.0f} ms" for value in times), str(burst.pages), f"{burst.seconds:.1f}",
        str(burst.turned_away), f"{burst.peak:.0f}",
    )  # fmt: skip
