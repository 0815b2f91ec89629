"""Measures: what was answered, and what the clinic asked for beside its cadence, under the patient's treatment ring."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.models.columns import Code, Moment
from journal.models.sealed_record import SealedRecord, of_patient


class MeasureResponse(SealedRecord):
    """One questionnaire, check-in or total of a patient, with its answers and the score they gave that day.

    `state` is begun, done, incomplete (finished with answers missing: no score) or deleted; `source` is patient, paper
    (taken on paper and entered by the clinic) or clinic (a total the clinic enters). `answered_on` is the day where the
    person was, or the one on the paper. In the open are the definition and its version, so that what is due can be told
    without a key; answers and scores are sealed."""

    __tablename__ = "measure_response"
    __table_args__ = of_patient(
        "measure_response", Index("ix_measure_response_instrument", "patient_id", "instrument", "answered_at")
    )
    PLAIN: ClassVar[tuple[str, ...]] = ("instrument", "definition_version", "answered_at", "answered_on", "source")

    instrument: Mapped[Code]
    definition_version: Mapped[Code]
    answered_at: Mapped[Moment]
    answered_on: Mapped[date]
    source: Mapped[Code]


class MeasureAsk(SealedRecord):
    """One measure that a clinician asks of a patient, by which day; sealed is a word to the patient.

    `state` is asked, answered, withdrawn or declined."""

    __tablename__ = "measure_ask"
    __table_args__ = of_patient("measure_ask")
    PLAIN: ClassVar[tuple[str, ...]] = ("instrument", "due_on")

    instrument: Mapped[Code]
    due_on: Mapped[date]
