"""Verifying says what is wrong without opening anything, and with somebody's password opens every seal of theirs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from journal.extensions import db
from journal.models import Note, Reflection, Totp
from tests.services.hands import overwrite, remove, stored, write
from tests.support.cast import Cast, Member
from tests.support.codes import code_at, forget_use

Command = Callable[..., Result]


@pytest.fixture
def written(app: Flask, cast: Cast) -> list[UUID]:
    """Three reflections of the patient."""
    with app.app_context():
        maya = cast.patient.actor()
        return [write(maya, f"Words {number}", shared=number == 0) for number in range(3)]


def of(app: Flask, member: Member, password: str = "") -> Result:
    """Verifies somebody's own seals."""
    typed = [password or member.password]
    if member.totp_secret:
        forget_use(app, member.id)
        typed.append(code_at(member.totp_secret))
    runner = app.test_cli_runner()
    return runner.invoke(args=["verify", "--person", member.email], input="\n".join(typed) + "\n")


def test_everything_is_whole(command: Command, written: list[UUID]) -> None:
    result = command("verify")
    assert (result.exit_code, result.output) == (0, "Everything is whole.\n")


def test_a_row_that_somebody_hid_is_missed(app: Flask, command: Command, written: list[UUID]) -> None:
    with app.app_context():
        remove(Reflection, Reflection.id == written[1])
    result = command("verify")
    assert result.exit_code == 1
    assert f"reflection {written[1]} was begun and is not there" in result.output


def test_bytes_that_were_changed_are_named_and_tables_too(app: Flask, command: Command, written: list[UUID]) -> None:
    with app.app_context():
        overwrite(Reflection, Reflection.id == written[0], head_sealed=b"short")
    output = command("verify").output
    assert f"reflection {written[0]} is not what its newest row says" in output
    assert f"reflection {written[0]}: head_sealed is no sealed value" in output
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_audit_actor"))
    assert "the tables are not as version" in command("verify").output


@pytest.mark.one_engine("the other keeps references itself")
def test_a_row_that_refers_to_nothing_is_named(app: Flask, command: Command, written: list[UUID]) -> None:
    with app.app_context():
        database = db.engine.url.database
    with closing(sqlite3.connect(str(database), isolation_level=None)) as connection:  # which keeps no references
        connection.execute("DELETE FROM person WHERE role = 'manager'")
    assert "refers to something that is not in person" in command("verify").output


def test_a_person_opens_every_seal_of_theirs(app: Flask, cast: Cast, written: list[UUID]) -> None:
    result = of(app, cast.patient)
    assert result.exit_code == 0, result.output
    assert "3  reflection: opened" in result.output
    assert "Words" not in result.output
    with app.app_context():
        body = stored(Reflection, Reflection.id == written[2])[0]["body_sealed"]
        overwrite(Reflection, Reflection.id == written[2], body_sealed=body[:-1] + bytes([body[-1] ^ 1]))
    result = of(app, cast.patient)
    assert result.exit_code == 1
    assert f"cannot be opened: reflection {written[2]}" in result.output


def test_who_has_an_app_gives_its_code_and_opens_nothing_of_others(app: Flask, cast: Cast, written: list[UUID]) -> None:
    result = of(app, cast.therapist)
    assert result.exit_code == 0, result.output
    assert "reflection" not in result.output
    assert Note.__tablename__ not in result.output


@pytest.mark.usefixtures("written")
def test_whose_second_factor_was_taken_away_in_the_database_opens_nothing(app: Flask, cast: Cast) -> None:
    with app.app_context():
        remove(Totp)
    result = of(app, cast.therapist)
    assert result.exit_code == 1
    assert "not those they set up" in result.output
    assert "opened" not in result.output.replace("Nothing was opened", "")


def test_another_password_opens_nothing(app: Flask, cast: Cast, written: list[UUID]) -> None:
    result = of(app, cast.patient, "nobody's own password at all")
    assert result.exit_code == 1
    assert "That does not open this account" in result.output
