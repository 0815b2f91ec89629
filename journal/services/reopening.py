"""Taking up, on the same device, a sign-in that was only left alone: without a second factor until its time is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.models import SignIn
from journal.services import sign_in_rows, slots
from journal.services.acts import Act
from journal.services.idle import EndedBy
from journal.services.slots import Unlocked, Versions
from journal.services.work import unit_of_work


def begun_mac(row: SignIn, seen: Versions) -> bytes:
    """The MAC over what a sign-in was begun with: nobody else can make a row that opens or is taken up."""
    return server_secret().mac("begun", *_parts(row, seen))


def is_as_begun(row: SignIn, now: Versions) -> bool:
    """Whether nothing of a sign-in, of its person's role, status and factors, or of their password has changed."""
    return server_secret().mac_holds(row.begun_mac or b"", "begun", *_parts(row, now))


def _parts(row: SignIn, seen: Versions) -> tuple[Part, ...]:
    return (
        row.id, row.clinic_id, row.person_id, row.id_hash, row.level, row.epoch, row.created_at, row.expires_at, *seen,
    )  # fmt: skip


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
    return is_as_begun(row, slots.versions(row.person_id)) and not sign_in_rows.has_ended(row)
