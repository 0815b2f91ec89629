"""A cover that begins after a flag was opened hears of it when it begins: once, and only that something waits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from journal import clock
from journal.models import Notice as NoticeRow
from journal.services.audit import verification
from journal.services.notices import Notice
from journal.services.safety import flag_covers
from tests.services import covering
from tests.services.hands import forget_notices, stored
from tests.services.safety_steps import acknowledge, answered, close, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def told(cast: Cast) -> int:
    """How many notices of flags the colleague who covers was put."""
    is_flag = NoticeRow.kind == Notice.SAFETY_FLAG
    return len(stored(NoticeRow, NoticeRow.person_id == cast.other_therapist.id, is_flag))


def noon(days: int) -> datetime:
    return covering.noon(covering.today() + timedelta(days=days))


def test_when_a_cover_begins_the_one_who_covers_is_told_once(cast: Cast) -> None:
    answered(cast)
    answered(cast)
    covering.grant(cast, 2, 4)
    forget_notices()
    assert (flag_covers.tell_begun(), told(cast)) == (0, 0)
    with clock.at(noon(2)):
        assert [flag_covers.tell_begun() for _ in range(2)] == [1, 0]
    with clock.at(noon(3)):
        assert flag_covers.tell_begun() == 0
        assert told(cast) == 1
        assert list(verification.verify(cast.clinic_id)) == []


def test_a_cover_that_is_granted_on_its_first_day_is_told_too(cast: Cast) -> None:
    answered(cast)
    with clock.at(clock.now() + timedelta(seconds=1)):
        covering.grant(cast, 0, 2)
        forget_notices()
        assert (flag_covers.tell_begun(), told(cast)) == (1, 1)


def test_of_a_flag_that_is_opened_during_the_cover_nobody_is_told_twice(cast: Cast) -> None:
    covering.grant(cast, 0, 2)
    forget_notices()
    with clock.at(clock.now() + timedelta(seconds=1)):
        answered(cast)
        assert (flag_covers.tell_begun(), told(cast)) == (0, 1)


def test_a_flag_that_was_closed_before_is_not_told(cast: Cast) -> None:
    flag_id = answered(cast)
    acknowledge(cast.therapist, flag_id)
    write(cast.therapist, flag_id)
    close(cast.therapist, flag_id)
    covering.grant(cast, 2, 4)
    forget_notices()
    with clock.at(noon(2)):
        assert (flag_covers.tell_begun(), told(cast)) == (0, 0)
