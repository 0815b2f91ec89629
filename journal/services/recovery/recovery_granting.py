"""A patient's part in the clinic's recovery key: accepting grants the care rings to it, declining takes them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from journal import clock
from journal.crypto import grants as crypto
from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.ids import make_id
from journal.models import ClinicRecoveryKey, RecoveryChoice, RecoveryGrant, Ring, RingGrant
from journal.permissions import About, NotAllowed, Permission, Who, require
from journal.services.actor import Actor, Keys
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.people import people
from journal.services.recovery import recovery_key_rows
from journal.services.recovery.recovery_key_rows import ACCEPTED, DECLINED
from journal.services.rings import held_rings, pins, ring_rows, taking_back
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class RecoveryQuestion:
    """The clinic's recovery key as a patient is asked about it; `state` is their answer, empty while they have none."""

    words: str
    fingerprint: str
    made_at: datetime
    state: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class RecoveryUse:
    """That the recovery key was used for somebody."""

    name: str
    at: datetime


def question(actor: Actor) -> RecoveryQuestion | None:
    """What the account page says of the clinic's recovery key; nothing where there is none."""
    key = recovery_key_rows.current(actor.clinic_id) if actor.role == "patient" else None
    if key is None:
        return None
    answer = recovery_key_rows.choice(actor.id, key)
    public, state = recovery_key_rows.public_keys(key), answer.state if answer else ""
    may_answer = decisions.may_decide(actor.id)
    return RecoveryQuestion(public.in_words(), public.fingerprint().hex(), key.created_at, state, may_answer)


def uses(actor: Actor) -> list[RecoveryUse]:
    """To whom the recovery key has opened what the actor shares, and when, as long as they hold it so."""
    query = (
        select(RingGrant.recipient_id, func.max(RingGrant.created_at))
        .join(Ring, Ring.id == RingGrant.ring_id)
        .where(Ring.owner_id == actor.id, RingGrant.kind == recovery_key_rows.KIND, RingGrant.recipient_id != actor.id)
        .group_by(RingGrant.recipient_id)
    )
    found: dict[UUID, datetime] = dict(iter(db.session.execute(query)))
    names = people.names(actor.clinic_id, found)
    return [RecoveryUse(names.get(person_id, people.UNREADABLE_NAME), at) for person_id, at in found.items()]


def answer(actor: Actor, *, accept: bool, fingerprint: str = "") -> None:
    """Accepts or declines the recovery key; the newest answer counts.

    Raises `NotAllowed`, `NotToday`, and `KeyRefused` when the key to accept is not the one that was shown."""
    with unit_of_work():
        require(actor.who, Permission.RECOVERY_KEY_ANSWER, About(actor.clinic_id, patient_id=actor.id))
        decisions.require_decision(actor.id)
        key = recovery_key_rows.current(actor.clinic_id)
        if key is None:
            raise NotAllowed
        if accept:
            pins.require_shown(recovery_key_rows.public_keys(key), fingerprint)
        rings = _care_rings(actor)
        row = _row(actor, key)
        if row.state == (ACCEPTED if accept else DECLINED):
            return
        _accept(actor, key, row, rings) if accept else _decline(actor, key, row, rings)


def _care_rings(actor: Actor) -> list[Ring]:
    mine = select(Ring).where(Ring.owner_id == actor.id, Ring.kind == "care").order_by(Ring.id)
    return list(db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)))


def _row(actor: Actor, key: ClinicRecoveryKey) -> RecoveryChoice:
    mine = (RecoveryChoice.patient_id == actor.id) & (RecoveryChoice.recovery_key_id == key.id)
    row = db.session.scalars(select(RecoveryChoice).where(mine).with_for_update()).one_or_none()
    if row is not None and recovery_key_rows.choice(actor.id, key) is None:
        raise KeyRefused  # somebody changed the answer in the database
    if row is None:
        row = RecoveryChoice(
            id=make_id(), clinic_id=actor.clinic_id, patient_id=actor.id, recovery_key_id=key.id, state="", version=0,
            answered_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
    return row


def _accept(actor: Actor, key: ClinicRecoveryKey, row: RecoveryChoice, rings: list[Ring]) -> None:
    recovery_key_rows.close_choice(row, ACCEPTED, Act.RECOVERY_KEY_ACCEPTED)
    mine = {ring.id for ring in ring_rows.current(rings)}
    held_rings.load_rings(actor, mine)
    for (ring_id, _), ring_key in sorted(actor.keys.rings.items()):
        if ring_id in mine:
            _grant(actor.who, actor.keys, ring_key, key)


def _decline(actor: Actor, key: ClinicRecoveryKey, row: RecoveryChoice, rings: list[Ring]) -> None:
    """Takes back what was granted; where something was, the ring goes on to a generation that never was."""
    recovery_key_rows.close_choice(row, DECLINED, Act.RECOVERY_KEY_DECLINED)
    for ring in rings:
        given = recovery_key_rows.granted(key, ring.id)
        for each in given:
            remove(each, actor.id)
        if given:
            taking_back.fall_due(ring, actor.id)


def grant_along(who: Who, keys: Keys, ring: Ring, ring_key: RingKey) -> None:
    """Grants a new generation of a care ring to the recovery key that its owner has accepted; in the caller's unit of
    work. Of nothing else, and never the private ring."""
    key = recovery_key_rows.accepted(who.id) if ring.kind == "care" and who.role == "patient" else None
    if key is not None:
        _grant(who, keys, ring_key, key)


def _grant(who: Who, keys: Keys, ring: RingKey, key: ClinicRecoveryKey) -> None:
    given = RecoveryGrant(
        id=make_id(), clinic_id=who.clinic_id, ring_id=ring.ring_id, generation=ring.generation,
        recovery_key_id=key.id, signer_key_id=keys.key_id, commitment=ring.commitment(), created_at=clock.now(),
        version=1,
    )  # fmt: skip
    terms = recovery_key_rows.terms(given, who.id)
    sealed = crypto.grant_ring(keys.pairs, ring, recovery_key_rows.public_keys(key), terms)
    given.grant_sealed, given.signature = sealed.sealed, sealed.signature
    db.session.add(given)
    audit.record(Act.RECOVERY_KEY_GRANTED, who.id, recovery_key_rows.grant_stamp(given, who.id))


def remove(given: RecoveryGrant, actor_id: UUID | None) -> None:
    """Deletes one grant to a recovery key; a copy of its row that is put back later is known as stale."""
    gone = audit.stamp(given.clinic_id, given.id, given.version + 1, given.ring_id, "removed")
    audit.record(Act.RING_TAKEN_BACK, actor_id, gone)
    db.session.delete(given)
