"""Pins: the fingerprint of somebody's keys that a patient has accepted, and the hard stop when it changes."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from journal import clock
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.rings import open_pin, seal_pin
from journal.crypto.sealing import Place
from journal.extensions import db
from journal.models import PersonKey, Pin
from journal.permissions import Who
from journal.services import audit, people
from journal.services.actor import Keys
from journal.services.acts import Act


def pin_or_check(owner: Who, keys: Keys, subject_key: PersonKey) -> None:
    """Pins a fingerprint at the first grant; raises `KeyRefused` when it is not the one pinned before."""
    pin_id = _id(owner.id, subject_key.person_id)
    if db.session.get(Pin, pin_id) is None and not audit.knows(owner.clinic_id, pin_id):
        _pin(owner, keys, subject_key, people.public_keys(subject_key).fingerprint())
    else:
        check(owner, keys, subject_key)


def check(owner: Who, keys: Keys, subject_key: PersonKey) -> None:
    """Raises `KeyRefused` unless the key is the one that was pinned."""
    pin = db.session.get(Pin, _id(owner.id, subject_key.person_id))
    if pin is None:
        raise KeyRefused
    try:
        pinned = open_pin(keys.account_key, _place(pin), pin.fingerprint_sealed)
    except CannotOpen as error:
        raise KeyRefused from error
    if not hmac.compare_digest(pinned, people.public_keys(subject_key).fingerprint()):
        raise KeyRefused


def _pin(owner: Who, keys: Keys, subject_key: PersonKey, fingerprint: bytes) -> None:
    subject_id = subject_key.person_id
    pin = Pin(
        id=_id(owner.id, subject_id), clinic_id=owner.clinic_id, owner_id=owner.id, subject_id=subject_id,
        created_at=clock.now(),
    )  # fmt: skip
    pin.fingerprint_sealed = seal_pin(keys.account_key, keys.epoch, _place(pin), fingerprint)
    db.session.add(pin)
    stamp = audit.stamp(pin.clinic_id, pin.id, 1, pin.fingerprint_sealed, patient_id=owner.id)
    audit.record(Act.PINNED, owner.id, stamp)


def _id(owner_id: UUID, subject_id: UUID) -> UUID:
    """One id for each pair, so that the audit remembers a pin that was taken out of the database."""
    return UUID(bytes=hashlib.sha256(owner_id.bytes + subject_id.bytes).digest()[:16])


def _place(pin: Pin) -> Place:
    return people.place(pin.clinic_id, pin.id, patient=pin.owner_id, author=pin.subject_id)
