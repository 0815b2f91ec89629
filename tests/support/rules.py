"""Sets a clinic's rule for withdrawn reflections, as its manager would."""

from __future__ import annotations

from uuid import UUID

from journal.extensions import db
from journal.models import Clinic
from journal.services import clinic_rows
from journal.services.acts import Act
from journal.services.work import unit_of_work


def keep_withdrawn(clinic_id: UUID, *, keeps: bool = True, years: int = 7) -> None:
    """Whether reviewed copies are kept, and for how long; inside an application context."""
    with unit_of_work():
        clinic = db.session.get_one(Clinic, clinic_id)
        clinic.keeps_withdrawn, clinic.retention_years = keeps, years
        clinic_rows.changed(clinic, Act.CLINIC_CHANGED, None)
