"""The migrations build exactly the tables of the models, can be undone, and keep the rows that are there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select, text

from journal.extensions import Model, db
from journal.models import AuditRow, Clinic, Person
from journal.services import installation
from journal.services.audit import verification
from journal.services.people import accounts
from journal.services.sign_in.slots import WrongSignIn
from tests.migrations.conftest import FOLDER, Schema
from tests.support.cast import make_cast
from tests.support.installations import Installations
from tests.support.server import ROOT


def test_the_migrated_schema_is_the_one_of_the_models(schema: Schema) -> None:
    schema.up()
    assert schema.drift() == []


def test_a_schema_that_strays_is_noticed(schema: Schema) -> None:
    schema.up()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN nickname VARCHAR(20)"))
    assert [change[0] for change in schema.drift()] == ["remove_column"]


def test_the_tables_the_models_make_are_described_like_the_migrated_ones(schema: Schema) -> None:
    schema.up()
    migrated = {table: what for table, what in schema.described().items() if table != "alembic_version"}
    schema.down()
    Model.metadata.create_all(db.engine)
    made = {table: what for table, what in schema.described().items() if table != "alembic_version"}
    assert made == migrated


def test_every_migration_can_be_undone_and_done_again(schema: Schema) -> None:
    before = schema.tables()
    for revision in schema.revisions():
        schema.up(revision)
        after = schema.described()
        schema.down("-1")
        assert schema.tables() == before
        schema.up(revision)
        assert schema.described() == after
        before = schema.tables()


def test_nothing_is_left_when_all_is_undone(schema: Schema) -> None:
    schema.up()
    schema.down()
    assert set(schema.described()) <= {"alembic_version"}


def test_migrating_twice_changes_nothing(schema: Schema) -> None:
    schema.up()
    before = schema.described()
    schema.up()
    assert schema.described() == before


def test_two_nodes_that_start_at_once_migrate_one_after_the_other(
    schema: Schema, database: str, installations: Installations
) -> None:
    told = {"DATABASE_URL": database, "INTERLEAF_SECRET_FILE": str(installations.secret_file)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    environment = {**os.environ, "INTERLEAF_PLAIN_HTTP": "1", **told}
    nodes = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) for _ in range(2)]
    said = [node.communicate()[1].decode() for node in nodes]
    assert [node.returncode for node in nodes] == [0, 0], said
    assert schema.drift() == []


def test_there_is_one_history_without_branches() -> None:
    assert len(ScriptDirectory(FOLDER).get_heads()) == 1
    assert len(ScriptDirectory(FOLDER).get_bases()) == 1


def test_people_and_their_audit_outlive_a_migration(schema: Schema, empty_app: Flask) -> None:
    schema.up()
    installation.begin()
    cast = make_cast()
    db.session.remove()
    schema.up()
    installation.check_secret()
    unlocked = accounts.check_password(cast.patient.email, cast.patient.password)
    assert unlocked.person_id == cast.patient.id
    assert list(verification.verify(cast.clinic_id)) == []


def test_rows_can_be_undone_and_begun_again(schema: Schema, empty_app: Flask) -> None:
    schema.up()
    installation.begin()
    first = make_cast()
    schema.down()
    assert not inspect(db.engine).has_table("person")
    schema.up()
    assert db.session.scalars(select(Person.id)).all() == db.session.scalars(select(Clinic.id)).all() == []
    with pytest.raises(WrongSignIn):
        accounts.check_password(first.patient.email, first.patient.password)
    installation.begin()
    second = make_cast()
    assert list(verification.verify(second.clinic_id)) == []
    assert db.session.scalars(select(AuditRow.sequence).order_by(AuditRow.sequence)).first() == 1
