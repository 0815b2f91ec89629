"""The instruments a clinic works with: those that come with the product and its own, less what its manager put away."""

from __future__ import annotations

import json
from uuid import UUID

from journal.extensions import db
from journal.models import Clinic
from journal.services.clinics import clinic_rows
from journal.services.measures import own_instruments, shipped
from journal.services.measures.definition import Instrument
from journal.services.measures.shipped import Definitions
from journal.services.work import found_once


def of_clinic(clinic_id: UUID) -> dict[str, Instrument]:
    """The newest definition of each that this clinic offers, by id."""
    away = found_once(("measures_away", clinic_id), lambda: put_away(db.session.get_one(Clinic, clinic_id)))
    return {name: each for name, each in shipped.newest(every()).items() if name not in away}


def find(clinic_id: UUID, instrument_id: str, definition_version: str) -> Instrument | None:  # noqa: ARG001 - one folder for all
    """One definition, also an older one or one no longer offered: an old answer is never scored anew."""
    return every().get((instrument_id, definition_version))


def every() -> Definitions:
    """Every sound definition, in all its versions."""
    return {**shipped.definitions(), **own_instruments.own().definitions}


def put_away(clinic: Clinic) -> frozenset[str]:
    """The ids of what a clinic does not offer; none where its settings were changed in the database."""
    if not clinic_rows.is_current(clinic):
        return frozenset()
    return read_away(clinic.measures_away)


def read_away(stored: str) -> frozenset[str]:
    """Ids as they are kept; none where they cannot be read."""
    try:
        told = json.loads(stored)
    except ValueError:
        return frozenset()
    return frozenset(each for each in told if isinstance(each, str)) if isinstance(told, list) else frozenset()
