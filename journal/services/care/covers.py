"""Cover: a colleague reads for a therapist who is away, within the days, and only for patients who said yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.ids import make_id
from journal.models import CareRelation, Cover, Person, Ring, RingGrant
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import care, care_rows, cover_rows, decisions
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.rings import grants, held_rings, lost_generations, pins, ring_rows, rings
from journal.services.work import unit_of_work

LONGEST = timedelta(days=366)


class CoverRefused(ValueError):
    """The cover cannot be named so; the message says why."""


@dataclass(frozen=True, slots=True)
class CoverAsked:
    """A cover that waits for a patient's answer."""

    id: UUID
    therapist_name: str
    name: str
    credentials: str
    fingerprint_words: str
    fingerprint: str
    starts_on: date
    ends_on: date


def name(actor: Actor, covering_id: UUID, starts_on: date, ends_on: date) -> int:
    """Asks each patient of this therapist whether a colleague may read on these days; returns how many were asked now.

    Raises `NotAllowed`, `CoverRefused`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    _check(actor, covering_id, starts_on, ends_on)
    with unit_of_work():
        db.session.get_one(Person, actor.id, with_for_update=True)  # of two at once one is first
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
    if covering_id == actor.id or not care.is_therapist(actor.clinic_id, covering_id):
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


def ask_new_patient(relation: CareRelation) -> None:
    """Asks a patient whose care just began about the days away that others were asked about and that go on; in the
    caller's unit of work."""
    clinic_id, therapist_id, patient_id = relation.clinic_id, relation.therapist_id, relation.patient_id
    ahead = Cover.ends_on >= cover_rows.today(clinic_id)
    named = select(Cover).where(Cover.therapist_id == therapist_id, ahead, Cover.state.in_(cover_rows.OPEN))
    found = cover_rows.current(clinic_id, list(db.session.scalars(named)))
    for covering_id, starts_on, ends_on in sorted({(each.covering_id, each.starts_on, each.ends_on) for each in found}):
        asked = cover_rows.asked_already(therapist_id, covering_id, starts_on, ends_on)
        if patient_id not in asked and not care.active_relation(patient_id, covering_id):
            _ask(therapist_id, covering_id, patient_id, starts_on, ends_on, clinic_id)


def requests(actor: Actor) -> list[CoverAsked]:
    """The covers that wait for this patient's answer; none on a dosing day, and none by a therapist with whom history
    waits that the patient lost: a yes would leave it out."""
    return _ahead(actor, cover_rows.ASKED)


def declined(actor: Actor) -> list[CoverAsked]:
    """The covers that this patient said not now to, and can still say yes to; none on a dosing day."""
    return _ahead(actor, cover_rows.DECLINED)


def _ahead(actor: Actor, state: str) -> list[CoverAsked]:
    if not decisions.may_decide(actor.id):
        return []
    query = select(Cover).where(Cover.patient_id == actor.id, Cover.state == state).order_by(Cover.starts_on)
    found = cover_rows.current(actor.clinic_id, list(db.session.scalars(query)))
    today = cover_rows.today(actor.clinic_id) if found else None
    asked = (_asked(actor, cover) for cover in found if today and cover.ends_on >= today)
    return [each for each in asked if each is not None]


def _asked(actor: Actor, cover: Cover) -> CoverAsked | None:
    if not care.active_relation(actor.id, cover.therapist_id):
        return None  # care ended after a no
    if lost_generations.wait_with(cover.therapist_id, actor.id):
        return None
    try:
        person, key = people.current_key(cover.covering_id)
    except KeyRefused:
        return None
    if pins.is_pinned(actor.who, person.id) and not pins.holds(actor.who, actor.keys, key):
        return None
    therapist, public = db.session.get_one(Person, cover.therapist_id), people.public_keys(key)
    return CoverAsked(
        cover.id, people.name_of(therapist), people.name_of(person), people.credentials_of(person),
        public.in_words(), public.fingerprint().hex(), cover.starts_on, cover.ends_on,
    )  # fmt: skip


def answer(actor: Actor, cover_id: UUID, *, accept: bool, fingerprint: str = "") -> None:
    """The patient's answer: a yes, also after a no, grants what the therapist holds, to be read on the days only.

    Raises `NotAllowed`, `NotToday`, `CoverRefused` for a yes after the last day, and `KeyRefused` when the key is not
    the one that was shown."""
    with unit_of_work():
        cover = db.session.get(Cover, cover_id)
        if cover is None:
            raise NotAllowed
        require(actor.who, Permission.CARE_ANSWER, About(cover.clinic_id, patient_id=cover.patient_id))
        # the relation before its cover, as where care ends: each would wait for the other the other way round
        relation = care.active_relation(cover.patient_id, cover.therapist_id, hold=True)
        cover = db.session.get_one(Cover, cover_id, with_for_update=True, populate_existing=True)
        answered = cover_rows.GRANTED if accept else cover_rows.DECLINED
        before = (cover_rows.ASKED, cover_rows.DECLINED, answered)
        if cover.state not in before or not cover_rows.current(cover.clinic_id, [cover]):
            raise NotAllowed
        if cover.state == answered:
            return  # the same answer once more
        decisions.require_decision(cover.patient_id)
        if not accept:
            cover_rows.move(cover, cover_rows.DECLINED, Act.COVER_DECLINED, actor.id)
            return
        if cover.ends_on < cover_rows.today(cover.clinic_id):  # the page may have stayed open
            raise CoverRefused("These days are over.")
        if relation is None or lost_generations.wait_with(cover.therapist_id, cover.patient_id):
            raise NotAllowed
        _grant(actor, cover, fingerprint)


def _grant(actor: Actor, cover: Cover, fingerprint: str) -> None:
    rings.renew_due(actor)
    _, key = people.current_key(cover.covering_id)
    pins.require_shown(people.public_keys(key), fingerprint)
    pins.pin_or_check(actor.who, actor.keys, key)
    grants.grant_missing(actor.who, actor.keys, list(_held_by(actor, cover)), key)
    cover_rows.move(cover, cover_rows.GRANTED, Act.COVER_GRANTED, actor.id)


def _held_by(actor: Actor, cover: Cover) -> Iterable[RingKey]:
    """The generations of care rings that the therapist holds."""
    found = db.session.scalars(select(Ring).where(Ring.owner_id == actor.id, Ring.kind == "care")).all()
    of_care = RingGrant.ring_id.in_([ring.id for ring in ring_rows.current(found)])
    theirs = of_care & (RingGrant.recipient_id == cover.therapist_id)
    for grant in held_rings.current(actor.clinic_id, db.session.scalars(select(RingGrant).where(theirs)).all()):
        try:
            yield held_rings.open_ring(actor, grant.ring_id, grant.generation)
        except CannotOpen:
            continue
