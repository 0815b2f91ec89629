"""Search of one patient's reflections and of a whole caseload, on SQLite and PostgreSQL, taken in this process.

Every row is opened and looked through in each search, so what is looked for stands in hardly any of them.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import journals, people, texts
from bench.measuring import percentile
from bench.people import Member
from bench.table import met, show
from journal import create_app, schema
from journal.config import Settings
from journal.crypto.passwords import PROFILES, Profile
from journal.crypto.server import ServerSecret
from journal.extensions import db
from journal.services import installation
from journal.services.actor import Actor
from journal.services.search import search
from journal.services.search.search import Query
from tests.support import engines

JOURNAL, PATIENTS = 1000, 10  # each of the caseload's patients has a journal of this size, all of it shared
TIMES = 15
MOST_FOR_JOURNAL, MOST_FOR_CASELOAD, MOST_TIMES_SQLITE, MOST_MEGABYTES = 40, 300, 2, 50
HEADINGS = ("figure", "p50 ms", "p95 ms", "of it CPU", "MB more", "expected", "met")
_CHEAP = "bench-search"  # nobody signs in to these clinics through a server


def measure(folder: Path, patients: int = PATIENTS, journal: int = JOURNAL) -> None:
    """Fills a clinic on each engine, takes the figures and prints them."""
    print(
        f"\nSearch: {patients} patients with {journal:,} shared reflections of {texts.SIZE:,} bytes each.", flush=True
    )
    folder.mkdir(mode=0o700)
    ServerSecret.create(folder / "secret.json")
    PROFILES[_CHEAP] = Profile(memory_kib=32, iterations=1, lanes=1)
    lines, of_sqlite = [], 0.0
    for name in engines.NAMES:
        with _database(name) as address:
            app = create_app(Settings(address, folder / "secret.json", plain_http=True, kdf_profile=_CHEAP))
            with app.app_context():
                patient, therapist = fill(patients, journal)
                most = MOST_TIMES_SQLITE * of_sqlite or MOST_FOR_CASELOAD
                lines.append(_line(f"one journal, {name}", patient, MOST_FOR_JOURNAL))
                caseload = _line(f"the caseload, {name}", therapist, most)
                lines.append(caseload)
                of_sqlite = float(caseload[1])
    show(HEADINGS, lines)


@contextmanager
def _database(name: str) -> Iterator[str]:
    engine = engines.start(name)
    try:
        yield engine.create()
    finally:
        engine.close()


def fill(patients: int, journal: int) -> tuple[Member, Member]:
    """A therapist with a caseload, and one of its patients."""
    schema.upgrade()
    installation.begin()
    clinic = people.make_clinic()
    therapist = people.join(clinic, "therapist", "therapist")
    members = [people.join(clinic, f"patient{number}", "patient", therapist) for number in range(patients)]
    for member in members:
        writer = people.signed_in(member)
        journals.share(writer, journal, lambda number: f"\n\nThere was {texts.RARE}." if number == 0 else "")
    return members[0], therapist


def _line(name: str, member: Member, most: float) -> tuple[str, ...]:
    actor = people.signed_in(member)
    _search(actor)  # the first builds statements; a worker does so once
    took, worked, more = _taken(lambda: _search(people.fresh(actor)))
    p50, p95 = percentile(took, 50), percentile(took, 95)
    holds = p50 < most and more < MOST_MEGABYTES
    said = f"{p50:.0f} ms, {more:.0f} MB"
    expected = f"under {most:.0f} ms, {MOST_MEGABYTES} MB"
    return name, f"{p50:.1f}", f"{p95:.1f}", f"{percentile(worked, 50):.1f}", f"{more:.0f}", expected, met(holds, said)


def _search(actor: Actor) -> None:
    if not search.search(actor, Query(f'"{texts.RARE}"')).hits:
        raise RuntimeError("what was written is not found")
    db.session.remove()


def _taken(work: Callable[[], None]) -> tuple[list[float], list[float], float]:
    """How long each took and how long this process worked on it, in seconds, and how many megabytes it held at most
    beyond what it held before. On a busy machine the work says more than the time."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark begins anew
    before, took, worked = _megabytes("VmRSS"), [], []
    for _ in range(TIMES):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        took.append(time.perf_counter() - begun)
        worked.append(time.process_time() - busy)
    return took, worked, _megabytes("VmHWM") - before


def _megabytes(which: str) -> float:
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith(which))
