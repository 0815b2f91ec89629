"""The patient and her therapist with their keys, inside the application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from journal.services.actor import Actor
from tests.support.cast import Cast


@pytest.fixture
def patient(app: Flask, cast: Cast) -> Iterator[Actor]:
    """Maya."""
    with app.app_context():
        yield cast.patient.actor()


@pytest.fixture
def therapist(patient: Actor, cast: Cast) -> Actor:
    """Ines."""
    return cast.therapist.actor()
