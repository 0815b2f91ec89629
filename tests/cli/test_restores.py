"""What was kept comes back whole, on either engine, and is used on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from journal import schema
from journal.config import Settings
from journal.services.backups import backup_files, backups
from journal.services.backups.backup_files import WayIn
from journal.services.demonstration import demonstration
from journal.services.ledger import quarantine
from tests.cli.keeping import PASSPHRASE, counts, empty, restored
from tests.support.cast import Cast, signed_in
from tests.support.forms import press
from tests.support.installations import Installations, running

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


@pytest.mark.parametrize("across", [False, True], ids=["same engine", "other engine"])
def test_everything_comes_back(
    app: Flask, settings: Settings, engine: str, installations: Installations, kept: Path, spoken: Path, across: bool
) -> None:
    with app.app_context():
        before = counts()
    with empty(installations, OTHER[engine] if across else engine, settings) as other:
        result = restored(other, kept, "--passphrase-file", spoken)
        assert result.exit_code == 0, result.output
        assert "Restored. The audit is whole." in result.output
        assert "restore reconcile" in result.output
        with other.app_context():
            assert counts() == before


def test_a_restore_that_is_killed_once_the_tables_are_filled_leaves_nobody_in_before_it_is_reconciled(
    settings: Settings, engine: str, installations: Installations, kept: Path, spoken: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    upgrade = schema.upgrade

    def killed_when_filled(revision: str = "") -> None:
        if not revision:
            raise SystemExit(9)
        upgrade(revision)

    monkeypatch.setattr(schema, "upgrade", killed_when_filled)
    with empty(installations, engine, settings) as other:
        assert restored(other, kept, "--passphrase-file", spoken).exit_code == 9
        with other.app_context():
            assert any("filled from a backup" in doubt for doubt in quarantine.doubts())


def test_a_whole_clinic_comes_back_and_its_people_read_on(
    settings: Settings, engine: str, installations: Installations, tmp_path: Path, spoken: Path
) -> None:
    file, invented = tmp_path / "kept.backup", replace(settings, demonstration=True)
    with (
        installations.database(engine, "demonstration") as address,
        running(replace(invented, database_url=address)) as app,
    ):
        app.config["PREFERRED_URL_SCHEME"] = "http" if settings.plain_http else "https"
        before = reading(app)
        made = app.test_cli_runner().invoke(args=["backup", str(file), "--passphrase-file", str(spoken)])
        assert made.exit_code == 0, made.output
    with empty(installations, engine, invented) as other:
        assert restored(other, file, "--passphrase-file", spoken).exit_code == 0
        assert other.test_cli_runner().invoke(args=["restore", "reconcile"]).exit_code == 0
        assert reading(other) == before


def reading(app: Flask) -> list[str]:
    """What a patient finds in their journal."""
    client = app.test_client()
    press(client, client.get("/sign-in"), "Sign in", email="patient@demo.example", password=demonstration.PASSWORD)
    words = re.findall(r'href="/reflections/[0-9a-f-]{36}"[^>]*>([^<]+)<', client.get("/reflections").text)
    assert len(words) > 3
    return words


def test_what_is_written_meanwhile_is_in_the_next_backup_and_the_chain_is_whole(
    app: Flask, settings: Settings, engine: str, installations: Installations, cast: Cast, tmp_path: Path, spoken: Path
) -> None:
    file, way = tmp_path / "kept.backup", WayIn(PASSPHRASE)
    with app.app_context():
        before = counts()

        def lines() -> Iterator[bytes]:
            found = backups.lines(lambda _: None, lambda _: None)
            yield next(found)
            in_another_thread(partial(write, app, cast))
            yield from found

        backup_files.write(file, way, lines())
        assert counts()["reflection"] == before["reflection"] + 1
    with empty(installations, engine, settings) as other:
        assert restored(other, file, "--passphrase-file", spoken).exit_code == 0
        with other.app_context():
            assert counts() == before


def in_another_thread(work: Callable[[], None]) -> None:
    """Runs something to its end with a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def write(app: Flask, cast: Cast) -> None:
    """The patient writes something."""
    client = signed_in(app, cast.patient)
    answer = press(
        client, client.get("/reflections/new"), "Save", title="Tide", text="The rope held.", audience="only_me"
    )
    assert answer.status_code == 303, answer.text
