"""Taking up, on the same device, a sign-in that was only left alone: without a second factor until its time is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from journal import clock
from journal.extensions import db
from journal.models import SignIn
from journal.services.audit.acts import Act
from journal.services.sign_in import sign_in_rows, slots
from journal.services.sign_in.idle import EndedBy
from journal.services.sign_in.slots import Unlocked
from journal.services.work import unit_of_work


def take_up(sign_in_id: UUID, level: str, unlocked: Unlocked) -> datetime | None:
    """Until when a browser's earlier sign-in of that level goes on for who has just proved their password there, and
    uses it up: it must have been ended by being left alone, and nothing of the person have changed since. Nothing
    where it may not be taken up."""
    with unit_of_work():
        row = db.session.get(SignIn, sign_in_id, populate_existing=True)
        if row is None or row.level != level or not _may_be(row, unlocked):
            return None
        mine = update(SignIn).where(SignIn.id == row.id, SignIn.ended_by == EndedBy.IDLE)
        if db.session.execute(mine.values(ended_by=EndedBy.TAKEN_UP).returning(SignIn.id)).first() is None:
            return None
        sign_in_rows.record_end(Act.SIGN_IN_TAKEN_UP, row.clinic_id, row.id, row.person_id)
        return row.expires_at


def _may_be(row: SignIn, unlocked: Unlocked) -> bool:
    same_person = (row.person_id, row.epoch) == (unlocked.person_id, unlocked.epoch)
    if not same_person or row.ended_by != EndedBy.IDLE or row.expires_at <= clock.now():
        return False
    return sign_in_rows.is_as_begun(row, slots.versions(row.person_id)) and not sign_in_rows.has_ended(row)
