"""The pages on which a measure is answered: which question comes, what stands there, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from journal.extensions import db
from journal.models import MeasureResponse
from journal.services.actor import Actor
from journal.services.measures import answer_rows, measure_choice, overlaps, responses, scoring
from journal.services.measures import measure_access as access
from journal.services.measures.answer_rows import Begun
from journal.services.measures.definition import CHECKIN, Instrument, Item


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A measure as it is being answered. `record_id` and `version` are those of the response that is open."""

    instrument: Instrument
    answers: Mapping[str, int] = field(repr=False)
    record_id: UUID | None
    version: int
    begun_at: datetime | None
    all_at_once: bool
    is_late: bool
    begins_anew: bool
    overlap: str

    @property
    def asked(self) -> tuple[Item, ...]:
        """The questions that come: after a gate answered with no, only that."""
        return reached(self.instrument, self.answers)

    @property
    def warns(self) -> bool:
        """Whether something is said before the first question is seen."""
        return bool(self.instrument.warning) and self.record_id is None

    @property
    def open(self) -> tuple[int, ...]:
        """The numbers of the questions without an answer that a score, or the whole of a check-in, would want."""
        needed = set(scoring.missing(self.instrument, self.answers))
        if self.instrument.kind == CHECKIN:
            needed = {each.id for each in self.asked} - set(self.answers)
        return tuple(number for number, each in enumerate(self.asked, 1) if each.id in needed)

    @property
    def first_unanswered(self) -> int:
        """Where to go on: the first question without an answer, or the place after the last."""
        numbers = (number for number, each in enumerate(self.asked, 1) if each.id not in self.answers)
        return next(numbers, len(self.asked) + 1)

    def question(self, number: int) -> Item | None:
        """The question at a place; none after the last."""
        return self.asked[number - 1] if 1 <= number <= len(self.asked) else None


def reached(instrument: Instrument, answers: Mapping[str, int]) -> tuple[Item, ...]:
    """The questions that come, as far as the answers tell."""
    gate = instrument.gate
    return (gate,) if gate is not None and answers.get(gate.id) == 0 else instrument.asked


def page(actor: Actor, instrument_id: str) -> AnswerPage:
    """The response that is open, or an empty one under the newest definition. Raises `NotAllowed`."""
    access.to_answer(actor)
    found = answer_rows.begun(actor, instrument_id)
    if found is not None and found.instrument is not None:
        return _of_begun(actor, found, found.instrument)
    instrument = access.to_fill_in(actor.clinic_id, instrument_id)
    choice = measure_choice.of_patient(actor.clinic_id, actor.id)
    return AnswerPage(
        instrument, {}, None, 0, None, choice.all_at_once, is_late=False, begins_anew=found is not None,
        overlap=overlaps.with_last(actor, instrument),
    )  # fmt: skip


def finished(actor: Actor, record_id: UUID | None) -> bool:
    """Whether this is a response of the actor's own that is finished: the address of a page that somebody goes back
    to. Raises `NotAllowed`."""
    access.to_answer(actor)
    row = db.session.get(MeasureResponse, record_id) if record_id else None
    return row is not None and row.patient_id == actor.id and row.state in responses.FINISHED


def _of_begun(actor: Actor, found: Begun, instrument: Instrument) -> AnswerPage:
    choice = measure_choice.of_patient(actor.clinic_id, actor.id)
    return AnswerPage(
        instrument, found.answers, found.row.id, found.row.version, found.row.created_at, choice.all_at_once,
        is_late=answer_rows.is_older_than_its_window(found.row, instrument), begins_anew=False,
        overlap=overlaps.with_last(actor, instrument),
    )  # fmt: skip
