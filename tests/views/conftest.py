"""The browsers of the cast, and one of every kind of thing that an address can lead to."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.cast import Cast, Member
from tests.views.routes import make_things, member
from tests.views.steps import SignedIn
from tests.views.things import Things
from tests.views.treatment_steps import join


@pytest.fixture
def patient(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """Maya's browser."""
    return signed_in(cast.patient)


@pytest.fixture
def therapist(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The browser of Ines."""
    return signed_in(cast.therapist)


@pytest.fixture
def ruth(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The manager's browser."""
    return signed_in(cast.manager)


@pytest.fixture
def things(app: Flask, cast: Cast, signed_in: SignedIn) -> Things:
    """One of everything."""
    return make_things(app, cast, signed_in)


@pytest.fixture
def nurse(app: Flask, cast: Cast) -> Member:
    """A nurse on the patient's treatment team."""
    nurse = member(app, cast, "nurse")
    join(app, cast, nurse)
    return nurse


@pytest.fixture
def sam(nurse: Member, signed_in: SignedIn) -> FlaskClient:
    """The nurse's browser."""
    return signed_in(nurse)


@pytest.fixture
def prescriber(app: Flask, cast: Cast) -> Member:
    """A prescriber on the patient's treatment team."""
    prescriber = member(app, cast, "prescriber")
    join(app, cast, prescriber)
    return prescriber


@pytest.fixture
def noor(prescriber: Member, signed_in: SignedIn) -> FlaskClient:
    """The prescriber's browser."""
    return signed_in(prescriber)
