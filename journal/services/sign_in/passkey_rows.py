"""Passkeys as they are stored: found, listed, stamped, and counted on with each use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update

from journal import clock
from journal.crypto.canonical import Part
from journal.crypto.errors import CannotOpen, PasskeyRefused
from journal.crypto.fields import open_field, seal_field
from journal.crypto.passkeys import Known, NewPasskey
from journal.crypto.sealing import Kind
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Passkey, Person, Slot
from journal.permissions import NotAllowed
from journal.services.audit import audit
from journal.services.people import people

LABEL = Kind("passkey", "label_sealed")
UNREADABLE_LABEL = "A passkey whose name cannot be opened"
_SLOT = "passkey:"


@dataclass(frozen=True, slots=True)
class PasskeyCard:
    """A passkey as its person's own page shows it; `opens` says that it opens the account by itself."""

    id: UUID
    label: str
    created_at: datetime
    last_used_at: datetime | None
    opens: bool


def slot_kind(row: Passkey) -> str:
    """The kind of slot that this passkey, and no other, opens."""
    return _SLOT + row.id.hex


def make(person: Person, new: NewPasskey, label: str) -> Passkey:
    """The row of a passkey that was just made, not yet stored."""
    row_id = make_id()
    return Passkey(
        id=row_id, clinic_id=person.clinic_id, person_id=person.id, credential_id=new.credential_id,
        public_key=new.public_key, sign_count=new.sign_count, transports=new.transports, version=1,
        label_sealed=seal_field(server_secret(), LABEL, people.place(person.clinic_id, row_id), label),
        created_at=clock.now(), last_used_at=None,
    )  # fmt: skip


def find(credential_id: bytes) -> tuple[Person, Passkey] | None:
    """The active person of a credential, and its row; neither is believed yet."""
    query = (
        select(Person, Passkey)
        .join(Passkey, (Passkey.person_id == Person.id) & (Passkey.clinic_id == Person.clinic_id))
        .where(Passkey.credential_id == credential_id, Person.status == "active")
    )
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def of(person_id: UUID) -> list[Passkey]:
    """Somebody's passkeys, oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)))


def known(person_id: UUID) -> list[Known]:
    """Somebody's passkeys as a browser is told of them."""
    return [(row.credential_id, row.transports) for row in of(person_id)]


def own(person_id: UUID, passkey_id: UUID) -> Passkey:
    """One of somebody's own passkeys. Raises `NotAllowed`."""
    row = db.session.get(Passkey, passkey_id)
    if row is None or row.person_id != person_id:
        raise NotAllowed
    return row


def cards(person_id: UUID) -> list[PasskeyCard]:
    """Somebody's passkeys, as their own page shows them."""
    opening = (Slot.person_id == person_id) & (Slot.epoch == Person.epoch) & Slot.kind.startswith(_SLOT)
    query = select(Slot.kind).join(Person, Person.id == Slot.person_id).where(opening)
    kinds = set(db.session.scalars(query))
    return [card(row, opens=slot_kind(row) in kinds) for row in of(person_id)]


def card(row: Passkey, *, opens: bool) -> PasskeyCard:
    """One passkey as a page shows it."""
    return PasskeyCard(row.id, _label_of(row), row.created_at, row.last_used_at, opens)


def _label_of(row: Passkey) -> str:
    try:
        return open_field(server_secret(), LABEL, people.place(row.clinic_id, row.id), row.label_sealed)
    except CannotOpen:
        return UNREADABLE_LABEL


def used(passkey_id: UUID, seen: int, sign_count: int) -> None:
    """Notes a use of a passkey whose count was `seen`. Raises `PasskeyRefused` when another one came in between."""
    as_seen = (Passkey.id == passkey_id) & (Passkey.sign_count == seen)
    values = {"sign_count": sign_count, "last_used_at": clock.now()}
    moved = cast("CursorResult[None]", db.session.execute(update(Passkey).where(as_seen).values(values)))
    if moved.rowcount != 1:
        raise PasskeyRefused


def parts(row: Passkey) -> tuple[Part, ...]:
    """What makes a passkey that very one; the count of its uses is not among it."""
    return row.id, row.version, row.person_id, row.credential_id, row.public_key


def stamp(row: Passkey) -> audit.Stamp:
    """The passkey as the audit remembers it."""
    return audit.stamp(row.clinic_id, row.id, row.version, *parts(row), row.label_sealed)


def stamp_of_none(clinic_id: UUID, row_id: UUID, version: int) -> audit.Stamp:
    """The stamp of a row that is gone: none that is put back under its id is believed."""
    return audit.stamp(clinic_id, row_id, version + 1)
