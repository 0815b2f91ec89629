"""Second factors: which somebody has, who must have one, and whether the stored ones are those they set up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.crypto.canonical import Part, canonical
from journal.extensions import db, settings
from journal.models import Passkey, Person, Totp
from journal.services import installation, notices
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.sign_in import passkey_rows, sign_ins
from journal.services.sign_in.slots import Unlocked
from journal.services.work import unit_of_work

TOTP, PASSKEY = "totp", "passkey"
_DEMONSTRATION = "@demo.example"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of second factor: its table, and what of a row makes it that very factor."""

    table: Any
    parts: Callable[[Any], tuple[Part, ...]]


KINDS: dict[str, Kind] = {
    TOTP: Kind(Totp, lambda row: (row.id, row.version, row.seed_sealed)),
    PASSKEY: Kind(Passkey, passkey_rows.parts),
}


class FactorsChanged(Exception):
    """The stored second factors are not those the person set up: the database was changed past the application."""


class LastFactor(Exception):
    """Who works at the clinic keeps at least one second factor."""


def has_factor(person: Person) -> bool:
    """Whether a second factor is asked of this person at sign-in."""
    return person.factors is not None


def kinds(person_id: UUID) -> set[str]:
    """The kinds of second factor somebody has."""
    return {name for name, kind in KINDS.items() if _rows(kind, person_id)}


def count(person_id: UUID) -> int:
    """How many second factors somebody has, of all kinds."""
    return sum(len(_rows(kind, person_id)) for kind in KINDS.values())


def is_required(person: Person) -> bool:
    """Whether somebody must have a second factor: all who work at a clinic, save the invented ones."""
    if person.role == "patient":
        return False
    invented = people.email_of(person).casefold().endswith(_DEMONSTRATION)
    return not (invented and settings().demonstration and installation.is_demonstration())


def close(person: Person, act: Act) -> None:
    """Binds the second factors as they are stored now into the person's row, after one was set or removed,
    and lets the person know; in the caller's unit of work, which holds the person's row (`locked`)."""
    db.session.flush()
    person.factors, person.version = _digest(person.id), person.version + 1
    people.close_person(person)
    audit.record(act, person.id, people.stamp(person))
    notices.put(person.clinic_id, person.id, Notice.FACTOR_CHANGED)


def bind_resealed(person: Person) -> None:
    """Binds the same factors in as they are sealed now; in the caller's unit of work, which found them whole before."""
    db.session.flush()
    person.factors = _digest(person.id)


def locked(person_id: UUID) -> Person:
    """The person's row, held until the unit of work ends, so that two changes of factors come one after the other.
    Raises `FactorsChanged` rather than bind in what somebody put there."""
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    if not are_whole(person):
        raise FactorsChanged
    return person


def are_whole(person: Person) -> bool:
    """Whether the stored factors are exactly those bound into the person's row, and that row is whole and newest."""
    return people.is_current(person) and person.factors == _digest(person.id)


def require_not_last(person: Person) -> None:
    """Raises `LastFactor` where removing one would leave somebody without who must have one."""
    if is_required(person) and count(person.id) <= 1:
        raise LastFactor


def level_after_password(unlocked: Unlocked) -> str:
    """What a proved password opens: everything, the question for a second factor, or its set-up.
    Raises `FactorsChanged`, and leaves a row in the audit."""
    person = db.session.get_one(Person, unlocked.person_id)
    if not are_whole(person):
        with unit_of_work():
            audit.record_about(Act.FACTORS_REFUSED, person.id, people.stamp(person))
        raise FactorsChanged
    if has_factor(person):
        return sign_ins.PENDING
    return sign_ins.ENROL if is_required(person) else sign_ins.FULL


def _digest(person_id: UUID) -> bytes | None:
    found = [
        canonical(name, *kind.parts(row)) for name, kind in sorted(KINDS.items()) for row in _rows(kind, person_id)
    ]
    return hashlib.sha256(canonical(*found)).digest() if found else None


def _rows(kind: Kind, person_id: UUID) -> list[Any]:
    return list(db.session.scalars(select(kind.table).where(kind.table.person_id == person_id).order_by(kind.table.id)))
