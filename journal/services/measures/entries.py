"""What a clinician enters: a measure taken on paper, or the total of one that was asked elsewhere; and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock
from journal.extensions import db
from journal.models import MeasureResponse
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.measures import answer_rows, asks, instruments, responses, safety_answers, scoring
from journal.services.measures import measure_access as access
from journal.services.measures.definition import CHECKIN, TOTAL, Instrument
from journal.services.measures.measure_access import MeasureMoved, MeasureRefused
from journal.services.measures.scoring import Score
from journal.services.work import unit_of_work

LONGEST = 500
_YEARS = 100
DAY = "Give the day it was taken: not after today, and not more than a hundred years ago."
NOTHING = "Nothing is filled in yet."
CHANGED = "This measure was changed since the page was opened. Look at the questions once more, then enter it again."
NEEDED = "What the form asks for has to be there: choose it, then enter it again."


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """A measure as it lies on paper, or a total; its id is made with the form."""

    measure: str
    definition: str
    taken_on: date | None
    answers: Mapping[str, int] = field(repr=False)
    words: str = field(repr=False, default="")
    id: UUID | None = None
    token: str = ""


def enter(actor: Actor, patient_id: UUID, typed: TypedEntry) -> tuple[UUID, bool]:
    """Keeps what a clinician of the team enters; also whether a flag is opened by it. Sent twice it is kept once,
    and tells the same. Raises `NotAllowed`, `AnswersRefused`, `MeasureRefused`, `CannotOpen`."""
    with unit_of_work():
        access.hold_as_clinician(actor, patient_id)
        instrument = _definition(actor, typed)
        taken_on = _day(actor, typed.taken_on)
        value = _value(instrument, typed)
        flagged = safety_answers.asks(instrument, typed.answers)
        if sealed_records.was_sent(actor, MeasureResponse, typed.id, value):
            return typed.id, flagged  # type: ignore[return-value]
        ring = access.ring(actor, patient_id)
        row = _row(actor, patient_id, instrument, typed)
        row.answered_on, row.answered_at = taken_on, _moment(actor, taken_on)
        asks.answered(actor, patient_id, instrument.id, taken_on)
        sealed_records.write(actor, Act.MEASURE_ENTERED, row, ring, value)
        safety_answers.open_flags(actor, row, instrument, ring, typed.answers)
    return row.id, flagged


def _definition(actor: Actor, typed: TypedEntry) -> Instrument:
    instrument = access.offered(actor.clinic_id, typed.measure)
    if instrument.definition_version == typed.definition:
        return instrument
    older = instruments.find(actor.clinic_id, typed.measure, typed.definition)
    if older is None:
        raise MeasureMoved(CHANGED)
    return older


def _day(actor: Actor, taken_on: date | None) -> date:
    today = answer_rows.day_at(actor)
    if taken_on is None or taken_on > today or today.year - taken_on.year > _YEARS:
        raise MeasureRefused(DAY)
    return taken_on


def _moment(actor: Actor, taken_on: date) -> datetime:
    """Noon of the day on the paper, or now where it was today: an order among the days is all that is known."""
    noon = datetime.combine(taken_on, time(12), ZoneInfo(actor.zone))
    return clock.now() if taken_on == answer_rows.day_at(actor) else noon.astimezone(clock.now().tzinfo)


def _value(instrument: Instrument, typed: TypedEntry) -> dict[str, object]:
    scoring.check(instrument, typed.answers)
    if not typed.answers:
        raise MeasureRefused(NOTHING)
    if len(typed.words) > LONGEST:
        raise MeasureRefused(f"Use {LONGEST:,} characters or fewer; this has {len(typed.words):,}.")
    missing = scoring.missing(instrument, typed.answers)
    if missing and instrument.kind == TOTAL:
        raise MeasureRefused(NEEDED)
    scored = Score() if missing else scoring.score(instrument, typed.answers)
    words = {"note": typed.words} if typed.words else {}
    return responses.value_of(typed.answers, scored.total, scored.subscales, words)


def _row(actor: Actor, patient_id: UUID, instrument: Instrument, typed: TypedEntry) -> MeasureResponse:
    is_whole = instrument.kind == CHECKIN or not scoring.missing(instrument, typed.answers)
    return MeasureResponse(
        id=answer_rows.id_of_new(actor, typed.id, typed.token), patient_id=patient_id, instrument=instrument.id,
        definition_version=instrument.definition_version,
        source=responses.CLINIC if instrument.kind == TOTAL else responses.PAPER,
        state=responses.DONE if is_whole else responses.INCOMPLETE,
    )  # fmt: skip


def own_entry(actor: Actor, patient_id: UUID, response_id: UUID) -> MeasureResponse:
    """What the actor entered themself. Raises `NotAllowed` for anything else, also what the patient answered."""
    access.to_read_of(actor, patient_id)
    row = db.session.get(MeasureResponse, response_id)
    is_own = row is not None and row.patient_id == patient_id and row.author_id == actor.id
    if row is None or not is_own or row.source == responses.PATIENT or row.state not in responses.FINISHED:
        raise NotAllowed
    return row


def remove(actor: Actor, patient_id: UUID, response_id: UUID) -> None:
    """Destroys what was entered by mistake; that something was entered stays. Raises `NotAllowed`."""
    with unit_of_work():
        access.hold_as_clinician(actor, patient_id)
        sealed_records.destroy(actor, Act.MEASURE_REMOVED, own_entry(actor, patient_id, response_id))
