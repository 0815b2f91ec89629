"""The arc as a running server shows it: Today and the timeline after a year of sessions, a session with 200 entries,
and one entry more.

The patient has written two hundred reflections and come to thirty sessions in a year; the newest one is open and has a
long log. The reference page of `bench/reference.py` is asked for in those minutes: milliseconds are of a machine on a
day, and it tells of which.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from bench import journals, people
from bench.client import Job
from bench.figures import REFERENCE
from bench.installations import filled
from bench.large_clinic import cheap_and_real
from bench.load import Load
from bench.measuring import QUICK, percentile
from bench.people import Member
from bench.servers import serving
from bench.table import met, show
from journal import clock
from journal.services.actor import Actor
from journal.services.session_records import record_rows, session_log, session_parts, session_times
from journal.services.session_records.session_log import TypedEntry
from journal.services.treatment import treatment_requests, treatment_team

SESSIONS, ENTRIES, JOURNAL, REQUESTS = 30, 200, 200, 60
APART, BETWEEN = timedelta(days=12), timedelta(seconds=50)
MOST_FOR_PAGE, MOST_FOR_ENTRY = 60, 15
HEADINGS = ("figure", "p50 ms", "p95 ms", "expected p50", "met")


def measure(folder: Path, load: Load) -> None:
    """Fills a clinic in a new folder and takes the figures."""
    print(f"\nA patient after {SESSIONS} sessions, the newest with {ENTRIES} entries in its log:")
    _, real = cheap_and_real(folder)
    with real.app_context():
        clinic = people.make_clinic()
        manager, therapist = (people.join(clinic, role, role) for role in ("manager", "therapist"))
        nurse, patient = people.join(clinic, "nurse", "nurse"), people.join(clinic, "patient", "patient", therapist)
        session = _fill(people.signed_in(manager), people.signed_in(nurse), people.signed_in(patient))
    timeline = f"/patients/{patient.id}"
    with serving("product", folder) as server:
        lines = [
            _line("Today of the patient", _took(load, server.port, patient, "get", "/"), MOST_FOR_PAGE),
            _line("a year, patient", _took(load, server.port, patient, "get", "/sessions"), MOST_FOR_PAGE),
            _line("a year, therapist", _took(load, server.port, therapist, "get", timeline), MOST_FOR_PAGE),
            _line("sessions of the nurse", _took(load, server.port, nurse, "get", "/sessions"), MOST_FOR_PAGE),
            _line(f"session, {ENTRIES} entries", _took(load, server.port, nurse, "get", session), MOST_FOR_PAGE),
            _line("entry saved", _took(load, server.port, nurse, "entry", session), MOST_FOR_ENTRY),
        ]
    show(HEADINGS, [_reference(load), *lines])


def _fill(manager: Actor, nurse: Actor, patient: Actor) -> str:
    """The address of the open session, after all that came before it."""
    began = clock.now() - SESSIONS * APART
    with clock.at(began - APART):
        treatment_team.ask(manager, patient.id, nurse.id)
        (request,) = treatment_requests.requests(patient)
        treatment_requests.answer(patient, request.id, accept=True, fingerprint=request.fingerprint)
    journals.share(patient, JOURNAL)
    for number in range(1, SESSIONS):
        with clock.at(began + number * APART):
            _record(people.fresh(nurse), patient.id, 10)
    with clock.at(clock.now() - ENTRIES * BETWEEN):
        return f"/sessions/{_record(people.fresh(nurse), patient.id, ENTRIES, closed=False)}"


def _record(nurse: Actor, patient_id: UUID, entries: int, *, closed: bool = True) -> UUID:
    """A session with a log; its clock moves on from the one that stands."""
    session, start = session_times.check_in(nurse, patient_id), clock.now()
    session_times.set_time(nurse, session, session_times.START, None, 1)
    given = {"route": "intramuscular", "dose": "40", "unit": "mg", "reason": "", "other_route": "", "at_home": False}
    session_parts.save(nurse, session, record_rows.GIVEN, given, 0)
    for number in range(entries):
        with clock.at(start + number * BETWEEN):
            session_log.add(nurse, session, _entry(number))
    if closed:
        with clock.at(start + timedelta(hours=1)):
            session_times.set_time(nurse, session, session_times.END, None, 2)
    return session


def _entry(number: int) -> TypedEntry:
    measures = {
        "systolic": 120 + number % 50, "diastolic": 76 + number % 20, "pulse": 66 + number % 30,
        "oxygen": 95 + number % 5, "distress": number % 8,
    }  # fmt: skip
    return TypedEntry(measures, "Quiet, breathing even." if number % 4 == 0 else "")


def _took(load: Load, port: int, who: Member, kind: str, path: str) -> list[float]:
    """How long each request took, in seconds; some are sent first."""
    job = Job(kind, port, who.email, who.password, who.secret, paths=(path,), requests=REQUESTS)
    if kind == "get":
        load.run(job)
    return load.run(job).took


def _line(name: str, took: Sequence[float], most: int) -> tuple[str, ...]:
    p50, p95 = (percentile(took, share) for share in (50, 95))
    return name, f"{p50:.1f}", f"{p95:.1f}", f"under {most}", met(p50 < most, f"{p50:.0f}")


def _reference(load: Load) -> tuple[str, ...]:
    with filled([REFERENCE], QUICK.reflections) as folder, serving(REFERENCE, folder / REFERENCE) as server:
        took = load.run(Job("get", server.port, paths=("/",), requests=REQUESTS)).took
    return "reference page", f"{percentile(took, 50):.1f}", f"{percentile(took, 95):.1f}", "", ""
