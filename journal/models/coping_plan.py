"""A patient's own plan for hard hours."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from journal.models.sealed_record import SealedRecord, of_patient


class CopingPlan(SealedRecord):
    """The one plan of a patient, in six parts; `state` is private or shared, and says under which ring it lies."""

    __tablename__ = "coping_plan"
    __table_args__ = of_patient("coping_plan", UniqueConstraint("patient_id"))
