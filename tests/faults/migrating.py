"""Migrations undone and done again with rows in the tables: what the lower tables can hold comes back byte for byte,
and opens for the people it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import inspect, select, text

from journal.config import Settings
from journal.crypto.errors import CannotOpen
from journal.extensions import Model, db
from journal.models import Note, Person, PersonKey, Reflection
from journal.permissions import Who
from journal.services.actor import Actor, Keys
from journal.services.demonstration import demonstration
from journal.services.notes import notes
from journal.services.people import accounts, people
from journal.services.reflections import texts
from tests.faults.outcome import Outcome
from tests.faults.places import DurableInstallations
from tests.migrations.conftest import Schema
from tests.support.installations import CHEAP, running

EVERY = 6  # revisions between two depths that are gone down to; the newest one, the first and nothing at all as well
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def migrate(installations: DurableInstallations, engine: str) -> Outcome:
    """Takes the demonstration down to several depths and up again, each time from its beginning."""
    outcome, opened = Outcome("migrations down and up with rows", engine), []
    for depth in [None, *_depths()]:
        with installations.database(engine, "demonstration", name="migrated") as address:
            settings = Settings(address, installations.secret_file, kdf_profile=CHEAP, demonstration=True)
            with running(settings) as app, app.app_context():
                whole = _rows(None)
                if depth is not None:
                    outcome.tries += 1
                    outcome.lost += list(_there_and_back(whole, depth))
                opened.append((depth or "head", _opened(outcome, depth or "head") if depth != "base" else 0))
    outcome.acknowledged = opened[0][1]
    outcome.notes.append("opened again: " + ", ".join(f"{many} from {depth}" for depth, many in opened))
    return outcome


def _depths() -> list[str]:
    revisions = Schema().revisions()
    return [*dict.fromkeys([revisions[-2], *revisions[-2:0:-EVERY], revisions[0]]), "base"]


def _there_and_back(before: Rows, depth: str) -> Iterator[str]:
    """Goes down and up; a sentence for each row that the lower tables held and that is not as it was."""
    schema = Schema()
    schema.down(depth)
    kept = _columns()
    schema.up()
    if _tables_of_ours() != set(before):
        yield f"after {depth} there are other tables than before"
    after = _rows(kept)
    for table, columns in kept.items():
        for key, row in before[table].items():
            now = after[table].get(key)
            held = {name: row[name] for name in columns}
            if now is None or {name: now[name] for name in columns} != held:
                yield f"{table} {key} is not as it was before {depth}"


def _columns() -> dict[str, list[str]]:
    """The tables of ours that are there, with those of their columns that the models know."""
    found = inspect(db.engine)
    known = Model.metadata.tables
    return {
        table: [column["name"] for column in found.get_columns(table) if column["name"] in known[table].columns]
        for table in found.get_table_names()
        if table in known
    }


def _tables_of_ours() -> set[str]:
    return set(_columns())


def _rows(kept: dict[str, list[str]] | None) -> Rows:
    """Every row as the database itself holds it, by its key."""
    found: Rows = {}
    with db.engine.connect() as connection:
        for table in Model.metadata.sorted_tables:
            if kept is None or table.name in kept:
                keys = [column.name for column in table.primary_key.columns]
                rows = connection.execute(text(f"SELECT * FROM {table.name}")).mappings()
                found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    return found


def _opened(outcome: Outcome, depth: str) -> int:
    """How many reflections and notes open for patient and therapist, with the keys that their passwords open."""
    many, (patient, therapist) = 0, (_actor(email) for email, _ in demonstration.ACCOUNTS[:2])
    for row in db.session.scalars(select(Reflection).where(Reflection.patient_id == patient.id)).all():
        for actor in (patient, therapist) if row.state == texts.SHARED else (patient,):
            if row.version:
                many += _does(outcome, f"reflection {row.id} after {depth}", lambda a=actor, r=row: texts.text(a, r))
    for note in db.session.scalars(select(Note).where(Note.author_id == therapist.id)).all():
        many += _does(outcome, f"note {note.id} after {depth}", lambda n=note: notes.opened(therapist, n))
    return many


def _does(outcome: Outcome, what: str, opening: Any) -> int:
    try:
        opening()
    except CannotOpen:
        outcome.broken.append(f"{what} does not open")
        return 0
    return 1


def _actor(email: str) -> Actor:
    """Somebody with the keys that their password opens; a sign-in would ask the audit, which remembers columns that a
    lower table has let go of."""
    unlocked = accounts.check_password(email, demonstration.PASSWORD)
    person = db.session.get_one(Person, unlocked.person_id)
    mine = (PersonKey.person_id == person.id) & (PersonKey.epoch == person.epoch)
    key = db.session.scalars(select(PersonKey).where(mine)).one()
    keys = Keys(
        unlocked.account_key, key.epoch, key.id, people.place(key.clinic_id, key.id), key.private_sealed
    )  # fmt: skip
    who = Who(person.id, person.clinic_id, person.role)
    return Actor(who, people.name_of(person), person.theme, person.text_size, "UTC", keys)
