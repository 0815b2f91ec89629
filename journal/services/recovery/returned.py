"""What was given back: a patient takes it under their new keys after seeing from whom, or refuses it.

Believed is only a key that the patient's own earlier key once granted to whoever gives it back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.crypto.accounts import PublicKeys
from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.crypto.rings import wrap_own_ring
from journal.extensions import db
from journal.models import Person, PersonKey, Ring, RingGrant, RingKeyRow
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care, decisions
from journal.services.people import people
from journal.services.recovery import recovery_key_rows
from journal.services.rings import grants, held_rings, ring_rows, taking_back
from journal.services.rings.held_rings import own_place
from journal.services.rings.lost_generations import RETURNABLE
from journal.services.work import unit_of_work

RECOVERY_KEY = "The clinic's recovery key"


@dataclass(frozen=True, slots=True)
class Offer:
    """Shared history that was given back and waits for the patient: from whom, and the words of their key."""

    source_id: UUID
    name: str
    words: str
    from_therapist: bool


def offers(actor: Actor) -> list[Offer]:
    """What waits to be taken; nothing on a dosing day, and nothing from who could not have held it."""
    waiting = _waiting(actor)
    if not waiting or not decisions.may_decide(actor.id):
        return []
    return [_offer(grant) for grant in {_source(each): each for each in waiting}.values() if _is_good(actor, grant)]


def take(actor: Actor, source_id: UUID) -> None:
    """Takes all that this source gave back: every key is checked first, and then kept like one's own. Nothing new is
    sealed under it, for each ring has gone on to a later generation.

    Raises `NotAllowed`, `NotToday`, and `KeyRefused` where anything of it does not fit; then nothing is taken."""
    with unit_of_work():
        _require(actor)
        decisions.require_decision(actor.id)
        found = [grant for grant in _waiting(actor, lock=True) if _source(grant) == source_id]
        if not found:
            raise NotAllowed
        for grant, ring in [(grant, _checked(actor, grant)) for grant in found]:
            _keep(actor, grant, ring)


def refuse(actor: Actor, source_id: UUID) -> None:
    """Deletes what this source gave back, unopened. Raises `NotAllowed`."""
    with unit_of_work():
        _require(actor)
        found = [grant for grant in _waiting(actor, lock=True) if _source(grant) == source_id]
        if not found:
            raise NotAllowed
        for grant in found:
            _remove(actor, grant, Act.RING_RETURN_REFUSED)


def clear(actor: Actor) -> None:
    """Deletes what a therapist gave back that can be taken no more, as when care has ended or their keys are others.
    Whoever may can give it anew."""
    if not _dead(actor):
        return
    with unit_of_work():
        for grant in _dead(actor, lock=True):
            taking_back.remove(grant, actor.id)


def _dead(actor: Actor, *, lock: bool = False) -> list[RingGrant]:
    waiting = _waiting(actor, lock=lock)
    return [grant for grant in waiting if grant.kind == grants.RETURNED and not _is_good(actor, grant)]


def _require(actor: Actor) -> None:
    require(actor.who, Permission.HISTORY_TAKE_BACK, About(actor.clinic_id, patient_id=actor.id))


def _waiting(actor: Actor, *, lock: bool = False) -> list[RingGrant]:
    mine = (RingGrant.recipient_id == actor.id) & (RingGrant.recipient_key_id == actor.keys.key_id)
    query = select(RingGrant).where(mine, RingGrant.kind.in_((grants.RETURNED, grants.RECOVERED)))
    found = db.session.scalars(query.with_for_update() if lock else query).all()
    return held_rings.current(actor.clinic_id, found) if found else []


def _source(grant: RingGrant) -> UUID:
    """What stands for who gave it back: the key they signed with."""
    return grant.signer_key_id or grant.recovery_key_id or grant.id


def _is_good(actor: Actor, grant: RingGrant) -> bool:
    try:
        _checked(actor, grant)
    except KeyRefused:
        return False
    return True


def _offer(grant: RingGrant) -> Offer:
    if grant.signer_key_id is None:
        return Offer(_source(grant), RECOVERY_KEY, "", from_therapist=False)
    key = db.session.get_one(PersonKey, grant.signer_key_id)
    name = people.name_of(db.session.get_one(Person, key.person_id))
    return Offer(_source(grant), name, people.public_keys(key).in_words(), from_therapist=True)


def _checked(actor: Actor, grant: RingGrant) -> RingKey:
    """The key that was given back, if it is the one the patient once granted. Raises `KeyRefused`."""
    return grants.open_signed(actor, grant, _signer(grant, actor.id))


def counts(grant: RingGrant) -> bool:
    """Whether whoever it was given back to can take it, as far as that is seen without their keys."""
    try:
        return grants.is_signed_by(grant, _signer(grant, grant.recipient_id), [grant.recipient_key_id])
    except KeyRefused:
        return False


def _signer(grant: RingGrant, patient_id: UUID) -> PublicKeys:
    """The keys of who gave it back, if they may and it is what the patient once granted. Raises `KeyRefused`."""
    ring = db.session.get_one(Ring, grant.ring_id)
    mine = ring_rows.is_whole(ring) and (ring.owner_id, ring.kind in RETURNABLE) == (patient_id, True)
    if not mine or grant.generation >= ring.generation:
        raise KeyRefused
    if grant.kind == grants.RECOVERED:
        return recovery_key_rows.signer(grant, patient_id)
    therapist_id, signer_id = _therapist(grant, patient_id)
    _require_granted_before(grant, patient_id, therapist_id)
    return people.signer_key(signer_id, therapist_id)


def _therapist(grant: RingGrant, patient_id: UUID) -> tuple[UUID, UUID]:
    """The therapist whose present key signed, in active care of the patient. Raises `KeyRefused`."""
    signer = db.session.get(PersonKey, grant.signer_key_id) if grant.signer_key_id else None
    if signer is None or care.active_relation(patient_id, signer.person_id) is None:
        raise KeyRefused
    person, key = people.current_key(signer.person_id)
    if key.id != signer.id or (person.clinic_id, person.role) != (grant.clinic_id, "therapist"):
        raise KeyRefused
    return person.id, key.id


def _require_granted_before(grant: RingGrant, patient_id: UUID, therapist_id: UUID) -> None:
    """Raises `KeyRefused` unless the patient's own earlier key granted just this key of the ring to the therapist."""
    of_it = (RingGrant.ring_id == grant.ring_id) & (RingGrant.generation == grant.generation)
    theirs = (RingGrant.recipient_id == therapist_id) & (RingGrant.kind == grants.BY_OWNER)
    found = db.session.scalars(select(RingGrant).where(of_it, theirs)).all()
    keys = db.session.scalars(select(PersonKey.id).where(PersonKey.person_id == therapist_id)).all()
    for old in held_rings.current(grant.clinic_id, found) if found else []:
        signer = people.signer_key(old.signer_key_id, patient_id) if old.signer_key_id else None
        if signer is not None and old.commitment == grant.commitment and grants.is_signed_by(old, signer, keys):
            return
    raise KeyRefused


def _keep(actor: Actor, grant: RingGrant, ring: RingKey) -> None:
    this = (RingKeyRow.ring_id == grant.ring_id) & (RingKeyRow.generation == grant.generation)
    row = db.session.scalars(select(RingKeyRow).where(this)).one()
    kind, place = db.session.get_one(Ring, grant.ring_id).kind, own_place(actor.clinic_id, row.id, actor.id)
    row.key_sealed = wrap_own_ring(actor.keys.account_key, actor.keys.epoch, place, ring, kind)
    actor.keys.rings[ring.ring_id, ring.generation] = ring
    _remove(actor, grant, Act.RING_RETURN_TAKEN)


def _remove(actor: Actor, grant: RingGrant, act: Act) -> None:
    audit.record(act, actor.id, grants.removed_stamp(grant))
    db.session.delete(grant)
