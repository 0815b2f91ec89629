"""Fixtures for every test.

A test that asks for `app`, or for anything made from it, runs twice: on SQLite over plain HTTP, as on one's own
machine, and on PostgreSQL as behind HTTPS, as in a clinic. Marked `all_transports` it runs in all four ways, marked
`one_engine` on SQLite alone. Asking for `cast` gives a database that already holds everyone.

Starting the application takes longer than most tests do, so there is one for each engine and transport in a test
process, always at the same address, and every test finds a fresh database there. A test that changes the application
itself starts its own with `running(settings)`.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.config import Settings
from tests.support import cast as casting
from tests.support import engines
from tests.support.cast import Cast, Member
from tests.support.installations import CHEAP, Installations, State

# how long an example takes is the machine's affair: a timing is never what a test asserts
hypothesis.settings.register_profile("interleaf", deadline=None)
hypothesis.settings.load_profile("interleaf")
PAIRS = [("sqlite", "http"), ("postgresql", "https")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test on each engine and transport that concern it."""
    asked, marked = set(metafunc.fixturenames), metafunc.definition.get_closest_marker
    names = ("sqlite",) if marked("one_engine") else engines.NAMES
    if "live" in asked and not marked("both_engines"):
        names = ("sqlite",)
    if {"engine", "transport"} <= asked:
        every_way = [*product(names, ("http", "https"))]
        pairs = every_way if marked("all_transports") else [pair for pair in PAIRS if pair[0] in names]
        metafunc.parametrize(("engine", "transport"), pairs)
    elif "engine" in asked:
        metafunc.parametrize("engine", names)


def pytest_collection_finish() -> None:
    """Lets the collector of garbage pass over what stays anyway, the modules and thousands of tests, and come less
    often: looking through them again and again took every tenth second. What a test leaves is found all the same."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def installations() -> Iterator[Installations]:
    """The engines and ready databases of this test process."""
    made = Installations()
    yield made
    made.close()


@pytest.fixture
def state(request: pytest.FixtureRequest) -> State:
    """What the test's database holds at its beginning."""
    return "cast" if "cast" in request.fixturenames else "migrated"


@pytest.fixture
def database(installations: Installations, engine: str, state: State) -> Iterator[str]:
    """The address of a fresh database, the same for each test on an engine."""
    with installations.database(engine, state, name="tested") as address:
        yield address


@pytest.fixture
def settings(installations: Installations, database: str, transport: str, tmp_path: Path) -> Settings:
    """Settings of an installation of the test's own; its secret file is a copy that may be spoiled."""
    secret_file = Path(shutil.copy2(installations.secret_file, tmp_path / "secret.json"))
    return Settings(database, secret_file, plain_http=transport == "http", kdf_profile=CHEAP)


@pytest.fixture
def app(installations: Installations, settings: Settings) -> Iterator[Flask]:
    """The application, started as it will be; its secret file is one that nobody spoils."""
    with installations.application(replace(settings, secret_file=installations.secret_file)) as app:
        app.config["PREFERRED_URL_SCHEME"] = "http" if settings.plain_http else "https"
        yield app


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """An application context for the whole test, for calling services."""
    with app.app_context():
        yield


@pytest.fixture
def cast(installations: Installations, engine: str, database: str) -> Cast:
    """Everyone: they are in the test's database already."""
    everyone = installations.prepared(engine, "cast").cast
    assert everyone is not None
    return everyone


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who is not signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Member], FlaskClient]:
    """Gives the browser of somebody who has just signed in; each call is another device."""

    def begin(member: Member) -> FlaskClient:
        return casting.signed_in(app, member)

    return begin
