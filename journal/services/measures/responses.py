"""Responses to measures: rows of a patient, and what those say that open with the actor's keys.

The sealed value is `{"answers": {item: value}, "total": number or None, "subscales": {...}, "words": {...}}`. The score
is the one that the definition of that day gave: an old answer is never scored anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.models import MeasureResponse
from journal.services import sealed_records
from journal.services.actor import Actor

BEGUN, DONE, INCOMPLETE = "begun", "done", "incomplete"
FINISHED = (DONE, INCOMPLETE)
PATIENT, PAPER, CLINIC = "patient", "paper", "clinic"
COLUMNS = tuple(MeasureResponse.__table__.c)
_FINISHED = (
    select(*COLUMNS)
    .where(
        MeasureResponse.patient_id == bindparam("patient"),
        MeasureResponse.instrument.in_(bindparam("instruments", expanding=True)),
        MeasureResponse.state.in_(FINISHED),
    )
    .order_by(MeasureResponse.answered_at, MeasureResponse.id)
)


@dataclass(frozen=True, slots=True)
class Response:
    """One response as it was scored the day it was given; `total` is none where it gave no score."""

    id: UUID
    version: int
    instrument: str
    definition_version: str
    answered_at: datetime
    answered_on: date
    source: str
    state: str
    author_id: UUID
    answers: Mapping[str, int] = field(repr=False)
    total: int | None = field(repr=False)
    subscales: Mapping[str, int] = field(repr=False)
    words: Mapping[str, str] = field(repr=False)


def rows_of(
    patient_id: UUID, states: Collection[str] = FINISHED, instruments: Collection[str] = ()
) -> list[MeasureResponse]:
    """The rows of a patient's responses in these states, of all instruments or some, oldest first; the caller has
    asked."""
    mine = (MeasureResponse.patient_id == patient_id) & MeasureResponse.state.in_(states)
    if instruments:
        mine &= MeasureResponse.instrument.in_(instruments)
    rows = select(MeasureResponse).where(mine).order_by(MeasureResponse.answered_at, MeasureResponse.id)
    return list(db.session.scalars(rows))


def columns_of(patient_id: UUID, instruments: Collection[str]) -> Sequence[Any]:
    """The finished responses to some measures as columns alone, oldest first: years of them are read for a page that
    draws them. The caller has asked."""
    return db.session.execute(_FINISHED, {"patient": patient_id, "instruments": list(instruments)}).all()


def opened(actor: Actor, rows: Sequence[Any]) -> list[Response]:
    """What these rows say, in their order; one that does not open, or was changed in the database, is left out."""
    said = sealed_records.opened(actor, rows, MeasureResponse)
    return [_response(row, said[row.id]) for row in rows if row.id in said]


def _response(row: Any, value: dict[str, Any]) -> Response:
    return Response(
        row.id, row.version, row.instrument, row.definition_version, row.answered_at, row.answered_on, row.source,
        row.state, row.author_id, value["answers"], value["total"], value["subscales"], value["words"],
    )  # fmt: skip


def value_of(
    answers: Mapping[str, int],
    total: int | None = None,
    subscales: Mapping[str, int] | None = None,
    words: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What is sealed of a response."""
    return {
        "answers": dict(answers), "total": total, "subscales": dict(subscales or {}), "words": dict(words or {}),
    }  # fmt: skip
