"""Second factors that are gone for good: all of somebody's are taken away when they come back without them."""

from __future__ import annotations

from sqlalchemy import select

from journal.extensions import db
from journal.models import Person, Totp
from journal.services import notices
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.sign_in import factors, passkey_rows, passkey_slots


def remove_all(person: Person) -> None:
    """Takes every second factor away, and the slots that passkeys open; who works at the clinic sets up a new one at
    once. In the caller's unit of work, which holds the person."""
    if not factors.has_factor(person):
        return
    for row in passkey_rows.of(person.id):
        passkey_slots.remove(person, row)
        db.session.delete(row)
        audit.record(Act.PASSKEY_REMOVED, person.id, passkey_rows.stamp_of_none(row.clinic_id, row.id, row.version))
    for app in db.session.scalars(select(Totp).where(Totp.person_id == person.id)):
        db.session.delete(app)
    factors.close(person, Act.FACTOR_REMOVED)
    notices.put(person.clinic_id, person.id, Notice.FACTOR_CHANGED)
