"""Taking up a record that was kept before one came: its person takes it over, or says that it is not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import BeforeRecord, Person, Ring, RingGrant
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.before import before_rows, kept_records
from journal.services.care import decisions
from journal.services.people import people
from journal.services.rings import grants, held_rings, pins, rings, taking_back
from journal.services.treatment import member_rows
from journal.services.work import unit_of_work
from journal.treatment_predicates import CLINICIANS


@dataclass(frozen=True, slots=True)
class Handed:
    """A record that waits for its person: who kept it, since when, how many entries, and whether its keeper can be let
    into the treatment record with it."""

    keeper_name: str
    keeper_role: str
    keeper_credentials: str
    since: datetime
    entries: int
    can_let_in: bool
    words: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How many entries came over, and how many did not open and stay closed."""

    entries: int
    left: int


def waiting(actor: Actor) -> Handed | None:
    """The record that was handed over to the patient; none on a dosing day, and none from who did not keep it."""
    record = before_rows.of_patient(actor.id)
    if record is None or record.state != before_rows.HANDED or not decisions.may_decide(actor.id):
        return None
    return _handed(record) if _good(actor, record, _grants(actor, record)) else None


def _handed(record: BeforeRecord) -> Handed:
    keeper = db.session.get_one(Person, record.keeper_id)
    told = (people.name_of(keeper), keeper.role, people.credentials_of(keeper))
    counted, words, fingerprint = kept_records.count(record), "", ""
    can_let_in = _may_join(record)
    if can_let_in:
        public = people.public_keys(people.current_key(keeper.id)[1])
        words, fingerprint = public.in_words(), public.fingerprint().hex()
    return Handed(*told, record.created_at, counted, can_let_in, words, fingerprint)


def _may_join(record: BeforeRecord) -> bool:
    """Whether the keeper can be let into the treatment record: still at the clinic, and not on the team already."""
    try:
        keeper, _ = people.current_key(record.keeper_id)
    except KeyRefused:
        return False
    here = (keeper.clinic_id, keeper.role in CLINICIANS) == (record.clinic_id, True)
    member = member_rows.of_pair(record.patient_id, keeper.id)
    return here and (member is None or (member.state != member_rows.ACTIVE and member_rows.is_current(member)))


def take(actor: Actor, *, let_in: bool, fingerprint: str = "") -> TakenUp:
    """Seals everything anew under the patient's own treatment ring, by whoever wrote it, and destroys the ring it was
    kept under; all of it, or nothing. Letting the keeper read on is an answer of its own.

    Raises `NotAllowed`, `NotToday`, and `KeyRefused` where what was handed over is not from its keeper."""
    with unit_of_work():
        record = _held(actor)
        found = _good(actor, record, _grants(actor, record))
        if not found:
            raise KeyRefused
        ring = rings.ring_for_writing(actor, "treatment")
        actor.keys.rings.update({(key.ring_id, key.generation): key for _, key in found})
        brought, left = kept_records.seal_all_anew(actor, record, ring)
        db.session.flush()
        if let_in:
            _let_in(actor, record, ring, fingerprint)
        _close(actor, record, [grant for grant, _ in found], left)
    return TakenUp(brought, left)


def _close(actor: Actor, record: BeforeRecord, found: list[RingGrant], left: int) -> None:
    """Ends the ring; where something of it did not open, its key stays with the keeper, who can hand it over again."""
    if not left:
        kept_records.end_ring(record, actor.id)
        before_rows.move(record, before_rows.TAKEN, Act.BEFORE_TAKEN, actor.id)
        return
    for grant in found:
        taking_back.remove(grant, actor.id)
    before_rows.move(record, before_rows.KEPT, Act.BEFORE_LEFT, actor.id)


def _let_in(actor: Actor, record: BeforeRecord, ring: RingKey, fingerprint: str) -> None:
    if not _may_join(record):
        raise KeyRefused
    _, key = people.current_key(record.keeper_id)
    pins.require_shown(people.public_keys(key), fingerprint)
    pins.pin_or_check(actor.who, actor.keys, key)
    grants.grant_missing(actor.who, actor.keys, [ring], key)
    member = member_rows.of_pair(actor.id, record.keeper_id, hold=True)
    member = member or member_rows.new_member(record.clinic_id, actor.id, record.keeper_id)
    member_rows.move(member, member_rows.ACTIVE, Act.TREATMENT_BEGUN, actor.id)


def refuse(actor: Actor) -> None:
    """Says that the record is somebody else's: what was handed over is deleted unopened, and the keeper is told.
    Raises `NotAllowed`, `NotToday`."""
    with unit_of_work():
        record = _held(actor)
        for grant in _grants(actor, record):
            taking_back.remove(grant, actor.id)
        before_rows.move(record, before_rows.REFUSED, Act.BEFORE_REFUSED, actor.id)


def _held(actor: Actor) -> BeforeRecord:
    require(actor.who, Permission.BEFORE_TAKE, About(actor.clinic_id, patient_id=actor.id))
    decisions.require_decision(actor.id)
    record = before_rows.to_change(actor.id)
    if record is None or record.state != before_rows.HANDED:
        raise NotAllowed
    return record


def _grants(actor: Actor, record: BeforeRecord) -> list[RingGrant]:
    mine = (RingGrant.recipient_id == actor.id) & (RingGrant.recipient_key_id == actor.keys.key_id)
    handed = mine & (RingGrant.kind == grants.HANDED) & (RingGrant.ring_id == record.ring_id)
    found = db.session.scalars(select(RingGrant).where(handed).order_by(RingGrant.generation)).all()
    return held_rings.current(record.clinic_id, found) if found else []


def _good(actor: Actor, record: BeforeRecord, found: list[RingGrant]) -> list[tuple[RingGrant, RingKey]]:
    """Those that the keeper of this record signed, for this ring, opened."""
    try:
        ring = before_rows.ring_of(record)
    except CannotOpen:
        return []
    opened = ((grant, _opened(actor, ring, grant)) for grant in found)
    return [(grant, key) for grant, key in opened if key is not None]


def _opened(actor: Actor, ring: Ring, grant: RingGrant) -> RingKey | None:
    if grant.signer_key_id is None:
        return None
    try:
        return grants.open_signed(actor, grant, people.signer_key(grant.signer_key_id, ring.owner_id))
    except KeyRefused:
        return None
