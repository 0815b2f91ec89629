"""A flag that was changed in the database counts as open, and one that was taken out of it is missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from journal import clock
from journal.models import SafetyFlag, SafetyStep
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.safety import flag_counts, flag_steps
from journal.services.safety.flag_rows import id_of
from tests.services.hands import overwrite, remove
from tests.services.safety_steps import acknowledge, answered, asked, look, opened, there, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


@pytest.mark.parametrize("change", [{"number": 2}, {"contact_at": None}, {"steps": 3}, {"body_sealed": b"x"}])
def test_whatever_is_changed_of_it_is_noticed_and_another_can_be_opened(cast: Cast, change: dict[str, Any]) -> None:
    flag_id = asked(cast)
    overwrite(SafetyFlag, SafetyFlag.id == flag_id, **change)
    assert [(line.id, line.whole) for line in there(cast.therapist)] == [(flag_id, False)]
    assert answered(cast) is not None
    assert len(there(cast.therapist)) == 2


def test_what_is_changed_in_the_database_counts_as_open(cast: Cast) -> None:
    flag_id = answered(cast)
    overwrite(SafetyFlag, SafetyFlag.id == flag_id, state="closed", closed_by=cast.therapist.id)
    [line] = there(cast.therapist)
    assert (line.state, line.whole, line.lost) == ("open", False, False)
    page = look(cast.therapist, flag_id)
    assert (page.state, page.cause, page.closed) == ("open", None, None)
    acknowledge(cast.therapist, flag_id)
    assert [line.state for line in there(cast.therapist)] == ["acknowledged"]


@pytest.mark.parametrize("which", [1, 2, 3])
def test_one_that_is_taken_out_is_missed(cast: Cast, which: int) -> None:
    for _ in range(3):
        answered(cast)
    gone = id_of(cast.patient.id, which)
    remove(SafetyFlag, SafetyFlag.id == gone)
    assert [(line.id, line.lost) for line in there(cast.therapist) if not line.whole] == [(gone, True)]
    page = look(cast.therapist, gone)
    assert (page.lost, page.patient.name) == (True, cast.patient.name)
    with pytest.raises(NotAllowed):
        flag_steps.acknowledge(cast.therapist.actor(), gone, 0)
    with pytest.raises(NotAllowed):
        look(cast.other_therapist, gone)
    assert [line.split()[0] for line in verification.verify(cast.clinic_id)] == ["safety_flag"]
    assert answered(cast) == id_of(cast.patient.id, 4)


def test_one_that_is_moved_to_somebody_else_is_missed_and_theirs_shows_nothing(cast: Cast) -> None:
    flag_id = answered(cast)
    overwrite(SafetyFlag, SafetyFlag.id == flag_id, patient_id=cast.other_patient.id)
    assert [line.lost for line in there(cast.therapist)] == [True]
    assert there(cast.other_therapist) == ()
    with pytest.raises(NotAllowed):
        look(cast.other_therapist, flag_id)


def test_a_step_that_is_taken_out_is_missed(cast: Cast) -> None:
    flag_id = opened(cast, cast.therapist)
    write(cast.therapist, flag_id)
    remove(SafetyStep, SafetyStep.flag_id == flag_id)
    assert look(cast.therapist, flag_id).steps_lost
    assert [line.split()[0] for line in verification.verify(cast.clinic_id)] == ["safety_step"]


def test_the_manager_counts_what_was_set_to_closed_set_younger_or_taken_out(cast: Cast) -> None:
    kept, closed, younger, gone = (answered(cast) for _ in range(4))
    later = clock.now() + timedelta(days=9)
    overwrite(SafetyFlag, SafetyFlag.id == closed, state="closed", closed_by=cast.therapist.id)
    overwrite(SafetyFlag, SafetyFlag.id == younger, created_at=later)
    remove(SafetyFlag, SafetyFlag.id == gone)
    with clock.at(later):
        counts = flag_counts.of_clinic(cast.manager.actor())
    assert ([each.count for each in counts.overdue], counts.changed) == ([4], 3)
    assert kept in {line.id for line in there(cast.therapist) if line.whole}
