"""How covers end: one by whoever may, those of the same days by who named them, all once they are past."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Cover
from journal.permissions import About, NotAllowed, Permission, allows, require
from journal.services.actor import Actor
from journal.services.care import care_endings, cover_rows
from journal.services.people import people
from journal.services.work import unit_of_work

_OPEN = Cover.state.in_(cover_rows.OPEN)


def end(actor: Actor, cover_id: UUID) -> None:
    """Ends a cover early: the patient, the therapist who named it, or a manager; once more is as once. Raises
    `NotAllowed`."""
    with unit_of_work():
        cover = db.session.get(Cover, cover_id, with_for_update=True)
        if cover is None:
            raise NotAllowed
        about = About(cover.clinic_id, patient_id=cover.patient_id, therapist_id=cover.therapist_id)
        if not allows(actor.who, Permission.CARE_ANSWER, about):
            require(actor.who, Permission.CARE_END, about)
        if cover.state in cover_rows.OPEN:
            care_endings.end_covers([cover], actor.id)
        elif not cover_rows.was_ended_by(cover, actor.id):
            raise NotAllowed


def end_days(actor: Actor, covering_id: UUID, starts_on: date, ends_on: date) -> None:
    """Ends every cover by one colleague that this therapist named for these days; once more is as once. Raises
    `NotAllowed`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    same = cover_rows.same_days(actor.id, covering_id, starts_on, ends_on)
    with unit_of_work():
        people.hold(actor.id)  # before anybody else is asked about them
        if db.session.scalars(select(Cover.id).where(same).limit(1)).first() is None:
            raise NotAllowed
        care_endings.end_open_covers(same, actor.id)


def end_past() -> int:
    """Ends the covers whose last day is over where their clinic is, and returns how many; needs no key."""
    soonest = clock.now().date() + timedelta(days=1)  # somewhere it is already tomorrow
    past = select(Cover).where(_OPEN, Cover.ends_on < soonest)
    ids = [cover.id for cover in db.session.scalars(past) if _is_past(cover)]
    if not ids:
        return 0
    with unit_of_work():
        return care_endings.end_open_covers(Cover.id.in_(ids), None)


def _is_past(cover: Cover) -> bool:
    """Whether it is over; one that somebody changed in the database stays, and lets nobody read."""
    return cover_rows.is_whole(cover) and cover.ends_on < cover_rows.today(cover.clinic_id)
