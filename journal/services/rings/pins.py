"""Pins: the fingerprint of somebody's keys that a patient has accepted, and the hard stop when it changes."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.accounts import PublicKeys
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.rings import open_pin, seal_pin
from journal.crypto.sealing import Place
from journal.crypto.wordlist import in_short_words
from journal.extensions import db
from journal.models import PersonKey, Pin
from journal.permissions import Who
from journal.services.actor import Keys
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.work import found_once


def pin_or_check(owner: Who, keys: Keys, subject_key: PersonKey) -> None:
    """Pins a fingerprint at the first grant; raises `KeyRefused` when it is not the one pinned before."""
    pin_id = _id(owner.id, subject_key.person_id)
    if db.session.get(Pin, pin_id) is None and not audit.knows(owner.clinic_id, pin_id):
        _pin(owner, keys, subject_key, people.public_keys(subject_key).fingerprint())
    else:
        check(owner, keys, subject_key)


def check(owner: Who, keys: Keys, subject_key: PersonKey) -> None:
    """Raises `KeyRefused` unless the key is the one that was pinned."""
    pinned = _pinned(owner, keys, subject_key.person_id)
    if not hmac.compare_digest(pinned, people.public_keys(subject_key).fingerprint()):
        refused.note(Act.REFUSED_KEY, owner.clinic_id, subject_key.person_id, actor_id=owner.id, about=owner.id)
        raise KeyRefused


def holds(owner: Who, keys: Keys, subject_key: PersonKey) -> bool:
    """Whether the key is the one that was pinned."""
    try:
        check(owner, keys, subject_key)
    except KeyRefused:
        return False
    return True


def require_shown(key: PublicKeys, fingerprint: str) -> None:
    """Raises `KeyRefused` unless this is the key whose fingerprint, in hex, stood on the page that was answered."""
    if not hmac.compare_digest(key.fingerprint().hex().encode(), fingerprint.encode()):
        raise KeyRefused


def pin_anew(owner: Who, keys: Keys, subject_key: PersonKey) -> None:
    """Puts another fingerprint in the place of a pinned one, once the patient has compared the words."""
    pin = db.session.get(Pin, _id(owner.id, subject_key.person_id), with_for_update=True)
    if pin is None:
        _pin(owner, keys, subject_key, people.public_keys(subject_key).fingerprint())
    else:
        _seal(owner, keys, pin, people.public_keys(subject_key).fingerprint(), Act.PINNED_ANEW)


def seal_again(owner: Who, old: Keys, new: Keys) -> None:
    """Takes the pinned fingerprints along to new keys of the owner, unchanged; one that does not open is left."""
    for pin in db.session.scalars(select(Pin).where(Pin.owner_id == owner.id).with_for_update()).all():
        try:
            fingerprint = _pinned(owner, old, pin.subject_id)
        except KeyRefused:
            continue
        _seal(owner, new, pin, fingerprint, Act.PINNED_ANEW)


def is_pinned(owner: Who, subject_id: UUID) -> bool:
    """Whether this patient ever accepted a fingerprint of somebody, wherever its row is now."""
    return audit.knows(owner.clinic_id, _id(owner.id, subject_id))


def pinned_words(owner: Who, keys: Keys, subject_id: UUID) -> str | None:
    """The words of the pinned fingerprint; nothing where the pin is gone or does not open."""
    try:
        return in_short_words(_pinned(owner, keys, subject_id))
    except KeyRefused:
        return None


def _pinned(owner: Who, keys: Keys, subject_id: UUID) -> bytes:
    return found_once(("pinned", owner.id, keys.key_id, subject_id), lambda: _open_pin(owner, keys, subject_id))


def _open_pin(owner: Who, keys: Keys, subject_id: UUID) -> bytes:
    pin = db.session.get(Pin, _id(owner.id, subject_id))
    if pin is None or audit.stale(pin.clinic_id, [stamp(pin)]):
        raise KeyRefused
    try:
        return open_pin(keys.account_key, _place(pin), pin.fingerprint_sealed)
    except CannotOpen as error:
        raise KeyRefused from error


def _pin(owner: Who, keys: Keys, subject_key: PersonKey, fingerprint: bytes) -> None:
    subject_id = subject_key.person_id
    known = audit.newest_stamp(owner.clinic_id, _id(owner.id, subject_id))
    pin = Pin(
        id=_id(owner.id, subject_id), clinic_id=owner.clinic_id, owner_id=owner.id, subject_id=subject_id,
        version=known.version if known else 0, created_at=clock.now(),
    )  # fmt: skip
    _seal(owner, keys, pin, fingerprint, Act.PINNED_ANEW if known else Act.PINNED)


def _seal(owner: Who, keys: Keys, pin: Pin, fingerprint: bytes, act: Act) -> None:
    pin.version += 1
    pin.fingerprint_sealed = seal_pin(keys.account_key, keys.epoch, _place(pin), fingerprint)
    db.session.add(pin)
    audit.record(act, owner.id, stamp(pin))


def stamp(pin: Pin) -> audit.Stamp:
    """The pin as the audit remembers it."""
    return audit.stamp(pin.clinic_id, pin.id, pin.version, pin.fingerprint_sealed, patient_id=pin.owner_id)


def names_its_subject(pin: Pin) -> bool:
    """Whether the pin is about whom its id was made of."""
    return pin.id == _id(pin.owner_id, pin.subject_id)


def _id(owner_id: UUID, subject_id: UUID) -> UUID:
    """One id for each pair, so that the audit remembers a pin that was taken out of the database."""
    return UUID(bytes=hashlib.sha256(owner_id.bytes + subject_id.bytes).digest()[:16])


def _place(pin: Pin) -> Place:
    return people.place(pin.clinic_id, pin.id, patient=pin.owner_id, author=pin.subject_id)
