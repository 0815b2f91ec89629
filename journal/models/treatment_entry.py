"""What a patient says of other treatment, and asks the prescriber."""

from __future__ import annotations

from journal.models.sealed_record import SealedRecord, of_patient


class TreatmentEntry(SealedRecord):
    """One line of a patient's own lists, under their care ring: a therapy, a medicine, or a question; which of these it
    is lies in the sealed value. `state` is kept or deleted."""

    __tablename__ = "treatment_entry"
    __table_args__ = of_patient("treatment_entry")
