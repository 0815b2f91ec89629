"""What no page of a patient's own tells them: points while they rest, and what the clinic found elsewhere."""

from __future__ import annotations

import pytest

from journal.permissions import NotAllowed
from journal.services.care import decisions
from journal.services.measures import entries, measure_choice, measure_lists, measure_overview, measure_pages
from tests.services.evaluation_steps import nurse
from tests.services.test_measure_answers import finish, phq9
from tests.services.test_measure_asks import on_paper
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def test_no_list_tells_points_while_they_rest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(cast.patient.actor(), "phq9", **phq9(0, phq9_1=2))
    assert [each.total for each in measure_lists.own(cast.patient.actor()).answered] == [2]
    monkeypatch.setattr(decisions, "may_decide", lambda *_: False)
    assert [each.total for each in measure_lists.own(cast.patient.actor()).answered] == [None]


def test_a_total_of_the_clinic_is_on_no_page_of_the_patient(cast: Cast, nurse: Member) -> None:
    entries.enter(nurse.actor(), cast.patient.id, on_paper("wsas", version=0, total=12))
    actor = cast.patient.actor()
    assert [each.name for each in measure_overview.of_patient(nurse.actor(), cast.patient.id)] == ["wsas"]
    assert measure_overview.own(actor) == ()
    for page in (measure_pages.own, measure_pages.own_file):
        with pytest.raises(NotAllowed):
            page(actor, "wsas")
    measure_choice.show_points(actor, shows_points=False)
    assert measure_overview.own(actor) == ()
