"""Measures as a running server shows them: a patient with two years of weekly answers, for both sides.

About four hundred responses lie over four instruments, with thirty dosing sessions between them. The reference page of
`bench/reference.py` is asked for in those minutes: milliseconds are of a machine on a day, and it tells of which.
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
from journal.extensions import db
from journal.ids import make_id
from journal.models import MeasureResponse
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.measures import instruments, responses, scoring
from journal.services.measures.definition import Instrument
from journal.services.rings import rings
from journal.services.sessions import sessions
from journal.services.treatment import treatment_requests, treatment_team
from journal.services.work import unit_of_work

WEEKS, SESSIONS, JOURNAL, REQUESTS = 104, 30, 200, 60
WEEKLY, MONTHLY = ("phq9", "gad7", "daily_checkin"), ("pcl5", "after_effects", "integration_checkin")
MOST_FOR_PAGE = 80
HEADINGS = ("figure", "p50 ms", "p95 ms", "expected p50", "met")


def measure(folder: Path, load: Load) -> None:
    """Fills a clinic in a new folder and takes the figures."""
    _, real = cheap_and_real(folder)
    with real.app_context():
        clinic = people.make_clinic()
        manager, therapist = (people.join(clinic, role, role) for role in ("manager", "therapist"))
        patient = people.join(clinic, "patient", "patient", therapist)
        many = _fill(people.signed_in(manager), people.signed_in(therapist), people.signed_in(patient))
    print(f"\nA patient with {many} answers to measures in two years, and {SESSIONS} sessions:")
    theirs = f"/patients/{patient.id}/measures"
    with serving("product", folder) as server:
        asked = [
            ("all measures, patient", patient, "/measures"), ("PHQ-9, patient", patient, "/measures/phq9"),
            ("all measures, clinician", therapist, theirs), ("PHQ-9, clinician", therapist, f"{theirs}/phq9"),
            ("check-in, clinician", therapist, f"{theirs}/daily_checkin"),
            ("PHQ-9, whole table", therapist, f"{theirs}/phq9?view=table"),
            ("PHQ-9, file", therapist, f"{theirs}/phq9.csv"),
            ("brief", therapist, f"/patients/{patient.id}/brief"),
        ]  # fmt: skip
        lines = [_line(name, _took(load, server.port, who, path)) for name, who, path in asked]
    show(HEADINGS, [_reference(load), *lines])


def _fill(manager: Actor, therapist: Actor, patient: Actor) -> int:
    """How many answers there are then."""
    let_in(manager, therapist.id, patient)
    journals.share(patient, JOURNAL)
    for number in range(SESSIONS):
        with clock.at(clock.now() - timedelta(days=24 * (SESSIONS - number))), unit_of_work():
            sessions.begin_row(therapist, patient.id, Act.SESSION_CHECKED_IN)
    weeks = [(week, WEEKLY if week % 4 else WEEKLY + MONTHLY) for week in range(WEEKS)]
    return answer(patient, [(name, week * 7) for week, names in weeks for name in names])


def let_in(manager: Actor, therapist_id: UUID, patient: Actor) -> None:
    """The patient lets a therapist into their treatment record."""
    treatment_team.ask(manager, patient.id, therapist_id)
    (request,) = treatment_requests.requests(patient)
    treatment_requests.answer(patient, request.id, accept=True, fingerprint=request.fingerprint)


def answer(patient: Actor, wanted: Sequence[tuple[str, int]]) -> int:
    """Answers these measures so many days ago each, as the product writes them, and says how many they are."""
    known, now = instruments.of_clinic(patient.clinic_id), clock.now()
    with unit_of_work():
        ring = rings.ring_for_writing(patient, "treatment")
        for name, days in sorted(wanted, key=lambda each: -each[1]):
            kind = known[name]
            answers = _answers(kind, days)
            scored = scoring.score(kind, answers)
            with clock.at(now - timedelta(days=days, hours=1)):
                row = MeasureResponse(
                    id=make_id(), patient_id=patient.id, instrument=name, definition_version=kind.definition_version,
                    answered_at=clock.now(), answered_on=clock.now().date(), source=responses.PATIENT,
                    state=responses.DONE,
                )  # fmt: skip
                value = responses.value_of(answers, scored.total, scored.subscales)
                sealed_records.write(patient, Act.MEASURE_FINISHED, row, ring, value)
    db.session.remove()
    return len(wanted)


def _answers(kind: Instrument, days: int) -> dict[str, int]:
    """Answers that go up and down over the weeks."""
    return {item.id: (days // 7 + place * 3) % len(item.options) for place, item in enumerate(kind.items)}


def _took(load: Load, port: int, who: Member, path: str) -> list[float]:
    """How long each request took, in seconds; some are sent first."""
    job = Job("get", port, who.email, who.password, who.secret, paths=(path,), requests=REQUESTS)
    load.run(job)
    return load.run(job).took


def _line(name: str, took: Sequence[float]) -> tuple[str, ...]:
    p50, p95 = (percentile(took, share) for share in (50, 95))
    return name, f"{p50:.1f}", f"{p95:.1f}", f"under {MOST_FOR_PAGE}", met(p50 < MOST_FOR_PAGE, f"{p50:.0f}")


def _reference(load: Load) -> tuple[str, ...]:
    with filled([REFERENCE], QUICK.reflections) as folder, serving(REFERENCE, folder / REFERENCE) as server:
        took = load.run(Job("get", server.port, paths=("/",), requests=REQUESTS)).took
    return "reference page", f"{percentile(took, 50):.1f}", f"{percentile(took, 95):.1f}", "", ""
