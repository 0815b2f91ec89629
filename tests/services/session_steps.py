"""Steps of a recorded session that its tests share: who is on the team, and a session that is open."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from journal.models import DosingSession
from journal.services.session_records import session_times
from tests.services.hands import newcomer, stored
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def nurse(cast: Cast) -> Member:
    """A nurse on the patient's treatment team."""
    nurse = newcomer(cast, "Sam Ellery", "nurse")
    join_team(cast, nurse)
    return nurse


@pytest.fixture
def prescriber(cast: Cast) -> Member:
    """A prescriber on the patient's treatment team; asked for before a session is checked in."""
    prescriber = newcomer(cast, "Noor Haddad", "prescriber")
    join_team(cast, prescriber)
    return prescriber


@pytest.fixture
def session_id(cast: Cast, nurse: Member) -> UUID:
    """A session of the patient, checked in by the nurse."""
    return session_times.check_in(nurse.actor(), cast.patient.id)


def version(session_id: UUID) -> int:
    """The version of a session's times."""
    return int(stored(DosingSession, DosingSession.id == session_id)[0]["version"])
