"""Hands that reach where the application does not: into stored rows, and for one thing from many threads at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import ColumnElement, Connection, delete, event, insert, select, text, update

from journal.crypto.tokens import token_for_id
from journal.extensions import Model, db, server_secret
from journal.ids import make_id
from journal.models import Notice, Ring, SignIn
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.reflections import writing
from journal.services.reflections.drafts import ONLY_ME, THERAPIST, Words
from journal.services.review import review_queue
from journal.services.rings import ring_rows
from journal.services.sign_in import sign_in_rows, slots
from journal.services.work import unit_of_work
from tests.support.cast import Cast, Member, join

GUARDED = ("audit", "audit_checkpoint")


def stored(model: type[Model], *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The rows as they are stored, without any session."""
    table = model.__table__
    with db.engine.connect() as connection:
        return [
            dict(row) for row in connection.execute(select(table).where(*where).order_by(*table.primary_key)).mappings()
        ]


def let_go_of(connection: Connection, table: str) -> None:
    """Takes away what keeps the audit's rows as they are, as somebody can who owns the database."""
    if table not in GUARDED:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}"))
    else:
        for name in ("no_update", "no_delete", "no_replace"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_{name}"))


def overwrite(model: type[Model], *where: ColumnElement[bool], **values: Any) -> None:
    """Writes into rows past the application, as somebody who holds the database could."""
    db.session.remove()
    with db.engine.begin() as connection:
        let_go_of(connection, str(model.__tablename__))
        assert connection.execute(update(model).where(*where).values(**values)).rowcount


def put(model: type[Model], row: dict[str, Any]) -> None:
    """Puts a row in past the application."""
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(insert(model).values(row))


def remove(model: type[Model], *where: ColumnElement[bool]) -> None:
    """Removes rows past the application."""
    db.session.remove()
    with db.engine.begin() as connection:
        let_go_of(connection, str(model.__tablename__))
        assert connection.execute(delete(model).where(*where)).rowcount


def forget_notices() -> None:
    """Empties the outbox: how the cast came about has left notices in it."""
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(delete(Notice))


def at_once(app: Flask, work: Callable[[int], Any], times: int) -> list[Any]:
    """What each of many threads got, beginning together; a failure is given back as the exception."""
    ready = threading.Barrier(times)

    def attempt(number: int) -> Any:
        with app.app_context():
            ready.wait(60)
            try:
                return work(number)
            except Exception as error:  # noqa: BLE001 - the test looks at it
                return error

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(attempt, range(times)))


@contextmanager
def listening(name: str, listener: Callable[..., Any]) -> Iterator[None]:
    """Lets a listener hear an event of the database's engine meanwhile; the engine outlives the test."""
    event.listen(db.engine, name, listener)
    try:
        yield
    finally:
        event.remove(db.engine, name, listener)


def write(actor: Actor, text: str = "The lake was warm.", *, shared: bool = False, title: str = "") -> Any:
    """Saves a new reflection and gives its id."""
    made = make_id()
    token = token_for_id(server_secret(), actor.id, made)
    return writing.save(actor, Words(made, title, text, THERAPIST if shared else ONLY_ME, token=token))


def queued(therapist: Actor, page: int = 1) -> list[UUID]:
    """What waits on a page of the review queue, in its order."""
    return [row.id for entry in review_queue.page(therapist, number=page).entries for row in entry.rows]


def make_due(ring_id: UUID) -> None:
    """Marks a ring as due for a new generation, as the end of care does."""
    with unit_of_work():
        ring = db.session.get_one(Ring, ring_id)
        ring.rotation_due, ring.version = True, ring.version + 1
        ring_rows.close(ring)
        audit.record(Act.RING_RENEWED, None, ring_rows.stamp(ring))
    db.session.remove()


def newcomer(cast: Cast, name: str = "Noor Haddad", role: str = "therapist", therapist: Member | None = None) -> Member:
    """Somebody who has just joined the clinic of the cast."""
    return join(cast.clinic_id, name, role, "Staff 09", "copper kettle on a cold morning", therapist)


def seen_last(moment: datetime, *where: ColumnElement[bool]) -> None:
    """Moves when somebody was last there, as the application itself would have noted it."""
    db.session.remove()
    with unit_of_work():
        for row in db.session.scalars(select(SignIn).where(*where)):
            row.last_seen_at = moment
            row.begun_mac = sign_in_rows.begun_mac(row, slots.versions(row.person_id))
    db.session.remove()
