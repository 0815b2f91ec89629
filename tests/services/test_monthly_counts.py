"""Counts of a month: taken once, opening nothing, and shown so that nobody can be told from them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from journal import clock
from journal.crypto import sealing
from journal.extensions import db
from journal.models import AuditRow, MeasureCount
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.measures import count_pages, monthly_counts
from journal.services.measures.count_pages import FEW, HIDDEN
from journal.services.people import people_admin
from tests.services.course_steps import planned
from tests.services.hands import overwrite
from tests.services.session_steps import NEW_YORK, nurse
from tests.services.test_due_of_patients import asked_for, finished
from tests.services.test_measure_answers import finish, phq9
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def next_month(moment: datetime) -> datetime:
    """The second day of the month after a moment's."""
    return (moment.replace(day=1) + timedelta(days=32)).replace(day=2)


def month_of(moment: datetime) -> date:
    return moment.date().replace(day=1)


def counted(month: date) -> dict[str, tuple[int, int, int]]:
    rows = db.session.scalars(select(MeasureCount).where(MeasureCount.month == month))
    return {row.instrument: (row.answered, row.due, row.overdue) for row in rows}


@pytest.fixture
def middle() -> datetime:
    """Noon in the middle of next month, so that no day of the test falls into another one."""
    return next_month(clock.now()).replace(day=15, hour=16, minute=0)


def lived(cast: Cast, nurse: Member, middle: datetime) -> None:
    """A course that begins in the middle of a month, one answer, and one thing asked for."""
    with clock.at(middle - timedelta(days=1)):
        planned(cast, nurse, first=1, last=30)
    with clock.at(middle + timedelta(hours=1)):
        finished(cast.patient, "phq9")
        asked_for(cast.patient, "pcl5")
    db.session.rollback()


def test_a_month_that_is_over_is_counted_once(cast: Cast, nurse: Member, middle: datetime) -> None:
    assert monthly_counts.take() == 0  # the clinic is of this month
    lived(cast, nurse, middle)
    with clock.at(next_month(middle)):
        assert monthly_counts.take() == 1
        assert monthly_counts.take() == 0
        assert list(verification.verify(cast.clinic_id)) == []
    found = counted(month_of(middle))
    assert found["phq9"] == (1, 1, 0)
    assert found["gad7"] == (0, 1, 1)
    assert found["pcl5"] == (0, 1, 1)
    assert found["wsas"] == (0, 0, 0)


def test_nothing_is_opened_for_it(cast: Cast, nurse: Member, middle: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(cast, nurse, middle)

    def refuse(*_what: object) -> bytes:
        raise AssertionError("something was opened or sealed")

    for name in ("_cipher", "AESGCM"):
        monkeypatch.setattr(sealing, name, refuse)
    with clock.at(next_month(middle)):
        assert monthly_counts.take() == 1


def test_several_nodes_at_once_count_each_month_once(app: Flask, cast: Cast, middle: datetime) -> None:
    later = next_month(middle)

    def node(_number: int) -> int:
        with app.app_context(), clock.at(later):
            return monthly_counts.take()

    with ThreadPoolExecutor(4) as nodes:
        assert sum(nodes.map(node, range(4))) == 1
    rows = Counter((row.month, row.instrument) for row in db.session.scalars(select(MeasureCount)))
    assert set(rows.values()) == {1}


def test_months_in_which_no_job_ran_are_made_up_for(cast: Cast, middle: datetime) -> None:
    with clock.at(next_month(middle)):
        monthly_counts.take()
    with clock.at(next_month(next_month(next_month(middle)))):
        assert monthly_counts.take() == 2


def test_a_manager_alone_sees_numbers_and_none_under_five(cast: Cast, nurse: Member, middle: datetime) -> None:
    lived(cast, nurse, middle)
    with clock.at(next_month(middle)):
        monthly_counts.take()
    shown = count_pages.page(cast.manager.actor())
    assert shown.months[0].month == month_of(middle)
    assert all(not each.rows for each in shown.months)
    assert "PHQ-9" in shown.months[0].few
    for member in (cast.patient, cast.therapist, nurse):
        with pytest.raises(NotAllowed):
            count_pages.page(member.actor())


def test_a_count_that_was_changed_in_the_database_is_left_out_and_said(cast: Cast, middle: datetime) -> None:
    with clock.at(next_month(middle)):
        monthly_counts.take()
    overwrite(MeasureCount, MeasureCount.instrument == "phq9", answered=900)
    shown = count_pages.page(cast.manager.actor())
    assert not shown.whole
    assert "PHQ-9" not in shown.months[0].few
    assert not shown.months[0].rows


def test_taking_them_leaves_an_act_of_nobody(cast: Cast, middle: datetime) -> None:
    with clock.at(next_month(middle)):
        monthly_counts.take()
    rows = db.session.scalars(select(AuditRow).where(AuditRow.act == Act.MEASURES_COUNTED)).all()
    assert rows
    assert {(row.actor_id, row.patient_id) for row in rows} == {(None, None)}


@given(st.integers(0, 60), st.data())
def test_no_number_under_five_is_shown_or_left_over(due: int, data: st.DataObject) -> None:
    overdue = data.draw(st.integers(0, due))
    shown_due, shown = count_pages.cell(due), count_pages.overdue_cell(due, overdue)
    assert shown_due == (str(due) if due >= 5 else FEW)
    if shown not in (FEW, HIDDEN):
        assert int(shown) == overdue >= 5
        assert due - overdue >= 5


def test_many_answers_of_one_person_are_no_number_that_is_shown(cast: Cast, middle: datetime) -> None:
    for hours in range(6):
        with clock.at(middle + timedelta(hours=hours)):
            finished(cast.patient, "phq9")
    db.session.rollback()
    with clock.at(next_month(middle)):
        monthly_counts.take()
    [month] = count_pages.page(cast.manager.actor()).months
    assert (month.rows, "PHQ-9" in month.few) == ((), True)


def test_what_was_answered_west_of_the_clinic_as_the_month_ended_is_counted_once(cast: Cast, middle: datetime) -> None:
    midnight = datetime.combine(month_of(next_month(middle)), time(), NEW_YORK)
    with clock.at(midnight + timedelta(minutes=10)):
        monthly_counts.take()
    with clock.at(midnight + timedelta(hours=2)):  # in Honolulu it is still the last of the month
        finish(replace(cast.patient.actor(), zone="Pacific/Honolulu"), "phq9", **phq9(0, phq9_1=2))
        db.session.rollback()
    with clock.at(midnight + timedelta(days=33)):
        monthly_counts.take()
    rows = db.session.scalars(select(MeasureCount).where(MeasureCount.instrument == "phq9"))
    assert sum(row.answered for row in rows) == 1


def test_nothing_falls_due_of_who_was_disabled(cast: Cast, nurse: Member, middle: datetime) -> None:
    lived(cast, nurse, middle)
    people_admin.disable(cast.manager.actor(), cast.patient.id)
    db.session.remove()
    with clock.at(next_month(middle)):
        monthly_counts.take()
        assert {numbers[1:] for numbers in counted(month_of(middle)).values()} == {(0, 0)}
