"""What clinicians ask of a patient beside the clinic's cadence: asked, withdrawn, answered, or not this time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import MeasureAsk
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.measures import answer_rows
from journal.services.measures import measure_access as access
from journal.services.measures.measure_access import MeasureRefused
from journal.services.people import people
from journal.services.work import unit_of_work

ASKED, ANSWERED, WITHDRAWN, DECLINED = "asked", "answered", "withdrawn", "declined"
LONGEST = 1000
_FARTHEST = timedelta(days=366)
DAY = "Choose a day from today on, within a year."


@dataclass(frozen=True, slots=True)
class TypedAsk:
    """What is asked for, by which day, with a word to the patient; its id is made with the form."""

    measure: str
    due_on: date | None
    words: str = field(repr=False, default="")
    id: UUID | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that was asked for; `words` are none where they do not open."""

    id: UUID
    instrument: str
    due_on: date
    author: str
    asked_at: datetime
    words: str | None = field(repr=False)


def open_of(actor: Actor, patient_id: UUID) -> list[Ask]:
    """What is asked of a patient and not answered, the earliest day first; the caller has asked."""
    rows = rows_of(patient_id, (ASKED,))
    said = sealed_records.opened(actor, rows)
    stands = [row for row in rows if row.id in said or sealed_records.is_current(row)]
    names = people.names(actor.clinic_id, {row.author_id for row in stands})
    return [
        Ask(
            row.id, row.instrument, row.due_on, names.get(row.author_id, people.UNREADABLE_NAME), row.created_at,
            said[row.id]["words"] if row.id in said else None,
        )
        for row in stands
    ]  # fmt: skip


def rows_of(patient_id: UUID, states: Sequence[str]) -> list[MeasureAsk]:
    """The rows of a patient in these states, by their day."""
    mine = (MeasureAsk.patient_id == patient_id) & MeasureAsk.state.in_(states)
    return list(db.session.scalars(select(MeasureAsk).where(mine).order_by(MeasureAsk.due_on, MeasureAsk.id)))


def ask(actor: Actor, patient_id: UUID, typed: TypedAsk) -> UUID:
    """A clinician of the team asks for a measure. Raises `NotAllowed`, `MeasureRefused`, `CannotOpen`."""
    with unit_of_work():
        access.hold_as_clinician(actor, patient_id)
        access.to_fill_in(actor.clinic_id, typed.measure)
        value = {"words": _checked(actor, typed)}
        if sealed_records.was_sent(actor, MeasureAsk, typed.id, value):
            return typed.id  # type: ignore[return-value]
        if any(row.instrument == typed.measure for row in rows_of(patient_id, (ASKED,))):
            raise MeasureRefused("This one is asked for already. Withdraw that first, or let it stand.")
        row_id = sealed_records.id_for(actor, MeasureAsk, typed.id, typed.token)
        row = MeasureAsk(
            id=row_id, patient_id=patient_id, instrument=typed.measure, due_on=typed.due_on, state=ASKED
        )  # fmt: skip
        sealed_records.write(actor, Act.MEASURE_ASKED, row, access.ring(actor, patient_id), value)
    return row_id


def _checked(actor: Actor, typed: TypedAsk) -> str:
    today = answer_rows.day_at(actor)
    if typed.due_on is None or not today <= typed.due_on <= today + _FARTHEST:
        raise MeasureRefused(DAY)
    words = typed.words.strip()
    if len(words) > LONGEST:
        raise MeasureRefused(f"Use {LONGEST:,} characters or fewer; this has {len(words):,}.")
    return words


def withdraw(actor: Actor, patient_id: UUID, ask_id: UUID) -> None:
    """Anybody of the team takes back what was asked for. Raises `NotAllowed`, `CannotOpen`."""
    with unit_of_work():
        access.hold_as_clinician(actor, patient_id)
        row = db.session.get(MeasureAsk, ask_id)
        if row is None or row.patient_id != patient_id or not sealed_records.is_current(row):
            raise NotAllowed
        if row.state == ASKED:
            _close(actor, row, WITHDRAWN)


def answered(actor: Actor, patient_id: UUID, instrument_id: str, taken_on: date | None = None) -> None:
    """An answer closes what was asked for, one `taken_on` paper only from the day it was asked on; in the caller's
    unit of work. One whose words do not open stays as it is: it could only be closed by destroying them, and nobody is
    kept from answering by it."""
    rows = _asked(patient_id, instrument_id)
    said = sealed_records.opened(actor, rows)
    for row in rows:
        if row.id in said and (taken_on is None or taken_on >= answer_rows.day_at(actor, row.created_at)):
            _close(actor, row, ANSWERED)


def _asked(patient_id: UUID, instrument_id: str) -> list[MeasureAsk]:
    rows = rows_of(patient_id, (ASKED,))
    return [row for row in rows if row.instrument == instrument_id and sealed_records.is_current(row)]


def decline(actor: Actor, instrument_id: str, due_on: date) -> None:
    """The patient says not this time: to what was asked for, or to what is due on that day by the clinic's cadence.
    Raises `NotAllowed`, `CannotOpen`."""
    with unit_of_work():
        access.hold_own(actor)
        access.to_fill_in(actor.clinic_id, instrument_id)
        asked = _asked(actor.id, instrument_id)
        for row in asked:
            _close(actor, row, DECLINED)
        if not asked and not _is_declined(actor, instrument_id, due_on):
            row = MeasureAsk(patient_id=actor.id, instrument=instrument_id, due_on=due_on, state=DECLINED)
            row.id = sealed_records.id_for(actor, MeasureAsk, None, "")
            ring = access.ring(actor, actor.id)
            sealed_records.write(actor, Act.MEASURE_ASK_CLOSED, row, ring, {"words": ""})


def _is_declined(actor: Actor, instrument_id: str, due_on: date) -> bool:
    rows = rows_of(actor.id, (DECLINED,))
    return any((row.instrument, row.due_on) == (instrument_id, due_on) for row in rows)


def declined(patient_id: UUID) -> set[tuple[str, date]]:
    """What the patient said not this time to: the instrument, and the day it was due."""
    return {(row.instrument, row.due_on) for row in rows_of(patient_id, (DECLINED,)) if sealed_records.is_current(row)}


def _close(actor: Actor, row: MeasureAsk, how: str) -> None:
    """Closes one with its words as they stand. Raises `CannotOpen` for one that does not open, whose words would be
    lost."""
    said = sealed_records.open_one(actor, row)
    row.state = how
    sealed_records.write(actor, Act.MEASURE_ASK_CLOSED, row, access.ring(actor, row.patient_id), said)
