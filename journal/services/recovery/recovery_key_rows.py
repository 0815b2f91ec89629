"""Rows of the clinic's recovery key: the key itself, each patient's answer to it, and what was granted to it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto import grants as crypto
from journal.crypto.accounts import PublicKeys
from journal.crypto.canonical import Part
from journal.crypto.errors import KeyRefused
from journal.crypto.grants import GrantTerms
from journal.extensions import db, server_secret
from journal.models import ClinicRecoveryKey, RecoveryChoice, RecoveryGrant, RingGrant
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people

ACCEPTED, DECLINED = "accepted", "declined"
KIND = "recovery"


def current(clinic_id: UUID) -> ClinicRecoveryKey | None:
    """The clinic's recovery key, if it has one that is whole, newest and not retired."""
    query = select(ClinicRecoveryKey).where(
        ClinicRecoveryKey.clinic_id == clinic_id, ClinicRecoveryKey.retired_at.is_(None)
    )
    found = [row for row in db.session.scalars(query.order_by(ClinicRecoveryKey.id)) if _key_holds(row)]
    return found[-1] if found else None


def choice(patient_id: UUID, key: ClinicRecoveryKey) -> RecoveryChoice | None:
    """A patient's answer to this key, if they gave one and it is whole and newest."""
    mine = (RecoveryChoice.patient_id == patient_id) & (RecoveryChoice.recovery_key_id == key.id)
    row = db.session.scalars(select(RecoveryChoice).where(mine)).one_or_none()
    whole = row is not None and server_secret().mac_holds(row.mac, "recovery-choice", *choice_parts(row))
    return row if row is not None and whole and not audit.stale(row.clinic_id, [choice_stamp(row)]) else None


def accepted(patient_id: UUID) -> ClinicRecoveryKey | None:
    """The recovery key that this patient has accepted and that is current; none where they have not."""
    person_clinic = select(RecoveryChoice.clinic_id).where(RecoveryChoice.patient_id == patient_id).limit(1)
    clinic_id = db.session.scalars(person_clinic).first()
    key = current(clinic_id) if clinic_id else None
    answer = choice(patient_id, key) if key else None
    return key if answer is not None and answer.state == ACCEPTED else None


def signer(grant: RingGrant, owner_id: UUID) -> PublicKeys:
    """The keys of the recovery key that made a grant: believed only where the ring's owner had granted this very
    key of the ring to it, and accepts it still. Raises `KeyRefused`."""
    key = db.session.get(ClinicRecoveryKey, grant.recovery_key_id) if grant.recovery_key_id else None
    current_one = accepted(owner_id)
    if key is None or current_one is None or current_one.id != key.id:
        raise KeyRefused
    for given in granted(key, grant.ring_id):
        same = (given.generation, given.commitment) == (grant.generation, grant.commitment)
        if same and is_signed(given, owner_id):
            return public_keys(key)
    raise KeyRefused


def granted(key: ClinicRecoveryKey, ring_id: UUID) -> list[RecoveryGrant]:
    """What of a ring was granted to a recovery key and not taken back, oldest first."""
    of_ring = (RecoveryGrant.recovery_key_id == key.id) & (RecoveryGrant.ring_id == ring_id)
    rows = db.session.scalars(select(RecoveryGrant).where(of_ring).order_by(RecoveryGrant.generation)).all()
    stale = audit.stale(key.clinic_id, [grant_stamp(row) for row in rows]) if rows else set()
    return [row for row in rows if row.id not in stale]


def is_signed(given: RecoveryGrant, owner_id: UUID) -> bool:
    """Whether the ring's owner signed this grant. Raises `KeyRefused` where the signer's key is not theirs."""
    sealed = crypto.SealedGrant(given.grant_sealed, given.signature)
    return crypto.is_signed(people.signer_key(given.signer_key_id, owner_id), terms(given, owner_id), sealed)


def public_keys(key: ClinicRecoveryKey) -> PublicKeys:
    """The public keys of a row."""
    return PublicKeys(sealing=key.sealing_public, signing=key.signing_public, suite=key.suite)


def terms(given: RecoveryGrant, owner_id: UUID) -> GrantTerms:
    """What a grant to a recovery key says."""
    return GrantTerms(
        instance=server_secret().instance, clinic=given.clinic_id, grant=given.id, kind=KIND, ring=given.ring_id,
        generation=given.generation, owner=owner_id, signer_key=given.signer_key_id,
        recipient=given.recovery_key_id, recipient_key=given.recovery_key_id, commitment=given.commitment,
    )  # fmt: skip


def close_key(key: ClinicRecoveryKey, act: Act) -> None:
    """Puts version and MAC on a recovery key after a change, with its audit row; in the caller's unit of work."""
    key.version += 1
    key.mac = server_secret().mac("recovery-key", *key_parts(key))
    audit.record(act, None, key_stamp(key))


def close_choice(row: RecoveryChoice, state: str, act: Act) -> None:
    """Notes a patient's answer, with its audit row; in the caller's unit of work."""
    row.state, row.answered_at, row.version = state, clock.now(), row.version + 1
    row.mac = server_secret().mac("recovery-choice", *choice_parts(row))
    audit.record(act, row.patient_id, choice_stamp(row))


def _key_holds(key: ClinicRecoveryKey) -> bool:
    whole = server_secret().mac_holds(key.mac, "recovery-key", *key_parts(key))
    return whole and not audit.stale(key.clinic_id, [key_stamp(key)])


def key_stamp(key: ClinicRecoveryKey) -> audit.Stamp:
    """The recovery key as the audit remembers it."""
    return audit.stamp(key.clinic_id, key.id, key.version, *key_parts(key))


def choice_stamp(row: RecoveryChoice) -> audit.Stamp:
    """A patient's answer as the audit remembers it."""
    return audit.stamp(row.clinic_id, row.id, row.version, *choice_parts(row), patient_id=row.patient_id)


def grant_stamp(given: RecoveryGrant, patient_id: UUID | None = None) -> audit.Stamp:
    """A grant to a recovery key as the audit remembers it."""
    stored = (given.ring_id, given.generation, given.recovery_key_id, given.grant_sealed, given.signature)
    return audit.stamp(given.clinic_id, given.id, given.version, *stored, patient_id=patient_id)


def key_parts(key: ClinicRecoveryKey) -> tuple[Part, ...]:
    """What the MAC of a recovery key covers."""
    return (
        key.id, key.clinic_id, key.suite, key.sealing_public, key.signing_public, key.retired_at, key.version,
    )  # fmt: skip


def choice_parts(row: RecoveryChoice) -> tuple[Part, ...]:
    """What the MAC of an answer to a recovery key covers."""
    return (row.id, row.clinic_id, row.patient_id, row.recovery_key_id, row.state, row.version)
