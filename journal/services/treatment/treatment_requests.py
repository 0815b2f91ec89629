"""Requests to join a treatment team: what a patient is asked, and what their answer grants."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import TreatmentMember
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.people import people
from journal.services.rings import grants, pins, rings
from journal.services.treatment import member_rows
from journal.services.work import unit_of_work
from journal.treatment_predicates import CLINICIANS


@dataclass(frozen=True, slots=True)
class TreatmentRequest:
    """A clinician who would join the treatment team, and waits for the patient's answer."""

    id: UUID
    name: str
    role: str
    credentials: str
    fingerprint_words: str
    fingerprint: str


def requests(actor: Actor) -> list[TreatmentRequest]:
    """The requests that wait for this patient's answer, of clinicians whose keys are whole and the ones pinned.

    None on a dosing day."""
    if not decisions.may_decide(actor.id):
        return []
    mine = (TreatmentMember.patient_id == actor.id) & (TreatmentMember.state == member_rows.ASKED)
    waiting = select(TreatmentMember).where(mine).order_by(TreatmentMember.asked_at)
    found = (_request(actor, member) for member in member_rows.current(db.session.scalars(waiting)))
    return [request for request in found if request is not None]


def _request(actor: Actor, member: TreatmentMember) -> TreatmentRequest | None:
    try:
        person, key = people.current_key(member.clinician_id)
    except KeyRefused:
        return None
    if pins.is_pinned(actor.who, person.id) and not pins.holds(actor.who, actor.keys, key):
        return None  # the changed key is asked about first
    public, told = people.public_keys(key), (people.name_of(person), person.role, people.credentials_of(person))
    return TreatmentRequest(member.id, *told, public.in_words(), public.fingerprint().hex())


def answer(actor: Actor, member_id: UUID, *, accept: bool, also_before: bool = False, fingerprint: str = "") -> None:
    """The patient's answer: only a yes grants the ring and pins the fingerprint, the one that was shown to them.

    Raises `NotAllowed`, `NotToday`, and `KeyRefused` when the key is another one by now."""
    with unit_of_work():
        member = db.session.get(TreatmentMember, member_id, with_for_update=True)
        if member is None or member.state != member_rows.ASKED or not member_rows.is_current(member):
            raise NotAllowed
        require(actor.who, Permission.CARE_ANSWER, About(member.clinic_id, patient_id=member.patient_id))
        decisions.require_decision(member.patient_id)
        if not accept:
            member_rows.move(member, member_rows.DECLINED, Act.TREATMENT_DECLINED, actor.id)
            return
        person, key = people.current_key(member.clinician_id)
        if (person.clinic_id, person.role in CLINICIANS) != (member.clinic_id, True):
            raise KeyRefused
        pins.require_shown(people.public_keys(key), fingerprint)
        pins.pin_or_check(actor.who, actor.keys, key)
        grants.grant_missing(actor.who, actor.keys, _rings_to_grant(actor, also_before=also_before), key)
        member_rows.move(member, member_rows.ACTIVE, Act.TREATMENT_BEGUN, actor.id)


def _rings_to_grant(actor: Actor, *, also_before: bool) -> list[RingKey]:
    """The generations the answer covers; without history a used ring begins a new one."""
    current = rings.ring_for_writing(actor, "treatment")
    if also_before:
        return rings.all_generations(actor, current.ring_id)
    return [rings.next_generation(actor, current.ring_id) if rings.is_used(current) else current]
