"""The therapist's workspace as a running server shows it: the queue, a brief, and a reading page with many notes.

The therapist has 200 patients, half of them with an appointment booked, and holds their treatment records. Each has
written a hundred reflections, one every three days, of which the last five wait, and answered three measures twice.
Then the patients of nine colleagues write nine times as many into the same database, and everything is asked for once
more. The reference page of `bench/reference.py` is asked for in those minutes: milliseconds are of a machine on a day,
and it tells of which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from bench import journals, measures, people
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
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Reflection
from journal.services.actor import Actor
from journal.services.appointments import appointment_marks, appointments
from journal.services.appointments.appointment_rows import INTEGRATION
from journal.services.appointments.appointment_times import TypedTime
from journal.services.appointments.appointments import AppointmentDoubted, TypedAppointment
from journal.services.notes import notes, process_notes
from journal.services.notes.notes import TypedNote
from journal.services.passages import passages
from journal.services.passages.passages import TypedWords
from journal.services.reflections import texts
from journal.services.sessions import sessions

PATIENTS, JOURNAL, WAITING, NOTES = 200, 100, 5, 100
COLLEAGUES, THEIR_PATIENTS, THEIR_JOURNAL = 9, 20, 1000  # 180,000 reflections beside the therapist's own 20,000
MEASURED = ("phq9", "gad7", "pcl5")  # by every patient, whose treatment record the therapist holds
REQUESTS, APART = 60, timedelta(days=3)
MOST_FOR_QUEUE, MOST_FOR_BRIEF, MOST_FOR_READING, MOST_GROWTH = 80, 80, 60, 1.2
HEADINGS = ("figure", "p50 ms", "p95 ms", "ten times the database", "expected p50", "met")


@dataclass(frozen=True)
class Page:
    """A page that is asked for, and how many milliseconds it may take."""

    name: str
    path: str
    most: int


def measure(folder: Path, load: Load) -> None:
    """Fills a clinic in a new folder, takes the figures, fills it with others' reflections, and takes them again."""
    own = PATIENTS * JOURNAL
    print(f"\nA therapist with {PATIENTS} patients and {own:,} reflections, {PATIENTS * WAITING:,} of them to be read:")
    cheap, real = cheap_and_real(folder)
    with real.app_context():
        clinic = people.make_clinic()
        therapist, manager = (people.join(clinic, role, role) for role in ("therapist", "manager"))
    with cheap.app_context():
        pages = _fill_caseload(clinic, therapist, manager)
    alone = _taken(folder, load, therapist, pages)
    with cheap.app_context():
        _fill_others(clinic)
    crowded = _taken(folder, load, therapist, pages)
    lines = [_line(*each) for each in zip(pages, alone, crowded, strict=True)]
    show(HEADINGS, [_reference(load), *lines])


def _taken(folder: Path, load: Load, therapist: Member, pages: Sequence[Page]) -> list[list[float]]:
    """How long each page took, in seconds; each is asked for a few times first."""
    who = (therapist.email, therapist.password, therapist.secret)
    with serving("product", folder) as server:
        jobs = [Job("get", server.port, *who, paths=(page.path,), requests=REQUESTS) for page in pages]
        for job in jobs:
            load.run(job)
        return [load.run(job).took for job in jobs]


def _reference(load: Load) -> tuple[str, ...]:
    with filled([REFERENCE], QUICK.reflections) as folder, serving(REFERENCE, folder / REFERENCE) as server:
        took = load.run(Job("get", server.port, paths=("/",), requests=REQUESTS)).took
    return "reference page", f"{percentile(took, 50):.1f}", f"{percentile(took, 95):.1f}", "", "", ""


def _line(page: Page, alone: list[float], crowded: list[float]) -> tuple[str, ...]:
    p50, again = percentile(alone, 50), percentile(crowded, 50)
    growth = again / p50
    holds = max(p50, again) < page.most and growth <= MOST_GROWTH
    expected = f"under {page.most}, {MOST_GROWTH:.1f} x"
    said = met(holds, f"{max(p50, again):.0f}, {growth:.2f} x")
    return page.name, f"{p50:.1f}", f"{percentile(alone, 95):.1f}", f"{again:.1f}", expected, said


def _fill_caseload(clinic: UUID, therapist: Member, manager: Member) -> list[Page]:
    reader, asking = people.signed_in(therapist), people.signed_in(manager)
    for number in range(PATIENTS):
        writer = people.signed_in(people.join(clinic, f"patient{number}", "patient", therapist))
        written = journals.share(writer, JOURNAL, apart=APART)
        journals.review(reader, written[:-WAITING])
        measures.let_in(asking, therapist.id, writer)
        measures.answer(writer, [(name, days) for name in MEASURED for days in (20, 6)])
        if number % 2:
            _book(reader, writer.id, clock.now() + timedelta(days=1 + number % 14, minutes=number))
        db.session.remove()
    few, many = written[0], written[1]  # of the last patient, whose brief is asked for
    _annotate(people.fresh(reader), few, 1)
    _annotate(people.fresh(reader), many, NOTES)
    _prepare_brief(people.fresh(reader), writer, written)
    return [
        Page(f"queue, {PATIENTS} patients", "/review", MOST_FOR_QUEUE),
        Page("queue, one thing alone", "/review?show=to-read", MOST_FOR_QUEUE),
        Page("brief", f"/patients/{writer.id}/brief", MOST_FOR_BRIEF),
        Page("patient's page", f"/patients/{writer.id}", MOST_FOR_BRIEF),
        Page("reading page, 1 note", f"/review/{few.id}", MOST_FOR_READING),
        Page(f"reading page, {NOTES} notes", f"/review/{many.id}", MOST_FOR_READING),
    ]


def _prepare_brief(reader: Actor, writer: Actor, written: Sequence[Reflection]) -> None:
    """An appointment that was held, a dosing session, passages to bring, and a last note to oneself."""
    with clock.at(clock.now() - timedelta(days=10)):
        sessions.check_in(reader, writer.id)
    appointment_marks.mark_held(reader, _book(reader, writer.id, clock.now() - timedelta(days=8)))
    for each in written[-WAITING:]:
        words = TypedWords(texts.body(writer, each)[:40].split("\n")[0])
        passages.bring(people.fresh(writer), each.id, words)
    process_notes.add(reader, writer.id, "Ask about the stairs, and whether the mornings are still easier.")


def _book(reader: Actor, patient_id: UUID, moment: datetime) -> UUID:
    """An integration appointment; what is doubted about its time is meant."""
    time = TypedTime(moment.date(), moment.hour * 60 + moment.minute)
    typed = TypedAppointment(INTEGRATION, time, 50, "Room 2")
    try:
        return appointments.make(reader, patient_id, reader.id, typed)
    except AppointmentDoubted as doubt:
        meant = TypedAppointment(INTEGRATION, time, 50, "Room 2", meant=doubt.key)
        return appointments.make(reader, patient_id, reader.id, meant)


def _annotate(reader: Actor, reflection: Reflection, many: int) -> None:
    """Notes on words of a text, each about others, some of them overlapping."""
    body = texts.body(reader, reflection)
    for number in range(many):
        start = number * (len(body) - 60) // many
        new = make_id()
        token = token_for_id(server_secret(), reader.id, new)
        quoted = body[start : start + 40].split("\n")[0]
        note = TypedNote(f"Note {number}: what was it like to say this?", notes.NOW, quoted, id=new, token=token)
        notes.add(reader, reflection.id, note)


def _fill_others(clinic: UUID) -> None:
    for number in range(COLLEAGUES):
        colleague = people.join(clinic, f"colleague{number}", "therapist")
        for each in range(THEIR_PATIENTS):
            writer = people.signed_in(people.join(clinic, f"other{number}-{each}", "patient", colleague))
            journals.share(writer, THEIR_JOURNAL, apart=APART / 10)
