"""The manager's monthly totals of measures over a clinic of 5,000 patients: read from stored counts, opening nothing.

The page is asked of the running server after a year of counts; taking one month is timed in this process, for nobody
waits for it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from bench import people, texts
from bench.client import Job
from bench.large_clinic import cheap_and_real
from bench.load import Load
from bench.measuring import percentile
from bench.servers import serving
from bench.table import met, show
from journal import clock
from journal.services.measures import monthly_counts
from journal.services.people import invitations

PATIENTS, MONTHS, REQUESTS = 5000, 12, 60
MOST_FOR_PAGE = 300  # milliseconds


def measure(folder: Path, load: Load) -> None:
    """Fills a clinic in a new folder and takes the figures."""
    print(f"\nThe monthly totals of a clinic with {PATIENTS:,} patients, after {MONTHS} months:")
    cheap, real = cheap_and_real(folder)
    with real.app_context():
        clinic = people.make_clinic()
        manager = people.join(clinic, "manager", "manager")
    with cheap.app_context():
        _invite(clinic)
        taken = [_take(number) for number in range(1, MONTHS + 1)]
    with serving("product", folder) as server:
        who = (manager.email, manager.password, manager.secret)
        took = load.run(Job("get", server.port, *who, paths=("/clinic/measures",), requests=REQUESTS)).took
    lines = [_line("totals of a year", took, MOST_FOR_PAGE), _line("taking a month", taken, None)]
    show(("figure", "p50 ms", "p95 ms", "expected p50", "met"), lines)


def _invite(clinic: UUID) -> None:
    for each in range(PATIENTS):
        name = f"{texts.title(each)} patient {each}"
        invitations.invite(clinic, role="patient", name=name, email=f"p.{each}@bench.example", identifier=f"{each}")


def _take(number: int) -> float:
    with clock.at(clock.now() + timedelta(days=31 * number)):
        begun = time.monotonic()
        monthly_counts.take()
        return time.monotonic() - begun


def _line(name: str, took: Sequence[float], most: int | None) -> Sequence[str]:
    p50, p95 = percentile(list(took), 50), percentile(list(took), 95)
    expected = (f"under {most}", met(p50 < most, f"{p50:.0f}")) if most else ("", "")
    return name, f"{p50:.0f}", f"{p95:.0f}", *expected
