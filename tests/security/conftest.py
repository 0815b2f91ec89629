"""Fixtures of the trials: the demonstration with everything in it, with somebody looking on while it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from journal.config import Settings
from tests.security.furnished import ROLES, append_words, furnish
from tests.security.onlooker import looking_on
from tests.security.trial import Trial
from tests.support.installations import Installations, State, forget_ledger, running


@pytest.fixture
def state(request: pytest.FixtureRequest) -> State:
    """What the test's database holds at its beginning."""
    if "trial" in request.fixturenames:
        return "demonstration"
    return "cast" if "cast" in request.fixturenames else "migrated"


@pytest.fixture
def trial(installations: Installations, request: pytest.FixtureRequest, settings: Settings) -> Iterator[Trial]:
    """A trial of the engine; its parameter names the people whose pages are walked, everybody where it is empty."""
    wanted = replace(settings, secret_file=installations.secret_file, demonstration=True, plain_http=True)
    forget_ledger(wanted)  # of the trial before
    with running(wanted) as app, looking_on() as onlooker:
        furnish(app)
        made = Trial(app, onlooker, request.param or ROLES)
        append_words(app)  # after the walk, which would take them over
        yield made
