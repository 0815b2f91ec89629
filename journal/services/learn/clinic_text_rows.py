"""Rows of a clinic's own texts: which version counts, and how the audit remembers them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import ClinicText
from journal.services.audit import audit


def newest(clinic_id: UUID) -> dict[str, ClinicText]:
    """The newest whole version of each text, by its name, oldest text first: one that was slipped in counts for
    nothing."""
    query = select(ClinicText).where(ClinicText.clinic_id == clinic_id).order_by(ClinicText.id)
    found = list(db.session.scalars(query))
    stale = audit.stale(clinic_id, [stamp(each) for each in found]) if found else set()
    return {each.name: each for each in found if each.id not in stale}


def stamp(text: ClinicText) -> audit.Stamp:
    """The text as the audit remembers it; its number is its version, since it never changes."""
    stored = (text.kind, text.name, text.title, text.body, int(text.is_shown), text.published_at, text.author_id)
    return audit.stamp(text.clinic_id, text.id, text.number, *stored)
