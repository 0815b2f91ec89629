"""What came of a fault: a row of the table that `make faults` prints, and the sentences about what did not hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

HEADINGS = ("fault", "engine", "tries", "acknowledged", "lost", "half states", "slowest start", "result")
LONGEST_START = 5.0  # seconds until a service answers again, without repair


@dataclass
class Outcome:
    """One fault on one engine. `lost` and `halves` hold a sentence for each; `broken` says what else did not hold, and
    `notes` what was measured beside."""

    fault: str
    engine: str
    tries: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    on_a_busy_machine: bool = False
    missing: str = ""

    @property
    def findings(self) -> list[str]:
        """Everything that did not hold."""
        slow = [f"a start took {each:.1f} s" for each in self.starts if each >= LONGEST_START]
        return [*self.lost, *self.halves, *self.broken, *(slow if not self.on_a_busy_machine else [])]

    def started(self, seconds: float) -> None:
        """Notes how long a start took; where others keep the machine busy it is shown and not judged."""
        self.starts.append(seconds)
        if seconds >= LONGEST_START and os.getloadavg()[0] > (os.cpu_count() or 1):
            self.on_a_busy_machine = True
            self.notes.append(f"a start took {seconds:.1f} s while the load was {os.getloadavg()[0]:.1f}: not judged")

    @property
    def result(self) -> str:
        """The last cell: whether the fault was tried, and whether all held."""
        return "not tried" if self.missing else "FAILED" if self.findings else "held"

    def must(self, holds: object, sentence: str) -> None:
        """Notes what did not hold."""
        if not holds:
            self.broken.append(sentence)

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        start = f"{max(self.starts):.1f} s" if self.starts else ""
        counts = [self.tries, self.acknowledged, len(self.lost), len(self.halves)]
        return (self.fault, self.engine, *(f"{each:,}" for each in counts), start, self.result)


def table(outcomes: Sequence[Outcome]) -> list[str]:
    """The table as Markdown, which is read as well on a terminal."""
    rows = [HEADINGS, *(each.cells() for each in outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    numbers = range(2, 7)

    def line(row: Sequence[str]) -> str:
        cells = [
            text.rjust(width) if column in numbers else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    rule = "|".join("-" * (width + 1) + (":" if column in numbers else "-") for column, width in enumerate(widths))
    return [line(HEADINGS), f"|{rule}|", *(line(row) for row in rows[1:])]


def remarks(outcomes: Sequence[Outcome]) -> list[str]:
    """What was measured beside the table, what was not tried and why, and what did not hold."""
    said = []
    for each in outcomes:
        where = f"{each.fault} ({each.engine})"
        said += [f"- {where}: {note}" for note in each.notes]
        said += [f"- {where}: NOT TRIED: {each.missing}"] if each.missing else []
        said += [f"- {where}: FAILED: {finding}" for finding in each.findings[:10]]
    return said


def ends_well(outcomes: Sequence[Outcome], *, allow_missing: bool) -> bool:
    """Whether all that was tried held, and all was tried or may be left out."""
    return not any(each.findings or (each.missing and not allow_missing) for each in outcomes)
