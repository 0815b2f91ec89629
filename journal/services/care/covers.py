"""Cover: a colleague reads for a therapist who is away, within the days, and only for patients who said yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Cover, Person, Ring, RingGrant
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import care, cover_rows, decisions
from journal.services.care.cover_naming import CoverRefused
from journal.services.people import people
from journal.services.rings import grants, held_rings, lost_generations, pins, ring_rows, rings
from journal.services.work import unit_of_work


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


def requests(actor: Actor) -> list[CoverAsked]:
    """The covers that wait for this patient's answer; none on a dosing day, and none by a therapist with whom history
    waits that the patient lost: a yes would leave it out."""
    if not decisions.may_decide(actor.id):
        return []
    query = select(Cover).where(Cover.patient_id == actor.id, Cover.state == cover_rows.ASKED).order_by(Cover.starts_on)
    found = cover_rows.current(actor.clinic_id, list(db.session.scalars(query)))
    today = cover_rows.today(actor.clinic_id) if found else None
    asked = (_asked(actor, cover) for cover in found if today and cover.ends_on >= today)
    return [each for each in asked if each is not None]


def _asked(actor: Actor, cover: Cover) -> CoverAsked | None:
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
    """The patient's answer: a yes grants what the therapist holds, to be read on the days only.

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
        if cover.state not in (cover_rows.ASKED, answered) or not cover_rows.current(cover.clinic_id, [cover]):
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
