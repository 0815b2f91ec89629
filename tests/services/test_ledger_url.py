"""A ledger in another database: made by whoever comes first, and told of where it cannot be reached."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import psycopg
import pytest
from flask import Flask

from journal.config import Settings
from journal.extensions import POSTGRESQL_CONNECTION, db
from journal.services.ledger import quarantine
from journal.services.ledger.url_store import UrlStore
from tests.support.installations import Installations, running

AT_ONCE = 8
ROUNDS = {"sqlite": 100, "postgresql": 3}  # a new file refused somebody in one round of thirty
NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/none"


def test_machines_that_begin_at_once_make_it_together(installations: Installations, engine: str) -> None:
    def begin(place: UrlStore) -> list[str]:
        together.wait()
        return place.heads()

    for _ in range(ROUNDS[engine]):
        together = Barrier(AT_ONCE)
        with installations.database(engine, "empty") as address, ThreadPoolExecutor(AT_ONCE) as machines:
            places = [UrlStore(address) for _ in range(AT_ONCE)]
            assert list(machines.map(begin, places)) == [[]] * AT_ONCE
            for place in places:
                place._engine.dispose()


@pytest.mark.usefixtures("cast")
def test_a_start_without_it_is_told_of(app: Flask, settings: Settings) -> None:
    assert app
    with running(replace(settings, ledger_url=NOWHERE)) as other, other.app_context():
        said = quarantine.begin()
    assert said is not None
    assert "cannot be read or written" in said


@pytest.mark.parametrize("which", ["records", "ledger"])
def test_a_server_that_is_cut_off_without_a_word_is_given_up(
    app: Flask, engine: str, which: str, installations: Installations
) -> None:
    with installations.database(engine, "empty") as address, app.app_context():
        place = UrlStore(address)
        with (db.engine if which == "records" else place._engine).connect() as connection:
            driver = connection.connection.driver_connection
            told = driver.info.get_parameters() if isinstance(driver, psycopg.Connection) else {}
        place._engine.dispose()
    expected = POSTGRESQL_CONNECTION if engine == "postgresql" else {}
    assert {name: int(value) for name, value in told.items() if name in POSTGRESQL_CONNECTION} == expected
