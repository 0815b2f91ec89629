"""Lists of measures: a patient's own page, and for the treatment team what was answered and asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from journal.extensions import db
from journal.models import MeasureResponse
from journal.permissions import Permission, allows
from journal.services.actor import Actor
from journal.services.care import care, decisions
from journal.services.measures import answer_rows, asks, instruments, measure_choice, overlaps, responses, waiting
from journal.services.measures import measure_access as access
from journal.services.measures.answer_rows import Begun
from journal.services.measures.asks import Ask
from journal.services.measures.definition import TOTAL, Instrument
from journal.services.measures.measure_choice import Choice
from journal.services.measures.waiting import Waiting
from journal.services.people import people
from journal.services.treatment import member_rows, treatment_team

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Answered:
    """One response in a list; `total` where its reader sees points there."""

    id: UUID
    name: str
    instrument: str
    answered_at: datetime
    answered_on: date
    source: str
    author: str
    is_complete: bool
    may_remove: bool
    total: int | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class OwnMeasures:
    """A patient's page of measures. `rests` where nothing is asked of them now, `is_read` where somebody at the clinic
    can read the answers."""

    waiting: tuple[Waiting, ...]
    begun: tuple[Begun, ...]
    at_any_time: tuple[Instrument, ...]
    known: tuple[Instrument, ...]
    answered: tuple[Answered, ...]
    more: int
    choice: Choice
    rests: bool
    is_read: bool


def own(actor: Actor) -> OwnMeasures:
    """One's own measures. Raises `NotAllowed`."""
    access.to_answer(actor)
    rests = not decisions.may_decide(actor.id)
    offered = instruments.of_clinic(actor.clinic_id)
    asked = [each for each in offered.values() if each.kind != TOTAL]
    known = overlaps.last_days(actor.id)
    answered, more = _newest(actor, actor.id, points=not rests and measure_choice.shows(actor))
    begun = tuple(each for each in answer_rows.all_begun(actor) if each.instrument is not None)
    over_time = tuple(each for each in asked if each.id in known)
    return OwnMeasures(
        tuple(waiting.of_patient(actor)), begun, tuple(asked), over_time, answered, more,
        measure_choice.of_patient(actor.clinic_id, actor.id), rests,
        bool(member_rows.active_members(actor.id)),
    )  # fmt: skip


def _newest(actor: Actor, patient_id: UUID, *, points: bool) -> tuple[tuple[Answered, ...], int]:
    """The newest responses, and how many came before them; opened only where points are shown."""
    mine = (MeasureResponse.patient_id == patient_id) & MeasureResponse.state.in_(responses.FINISHED)
    if actor.id == patient_id:  # what a clinic found elsewhere is for it to talk about, not for a list
        mine &= MeasureResponse.source != responses.CLINIC
    newest = select(MeasureResponse).where(mine).order_by(MeasureResponse.answered_at.desc(), MeasureResponse.id.desc())
    rows = list(db.session.scalars(newest.limit(SHOWN)))
    count = db.session.execute(select(func.count()).select_from(MeasureResponse).where(mine)).scalar_one()
    totals = {each.id: each.total for each in responses.opened(actor, rows)} if points else {}
    return _told(actor, rows, totals), max(count - SHOWN, 0)


def _told(actor: Actor, rows: Sequence[MeasureResponse], totals: dict[UUID, int | None]) -> tuple[Answered, ...]:
    names = people.names(actor.clinic_id, {row.author_id for row in rows})
    return tuple(
        Answered(
            row.id, _name(row), row.instrument, row.answered_at, row.answered_on, row.source,
            names.get(row.author_id, people.UNREADABLE_NAME), row.state == responses.DONE,
            row.source != responses.PATIENT and row.author_id == actor.id, totals.get(row.id),
        )
        for row in rows
    )  # fmt: skip


def _name(row: MeasureResponse) -> str:
    found = instruments.find(row.clinic_id, row.instrument, row.definition_version)
    return found.short_name if found else row.instrument


@dataclass(frozen=True, slots=True)
class PatientMeasures:
    """The measures of a patient for somebody of the treatment team."""

    patient_id: UUID
    name: str
    identifier: str
    in_care: bool
    may_write: bool
    asks: tuple[Ask, ...]
    questionnaires: tuple[Instrument, ...]
    totals: tuple[Instrument, ...]
    names: dict[str, str]
    known: tuple[Instrument, ...]
    answered: tuple[Answered, ...]
    more: int


def of_patient(actor: Actor, patient_id: UUID) -> PatientMeasures:
    """What was answered and asked for, without any answer. Raises `NotAllowed`."""
    patient = access.to_read_of(actor, patient_id)
    may_write = allows(actor.who, Permission.TREATMENT_WRITE, treatment_team.about(actor, patient))
    offered = list(instruments.of_clinic(actor.clinic_id).values())
    last = overlaps.last_days(patient_id)
    answered, more = _newest(actor, patient_id, points=False)
    return PatientMeasures(
        patient.id, people.name_of(patient), people.identifier_of(patient),
        actor.role == "therapist" and care.in_care(patient.id, actor.id), may_write,
        tuple(asks.open_of(actor, patient_id)),
        tuple(each for each in offered if each.kind != TOTAL), tuple(each for each in offered if each.kind == TOTAL),
        {each.id: each.short_name for each in offered}, tuple(each for each in offered if each.id in last),
        answered, more,
    )  # fmt: skip
