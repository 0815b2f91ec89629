"""What a patient sees once a measure is finished: their points if they want them, and nothing that grades them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from journal import spans
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import MeasureResponse
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.care import decisions
from journal.services.measures import changes, instruments, measure_choice, responses, scoring
from journal.services.measures import measure_access as access
from journal.services.measures.definition import CHECKIN, Instrument
from journal.services.measures.responses import Response
from journal.services.measures.scoring import Score


@dataclass(frozen=True, slots=True)
class Result:
    """One finished response as its patient sees it. `rests` in the hours in which no points are shown."""

    id: UUID
    instrument: Instrument
    answered_at: datetime
    answered_on: date
    total: int | None = field(repr=False)
    missing: int
    rests: bool
    points_are_off: bool
    rose: bool = field(repr=False)
    follow_up: Instrument | None

    @property
    def shows(self) -> bool:
        """Whether there are points to be shown now."""
        return self.total is not None and not self.rests and not self.points_are_off

    @property
    def missing_in_words(self) -> str:
        """How many questions are open, in a word."""
        return spans.number_in_words(self.missing)


def result(actor: Actor, response_id: UUID) -> Result:
    """What one's own finished response says. Raises `NotAllowed`, `CannotOpen`."""
    access.to_answer(actor)
    row = db.session.get(MeasureResponse, response_id)
    is_own = row is not None and row.patient_id == actor.id and row.source != responses.CLINIC
    if row is None or not is_own or row.state not in responses.FINISHED:
        raise NotAllowed
    said = next(iter(responses.opened(actor, [row])), None)
    instrument = instruments.find(actor.clinic_id, row.instrument, row.definition_version)
    if said is None:
        raise CannotOpen
    if instrument is None:
        raise NotAllowed
    return _result(actor, row, said, instrument)


def _result(actor: Actor, row: MeasureResponse, said: Response, instrument: Instrument) -> Result:
    rests = not decisions.may_decide(actor.id)
    off = not measure_choice.of_patient(actor.clinic_id, actor.id).shows_points
    is_checkin = instrument.kind == CHECKIN
    missing = 0 if is_checkin else len(scoring.missing(instrument, said.answers))
    rose = not rests and not off and has_risen(instrument, said.total, _total_before(actor, row, instrument))
    follow_up = None if rests else _follow_up(actor, instrument, said.total, always=off)
    return Result(
        row.id, instrument, row.answered_at, row.answered_on, said.total, missing, rests, off, rose, follow_up
    )  # fmt: skip


def has_risen(instrument: Instrument, total: int | None, before: int | None) -> bool:
    """Whether this is more than the last time by as much as the instrument's definition calls meaningful."""
    change = instrument.change
    least = change.mcid if change.rise is None else change.rise
    if total is None or before is None or least is None or instrument.kind == CHECKIN:
        return False
    rise = total - before if instrument.higher_is_worse else before - total
    return rise >= least


def _total_before(actor: Actor, row: MeasureResponse, instrument: Instrument) -> int | None:
    """The total before this one; none where that stands on another scale."""
    rows = responses.rows_of(actor.id, (responses.DONE,), (row.instrument,))
    earlier = [each for each in rows if (each.answered_at, each.id) < (row.answered_at, row.id)]
    said = responses.opened(actor, earlier[-1:])
    before = instruments.find(actor.clinic_id, row.instrument, said[0].definition_version) if said else None
    return said[0].total if before is not None and changes.same_scale(instrument, before) else None


def _follow_up(actor: Actor, instrument: Instrument, total: int | None, *, always: bool) -> Instrument | None:
    """The longer form to offer after a short one: from a score on, and `always` after a whole one where points are not
    shown, so that the offer tells none."""
    longer = scoring.follow_up(instrument, Score(total))
    if always and total is not None and instrument.follow_up is not None:
        longer = instrument.follow_up.instrument
    return instruments.of_clinic(actor.clinic_id).get(longer or "")
