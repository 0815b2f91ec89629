"""Sets a clinic's rules for withdrawn reflections and idle sign-ins, as its manager would."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from journal.extensions import db
from journal.models import Clinic
from journal.services.audit.acts import Act
from journal.services.clinics import clinic_rows
from journal.services.work import unit_of_work


def keep_withdrawn(clinic_id: UUID, *, keeps: bool = True, years: int = 7) -> None:
    """Whether reviewed copies are kept, and for how long; inside an application context."""
    set_rules(clinic_id, keeps_withdrawn=keeps, retention_years=years)


def set_rules(clinic_id: UUID, **rules: Any) -> None:
    """Sets columns of a clinic's settings; inside an application context."""
    with unit_of_work():
        clinic = db.session.get_one(Clinic, clinic_id)
        for name, value in rules.items():
            setattr(clinic, name, value)
        clinic_rows.changed(clinic, Act.CLINIC_CHANGED, None)
