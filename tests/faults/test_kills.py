"""A few kills of each kind of work on each engine, so that `make faults`, which takes hundreds, goes on working."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from journal.models import RingKeyRow
from tests.faults import kills
from tests.faults.key_operations import KeyRotation
from tests.faults.killing import Told
from tests.faults.operations import Operation, Save, Share
from tests.faults.outcome import Outcome, ends_well
from tests.faults.places import DurableInstallations, Place, inside, place
from tests.services.hands import remove


@pytest.fixture(scope="module")
def durable() -> Iterator[DurableInstallations]:
    made = DurableInstallations()
    yield made
    made.close()


@pytest.fixture
def here(durable: DurableInstallations, engine: str) -> Iterator[Place]:
    with place(durable, engine) as made:
        yield made


@pytest.mark.parametrize("kind", [Save, KeyRotation])
def test_what_was_acknowledged_outlives_a_kill_and_nothing_is_half_done(here: Place, kind: type[Operation]) -> None:
    outcome = kills.kill(here, kind, 5)
    assert outcome.tries == 5
    assert outcome.findings == []


@pytest.mark.one_engine("what the parent makes of it is the same on both")
def test_an_acknowledged_change_that_is_not_there_is_called_lost(here: Place) -> None:
    app, invented = here.application(), Told([["01a202b3-0359-7f7b-9d03-f961dbae9889", 1]])
    operation, outcome = kills._prepared(app, here, Save), Outcome("save", "sqlite")
    kills._note(outcome, app, operation, invented)
    assert len(outcome.lost) == 1
    assert outcome.result == "FAILED"
    assert not ends_well([outcome], allow_missing=True)


@pytest.mark.one_engine("what the parent makes of it is the same on both")
def test_an_entry_whose_wrap_is_missing_is_called_half(here: Place) -> None:
    app, outcome = here.application(), Outcome("share", "sqlite")
    operation = kills._prepared(app, here, Share)
    with inside(app):
        remove(RingKeyRow, RingKeyRow.generation == 1)
    kills._note(outcome, app, operation, Told())
    assert any("does not open for its writer" in each for each in outcome.halves)


def test_what_could_not_be_tried_is_no_success_unless_that_was_allowed() -> None:
    untried = Outcome("disk full", "sqlite", missing="no memory disk can be mounted here")
    assert untried.result == "not tried"
    assert not ends_well([untried], allow_missing=False)
    assert ends_well([untried], allow_missing=True)
