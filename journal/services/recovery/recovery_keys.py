"""The clinic's recovery key at work: made and retired at the console, opened by two people with their shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from journal import clock
from journal.crypto import grants as crypto
from journal.crypto.accounts import KeyPairs
from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.crypto.recovery_keys import join_shares, make_shares
from journal.extensions import db
from journal.ids import make_id
from journal.models import ClinicRecoveryKey, Person, PersonKey, RecoveryChoice, RecoveryGrant, Ring, RingGrant
from journal.services import notices
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.recovery import recovery_granting, recovery_key_rows, returned
from journal.services.rings import grants, held_rings, lost_generations, taking_back
from journal.services.work import unit_of_work


class RecoveryKeyRefused(ValueError):
    """It cannot be done so; the message says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new recovery key: its two shares, which exist only here, and the words of its public half."""

    shares: tuple[str, str] = field(repr=False)
    words: str


@dataclass(frozen=True, slots=True)
class Status:
    """What can be said of a clinic's recovery key without its shares."""

    created_at: datetime
    words: str
    accepted: int
    declined: int


def create(clinic_id: UUID) -> Made:
    """Makes the clinic's recovery key; every patient is asked then. Raises `RecoveryKeyRefused`."""
    pairs, shares = make_shares()
    public = pairs.public()
    with unit_of_work():
        if recovery_key_rows.current(clinic_id) is not None:
            raise RecoveryKeyRefused("This clinic has a recovery key. Retire it first.")
        key = ClinicRecoveryKey(
            id=make_id(), clinic_id=clinic_id, suite=public.suite, sealing_public=public.sealing,
            signing_public=public.signing, created_at=clock.now(), version=0,
        )  # fmt: skip
        db.session.add(key)
        recovery_key_rows.close_key(key, Act.RECOVERY_KEY_MADE)
    return Made(shares, public.in_words())


def status(clinic_id: UUID) -> Status | None:
    """How the clinic's recovery key stands; nothing where there is none."""
    key = recovery_key_rows.current(clinic_id)
    if key is None:
        return None
    answers = select(RecoveryChoice.state, func.count()).where(RecoveryChoice.recovery_key_id == key.id)
    told: dict[str, int] = dict(iter(db.session.execute(answers.group_by(RecoveryChoice.state))))
    words = recovery_key_rows.public_keys(key).in_words()
    accepted = told.get(recovery_key_rows.ACCEPTED, 0)
    return Status(key.created_at, words, accepted, told.get(recovery_key_rows.DECLINED, 0))


def retire(clinic_id: UUID) -> None:
    """Ends the recovery key: all that was granted to it is deleted, and rings go on without it.
    Raises `RecoveryKeyRefused`."""
    with unit_of_work():
        key = _key(clinic_id)
        key.retired_at = clock.now()
        recovery_key_rows.close_key(key, Act.RECOVERY_KEY_RETIRED)
        for given in db.session.scalars(select(RecoveryGrant).where(RecoveryGrant.recovery_key_id == key.id)).all():
            recovery_granting.remove(given, None)


def _key(clinic_id: UUID) -> ClinicRecoveryKey:
    key = recovery_key_rows.current(clinic_id)
    if key is None:
        raise RecoveryKeyRefused("This clinic has no recovery key.")
    return key


def open_for_therapist(clinic_id: UUID, patient_id: UUID, therapist_id: UUID, shares: tuple[str, str]) -> int:
    """Grants what the recovery key holds of a patient to a therapist in their active care, and gives how many
    generations. The patient is told. Raises `RecoveryKeyRefused`, `CodeMistyped`."""
    with unit_of_work():
        if care.active_relation(patient_id, therapist_id) is None:
            raise RecoveryKeyRefused(
                "This therapist is not in active care of this patient; the patient's yes comes first."
            )
        return _open(clinic_id, patient_id, _current_key(therapist_id), shares, lost_only=False)


def open_for_patient(clinic_id: UUID, patient_id: UUID, shares: tuple[str, str]) -> int:
    """Grants what the recovery key holds back to a patient who lost their keys, and gives how many generations; they
    take it at their next sign-in. Raises `RecoveryKeyRefused`, `CodeMistyped`."""
    with unit_of_work():
        return _open(clinic_id, patient_id, _current_key(patient_id), shares, lost_only=True)


def _current_key(person_id: UUID) -> PersonKey:
    try:
        return people.current_key(person_id)[1]
    except KeyRefused as error:
        raise RecoveryKeyRefused("This person's keys are not whole, or their account is not open.") from error


def _open(clinic_id: UUID, patient_id: UUID, to: PersonKey, shares: tuple[str, str], *, lost_only: bool) -> int:
    key, pairs = _key(clinic_id), join_shares(*shares)
    if pairs.public() != recovery_key_rows.public_keys(key):
        raise RecoveryKeyRefused("These two shares do not make the recovery key of this clinic.")
    accepted = recovery_key_rows.accepted(patient_id)
    if accepted is None or accepted.id != key.id:
        raise RecoveryKeyRefused("This patient has not accepted the recovery key.")
    lost = {(row.ring_id, row.generation) for row in lost_generations.of(patient_id)}
    opened = [
        ring for ring in _opened(patient_id, key, pairs) if not lost_only or (ring.ring_id, ring.generation) in lost
    ]
    left = [ring for ring in opened if not _has(to, ring)]
    if not left:
        raise RecoveryKeyRefused("There is nothing that the recovery key could give.")
    for ring in left:
        taking_back.make_way(ring, to, None)
        grants.recover_ring(pairs, key.id, ring, to, patient_id)
    _follow(patient_id)
    return len(left)


def _opened(patient_id: UUID, key: ClinicRecoveryKey, pairs: KeyPairs) -> list[RingKey]:
    """What the recovery key opens of a patient; what does not open or was not signed by them is left out."""
    found = []
    for ring_id in db.session.scalars(select(Ring.id).where(Ring.owner_id == patient_id, Ring.kind == "care")).all():
        for given in recovery_key_rows.granted(key, ring_id):
            sealed = crypto.SealedGrant(given.grant_sealed, given.signature)
            try:
                signer = people.signer_key(given.signer_key_id, patient_id)
                found.append(crypto.open_grant(pairs, signer, recovery_key_rows.terms(given, patient_id), sealed))
            except KeyRefused:
                continue
    return found


def _has(to: PersonKey, ring: RingKey) -> bool:
    this = (RingGrant.ring_id == ring.ring_id) & (RingGrant.generation == ring.generation)
    rows = db.session.scalars(select(RingGrant).where(this, RingGrant.recipient_key_id == to.id)).all()
    held = held_rings.current(to.clinic_id, rows)
    owner_id = db.session.get_one(Ring, ring.ring_id).owner_id
    return any(to.person_id != owner_id or returned.counts(grant) for grant in held)


def _follow(patient_id: UUID) -> None:
    """Nothing more is sealed under what was opened: the rings go on at the patient's next sign-in; they are told."""
    locked = select(Ring).where(Ring.owner_id == patient_id, Ring.kind == "care").with_for_update()
    for ring in db.session.scalars(locked).all():
        taking_back.fall_due(ring, None)
    person = db.session.get_one(Person, patient_id)
    notices.put(person.clinic_id, person.id, Notice.RECOVERY_KEY_USED)
