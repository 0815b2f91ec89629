"""A session that was moved, taken out or slipped into the database lifts no day of rest, and begins none."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.ids import make_id
from journal.models import DosingSession
from journal.services.care.decisions import may_decide
from journal.services.sessions.telling import JUST_NOW, TypedEnd, tell
from tests.services.hands import overwrite, put, remove, stored
from tests.support.cast import Cast
from tests.support.sitting import held

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def session_id(cast: Cast) -> UUID:
    return held(cast, 0)


def test_one_that_was_moved_to_another_day_keeps_its_rest(cast: Cast, session_id: UUID) -> None:
    overwrite(DosingSession, checked_in_at=clock.now() - timedelta(days=3))
    assert not may_decide(cast.patient.id)


def test_one_that_was_taken_out_keeps_its_rest(cast: Cast, session_id: UUID) -> None:
    remove(DosingSession, DosingSession.id == session_id)
    assert not may_decide(cast.patient.id)


def test_one_that_a_patient_told_of_keeps_its_rest(cast: Cast) -> None:
    tell(cast.patient.actor(), TypedEnd(JUST_NOW))
    overwrite(DosingSession, checked_in_at=clock.now() - timedelta(days=3))
    assert not may_decide(cast.patient.id)


def test_one_that_was_slipped_in_begins_none(cast: Cast, session_id: UUID) -> None:
    row = stored(DosingSession)[0]
    with clock.at(clock.now() + timedelta(days=4)):
        assert may_decide(cast.patient.id)
        put(DosingSession, {**row, "id": make_id(), "checked_in_at": clock.now() + timedelta(days=4000)})
        put(DosingSession, {**row, "id": make_id(), "checked_in_at": clock.now()})
        assert may_decide(cast.patient.id)
