"""Sealed values that were damaged or cut off, each kind in its turn and then all at once: no page fails for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Column, Table, select, update

from journal.config import Settings
from journal.extensions import Model, db
from journal.services.demonstration import demonstration
from tests.faults.outcome import Outcome
from tests.faults.places import DurableInstallations
from tests.security.tampering import damaged
from tests.services.hands import GUARDED
from tests.support.cast import Member, signed_in
from tests.support.installations import CHEAP, running

HOW = ("flipped", "cut")
LISTS = {
    "patient@demo.example": ("/", "/reflections", "/insights", "/plan", "/appointments", "/account"),
    "therapist@demo.example": ("/", "/review", "/patients"),
    "manager@demo.example": ("/", "/people", "/clinic"),
}
Place = tuple[Table, Column[Any]]
Clients = dict[str, FlaskClient]


def damage(installations: DurableInstallations, engine: str) -> Outcome:
    """Damages the newest value of each sealed column, looks at the lists of everybody, and puts it back."""
    outcome = Outcome("sealed values damaged or cut off", engine)
    with installations.database(engine, "demonstration", name="damaged") as address:
        settings = Settings(address, installations.secret_file, plain_http=True, kdf_profile=CHEAP, demonstration=True)
        with running(settings) as app:
            places, clients = list(_filled(app)), {email: _client(app, email) for email in LISTS}
            for email, client in clients.items():
                outcome.must(client.get("/account").status_code == 200, f"{email} is not signed in")
            for place in places:
                for how in HOW:
                    outcome.tries += 1
                    before = _put(app, place, how)
                    _look(outcome, clients, f"{place[1]} {how}")
                    _put_back(app, place, *before)
            for place in places:
                _put(app, place, "flipped")
            _look(outcome, clients, "all at once", _pages(app))
    outcome.notes.append(f"{len(places)} sealed columns are filled; {outcome.acknowledged:,} pages were answered")
    return outcome


def _filled(app: Flask) -> Iterator[Place]:
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("_sealed") and table.name not in GUARDED and _newest(app, (table, column)):
                yield table, column


def _newest(app: Flask, place: Place) -> Any:
    table, column = place
    keys = list(table.primary_key.columns)
    wanted = select(*keys, column).where(column.is_not(None), column != b"").order_by(*(key.desc() for key in keys))
    with app.app_context(), db.engine.connect() as connection:
        return connection.execute(wanted.limit(1)).one_or_none()


def _put(app: Flask, place: Place, how: str) -> tuple[Any, bytes]:
    """Damages the newest value of a column; gives its row's key and the value."""
    *key, value = _newest(app, place)
    _put_back(app, place, key, damaged(value, how))
    return key, value


def _put_back(app: Flask, place: Place, key: Iterable[Any], value: bytes) -> None:
    table, column = place
    same = [each == part for each, part in zip(table.primary_key.columns, key, strict=True)]
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(update(table).where(*same).values({column.name: value}))


def _look(outcome: Outcome, clients: Clients, when: str, pages: Iterable[str] = ()) -> None:
    """Asks for everybody's lists, or for these pages as each of them."""
    for email, lists in LISTS.items():
        for path in pages or lists:
            status = clients[email].get(path).status_code
            outcome.acknowledged += 1
            outcome.must(status < 500, f"{path} was answered {status} to {email} with {when}")


def _client(app: Flask, email: str) -> FlaskClient:
    """The browser of somebody who has signed in before anything was damaged."""
    return signed_in(app, cast(Member, SimpleNamespace(email=email, password=demonstration.PASSWORD)))


def _pages(app: Flask) -> list[str]:
    return sorted(
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    )
