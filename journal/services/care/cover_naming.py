"""Naming a colleague for days away: each patient is asked, once, and again only where somebody means it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import CareRelation, Cover, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import care, care_rows, cover_rows
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.rings import lost_generations
from journal.services.work import unit_of_work

LONGEST = timedelta(days=366)


class CoverRefused(ValueError):
    """The cover cannot be named so; the message says why."""


def name(actor: Actor, covering_id: UUID, starts_on: date, ends_on: date) -> int:
    """Asks each patient of this therapist whether a colleague may read on these days; returns how many were asked now.

    Raises `NotAllowed`, `CoverRefused`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    _check(actor, covering_id, starts_on, ends_on)
    with unit_of_work():
        people.hold(actor.id)  # of two at once one is first
        _check_overlap(actor, covering_id, starts_on, ends_on)
        asked = cover_rows.asked_already(actor.id, covering_id, starts_on, ends_on)
        treated = care_rows.living_patients(actor.id)
        if not treated:
            raise CoverRefused("You treat no patients yet, so nobody is asked.")
        left = (patient_id for patient_id in treated if patient_id not in asked)
        patients = [patient_id for patient_id in left if not care.active_relation(patient_id, covering_id)]
        for patient_id in patients:
            _ask(actor.id, covering_id, patient_id, starts_on, ends_on, actor.clinic_id)
    return len(patients)


def _check(actor: Actor, covering_id: UUID, starts_on: date, ends_on: date) -> None:
    is_there = care.is_therapist(actor.clinic_id, covering_id)
    if covering_id == actor.id or not is_there or db.session.get_one(Person, covering_id).status != "active":
        raise CoverRefused("Choose a colleague who is a therapist of this clinic.")
    if ends_on < cover_rows.today(actor.clinic_id):
        raise CoverRefused("These days are past.")
    if ends_on < starts_on or ends_on - starts_on > LONGEST:
        raise CoverRefused("The last day comes after the first, and within a year of it.")


def _check_overlap(actor: Actor, covering_id: UUID, starts_on: date, ends_on: date) -> None:
    """Other days that overlap would ask the same patients twice; the same days ask those who were not asked yet."""
    named = cover_rows.overlapping(actor.clinic_id, actor.id, covering_id, starts_on, ends_on)
    if named is not None:
        colleague = people.name_of(db.session.get_one(Person, covering_id))
        days = f"{clock.day(named.starts_on)} to {clock.day(named.ends_on)}"
        raise CoverRefused(f"{colleague} is already named for {days}. End that first.")


def _ask(
    therapist_id: UUID, covering_id: UUID, patient_id: UUID, starts_on: date, ends_on: date, clinic_id: UUID
) -> None:
    asked = Cover(
        id=make_id(), clinic_id=clinic_id, therapist_id=therapist_id, covering_id=covering_id, patient_id=patient_id,
        starts_on=starts_on, ends_on=ends_on, state=cover_rows.ASKED, created_at=clock.now(), version=0,
    )  # fmt: skip
    cover_rows.move(asked, cover_rows.ASKED, Act.COVER_ASKED, therapist_id)
    if not lost_generations.wait_with(therapist_id, patient_id):
        notices.put(clinic_id, patient_id, Notice.COVER_ASKED)


def ask_again(actor: Actor, cover_id: UUID) -> None:
    """Asks a patient once more who said no, or ended it, as where that was a mistake; twice is as once.

    Raises `NotAllowed`, `CoverRefused`."""
    with unit_of_work():
        people.hold(actor.id)
        cover = db.session.get(Cover, cover_id)
        if cover is None or cover.therapist_id != actor.id:
            raise NotAllowed
        require(actor.who, Permission.COVER_NAME, About(cover.clinic_id))
        treated = care.active_relation(cover.patient_id, actor.id, hold=True)
        if not treated or cover.patient_id not in care_rows.living_patients(actor.id) or not _was_refused(cover):
            raise NotAllowed
        _check(actor, cover.covering_id, cover.starts_on, cover.ends_on)
        _check_overlap(actor, cover.covering_id, cover.starts_on, cover.ends_on)
        if not cover_rows.open_again(cover):
            _ask(actor.id, cover.covering_id, cover.patient_id, cover.starts_on, cover.ends_on, cover.clinic_id)


def _was_refused(cover: Cover) -> bool:
    return cover_rows.is_refused(cover) and bool(cover_rows.current(cover.clinic_id, [cover]))


def ask_new_patient(relation: CareRelation) -> None:
    """Asks a patient whose care just began about the days away that others were asked about and that go on; in the
    caller's unit of work."""
    clinic_id, therapist_id, patient_id = relation.clinic_id, relation.therapist_id, relation.patient_id
    people.hold(therapist_id)  # who may be calling these days off
    ahead = Cover.ends_on >= cover_rows.today(clinic_id)
    named = select(Cover).where(Cover.therapist_id == therapist_id, ahead, Cover.state.in_(cover_rows.OPEN))
    found = cover_rows.current(clinic_id, list(db.session.scalars(named)))
    for covering_id, starts_on, ends_on in sorted({(each.covering_id, each.starts_on, each.ends_on) for each in found}):
        asked = cover_rows.asked_already(therapist_id, covering_id, starts_on, ends_on)
        if patient_id not in asked and not care.active_relation(patient_id, covering_id):
            _ask(therapist_id, covering_id, patient_id, starts_on, ends_on, clinic_id)
