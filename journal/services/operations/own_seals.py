"""Opening every seal of one person with their own keys: what lies under their own rings, and what proves their keys.

What others granted them is theirs to read and not looked at here: reading it would have to be told to those others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import (
    Note,
    Passage,
    ProcessNote,
    Reflection,
    ReflectionDraft,
    ReflectionVersion,
    Reply,
    Ring,
    SealedRecord,
    Totp,
    WithdrawnCopy,
)
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.notes import note_rows, process_note_rows, replies
from journal.services.passages import passage_rows
from journal.services.people import accounts
from journal.services.reflections import texts
from journal.services.rings import held_rings
from journal.services.sign_in import factors, sign_ins, totp
from journal.services.sign_in.sign_ins import Found
from journal.services.sign_in.slots import Unlocked

Tell = Callable[[int], None]
HERE = "console"  # in the place of a visitor's address


class OnlyPasskey(Exception):
    """Their second factor is a passkey alone, which no console can ask for."""


@dataclass(frozen=True, slots=True)
class Seals:
    """How many seals of each table opened, and which did not, by ids alone."""

    opened: Counter[str] = field(default_factory=Counter)
    closed: tuple[str, ...] = ()


def unlock(email: str, password: str) -> Unlocked:
    """Proves somebody's password, counted like any try. Raises `WrongSignIn`, `TooMany`, `Busy`."""
    return accounts.try_password(email, password, HERE, None)


def needs_code(unlocked: Unlocked) -> bool:
    """Whether an authenticator app is to be asked for too."""
    return db.session.scalar(select(Totp.id).where(Totp.person_id == unlocked.person_id)) is not None


def begin(unlocked: Unlocked, code: str) -> Found:
    """Signs somebody in for this command, with the code of their app where they have one. Raises `WrongCode`,
    `TooMany`, `OnlyPasskey`, and `FactorsChanged`."""
    level = factors.level_after_password(unlocked)
    if needs_code(unlocked):
        totp.try_code(unlocked.person_id, code, HERE, None)
    elif level == sign_ins.PENDING:
        raise OnlyPasskey
    return cast(Found, sign_ins.find(sign_ins.begin(unlocked)))


def open_all(found_sign_in: Found, total: Tell, progress: Tell) -> Seals:
    """Opens everything under the rings of somebody's own, and ends their sign-in; what does not open is named."""
    try:
        return _open_all(cast(Actor, found_sign_in.actor), total, progress)
    finally:
        sign_ins.end(found_sign_in)


def _open_all(actor: Actor, total: Tell, progress: Tell) -> Seals:
    rings = set(db.session.scalars(select(Ring.id).where(Ring.owner_id == actor.id)))
    held_rings.load_rings(actor, rings)
    found = [(table, row) for table in _OPENERS for row in _rows(table, rings)]
    total(len(found) + 1)
    opened: Counter[str] = Counter()
    closed: list[str] = []
    for table, row in found:
        if _opens(actor, table, row):
            opened[table.__tablename__] += 1
        else:
            closed.append(f"{table.__tablename__} {row.id}")
        progress(1)
    opened["person_key"] += actor.keys.pairs is not None  # which opens them under the account key
    progress(1)
    return Seals(opened, tuple(closed))


def _rows(table: Any, rings: set[UUID]) -> Iterator[Any]:
    said = table.passage_sealed if table is Passage else table.body_sealed
    wanted = select(table).where(table.ring_id.in_(rings), said.is_not(None)).order_by(table.id)
    return iter(db.session.scalars(wanted).all())


def _opens(actor: Actor, table: Any, row: Any) -> bool:
    try:
        _OPENERS[table](actor, row)
    except CannotOpen:
        return False
    return True


def _sealed_record(actor: Actor, row: SealedRecord) -> None:
    sealed_records.open_one(actor, row)


def _passage(actor: Actor, row: Passage) -> None:
    if row.id not in passage_rows.opened(actor, [row]):
        raise CannotOpen


def _process_note(actor: Actor, row: ProcessNote) -> None:
    if process_note_rows.opened(actor, row) is None:
        raise CannotOpen


def _reply(actor: Actor, row: Reply) -> None:
    if replies.text_of(actor, row) is None:
        raise CannotOpen


_OPENERS: dict[Any, Callable[[Actor, Any], object]] = {
    **dict.fromkeys((Reflection, ReflectionDraft, ReflectionVersion, WithdrawnCopy), texts.text),
    Note: note_rows.opened,
    Reply: _reply,
    Passage: _passage,
    ProcessNote: _process_note,
    **dict.fromkeys(SealedRecord.__subclasses__(), _sealed_record),
}
