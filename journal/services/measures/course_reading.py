"""Reads the course of a patient's measures: answers with the definitions they were scored by, sessions, and the days of
what was written. Who calls has asked whether the actor may, and left a receipt where one is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from journal import clock
from journal.extensions import db
from journal.models import Clinic, Person
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.clinics import clinics
from journal.services.measures import instruments, last_queries, measure_course, responses
from journal.services.measures.definition import KINDS, QUESTIONNAIRE, Instrument
from journal.services.measures.measure_course import Course, Session
from journal.services.measures.responses import Response
from journal.services.search.search_queries import READABLE, REFLECTIONS
from journal.services.sessions import session_rows

NAMES = ("phq9", "gad7", "pcl5")  # what briefs and queues tell
_NEVER = datetime(1900, 1, 1, tzinfo=UTC)  # before any answer, where there was no session
_WRITTEN = {
    role: select(REFLECTIONS.c.created_at).where(REFLECTIONS.c.patient_id == bindparam("patient"), readable)
    for role, readable in READABLE.items()
}


def one(actor: Actor, patient_id: UUID, name: str) -> Course | None:
    """The course of one measure; none where nothing was answered and no such measure is known here."""
    rows = responses.columns_of(patient_id, [name])
    found = responses.opened(actor, [row for row in rows if row.source in _sources(actor, patient_id)])
    newest = instruments.of_clinic(actor.clinic_id).get(name)
    if not found and newest is None:
        return None
    return _courses(actor, patient_id, {name: found}, [newest] if newest else [], written(actor, patient_id))[0]


def overview(actor: Actor, patient_id: UUID, most: int) -> tuple[Course, ...]:
    """The newest answers of every measure that was answered, questionnaires before totals and check-ins."""
    names = list(how_often(actor, patient_id))
    found = newest(actor, patient_id, names, most) if names else ()
    return tuple(sorted(found, key=_in_lists))


def _in_lists(course: Course) -> tuple[int, int, str]:
    """Where a measure stands in a list: by its kind, and the three that are asked for most first."""
    name = course.instrument.id
    return KINDS.index(course.instrument.kind), NAMES.index(name) if name in NAMES else len(NAMES), name


def _sources(actor: Actor, patient_id: UUID) -> tuple[str, ...]:
    """What is read: of their own not what the clinic found elsewhere, which is for it to talk about with them."""
    own = (responses.PATIENT, responses.PAPER)
    return own if actor.id == patient_id else (*own, responses.CLINIC)


def how_often(actor: Actor, patient_id: UUID) -> dict[str, tuple[int, date]]:
    """How often each measure was answered, and last when; nothing is opened for that."""
    asked = {"patient": patient_id, "sources": _sources(actor, patient_id)}
    rows = db.session.execute(last_queries.HOW_OFTEN, asked)
    return {name: (many, last) for name, many, last in rows}


def newest(actor: Actor, patient_id: UUID, names: Collection[str], most: int = 6) -> tuple[Course, ...]:
    """The newest answers of some measures with the one each baseline is, as courses with all between left out."""
    had = sessions(actor, patient_id)
    asked = {
        "patient": patient_id, "names": list(names), "sources": _sources(actor, patient_id), "most": most,
        "first_session": had[0].at if had else _NEVER, "first_day": had[0].on if had else _NEVER.date(),
    }  # fmt: skip
    rows = db.session.execute(last_queries.NEWEST_OF_ONE, asked).all()
    found = dict[str, list[Response]]()
    for each in responses.opened(actor, rows):
        found.setdefault(each.instrument, []).append(each)
    return _courses(actor, patient_id, found, list(instruments.of_clinic(actor.clinic_id).values()), ())


def sessions(actor: Actor, patient_id: UUID) -> tuple[Session, ...]:
    """The dosing sessions of a patient in the order they were, by days where the patient is: those of their answers are
    of there, and who looks from where changes nothing."""
    rows, zone = session_rows.of_patient(patient_id), _zone(actor, patient_id)
    return tuple(
        Session(number, row.checked_in_at.astimezone(zone).date(), row.ended_at or row.checked_in_at)
        for number, row in enumerate(reversed(rows), 1)
    )


def _zone(actor: Actor, patient_id: UUID) -> ZoneInfo:
    patient, clinic = db.session.get_one(Person, patient_id), db.session.get_one(Clinic, actor.clinic_id)
    return ZoneInfo(clinics.zone_of(patient, clinic))


def written(actor: Actor, patient_id: UUID) -> tuple[date, ...]:
    """The days of reflections: a patient's own, and for a therapist in care those that are shared with them."""
    if actor.role == "therapist" and not care.in_care(patient_id, actor.id):
        return ()
    if actor.role not in _WRITTEN:
        return ()
    zone, asked = _zone(actor, patient_id), {"patient": patient_id, "key": actor.keys.key_id}
    moments = db.session.scalars(_WRITTEN[actor.role], asked)
    return tuple(sorted({moment.astimezone(zone).date() for moment in moments}))


def _courses(
    actor: Actor, patient_id: UUID, found: dict[str, list[Response]], known: Sequence[Instrument],
    days: tuple[date, ...],
) -> tuple[Course, ...]:  # fmt: skip
    offered, had = {each.id: each for each in known}, sessions(actor, patient_id)
    zone = _zone(actor, patient_id)
    today = clock.now().astimezone(zone).date()
    made = []
    for name, answers in found.items():
        versions = _definitions(actor, name, answers)
        ordered = measure_course.in_order(answers, versions)
        newest = offered.get(name) or ordered[-1].instrument
        made.append(Course(newest, ordered, had, days, today, zone))
    return tuple(made)


def _definitions(actor: Actor, name: str, answers: Iterable[Response]) -> dict[str, Instrument]:
    """The definition of each version that was answered; of one whose file is gone, what its answers tell."""
    found = dict[str, Instrument]()
    for each in answers:
        version = each.definition_version
        if version not in found:
            found[version] = instruments.find(actor.clinic_id, name, version) or _gone(name, version)
    return found


def _gone(name: str, version: str) -> Instrument:
    """What is left of a definition whose file is not there any more: its name, and nothing that could be said of a
    total."""
    return Instrument(
        id=name, definition_version=version, kind=QUESTIONNAIRE, title=name, abbreviation=name, items=(), notice="",
        source="", recall_text="", recall_days=1, min_interval_days=0, validated=False,
    )  # fmt: skip
