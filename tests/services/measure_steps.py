"""Steps of measures that their tests share: answers of the patient on days of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from journal import clock
from journal.ids import make_id
from journal.models import MeasureResponse
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.measures import instruments, responses, scoring
from journal.services.measures.definition import Instrument
from journal.services.measures.measure_course import Scored
from journal.services.rings import rings
from journal.services.work import unit_of_work


def answer(patient: Actor, name: str, answers: Mapping[str, int], days_ago: float = 0) -> UUID:
    """An answered measure, scored as it is on that day; given in the patient's own way through."""
    instrument, at = instruments.of_clinic(patient.clinic_id)[name], clock.now() - timedelta(days=days_ago)
    scored, open_ = scoring.score(instrument, answers), scoring.missing(instrument, answers)
    with clock.at(at), unit_of_work():
        row = MeasureResponse(
            id=make_id(), patient_id=patient.id, instrument=name, definition_version=instrument.definition_version,
            answered_at=at, answered_on=at.date(), source=responses.PATIENT,
            state=responses.INCOMPLETE if open_ else responses.DONE,
        )  # fmt: skip
        ring = rings.ring_for_writing(patient, "treatment")
        value = responses.value_of(answers, scored.total, scored.subscales)
        sealed_records.write(patient, Act.MEASURE_FINISHED, row, ring, value)
    return row.id


def total(patient: Actor, name: str, wanted: int, days_ago: float = 0, **answers: int) -> UUID:
    """The same with answers that add up to a total; some of them may be named."""
    return answer(patient, name, adding_up(instruments.of_clinic(patient.clinic_id)[name], wanted, **answers), days_ago)


def adding_up(instrument: Instrument, wanted: int, **named: int) -> dict[str, int]:
    """Answers with this total."""
    found, left = dict(named), wanted - sum(named.values())
    for item in (each for each in instrument.items if each.scored and each.id not in named):
        found[item.id] = min(left, max(item.values))
        left -= found[item.id]
    assert not left, "no such total"
    return found


def scored(start: datetime, totals: Sequence[int], every: int = 7) -> list[Scored]:
    """Totals on days that are so far apart."""
    return [Scored((start + timedelta(days=n * every)).date(), each, n) for n, each in enumerate(totals)]


def words_of(facts: Sequence[Any]) -> dict[str, str]:
    """Facts by what they are called."""
    return {each.label: each.words for each in facts}
