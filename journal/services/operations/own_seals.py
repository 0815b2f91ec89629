"""Opening every seal of one person with their own keys: what lies under their own rings, and what proves their keys.

What others granted them is theirs to read and not looked at here: reading it would have to be told to those others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
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
from journal.services.notes import notes, process_notes, replies
from journal.services.passages import passage_rows
from journal.services.people import accounts, people
from journal.services.reflections import texts
from journal.services.rings import held_rings
from journal.services.sign_in import sign_ins, totp
from journal.services.sign_in.slots import Unlocked

Tell = Callable[[int], None]
HERE = "console"  # in the place of a visitor's address


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


def begin(unlocked: Unlocked, code: str) -> Actor:
    """Signs somebody in for this command, with the code of their app where they have one. Raises `WrongCode`,
    `TooMany`, and `CannotOpen` where their second factor is a passkey alone, which no console can ask for."""
    if needs_code(unlocked):
        totp.try_code(unlocked.person_id, code, HERE, None)
    elif people_have_factor(unlocked.person_id):
        raise CannotOpen
    found = sign_ins.find(sign_ins.begin(unlocked))
    if found is None or found.actor is None:
        raise CannotOpen
    return found.actor


def people_have_factor(person_id: UUID) -> bool:
    """Whether somebody has a second factor of any kind."""
    return people.current_key(person_id)[0].factors is not None


def end(actor: Actor) -> None:
    """Ends every sign-in that this command began."""
    accounts.end_sign_ins_now(actor.id)


def open_all(actor: Actor, total: Tell, progress: Tell) -> Seals:
    """Opens everything under the rings of their own. Raises nothing for what does not open: it is named."""
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
    actor.keys.pairs.public()  # the key pairs, too, open under the account key
    progress(1)
    return Seals(opened, tuple(closed))


def _rows(table: Any, rings: set[UUID]) -> Iterator[Any]:
    wanted = select(table).where(table.ring_id.in_(rings), table.body_sealed.is_not(None)
                                 if hasattr(table, "body_sealed") else table.passage_sealed.is_not(None))  # fmt: skip
    return iter(db.session.scalars(wanted.order_by(table.id)).all())


def _opens(actor: Actor, table: Any, row: Any) -> bool:
    try:
        _OPENERS[table](actor, row)
    except CannotOpen:
        return False
    return True
