"""Loading the demonstration: whole or not at all, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from journal.config import Settings
from journal.extensions import db
from journal.models import Person
from journal.services import installation
from journal.services.care import care
from journal.services.demonstration import demonstration
from journal.services.demonstration.demonstration import NotADemonstration
from tests.support.installations import begin_demonstration, running


@pytest.fixture
def begun(settings: Settings) -> Iterator[Flask]:
    """An application on an empty database that was begun as a demonstration."""
    with running(replace(settings, demonstration=True)) as app:
        app.config["PREFERRED_URL_SCHEME"] = "http" if settings.plain_http else "https"
        with app.app_context():
            begin_demonstration()
        yield app


def refuse_to_go_on(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_load_that_is_broken_off_leaves_nothing_and_can_be_repeated_until_it_is_whole(
    begun: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begun.app_context():
        with monkeypatch.context() as patched:
            patched.setattr(care, "ask", refuse_to_go_on)
            with pytest.raises(KeyboardInterrupt):
                demonstration.load()
        assert installation.is_empty()
        assert db.session.scalars(select(Person.id)).first() is None
        demonstration.load()
        with pytest.raises(NotADemonstration):
            demonstration.load()
