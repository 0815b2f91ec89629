"""What one can do who writes to the database: break a sealed value, swap two, bring an old row back, cut it off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask, has_app_context
from sqlalchemy import event, select, update

from journal.extensions import Model, db
from tests.views.steps import change

DAMAGES = ("flipped", "cut", "emptied", "another suite", "another key")


def damaged(sealed: bytes, how: str) -> bytes:
    """A sealed value as nobody sealed it."""
    match how:
        case "flipped":
            return sealed[:-1] + bytes([sealed[-1] ^ 1])
        case "cut":
            return sealed[:20]
        case "emptied":
            return b""
        case "another suite":
            return b"\x07" + sealed[1:]
    return sealed[:1] + b"\xff\xff\xff\xff" + sealed[5:]


def row_of(app: Flask, model: type[Model], row_id: UUID | str) -> dict[str, Any]:
    """A row as it is stored."""
    table = model.__table__
    with app.app_context(), db.engine.connect() as connection:
        found = connection.execute(select(table).where(table.c.id == UUID(str(row_id)))).mappings().one()
    return dict(found)


def put_back(app: Flask, model: type[Model], row: dict[str, Any]) -> None:
    """Brings a row back to what it was."""
    change(app, update(model).where(model.__table__.c.id == row["id"]).values(row))


def damage(app: Flask, model: type[Model], row_id: UUID | str, column: str, how: str = "flipped") -> None:
    """Damages one sealed column of one row."""
    sealed = row_of(app, model, row_id)[column]
    put_back(app, model, {"id": UUID(str(row_id)), column: damaged(sealed, how)})


def swap(app: Flask, model: type[Model], one: str, other: str, column: str) -> None:
    """Exchanges one column of two rows."""
    values = [row_of(app, model, each)[column] for each in (one, other)]
    put_back(app, model, {"id": UUID(one), column: values[1]})
    put_back(app, model, {"id": UUID(other), column: values[0]})


@contextmanager
def database_out_of_reach(app: Flask) -> Iterator[None]:
    """Lets every new connection go to an address where there is no database."""
    if has_app_context():
        db.session.rollback()  # else the test's own connection would not be given back
    with app.app_context():
        engine = db.engine
    engine.dispose()

    def misdirect(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        if arguments:
            arguments[0] = "/nowhere/at/all/interleaf.db"
        else:
            options["host"] = "/nowhere/at/all"

    event.listen(engine, "do_connect", misdirect)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", misdirect)
