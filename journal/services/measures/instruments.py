"""The instruments a clinic works with: those that come with the product, and its own."""

from __future__ import annotations

from uuid import UUID

from journal.services.measures import shipped
from journal.services.measures.definition import Instrument


def of_clinic(clinic_id: UUID) -> dict[str, Instrument]:  # noqa: ARG001
    """The newest definition of each that this clinic offers, by id."""
    return shipped.newest(shipped.definitions())


def find(clinic_id: UUID, instrument_id: str, definition_version: str) -> Instrument | None:  # noqa: ARG001
    """One definition, also an older one or one no longer offered: an old answer is never scored anew."""
    return shipped.definitions().get((instrument_id, definition_version))
