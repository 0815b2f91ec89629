"""Rows of responses that are being given: the one that was begun, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.ids import first_id_of
from journal.models import MeasureResponse
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.measures import instruments, responses, scoring
from journal.services.measures.definition import Instrument


@dataclass(frozen=True, slots=True)
class Begun:
    """A response that was begun and not finished; with no `instrument` where its definition is not there any more."""

    row: MeasureResponse
    instrument: Instrument | None
    answers: Mapping[str, int] = field(repr=False)


def begun(actor: Actor, instrument_id: str) -> Begun | None:
    """The newest response of the actor's own to this instrument that is open; one whose words do not open is none."""
    return next(iter(_opened(actor, responses.rows_of(actor.id, (responses.BEGUN,), (instrument_id,)))), None)


def all_begun(actor: Actor) -> list[Begun]:
    """Every response of the actor's own that is open, newest first."""
    return _opened(actor, responses.rows_of(actor.id, (responses.BEGUN,)))


def _opened(actor: Actor, rows: list[MeasureResponse]) -> list[Begun]:
    said = sealed_records.opened(actor, rows)
    return [
        Begun(row, instruments.find(row.clinic_id, row.instrument, row.definition_version), said[row.id]["answers"])
        for row in reversed(rows)
        if row.id in said
    ]


def meant(actor: Actor, instrument_id: str, record_id: UUID | None) -> MeasureResponse | None:
    """The finished or open response that a page was about, if there is one. Raises `NotAllowed` for somebody else's."""
    row = db.session.get(MeasureResponse, record_id) if record_id else None
    if row is not None and (row.patient_id != actor.id or row.instrument != instrument_id):
        raise NotAllowed
    return row or _used_up(actor, instrument_id, record_id)


def _used_up(actor: Actor, instrument_id: str, record_id: UUID | None) -> MeasureResponse | None:
    """What was finished since this form was made, of which nothing was kept under its own id: whoever goes back to it
    in the browser answered that, and begins nothing new by pressing *Finish* once more."""
    if record_id is None or begun(actor, instrument_id) is not None:
        return None
    finished = responses.rows_of(actor.id, responses.FINISHED, (instrument_id,))
    own = [each for each in finished if each.source == responses.PATIENT]
    return own[-1] if own and record_id < first_id_of(own[-1].answered_at) else None


def write(
    actor: Actor, act: Act, row: MeasureResponse, ring: RingKey, answers: Mapping[str, int], scored: scoring.Score
) -> None:
    """Writes a response with the score it gave; in the caller's unit of work."""
    value = responses.value_of(answers, scored.total, scored.subscales)
    sealed_records.write(actor, act, row, ring, value)


def stamp_time(actor: Actor, row: MeasureResponse) -> None:
    """It is answered now, on the day it is where the person is."""
    row.answered_at = clock.now()
    row.answered_on = day_at(actor, row.answered_at)


def day_at(actor: Actor, moment: datetime | None = None) -> date:
    """The day it is, or was, where somebody lives now."""
    return (moment or clock.now()).astimezone(ZoneInfo(actor.zone)).date()


def is_older_than_its_window(row: MeasureResponse, instrument: Instrument) -> bool:
    """Whether a response was begun longer ago than the days it asks about."""
    return (clock.now() - row.created_at).days >= max(instrument.recall_days, 1)


def id_of_new(actor: Actor, record_id: UUID | None, token: str) -> UUID:
    """The id that came with the form."""
    return sealed_records.id_for(actor, MeasureResponse, record_id, token)
