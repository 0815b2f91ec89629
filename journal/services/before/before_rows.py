"""Rows of records before the person: their states, their MAC, and who holds one now."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, select

from journal import clock
from journal.crypto.canonical import Part
from journal.crypto.errors import CannotOpen
from journal.extensions import db, server_secret
from journal.models import BeforeRecord, Person, PersonKey, Ring, RingGrant
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.rings import grants, held_rings, ring_rows
from journal.services.work import found_once

KIND = "before"  # of the ring, which the keeper owns
KEPT, HANDED, REFUSED, TAKEN, DESTROYED = "kept", "handed", "refused", "taken", "destroyed"
LIVE = (KEPT, HANDED, REFUSED)
EXPECTED, CLOSED = "expected", "closed"  # a person who has no invitation yet; one who never came
WITHOUT_ACCOUNT = (EXPECTED, "invited")
_OF_PATIENT = select(BeforeRecord).where(BeforeRecord.patient_id == bindparam("patient"))
_READ = _OF_PATIENT.with_for_update(read=True).execution_options(populate_existing=True)
_CHANGED = _OF_PATIENT.with_for_update().execution_options(populate_existing=True)


def move(record: BeforeRecord, state: str, act: Act, actor_id: UUID | None, reason: str | None = None) -> None:
    """Brings a record into a state, with its audit row; in the caller's unit of work."""
    record.state, record.reason, record.version = state, reason, record.version + 1
    record.changed_at = clock.now() if record.version > 1 else None
    record.mac = server_secret().mac("before-record", *parts(record))
    db.session.add(record)
    audit.record(act, actor_id, stamp(record))


def of_patient(patient_id: UUID, *, hold: bool = False) -> BeforeRecord | None:
    """The record that is kept of somebody now; held, it can neither end nor change hands before the commit."""
    return _live(_READ if hold else _OF_PATIENT, patient_id)


def waits_for(patient_id: UUID) -> bool:
    """Whether a record is kept of somebody that they may still take over."""
    record = of_patient(patient_id)
    return record is not None and record.state != REFUSED


def to_change(patient_id: UUID) -> BeforeRecord | None:
    """The same, for who changes it: of two at once the later one waits."""
    return _live(_CHANGED, patient_id)


def _live(query: Select[BeforeRecord], patient_id: UUID) -> BeforeRecord | None:
    record = db.session.scalars(query, {"patient": patient_id}).one_or_none()
    return record if record is not None and current([record]) else None


def of_keeper(keeper_id: UUID) -> list[BeforeRecord]:
    """The records somebody keeps now."""
    return current(db.session.scalars(_in_order(BeforeRecord.keeper_id == keeper_id)))


def held_by(clinician_id: UUID) -> list[BeforeRecord]:
    """The records somebody keeps, or was let into, now."""
    return found_once(("before", clinician_id), lambda: _held_by(clinician_id))


def _held_by(clinician_id: UUID) -> list[BeforeRecord]:
    granted = select(RingGrant.ring_id).where(RingGrant.recipient_id == clinician_id, RingGrant.kind == grants.BY_OWNER)
    mine = (BeforeRecord.keeper_id == clinician_id) | BeforeRecord.ring_id.in_(granted)
    found = current(db.session.scalars(_in_order(mine)))
    return [record for record in found if _is_held(record, clinician_id)]


def _in_order(whose: ColumnElement[bool]) -> Select[BeforeRecord]:
    live = BeforeRecord.state.in_(LIVE)
    return select(BeforeRecord).where(whose, live).order_by(BeforeRecord.created_at, BeforeRecord.id)


def keeps(patient_id: UUID, clinician_id: UUID, *, hold: bool = False) -> bool:
    """Whether this clinician keeps the record of somebody, or was let into it by who does, now."""
    record = of_patient(patient_id, hold=hold)
    return record is not None and _is_held(record, clinician_id)


def is_on_the_way(patient_id: UUID, clinician_id: UUID, *, hold: bool = False) -> bool:
    """Whether this clinician holds a record that its person may still take over: after a no nobody reads in it, for it
    may be about somebody else."""
    record = of_patient(patient_id, hold=hold)
    return record is not None and record.state != REFUSED and _is_held(record, clinician_id)


def _is_held(record: BeforeRecord, clinician_id: UUID) -> bool:
    return record.keeper_id == clinician_id or clinician_id in {
        each.recipient_id for each in let_in(record) if _is_to_present_key(each)
    }


def _is_to_present_key(grant: RingGrant) -> bool:
    key, person = db.session.get(PersonKey, grant.recipient_key_id), db.session.get(Person, grant.recipient_id)
    return key is not None and person is not None and key.epoch == person.epoch


def let_in(record: BeforeRecord) -> list[RingGrant]:
    """The grants by which the keeper let colleagues in, without those that were taken back."""
    theirs = (RingGrant.ring_id == record.ring_id) & (RingGrant.kind == grants.BY_OWNER)
    found = db.session.scalars(select(RingGrant).where(theirs).order_by(RingGrant.created_at)).all()
    return held_rings.current(record.clinic_id, found) if found else []


def ring_of(record: BeforeRecord) -> Ring:
    """The ring of a record, if it is its keeper's and about its person. Raises `CannotOpen`."""
    ring = db.session.get(Ring, record.ring_id)
    if ring is None or not ring_rows.is_current(ring):
        raise CannotOpen
    if (ring.owner_id, ring.patient_id, ring.kind) != (record.keeper_id, record.patient_id, KIND):
        raise CannotOpen
    return ring


def current(records: Iterable[BeforeRecord]) -> list[BeforeRecord]:
    """Those of these records of one clinic that are kept, whole, and what their newest audit rows say."""
    whole = [each for each in records if each.state in LIVE and is_whole(each)]
    stale = audit.stale(whole[0].clinic_id, map(stamp, whole)) if whole else set()
    return [each for each in whole if each.id not in stale]


def is_whole(record: BeforeRecord) -> bool:
    """Whether the record's MAC holds."""
    return server_secret().mac_holds(record.mac, "before-record", *parts(record))


def stamp(record: BeforeRecord) -> audit.Stamp:
    """The record as the audit remembers it."""
    return audit.stamp(record.clinic_id, record.id, record.version, *parts(record), patient_id=record.patient_id)


def parts(record: BeforeRecord) -> tuple[Part, ...]:
    """What the MAC of a record before the person covers."""
    return (
        record.id, record.clinic_id, record.patient_id, record.keeper_id, record.ring_id, record.state,
        record.reason or "", record.created_at, record.version,
    )  # fmt: skip
