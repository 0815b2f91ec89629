"""A database and its secret file belong together: another file, or none, stops the start and says which."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from journal import create_app
from journal.config import Settings
from journal.crypto.errors import WrongSecret
from journal.crypto.server import ServerSecret
from journal.models import Installation
from journal.services import installation
from journal.services.people import accounts
from journal.services.recovery import recoveries
from tests.services.hands import overwrite, remove, stored
from tests.support.cast import Cast, make_clinic
from tests.support.installations import Installations, running


@pytest.fixture(autouse=True)
def _hang_up() -> Iterator[None]:
    """An application that was refused its start has nobody to close what it asked the database with."""
    opened: list[Any] = []

    def remember(connection: Any, _record: Any) -> None:
        opened.append(connection)

    event.listen(Engine, "connect", remember)
    yield
    event.remove(Engine, "connect", remember)
    for connection in opened:
        connection.close()


def rotate(path: Path, *, keep: bool = True) -> None:
    """Adds a second master to a secret file, or puts it in the place of the first."""
    secret = json.loads(path.read_text())
    secret["masters"]["2"] = "B" * 43 + "="
    if not keep:
        del secret["masters"]["1"]
    path.write_text(json.dumps(secret))


def test_the_right_secret_starts(settings: Settings, cast: Cast) -> None:
    with running(settings) as app, app.app_context():
        accounts.check_password(cast.patient.email, cast.patient.password)


@pytest.mark.one_engine("a setting of the application does not concern the database")
def test_no_environment_turns_debug_mode_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with running(settings) as app:
        app.view_functions["machines.healthz"] = lambda: str(1 // 0)
        answer = app.test_client().get("/healthz")
    assert (app.debug, answer.status_code) == (False, 500)
    assert "ZeroDivisionError" not in answer.text


def test_another_secret_stops_the_start_and_is_named(settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    ServerSecret.create(other)
    with pytest.raises(WrongSecret, match=r"other\.json does not belong to this database"):
        create_app(replace(settings, secret_file=other))


def test_a_missing_secret_stops_the_start_and_is_named(settings: Settings) -> None:
    settings.secret_file.unlink()
    with pytest.raises(WrongSecret, match=r"secret\.json is missing"):
        create_app(settings)
    assert not settings.secret_file.exists()


def test_a_secret_open_to_others_stops_the_start(settings: Settings) -> None:
    settings.secret_file.chmod(0o644)
    with pytest.raises(WrongSecret, match="0600"):
        create_app(settings)


def test_a_renewed_secret_that_keeps_the_old_one_starts_and_finds_everyone(settings: Settings, cast: Cast) -> None:
    rotate(settings.secret_file)
    with running(settings) as app, app.app_context():
        for member in cast:
            assert accounts.check_password(member.email, member.password).person_id == member.id
        assert recoveries.recover(cast.patient.email, cast.patient.kit_code, "seven gulls on a tin roof").kit
        assert cast.therapist.actor().name == cast.therapist.name


def test_a_renewed_secret_without_the_old_one_stops_the_start(settings: Settings) -> None:
    rotate(settings.secret_file, keep=False)
    with pytest.raises(WrongSecret, match="does not belong"):
        create_app(settings)


def test_a_changed_check_value_stops_the_start(settings: Settings, app: Flask) -> None:
    with app.app_context():
        overwrite(Installation, Installation.id == 1, check_value=bytes(36))
    with pytest.raises(WrongSecret):
        create_app(settings)


def test_beginning_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        before = stored(Installation)
        installation.begin()
        assert stored(Installation) == before
        assert len(before) == 1


def test_an_installation_is_empty_until_it_has_a_clinic(app: Flask) -> None:
    with app.app_context():
        assert installation.is_empty()
        make_clinic()
        assert not installation.is_empty()


def test_an_installation_is_a_demonstration_only_when_begun_as_one(app: Flask, settings: Settings) -> None:
    with app.app_context():
        assert not installation.is_demonstration()
    with running(replace(settings, demonstration=True)) as later, later.app_context():
        installation.begin()
        assert not installation.is_demonstration()


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_new_database_is_begun_as_it_was_meant(
    installations: Installations, settings: Settings, engine: str, *, demonstration: bool
) -> None:
    with installations.database(engine, "migrated") as address:
        wanted = replace(settings, database_url=address, demonstration=demonstration)
        with running(wanted) as app, app.app_context():
            remove(Installation)
            installation.begin()
            assert installation.is_demonstration() is demonstration


def test_a_database_without_tables_lets_the_start_go_on(
    installations: Installations, settings: Settings, engine: str
) -> None:
    with (
        installations.database(engine, "empty") as address,
        running(replace(settings, database_url=address)) as app,
        app.app_context(),
    ):
        installation.check_secret()


def test_an_unreachable_database_is_asked_later(settings: Settings, tmp_path: Path, engine: str) -> None:
    nowhere = f"sqlite:///{tmp_path}/none/x.db" if engine == "sqlite" else "postgresql+psycopg://u@127.0.0.1:9/none"
    with running(replace(settings, database_url=nowhere)) as app, app.app_context():
        installation.check_secret()
