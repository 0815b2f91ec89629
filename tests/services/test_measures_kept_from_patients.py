"""What no page of a patient's own tells them: points while they rest, and what the clinic found elsewhere."""

from __future__ import annotations

import pytest

from journal.services.care import decisions
from journal.services.measures import measure_lists
from tests.services.test_measure_answers import finish, phq9
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_no_list_tells_points_while_they_rest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(cast.patient.actor(), "phq9", **phq9(0, phq9_1=2))
    assert [each.total for each in measure_lists.own(cast.patient.actor()).answered] == [2]
    monkeypatch.setattr(decisions, "may_decide", lambda *_: False)
    assert [each.total for each in measure_lists.own(cast.patient.actor()).answered] == [None]
